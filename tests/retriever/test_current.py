"""Which embedder a library is opened with, and how another takes its place."""

from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from onrecord.errors import ModelUnavailable
from retriever import beside
from retriever.current import CurrentEmbedder, embedder_for, noted_in
from retriever.embed import Embedder
from retriever.library import Library
from tests.retriever.small import SmallEmbedder


class Named(SmallEmbedder):
    def __init__(self, name: str, *_: object) -> None:
        super().__init__()
        self.name = name
        if name == "gone":
            raise ModelUnavailable("there is no such folder")

    def token_vectors(self, texts: list[str]) -> Any:
        return [(self.name, text) for text in texts]


def named(name: str) -> Embedder:
    return cast(Embedder, Named(name))


def choice(folder: Path, name: str) -> Any:
    return SimpleNamespace(library=folder, embedder=name, embedder_backend="auto", allow_pickled_models=False)


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", Named)


def made(folder: Path, name: str, target: str = "") -> Path:
    with closing(Library(folder, named(name))) as library:
        if target:
            beside.begin(library.record, beside.target(target, 64))
    return folder


def test_a_new_library_and_one_that_is_not_rebuilt_are_opened_with_that_of_the_settings(tmp_path: Path) -> None:
    assert embedder_for(choice(tmp_path / "none", "one")).name == "one"
    assert not (tmp_path / "none").exists()
    folder = made(tmp_path / "library", "one")
    assert embedder_for(choice(folder, "two")).name == "two", "and the library refuses it"


def test_one_that_is_being_rebuilt_is_opened_with_its_own(tmp_path: Path) -> None:
    folder = made(tmp_path / "library", "one", "two")
    assert (noted_in(folder).embedder, noted_in(folder).target) == ("one", "two")
    assert embedder_for(choice(folder, "two")).name == "one"
    assert embedder_for(choice(folder, "one")).name == "one"
    assert embedder_for(choice(folder, "three")).name == "three"
    assert embedder_for(choice(folder, "two"), rebuilding=True).name == "two"


def test_where_its_own_cannot_be_loaded_any_more_that_is_told_with_the_command(tmp_path: Path) -> None:
    folder = made(tmp_path / "library", "one", "two")
    with closing(Library(folder, named("one"))) as library:
        library.record.set_meta("embedder", "gone")
    with pytest.raises(ModelUnavailable, match=r"answers with 'gone'.*no such folder.*onrecord documents rebuild"):
        embedder_for(choice(folder, "two"))


def test_a_record_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite3").write_bytes(b"this is no database" * 100)
    assert noted_in(tmp_path).embedder == ""


def test_another_takes_its_place_but_for_what_judges_compare() -> None:
    current = CurrentEmbedder(named("one"))
    assert current.name == "one"
    current.become(named("two"))
    assert current.name == "two"
    told: object = current.token_vectors(["text"])
    assert told == [("one", "text")]
    assert (current.dimensions, current.backend) == (64, "hashes")
    assert current.count_tokens(["a b"]) == [2]
    assert len(current.encode(["a b"])) == 1
