"""A checked draft as HTML: whole, in its paragraphs, each sentence with its mark; and nothing in it is ever markup."""

import re
from dataclasses import replace

import pytest

from onrecord.agreement import Contradiction
from onrecord.answers import Verdict
from onrecord.desk import CheckedClaim
from tests.effort import work_of_at_most
from tests.fakes import a_hit
from tests.ui.drafts import DRAFT, PASSAGE, ScriptedChecker, a_passage
from tests.ui.markup import Element, read
from tests.ui.test_words import HOSTILE
from ui.draft_page import details_html, news_html, note_html, progress_html, sheet_html, summary_html
from ui.draft_passages import excerpted
from ui.draft_run import Draft, DraftRun
from ui.say import speaking


def checked(text: str = DRAFT) -> Draft:
    run = DraftRun(ScriptedChecker(), text)
    list(run.steps())
    return run.draft()


def hostile(words: str) -> Draft:
    """A draft of one sentence in which every word of everybody is hostile."""
    run = DraftRun(ScriptedChecker(), f"It is so {words} indeed")
    claim = " ".join(run.text.split())
    # No signs stand for themselves in these ids, so an id cannot hold what it is made to name.
    hit = a_hit(f"Before. {words} x. After.", "wire", 0.1, 0.9, title=f"T {words}", outlet=words, document_id=words)
    found = CheckedClaim(claim, Verdict("unsupported", 0.1, f"no {words}", ((0, len(claim)),)), (hit,))
    return Draft("a1", run.text, run.claims[:1], {0: found}, f"rules {words}", "2026-01-02")


def places(page: str) -> list[tuple[str, str]]:
    """(place, classes) of each sentence."""
    return [(one.attributes["data-i"], one.attributes["class"]) for one in read(page).all("sent")]


def test_a_draft_comes_back_whole_in_its_own_paragraphs() -> None:
    draft = checked()
    seen = read(sheet_html(draft))
    told = [re.sub(r"Supported: | ?(Partly|Not) supported", "", block.text) for block in seen.all("block")]
    assert told == [
        " ".join(line.split())
        for line in re.split(r"\n\n|\n(?=-)|\n\Z", DRAFT.replace("wrong.\nTwo", "wrong. Two"))
        if line
    ]
    assert [block.has("parted") for block in seen.all("block")] == [True, True, True, False, False]
    assert {block.attributes["dir"] for block in seen.all("block")} == {"auto"}


def test_each_sentence_has_its_mark_and_can_be_reached_but_those_that_claim_nothing() -> None:
    draft = checked()
    assert places(sheet_html(draft)) == [
        ("0", "sent none"), ("1", "sent supported"), ("2", "sent unsupported doubtful"), ("3", "sent partly doubtful"),
        ("4", "sent none"), ("5", "sent supported"), ("6", "sent unsupported doubtful"),
    ]  # fmt: skip
    seen = read(sheet_html(draft))
    assert [one.attributes.get("role") for one in seen.all("sent")].count("button") == 5
    assert [flag.text for flag in seen.all("flag")] == ["Not supported", "Partly supported", "Not supported"]
    assert [off.text for off in seen.all("off")] == ["wrong", "half", "wrong"]


def test_before_it_is_checked_a_sentence_says_so() -> None:
    seen = read(sheet_html(DraftRun(ScriptedChecker(), DRAFT).draft()))
    assert len(seen.all("pending")) == 5
    assert seen.all("pending")[0].text.startswith("Not checked yet: The dredging")


def test_news_hold_the_sentences_asked_for_as_the_sheet_shows_them() -> None:
    draft = checked()
    news = news_html(draft, [2, 3])
    assert places(news) == [("2", "sent unsupported doubtful"), ("3", "sent partly doubtful")]
    assert read(news).one("news").attributes["data-ended"] == "0"
    (sentence,) = re.findall(r'<span class="sent partly.*</span>', news_html(draft, [3]))
    assert sentence in sheet_html(draft)
    over = read(news_html(draft, [2], ended=True))
    assert over.one("news").attributes == {"class": "news", "data-run": draft.id, "data-ended": "1"}
    assert over.one("told").text == "2 supported, 1 partly supported, 2 not supported"


def test_sentences_without_white_space_between_them_stay_so() -> None:
    text = "\u6e2f\u53e3\u5f88\u6df1\u3002\u6c34\u5f88\u6e05\u3002"
    assert re.sub("Supported: ", "", read(sheet_html(checked(text))).one("sheet").text) == text


def test_a_summary_counts_names_the_judge_and_says_what_rules_cannot_see() -> None:
    seen = read(summary_html(checked()))
    assert [one.text for one in seen.elements if one.tag == "li"] == [
        "2 supported",
        "1 partly supported",
        "2 not supported",
    ]
    assert seen.one("by").text.startswith("Checked by rules-9 on ")
    assert seen.one("by").text.endswith("what follows from what they do not.")
    assert [one.attributes["data-kind"] for one in seen.all("export")] == ["md", "docx", "html", "csv"]
    assert [one.text for one in seen.all("show")] == ["All", "Doubtful only 3"]
    other = summary_html(replace(checked(), judge="some/model"))
    assert "Rules see" not in other


def test_what_was_not_checked_is_counted_and_said() -> None:
    seen = read(summary_html(checked("A broken one. A good one."), "It broke off."))
    assert [one.text for one in seen.elements if one.tag == "li"][-1] == "1 not checked"
    assert seen.one("failed").text == "It broke off."


def test_where_nothing_is_doubtful_there_is_no_way_to_it() -> None:
    seen = read(summary_html(checked("A good one.")))
    disabled = [one.attributes.get("data-show", "walk") for one in seen.elements if "disabled" in one.attributes]
    assert disabled == ["doubtful", "walk", "walk"]


def test_progress_is_a_bar_a_count_what_was_found_so_far_and_a_way_to_stop() -> None:
    draft = checked()
    seen = read(progress_html(replace(draft, found={1: draft.found[1], 2: draft.found[2]})))
    (bar,) = [one for one in seen.elements if one.tag == "progress"]
    assert (bar.attributes["value"], bar.attributes["max"]) == ("2", "5")
    assert seen.one("far").text == "2 of 5 sentences"
    assert seen.one("counts").text == "1 supported0 partly supported1 not supported"
    assert seen.one("stop").text == "Stop"
    assert not seen.all("export")


def link(page: str) -> Element:
    (found,) = [one for one in read(page).elements if one.tag == "a"]
    return found


def test_of_a_sentence_the_reason_the_score_and_the_nearest_passages_are_shown() -> None:
    page = details_html(checked(), 2)
    seen = read(page)
    assert seen.one("found").attributes["data-of"] == "2"
    assert seen.one("weighed").text == "Not supported Score 0.07"
    assert seen.one("reason").text.startswith("No passage says \u201cwrong\u201d. Rules see words")
    assert seen.one("where").text == "Harbour Wire18 April 2024Open original"
    (mark,) = [one for one in seen.elements if one.tag == "mark"]
    assert mark.text == "She put the cost of the delay at 40,000 crowns a day."
    assert seen.one("passage").text == PASSAGE.replace("\n", " ")
    assert link(page).attributes["href"] == "originals/wire"
    assert "rel" in link(page).attributes
    assert "/home/somebody" not in page, "the folders of a file are nobody's affair"


def test_a_link_to_a_pdf_names_the_page_and_a_page_without_originals_has_none() -> None:
    draft = checked()
    found = draft.found[2]
    assert isinstance(found, CheckedClaim)
    hit = found.hits[0]
    paged = replace(hit, passage=replace(hit.passage, page=3, sentence_pages=(3, 4, 4)))
    draft = replace(draft, found={2: replace(found, hits=(paged,))})
    assert link(details_html(draft, 2)).attributes["href"] == "originals/wire#page=4"
    assert "a" not in read(details_html(draft, 2, originals=False)).tags()


def test_what_has_no_verdict_says_why() -> None:
    draft = checked("# Heading\n\nA broken one. A good one.")
    never = replace(draft, found={})
    assert read(details_html(draft, 0)).one("reason").text.startswith("This line claims nothing")
    assert read(details_html(draft, 1)).one("reason").text == "The judge gave no verdict."
    assert "not checked yet" in details_html(never, 2, ended=False)
    assert "not reached" in details_html(never, 2)
    bare = replace(draft, found={2: CheckedClaim("A good one.", Verdict("unsupported", 0.0, "none"), ())})
    assert "No passage on record comes near" in details_html(bare, 2)


def test_what_another_document_says_otherwise_stands_before_the_passages() -> None:
    draft = checked("# Heading\n\nA broken one. A good one.")
    other = a_hit("Soup was served. A bad one.", "owners", 0.9, 0.1)
    said = Contradiction(other, other.passage.sentences[1], "the passage has <b>bad</b> there, not good")
    found = draft.found[2]
    assert isinstance(found, CheckedClaim)
    shown = details_html(replace(draft, found={**draft.found, 2: replace(found, contradicted=(said,))}), 2)
    assert shown.index("Another document says otherwise") < shown.index("Nearest passages")
    assert "the passage has &lt;b&gt;bad&lt;/b&gt; there" in shown.casefold()
    assert "<mark>A bad one.</mark>" in shown


def test_a_passage_that_says_otherwise_stands_there_once_with_who_says_so() -> None:
    draft = checked("It is disputed that the delay costs 90,000 crowns a day.")
    shown = details_html(draft, 0)
    assert shown.count("60,000 crowns a day") == 1
    assert shown.index("60,000 crowns a day") < shown.index("Nearest passages") < shown.index("40,000")
    assert "<span>said Mara Venn</span>" in shown
    found = draft.found[0]
    assert isinstance(found, CheckedClaim)
    alone = replace(found, hits=(found.contradicted[0].hit,))
    shown = details_html(replace(draft, found={0: alone}), 0)
    assert "60,000" in shown
    assert "Nearest passages" not in shown


def test_a_long_passage_is_cut_around_its_best_sentence() -> None:
    long = " ".join(f"This is number {n} of them." for n in range(80))
    shown = excerpted(a_hit(long, "wire", *[0.1] * 40, 0.9))
    assert shown.best == "This is number 40 of them."
    assert shown.before.startswith("\u2026 ")
    assert shown.after.endswith(" \u2026")
    assert f"{shown.before[2:]}{shown.best}{shown.after[:-2]}" in long
    bare = excerpted(a_hit(long))
    assert (bare.best, bare.after) == ("", " \u2026")
    assert long.startswith(bare.before)
    assert excerpted(a_passage(0)).before == ""


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_and_do_nothing(words: str) -> None:
    draft = hostile(words)
    for page in (
        sheet_html(draft),
        news_html(draft, [0], True),
        summary_html(draft, words),
        details_html(draft, 0),
        note_html(words),
    ):
        seen = read(page)
        assert seen.tags() <= {
            "body", "section", "p", "span", "div", "ul", "li", "button", "blockquote", "article", "h3", "h4", "a",
            "mark", "strong",
        }, page  # fmt: skip
        assert not any(name.startswith("on") or name == "src" for one in seen.elements for name in one.attributes)
        links = [one.attributes["href"] for one in seen.elements if "href" in one.attributes]
        assert all(re.fullmatch(r"originals/[\w.%~-]+", href) for href in links), links
    assert len(read(sheet_html(draft)).all("sent")) == 1


def test_it_speaks_german() -> None:
    draft = checked()
    with speaking("de"):
        assert read(summary_html(draft)).one("counts").text == "2 belegt1 teilweise belegt2 nicht belegt"
        assert read(details_html(draft, 2)).one("weighed").text == "Nicht belegt Wert 0,07"
        assert '<span lang="en">No passage says' in details_html(draft, 2)


def test_a_draft_as_long_as_may_be_is_rendered_at_once() -> None:
    text = "\n\n".join(
        "The dredging of the inner channel was halted on Thursday. It is half done." for _ in range(1300)
    )
    draft = checked(text[:100_000])
    with work_of_at_most(6):
        sheet_html(draft)
        news_html(draft, list(draft.found), ended=True)
