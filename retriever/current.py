"""The embedder that a library is searched with now; another may take its place while questions are answered."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from onrecord.errors import ModelUnavailable
from onrecord.ports import TokenVectors
from retriever.beside import TARGET, target_name
from retriever.embed import BackendName, Embedder, Encoded

__all__ = ["Choice", "CurrentEmbedder", "Noted", "embedder_for", "noted_in"]


class CurrentEmbedder(Embedder):
    """Plays the embedder that a library has now.

    Token vectors, which judges compare with one another, stay those of the first model as long as the process runs: an
    answer that is being judged must not meet two models.

    Args:
        first: that the library has at first.
    """

    def __init__(self, first: Embedder) -> None:
        self._first = self._now = first

    def become(self, other: Embedder) -> None:
        """Texts are embedded by another model from now on."""
        self._now = other

    @property
    def name(self) -> str:  # type: ignore[override] # an attribute there
        """Its name in the settings."""
        return self._now.name

    @property
    def backend(self) -> str:
        """As :attr:`retriever.embed.Embedder.backend`."""
        return self._now.backend

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._now.dimensions

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As :meth:`retriever.embed.Embedder.count_tokens`."""
        return self._now.count_tokens(texts)

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        """As :meth:`retriever.embed.Embedder.encode`."""
        return self._now.encode(texts, contexts)

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text, by the first model."""
        return self._first.token_vectors(texts)


class Noted:
    """What the record of a library says of its embedder, read without opening the library.

    Attributes:
        embedder: that it was built with; empty where it says nothing.
        target: that it is being rebuilt for; empty where it is not.
    """

    __slots__ = ("embedder", "target")

    def __init__(self, embedder: str = "", target: str = "") -> None:
        self.embedder, self.target = embedder, target


def noted_in(folder: Path) -> Noted:
    """What the record in a folder says of its embedder; nothing where there is no record that can be read."""
    path = folder / "record.sqlite3"
    if not path.exists():
        return Noted()
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = dict(database.execute("select name, value from meta where name in ('embedder', ?)", (TARGET,)))
    except sqlite3.Error:
        return Noted()
    return Noted(str(found.get("embedder", "")), target_name(found.get(TARGET)))


class Choice(Protocol):
    """The settings that say which embedder a library is opened with; :class:`retriever.embed.Embedder` says more."""

    @property
    def library(self) -> Path:
        """Its folder."""
        ...

    @property
    def embedder(self) -> str:
        """Name of the embedder."""
        ...

    @property
    def embedder_backend(self) -> BackendName:
        """What it runs on."""
        ...

    @property
    def allow_pickled_models(self) -> bool:
        """Whether weights may be loaded that are no safetensors."""
        ...


def embedder_for(choice: Choice, *, rebuilding: bool = False) -> CurrentEmbedder:
    """The embedder to open a library with: that of the settings, or its own where it is being rebuilt for that.

    Args:
        choice: the settings.
        rebuilding: give that of the settings in any case.

    Raises:
        ModelUnavailable: it cannot be loaded.
    """
    from retriever import embed

    folder, name = choice.library, choice.embedder
    backend, pickled = choice.embedder_backend, choice.allow_pickled_models
    noted = noted_in(folder)
    if rebuilding or noted.target != name or not noted.embedder:
        return CurrentEmbedder(embed.Embedder(name, backend, pickled))
    try:
        return CurrentEmbedder(embed.Embedder(noted.embedder, backend, pickled))
    except ModelUnavailable as error:
        if noted.embedder == name:
            raise
        raise ModelUnavailable(
            f"The library {folder} is being rebuilt for {name!r}, and answers with {noted.embedder!r} until that is "
            f"done, which cannot be loaded ({error}). Finish it first: onrecord documents rebuild"
        ) from error
