"""Searching a real library: filters, odd queries, stages, LangChain."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from langchain_core.retrievers import BaseRetriever

from onrecord.assembly import Parts, open_parts
from onrecord.errors import BadInput, EmptyLibrary, UnknownDocument
from onrecord.settings import Settings
from onrecord.types import Filters
from retriever.filters import day_range
from retriever.fuse import sum_of_z_scores
from retriever.hybrid import HybridRetriever
from retriever.langchain import PassageRetriever

pytestmark = pytest.mark.usefixtures("loaded_once")

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


def test_documents_limit_what_is_searched(parts: Parts) -> None:
    ids = {Path(source.location).name: source.document_id for source in parts.library.sources()}
    only = Filters(documents=(ids["ferry.txt"], ids["undated.txt"]))
    assert set(names(parts, "herring quota", only)) == {"ferry.txt", "undated.txt"}
    assert parts.retriever.coverage(only).documents_searched == 2
    assert parts.retriever.coverage(only).filters == {"documents": " ".join(only.documents)}
    assert names(parts, "herring", Filters("fish", documents=(ids["ferry.txt"],))) == []
    with pytest.raises(UnknownDocument, match="nowhere"):
        names(parts, "herring", Filters(documents=("nowhere",)))


def test_a_quoted_phrase_must_match(parts: Parts) -> None:
    assert names(parts, 'ferry "herring quota"') == ["quota.txt"]
    assert names(parts, "Who said \u201cnobody disputed it\u201d of the ferry?") == ["undated.txt"]
    assert names(parts, 'ferry "quota herring"') == []
    answer = parts.answerer.ask('Who spoke of a "herring festival"?')
    assert answer.status == "abstained"
    assert answer.reason == "no passage has the quoted words"


def test_dates_of_publication_in_the_question_filter_and_are_shown(parts: Parts) -> None:
    assert names(parts, "What do reports published since May 2024 say of herring and the ferry?") == ["quota.txt"]
    answer = parts.answerer.ask("What do articles published in 2030 say of the ferry?")
    assert answer.status == "abstained"
    assert answer.coverage.filters == {"since": "2030-01-01", "until": "2030-12-31"}
    explicit = Filters(since="2024-01-01")
    found = names(parts, "What do reports published since May 2024 say of herring and the ferry?", explicit)
    assert set(found) == {"ferry.txt", "quota.txt"}, "what the caller sets wins"


def test_a_date_that_is_content_filters_nothing(parts: Parts) -> None:
    assert len(names(parts, "What was said of herring in 2030?")) == 3


def test_a_date_is_found_however_it_is_written(tmp_path: Path) -> None:
    for name, day in (("a", "18 April 2024"), ("b", "3 June 2024"), ("c", "9 July 2023")):
        (tmp_path / f"{name}.txt").write_text(f"The council met on {day} and agreed on the fees.", encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as own:
        list(own.ingester.ingest([str(tmp_path / f"{name}.txt") for name in "abc"]))
        assert names(own, "What did the council agree on April 18?")[0] == "a.txt"
        assert names(own, "What did the council agree on 2024-06-03?")[0] == "b.txt"
        assert names(own, "What did the council agree in FY2023?")[0] == "c.txt"


def test_reprints_are_one_hit_that_lists_its_other_places(tmp_path: Path) -> None:
    wire = (
        "The ministry cut the herring quota to 8,200 tonnes on Monday. Skippers in Port Ellary called the cut too deep "
        "and asked for talks before the season opens, a spokeswoman said."
    )
    for name, text in (("wire", wire), ("paper", f"From our correspondent. {wire}"), ("other", "Gulls nest here.")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as own:
        list(own.ingester.ingest([str(tmp_path / f"{name}.txt") for name in ("wire", "paper", "other")]))
        hits = own.retriever.search("Who called the herring quota cut too deep?", 10)
        assert len(hits) == 2
        both = {hits[0].source.title, *(place.source.title for place in hits[0].places)}
        assert both == {"wire", "paper"}
        assert len(own.retriever.search("Who called the herring quota cut too deep?", 1)[0].places) == 1
        answer = own.answerer.ask("Who called the herring quota cut too deep?")
        assert [place.source.title for place in answer.citations[0].places] != []


def test_a_hit_brings_the_section_it_stands_in(tmp_path: Path) -> None:
    fees = "The fee rises to 40 euros. " * 40
    text = f"# Harbour\n\n## Fees\n\n{fees}\n\n## Crane\n\nThe crane is closed in winter."
    (tmp_path / "notice.md").write_text(text, encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as own:
        list(own.ingester.ingest([str(tmp_path / "notice.md")]))
        for hit in own.retriever.search("How high is the fee?", 10):
            assert hit.passage.text in hit.section
            section = hit.passage.section
            assert section is not None
            assert own.library.document(hit.source.document_id).text[section.start : section.end] == hit.section
        last = next(hit for hit in own.retriever.search("crane", 10) if "winter" in hit.passage.text)
        assert "Fees" not in last.section


def test_the_stages_can_be_taken_one_at_a_time(parts: Parts) -> None:
    variants = parts.variants()
    assert list(variants) == ["dense", "lexical", "fused", "full"]
    assert variants["full"] is parts.retriever
    for name, variant in variants.items():
        hits = variant.search("What was the herring quota cut to?", 2)
        assert Path(hits[0].source.location).name == "quota.txt", name
    assert len(variants["lexical"].search("herring", 5)) == 1
    assert len(variants["dense"].search("herring", 5)) == 3


def test_a_reranker_has_the_last_word(parts: Parts) -> None:
    class Backwards:
        name = "backwards"

        def score(self, question: str, passages: Sequence[str]) -> list[float]:
            return [float("ferry" in passage) for passage in passages]

    retriever = HybridRetriever(parts.library, 50, 24, reranker=Backwards())
    hits = retriever.search("What was the herring quota cut to?", 3)
    assert Path(hits[0].source.location).name == "ferry.txt"
    assert hits[0].score == 1.0


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
    assert set(hit.stages) == {"dense", "lexical", "fused", "maxsim", "evidence", "missing", "names"}
    assert hit.words["ferry"] == 1.0
    assert all(0.0 <= strength <= 1.0 for strength in hit.words.values())


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
    assert list(dict.fromkeys(key for key in seen if key in ("parts", "coverage", "answer"))) == [
        "parts",
        "coverage",
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


def test_the_only_passage_with_a_word_gains_by_it_where_the_floor_is_known() -> None:
    rankings = {"dense": {1: 0.9, 2: 0.8, 3: 0.7, 4: 0.1}, "lexical": {3: 7.0}}
    assert next(iter(sum_of_z_scores(rankings))) == 1
    assert next(iter(sum_of_z_scores(rankings, {"lexical": 0.0}))) == 3


def test_dates_as_ranges_of_days() -> None:
    assert day_range("2024") == (20240101, 20241231)
    assert day_range("2024-02") == (20240201, 20240229)
    assert day_range("2024-04-18") == (20240418, 20240418)
    for wrong in ("18 April", "2024-13", "2024-02-30", "", "2024-4-1"):
        with pytest.raises(BadInput):
            day_range(wrong)
