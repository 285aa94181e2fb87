"""Versions that sources give stand side by side under the answer, on the page and in what is taken along."""

import html
from dataclasses import replace

import pytest

from onrecord.answers import Answer
from onrecord.conversations import Exchange
from onrecord.types import Place
from tests.browser.fakes import answered, cite, library, quoting
from tests.differing import a_disagreement, a_version
from tests.fakes import a_source
from tests.ui.exports import bundle
from tests.ui.markup import read
from tests.ui.test_words import HOSTILE
from ui.differing import COLUMNS, differing_html, differing_lines, own_versions
from ui.export.docx import docx_file
from ui.export.markdown import markdown
from ui.export.pack import pack
from ui.render import answer_html, plain_copy
from ui.say import say, speaking

QUOTE = "Two barges stood idle at the north quay on Thursday afternoon."


def an_answer(**changes: object) -> Answer:
    first = cite(1, library()[0], QUOTE)
    made = answered("How many boats?", [first], [quoting(first)])
    return replace(made, agreements=(a_disagreement(),), **changes)  # type: ignore[arg-type]


def test_each_version_has_a_row_with_its_value_marked_and_its_document() -> None:
    seen = read(differing_html(an_answer(), "e1"))
    (caption,) = (element for element in seen.elements if element.tag == "caption")
    assert caption.text == "The sources differ"
    assert [element.text for element in seen.all("value")] == ["60 latest correction", "38"]
    assert [element.text for element in seen.elements if element.tag == "mark"] == ["60", "38"]
    assert [element.text for element in seen.all("words")] == [
        "In the end 60 boats blocked it.", "\u201cWe counted 38 boats,\u201d said Orla Venn.",
    ]  # fmt: skip
    assert [element.text for element in seen.all("detail")] == [
        "Lantry Council", "4 May 2031", "p. 2", "Coast Wire", "2 May 2031", "said Orla Venn",
        "also in \u201cMercury\u201d",
    ]  # fmt: skip
    assert [element.attributes["href"] for element in seen.all("place")] == ["#v-e1-1", "#v-e1-2"]


def test_an_answer_whose_sources_agree_has_no_table() -> None:
    agreeing = replace(an_answer(), agreements=())
    assert differing_html(agreeing, "e1") == ""
    assert list(differing_lines(agreeing)) == []
    assert "differing" not in answer_html(agreeing, "e1")


def test_a_version_that_the_answer_cites_links_to_that_passage() -> None:
    citation = an_answer().citations[0]
    cited = a_version(
        "x", "", "Two", QUOTE.removeprefix("Two"), source=citation.source, start=citation.start, end=citation.end,
        value_start=citation.start, value_end=citation.start + 3,
    )  # fmt: skip
    answer = replace(an_answer(), agreements=(a_disagreement(versions=(cited, *a_disagreement().versions)),))
    links = [element.attributes["href"] for element in read(differing_html(answer, "e1")).all("place")]
    assert links == ["#c-e1-1", "#v-e1-2", "#v-e1-3"]
    assert [place for place, _ in own_versions(answer)] == [2, 3]


def test_several_things_are_each_told_with_their_question() -> None:
    both = (a_disagreement(), a_disagreement(question="How many barges?"))
    answer = replace(an_answer(), agreements=both)
    captions = [element.text for element in read(differing_html(answer, "e1")).elements if element.tag == "caption"]
    assert captions == [
        "The sources differ on \u201cHow many boats blocked the canal?\u201d",
        "The sources differ on \u201cHow many barges?\u201d",
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_of_documents_stay_words(hostile: str) -> None:
    source = a_source("odd", title=hostile, outlet=hostile)
    place = Place(a_source("other", title=hostile), None, 0, 3)
    version = a_version("odd", hostile, hostile, hostile, source=source, folded="x", speaker=hostile, reprints=(place,))
    one = a_disagreement(question=hostile, versions=(version, *a_disagreement().versions))
    answer = replace(an_answer(), agreements=(one, one))
    seen = read(differing_html(answer, "e1"))
    tame = replace(version, source=a_source("odd", outlet="x"), speaker="x")
    same = replace(answer, agreements=(replace(one, question="x", versions=(tame, *a_disagreement().versions)),) * 2)
    assert [e.tag for e in seen.elements] == [e.tag for e in read(differing_html(same, "e1")).elements]
    assert "\n" not in differing_html(answer, "e1")


def test_what_is_copied_and_taken_along_has_every_version() -> None:
    answer = an_answer()
    assert "The sources differ\n- 60 (latest, correction): Notice, Lantry Council" in plain_copy(answer)
    made = bundle([Exchange("e1", "How many boats?", answer)])
    for text in (markdown(made), pack(made)):
        read_as = html.unescape(text)
        assert "The sources differ" in read_as
        assert "Lantry Council, 4 May 2031, p. 2" in read_as
        assert "We counted 38 boats" in read_as
    assert len(docx_file(made)) > len(
        docx_file(bundle([Exchange("e1", "How many boats?", replace(answer, agreements=()))]))
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_heading_has_words(language: str) -> None:
    with speaking(language):
        assert all(say(key) for key in COLUMNS)
        assert say("answer.differ") in differing_html(an_answer(), "e1")
