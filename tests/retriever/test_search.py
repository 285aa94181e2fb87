"""Searching a real library: filters, odd queries, stages, LangChain."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.retrievers import BaseRetriever

from onrecord.assembly import Parts, open_parts
from onrecord.errors import BadInput, EmptyLibrary
from onrecord.settings import Settings
from onrecord.types import Filters
from retriever.filters import day_range
from retriever.fuse import sum_of_z_scores
from retriever.langchain import PassageRetriever
from retriever.lexical import match_query

STORIES = {
    "ferry.txt": "Ferry delayed\nOutlet: Coastal Wire\nDate: 2024-04-18\n\nIts ferry will not sail before 6 May.",
    "quota.txt": "Quota cut\nDate: 2024-06-10\n\nThe herring quota was cut to 8,200 tonnes, the ministry said.",
    "undated.txt": "The census counted 609,870 people in Halvane, and nobody disputed it.",
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("stories")
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with open_parts(Settings(library=folder / "library")) as parts:
        list(parts.ingester.ingest([str(folder / "ferry.txt"), str(folder / "undated.txt")]))
        list(parts.ingester.ingest([str(folder / "quota.txt")], collection="fish"))
        yield parts


def names(parts: Parts, query: str, filters: Filters | None = None, k: int = 10) -> list[str]:
    return [Path(hit.source.location).name for hit in parts.retriever.search(query, k, filters)]


def test_the_right_passage_comes_first(parts: Parts) -> None:
    assert names(parts, "When does the boat to the island leave?")[0] == "ferry.txt"
    assert names(parts, "fish catch limit")[0] == "quota.txt"
    assert names(parts, "609,870")[0] == "undated.txt"


def test_filters_limit_what_is_searched_and_counted(parts: Parts) -> None:
    assert names(parts, "herring ferry census", Filters(collection="fish")) == ["quota.txt"]
    assert names(parts, "herring ferry census", Filters(since="2024-05")) == ["quota.txt"]
    assert names(parts, "herring ferry census", Filters(until="2024-05-01")) == ["ferry.txt"]
    assert names(parts, "herring", Filters(since="2030")) == []
    assert parts.retriever.coverage(Filters(since="2024-05")).documents_searched == 1
    assert parts.retriever.coverage().documents_searched == 3


def test_a_filter_that_leaves_nothing_gives_a_refusal_that_says_so(parts: Parts) -> None:
    answer = parts.answerer.ask("What was the herring quota?", filters=Filters(since="2030"))
    assert answer.status == "abstained"
    assert answer.reason == "no document passes the filters"
    assert "since 2030" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "the of and",
        "word " * 10_000,
        "\U0001f6a2\U0001f6a2 ferry",
        "\u05de\u05e2\u05d1\u05d5\u05e8\u05ea",
        "\u6e21\u8f2a",
        'ferry" OR (NEAR* : ^',
        "'; drop table documents; --",
        "x" * 5_000,
        " " * 2_500 + "ferry",
        "ferry \udcff\x00\x1b[31m",
    ],
)
def test_an_odd_query_gives_hits_and_no_error(parts: Parts, query: str) -> None:
    assert len(parts.retriever.search(query, 50)) == 3


@pytest.mark.parametrize("query", ["", "   ", "?!", "\U0001f6a2"])
def test_a_query_without_a_word_is_refused(parts: Parts, query: str) -> None:
    with pytest.raises(BadInput, match="no word"):
        parts.retriever.search(query, 5)


def test_an_empty_library_says_how_to_begin(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path)) as parts, pytest.raises(EmptyLibrary, match="onrecord ingest"):
        parts.retriever.search("anything", 5)


def test_evidence_is_the_sentences_of_the_passage_best_first(parts: Parts) -> None:
    hit = parts.retriever.search("When will the ferry sail?", 1)[0]
    scores = [span.score for span in hit.evidence]
    assert scores == sorted(scores, reverse=True)
    assert {(span.start, span.end) for span in hit.evidence} == {
        (span.start, span.end) for span in hit.passage.sentences
    }
    assert set(hit.stages) == {"dense", "lexical", "fused", "maxsim"}


def test_it_is_a_langchain_retriever(parts: Parts) -> None:
    retriever = PassageRetriever(retriever=parts.retriever, k=2)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke("herring quota")
    assert len(found) == 2
    assert found[0].metadata["published"] == "2024-06-10"
    assert found[0].page_content == found[0].metadata["hit"].passage.text
    assert len(retriever.invoke("herring quota", filters=Filters(collection="fish"))) == 1
    assert retriever.batch(["herring", "ferry"])[1][0].metadata["source"].endswith("ferry.txt")


def test_the_answer_chain_streams_its_stages(parts: Parts) -> None:
    asked = {"question": "What was the herring quota cut to?", "history": (), "filters": None}
    seen = [key for part in parts.answerer.runnable.stream(asked) for key in part]
    assert [key for key in seen if key in ("hits", "coverage", "draft", "answer")] == [
        "hits",
        "coverage",
        "draft",
        "answer",
    ]
    assert parts.answerer.runnable.invoke(asked)["answer"].citations[0].quote.endswith("the ministry said.")
    streamed = list(parts.answerer.ask_stream("What was the herring quota cut to?"))
    assert streamed[:3] == ["searching", "writing", "checking"]


def test_fusing_adds_z_scores_and_gives_a_missing_passage_the_lowest() -> None:
    fused = sum_of_z_scores({"dense": {1: 0.9, 2: 0.5, 3: 0.1}, "lexical": {2: 7.0, 1: 1.0}})
    assert next(iter(fused)) in (1, 2)
    assert list(fused)[-1] == 3
    assert sum(fused.values()) == pytest.approx(0, abs=1e-9)
    assert sum_of_z_scores({"dense": {}, "lexical": {}}) == {}
    assert sum_of_z_scores({"dense": {4: 0.5}, "lexical": {}}) == {4: 0.0}


def test_words_of_a_query_are_quoted_for_fts() -> None:
    assert match_query('the "ferry" NEAR(x)') == '"ferry" OR "near" OR "x"'
    assert match_query("the of") == '"the" OR "of"'
    assert match_query("\U0001f6a2") == ""


def test_dates_as_ranges_of_days() -> None:
    assert day_range("2024") == (20240101, 20241231)
    assert day_range("2024-02") == (20240201, 20240229)
    assert day_range("2024-04-18") == (20240418, 20240418)
    for wrong in ("18 April", "2024-13", "2024-02-30", "", "2024-4-1"):
        with pytest.raises(BadInput):
            day_range(wrong)
