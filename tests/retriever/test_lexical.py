"""The word index: BM25, phrases, keys, bounds; what is not committed is not found; a damaged one is made anew."""

from pathlib import Path

import pytest

from retriever.filters import Bounds, Shelfmark
from retriever.lexical import WordIndex, WordRow, Words

ANY = Bounds()


def row(id_: int, text: str, context: str = "", keys: str = "", mark: Shelfmark | None = None) -> WordRow:
    return WordRow(id_, mark or Shelfmark(id_, "default"), text, context, keys)


@pytest.fixture
def index(tmp_path: Path) -> WordIndex:
    index = WordIndex(tmp_path / "words")
    index.add(
        [
            row(1, "The mooring fees rise in May.", "Harbour notice", "y2024 d20240418"),
            row(2, "Mayor Venn said the fee for yachts will not rise.", mark=Shelfmark(2, "press", 20240401, 20240430)),
            row(3, "Gulls nest on the tower.", "Harbour birds", mark=Shelfmark(2, "press", 20240401, 20240430)),
        ]
    )
    index.commit()
    return index


def found(index: WordIndex, text: str, *phrases: str, k: int = 10, bounds: Bounds = ANY) -> list[int]:
    return list(index.search(Words(text, tuple(phrases)), k, bounds))


def test_the_passage_with_most_of_the_rare_words_comes_first(index: WordIndex) -> None:
    assert found(index, "What did Mayor Venn say of the fee?")[0] == 2
    assert found(index, "gulls") == [3]
    assert found(index, "submarine") == []


def test_endings_case_and_accents_do_not_count(index: WordIndex) -> None:
    assert set(found(index, "FEE rising")) == {1, 2}
    assert found(index, "g\u00fblls nesting") == [3]


def test_a_word_of_the_header_counts_less_than_one_of_the_text(index: WordIndex) -> None:
    index.add([row(4, "The harbour is deep.")])
    index.commit()
    assert found(index, "harbour")[0] == 4
    assert set(found(index, "harbour")) == {1, 3, 4}


def test_stop_words_count_only_where_there_is_nothing_else(index: WordIndex) -> None:
    assert found(index, "the gulls") == [3]
    assert set(found(index, "the of and")) == {1, 2, 3}


def test_a_phrase_must_stand_word_by_word_in_text_or_header(index: WordIndex) -> None:
    assert found(index, "fee", "mooring fees") == [1]
    assert found(index, "fee", "fees mooring") == []
    assert found(index, "fee", "harbour notice") == [1]
    assert found(index, "anything", "gulls nest", "harbour birds") == [3]
    assert found(index, "anything", "?!") == []


def test_a_date_is_found_by_its_key(index: WordIndex) -> None:
    assert next(iter(index.search(Words("what happened then", keys=("d20240418",)), 5, ANY))) == 1


def test_bounds_limit_without_changing_the_scores(index: WordIndex) -> None:
    press = Bounds(collection="press")
    assert found(index, "fee", bounds=press) == [2]
    assert index.search(Words("fee"), 5, press)[2] == pytest.approx(index.search(Words("fee"), 5, ANY)[2])
    assert found(index, "fee", bounds=Bounds(first_day=20240415)) == [2]
    assert found(index, "fee", bounds=Bounds(first_day=20240501)) == []
    assert found(index, "fee", bounds=Bounds(last_day=20240401)) == [2]
    assert found(index, "fee", bounds=Bounds(last_day=20240331)) == []
    assert found(index, "fee", bounds=Bounds(versions=(1,))) == [1]
    assert found(index, "fee", bounds=Bounds(versions=())) == []


def test_k_limits_and_none_are_asked_for_safely(index: WordIndex) -> None:
    assert len(found(index, "fee harbour tower", k=1)) == 1
    assert found(index, "fee", k=0) == []
    assert found(index, "\U0001f6a2") == []


@pytest.mark.parametrize("text", ["word " * 10_000, 'fee" OR (NEAR* : ^', "fee:*~^[]{}", "\x00 fee"])
def test_odd_words_are_words(index: WordIndex, text: str) -> None:
    index.search(Words(text, (text,)), 5, ANY)


def test_what_is_not_committed_is_not_found_and_is_gone_after_a_restart(tmp_path: Path) -> None:
    index = WordIndex(tmp_path / "words")
    index.add([row(1, "gulls")])
    assert index.count() == 0
    index.close()
    again = WordIndex(tmp_path / "words")
    assert again.count() == 0
    again.add([row(1, "gulls"), row(2, "terns")])
    again.commit()
    again.close()
    assert WordIndex(tmp_path / "words").ids() == {1, 2}


def test_removing_by_version_and_by_id(index: WordIndex) -> None:
    index.remove_versions([2])
    assert index.ids() == {1}
    index.remove([1])
    index.remove([])
    index.remove_versions([])
    assert index.ids() == set()
    assert index.count() == 0


def test_rare_words_weigh_more_and_a_word_of_parts_as_its_rarest(index: WordIndex) -> None:
    rarity = index.rarity(["the", "gulls", "submarine", "?!", "mooring-submarine"])
    assert rarity["the"] < rarity["gulls"] < rarity["submarine"] == rarity["mooring-submarine"]
    assert rarity["?!"] == 0.0


def test_a_damaged_index_is_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = WordIndex(tmp_path / "words")
    index.add([row(1, "gulls")])
    index.commit()
    index.close()
    (tmp_path / "words" / "meta.json").write_text("no json", encoding="utf-8")
    assert WordIndex(tmp_path / "words").count() == 0
    assert "made anew" in caplog.text
