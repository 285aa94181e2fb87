"""The extractive writer: the sentences that answer, word for word, by document, none said twice."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.extractive import ExtractiveWriter, describe
from onrecord.ports import DraftSentence
from onrecord.sentences import fold
from onrecord.types import Hit
from tests.fakes import a_hit, a_source
from tests.texts import steady, texts_with_words

FEE = "The harbour board raised the mooring fee to 40 euros."
FLEET = "Fishermen called this rise a blow to their trade."
FERRY = "A new ferry carries 212 passengers on weekdays."
CRANE = "Engineers tested the northern crane in spring."


def written(*hits: Hit, most: int = 4, question: str = "What is the fee?") -> list[DraftSentence]:
    return ExtractiveWriter(most).write(question, hits)


def quotes(*hits: Hit, most: int = 4, question: str = "What is the fee?") -> list[str]:
    return [sentence.text for sentence in written(*hits, most=most, question=question) if sentence.kind == "quote"]


def test_it_is_named_extractive() -> None:
    assert ExtractiveWriter(4).name == "extractive"


def test_without_hits_or_without_scored_sentences_there_is_no_draft() -> None:
    assert written() == []
    assert written(a_hit(FEE)) == []


def test_the_best_sentence_of_the_best_hit_comes_first_under_a_line_that_names_its_document() -> None:
    hit = a_hit(f"{FERRY} {FEE}", "notice", 0.2, 0.9, outlet="Coastal Wire", published="2024-04-18")
    framing, quote = written(hit)
    assert (framing.kind, framing.text) == ("framing", "Coastal Wire, 2024-04-18, “Notice”:")
    assert framing.cites == ()
    assert (quote.kind, quote.text) == ("quote", FEE)
    (cite,) = quote.cites
    assert cite.hit is hit
    assert hit.passage.quote(cite.span) == FEE


def test_every_document_has_one_framing_line_with_its_quotes_below() -> None:
    first = a_hit(f"{FEE} {CRANE}", "notice", 0.9, 0.8)
    second = a_hit(FERRY, "ferry", 0.85)
    draft = written(first, second)
    assert [sentence.text for sentence in draft] == ["“Notice”:", FEE, CRANE, "“Ferry”:", FERRY]
    assert [sentence.kind for sentence in draft] == ["framing", "quote", "quote", "framing", "quote"]


def test_a_sentence_that_answers_far_less_well_is_left_out() -> None:
    assert quotes(a_hit(f"{FEE} {FERRY}", "notice", 0.9, 0.5)) == [FEE]
    assert quotes(a_hit(FEE, "notice", 0.9), a_hit(FERRY, "ferry", 0.5)) == [FEE]


def test_no_more_sentences_than_allowed() -> None:
    hits = [a_hit(text, f"d{n}", 0.9 - n / 100) for n, text in enumerate([FEE, FERRY, CRANE, FLEET])]
    for most in (1, 2, 3, 4):
        assert len(quotes(*hits, most=most)) == most
    assert quotes(*hits, most=2) == [FEE, FERRY]


def test_no_more_than_two_sentences_of_one_document() -> None:
    hit = a_hit(f"{FEE} {FERRY} {CRANE} Boats sail at dawn.", "notice", 0.9, 0.89, 0.88, 0.87)
    assert quotes(hit) == [FEE, FERRY]


def test_a_reprint_and_a_near_reprint_are_not_said_again() -> None:
    near = "On Monday the harbour board raised the mooring fee to 40 euros."
    assert quotes(a_hit(FEE, "one", 0.9), a_hit(FEE, "two", 0.9), a_hit(near, "three", 0.89)) == [FEE]


def test_a_like_sentence_with_another_figure_in_it_is_another_sentence() -> None:
    other = "The harbour board lowered the mooring fee to 35 pounds."
    assert quotes(a_hit(FEE, "one", 0.9), a_hit(other, "two", 0.9)) == [FEE, other]


def test_the_sentence_that_two_passages_share_is_quoted_once() -> None:
    first = a_hit(f"{FERRY} {FEE}", "notice", 0.2, 0.9)
    again = a_hit(f"{FEE} {CRANE}", "notice", 0.9, 0.1, start=len(FERRY) + 1)
    assert quotes(first, again) == [FEE]


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it() -> None:
    for leaning in ("It is due in May.", "They pay in May.", "This pays for dredging.", "“He agreed,” Venn said."):
        hit = a_hit(f"{CRANE} {FEE} {leaning}", "notice", 0.1, 0.2, 0.9)
        (quote,) = (sentence for sentence in written(hit) if sentence.kind == "quote")
        assert quote.text == f"{FEE} {leaning}"
        assert hit.passage.quote(quote.cites[0].span) == quote.text


def test_a_sentence_that_another_one_brought_along_is_not_quoted_again() -> None:
    hit = a_hit(f"{FEE} This pays for dredging.", "notice", 0.88, 0.9)
    assert " ".join(quotes(hit)).count(FEE) == 1


def test_a_document_that_gives_another_figure_is_quoted_too() -> None:
    text = "The harbour board raised the mooring fee to 40 euros on Monday evening, 18 April."
    other = text.replace("40", "45")
    assert quotes(a_hit(text, "one", 0.9), a_hit(other, "two", 0.9)) == [text, other]


def test_a_sentence_is_quoted_with_the_one_that_leans_on_it_and_answers_as_well() -> None:
    leaning = "It was reopened in April by the board."
    assert quotes(a_hit(f"{FEE} {leaning} {CRANE}", "notice", 0.9, 0.85, 0.1)) == [f"{FEE} {leaning}"]
    assert quotes(a_hit(f"{FEE} {leaning}", "notice", 0.9, 0.3)) == [FEE]
    assert quotes(a_hit(f"{FEE}\n\n{leaning}", "notice", 0.9, 0.85)) == [FEE, leaning]
    assert quotes(a_hit(f"{FEE} {CRANE}", "notice", 0.9, 0.85)) == [FEE, CRANE]


def test_a_figure_that_is_asked_for_is_quoted_with_the_sentence_that_says_what_it_is() -> None:
    estimate = "The minister gave an estimate of the damage."
    for figure in ("The figure is 36 million crowns.", "“The figure I have is 36 million crowns,” he said."):
        hit = a_hit(f"{estimate} {figure} {CRANE}", "notice", 0.9, 0.3, 0.1)
        assert quotes(hit, question="What was the damage put at?") == [f"{estimate} {figure}"]
        assert quotes(hit, question="Who gave an estimate?") == [estimate]
    stated = "The minister gave an estimate of 30 million crowns."
    hit = a_hit(f"{stated} The figure in May was 36 million crowns.", "notice", 0.9, 0.3)
    assert quotes(hit, question="What was the damage put at?") == [stated]


def test_what_is_right_is_quoted_with_what_a_correction_calls_wrong() -> None:
    wrong, right = "In a report on the fee we wrote that it is 90 euros.", "It will be 40 euros."
    notice = a_hit(f"{wrong} {right}", "notice", 0.9, 0.2, title="Correction: the mooring fee")
    assert quotes(notice, question="What did the board decide?") == [f"{wrong} {right}"]
    assert quotes(a_hit(f"{wrong} {right}", "notice", 0.9, 0.2), question="What did the board decide?") == [wrong]


def test_a_correction_is_quoted_to_where_it_tells_what_is_right() -> None:
    told = [
        "An article gave the fee as 90 euros.",
        "A clerk had copied another line.",
        "The fee at that time was 40 euros.",
    ]
    for text, quoted in (
        (" ".join(told), " ".join(told)),
        ("\n\n".join(told), told[0]),
        (" ".join([*told, "He is 21."]), " ".join(told)),
        (f"{told[0]} {'The clerk is sorry and ' * 30}will not do it again.", told[0]),
    ):
        notice = a_hit(text, "notice", 0.9, title="Correction: the mooring fee")
        assert quotes(notice, question="What did the paper print?") == [quoted]


def test_the_sentence_with_the_date_of_what_is_asked_is_quoted_first() -> None:
    agreed = "ELLARY, Jan 28 (HPA) - Norvane said on Monday it had agreed to buy its rival Castel for shares."
    saved = "Its director said the deal would save 40 million euros a year from 2027."
    closes = "Norvane expects to complete the merger with Castel by 30 June."
    hit = a_hit(f"{agreed} {saved} {closes}", "wire", 0.9, 0.7, 0.7)
    assert quotes(hit, question="When will the merger of Norvane and Castel be completed?")[0] == closes
    assert quotes(hit, question="Who buys Castel?")[0] == agreed


def test_a_row_stands_for_the_head_of_its_table() -> None:
    table = "| in millions | 28 December 2024 |\n|---|---|\n| Revenue | 1,184 |\n| Net debt | 312 |"
    hit = a_hit(table, "accounts", 0.9, 0.1, 0.1)
    asked = "What was the debt at 28 December 2024?"
    assert quotes(hit, question=asked) == ["| Net debt | 312 |"]
    assert quotes(hit, question="What was decided on 28 December 2024?") == ["| in millions | 28 December 2024 |"]
    assert quotes(a_hit("| Revenue | 1,184 |\n| Net debt | 312 |", "accounts", 0.9), question=asked) == [
        "| Revenue | 1,184 |"
    ]


def test_an_answer_of_one_word_is_quoted_with_what_follows() -> None:
    hit = a_hit("VENN: No. There is no fee.\n\nREED: No.\n\nVENN: It is safe.", "briefing", 0.9, 0.1)
    assert quotes(hit) == ["VENN: No. There is no fee."]
    assert quotes(a_hit("VENN: No.\n\nREED: There is no fee.", "briefing", 0.9)) == ["VENN: No."]


def test_a_sentence_that_leans_on_nothing_in_its_paragraph_is_quoted_alone() -> None:
    assert quotes(a_hit(f"It is due in May. {FEE}", "notice", 0.9, 0.2)) == ["It is due in May."]
    assert quotes(a_hit(f"{FEE}\n\nIt is due in May.", "notice", 0.2, 0.9)) == ["It is due in May."]
    assert quotes(a_hit(f"{FEE} Items are due in May.", "notice", 0.2, 0.9)) == ["Items are due in May."]
    long = "The board met " + "and met again " * 40 + "at last."
    assert quotes(a_hit(f"{long} It is due in May.", "notice", 0.2, 0.9)) == ["It is due in May."]


def test_a_quote_carries_its_speaker() -> None:
    text = "“The fee is fair,” said Mara Venn."
    assert [sentence.speaker for sentence in written(a_hit(text, "notice", 0.9))] == [None, "Mara Venn"]


def test_a_wrapped_sentence_is_shown_on_one_line_and_cited_as_it_stands() -> None:
    text = "The harbour board, which met on Monday evening, raised\nthe mooring fee to 40 euros."
    hit = a_hit(text, "notice", 0.9)
    _, quote = written(hit)
    assert quote.text == text.replace("\n", " ")
    assert hit.passage.quote(quote.cites[0].span) == text


@steady
@given(st.lists(texts_with_words, min_size=1, max_size=4), st.integers(1, 6), st.data())
def test_every_quote_is_verbatim_and_every_promise_of_number_holds(
    texts: list[str], most: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, 1000))
    hits = [
        a_hit(text, f"d{n}", *data.draw(st.lists(st.floats(0, 1), max_size=8)), start=start)
        for n, text in enumerate(texts)
    ]
    draft = written(*hits, most=most)
    found = [sentence for sentence in draft if sentence.kind == "quote"]
    assert len(found) <= most
    assert bool(found) == bool(hits[0].evidence)
    for sentence in found:
        ((hit, span),) = [(cite.hit, cite.span) for cite in sentence.cites]
        assert fold(hit.passage.quote(span)) == sentence.text
        assert hit.passage.start <= span.start < span.end <= hit.passage.end


def test_a_document_is_described_by_what_is_known_of_it() -> None:
    full = a_source(outlet="Coastal Wire", author="Mara Venn", published="2024-04")
    assert describe(full) == "Coastal Wire, 2024-04, “Notice”"
    assert describe(a_source(author="Mara Venn")) == "Mara Venn, “Notice”"
    assert describe(a_source()) == "“Notice”"


def asked(question: str, *hits: Hit) -> list[str]:
    return [one.text for one in ExtractiveWriter(4).write(question, hits) if one.kind == "quote"]


def test_the_figure_that_is_asked_for_is_quoted_first_though_its_sentence_comes_less_close() -> None:
    blockade = "Boats shut the harbour mouth for three hours."
    counted = "Harbour police counted 38 boats."
    hit = a_hit(f"{blockade} {counted}", "notice", 0.9, 0.6)
    assert asked("How many boats shut the harbour mouth?", hit) == [counted, blockade]
    assert asked("Which boats shut the harbour mouth?", hit) == [blockade]
    far = a_hit(f"{blockade} {counted}", "notice", 0.9, 0.5)
    assert asked("How many boats shut the harbour mouth?", far) == [blockade]


def test_another_document_with_another_figure_is_quoted_too() -> None:
    one, other = "Police counted 38 boats.", "Sixty boats lay across the mouth."
    hits = (a_hit(one, "wire", 0.9), a_hit(other, "paper", 0.6))
    assert asked("How many boats were there?", *hits) == [one, other]


def test_who_she_is_is_quoted_with_what_she_said() -> None:
    named = "Dana Kestrel said nine hangers had failed."
    between = "The work takes eight weeks."
    words = "\u201cI would rather be late,\u201d she said."
    hit = a_hit(f"{named} {between} {words}", "notice", 0.2, 0.1, 0.9)
    assert asked("Who said she would rather be late?", hit) == [words, named]
    assert asked("What did she say of being late?", hit) == [words]


def test_the_sentence_with_the_words_in_quote_marks_comes_first() -> None:
    other = "The price was high and the price was late, Larran said."
    words = "\"She told us, 'The price is the price,' and looked at the clock,\" he said."
    hit = a_hit(f"{other}\n\n{words}", "notice", 0.9, 0.8)
    assert asked('Whose words are "The price is the price"?', hit)[0] == words


def test_each_version_is_quoted_where_sources_differ_though_one_answers_less_well() -> None:
    one = a_hit(f"The board met on Friday to talk of fees. {FEE}", "notice", 0.5, 0.9)
    other = a_hit(f"{CRANE} The mooring fee was raised to 55 euros.", "courier", 0.85, 0.6)
    question = "What is the mooring fee that the harbour board raised?"
    assert asked(question, one, other) == [FEE, "The mooring fee was raised to 55 euros.", CRANE]
    assert [
        sentence.text
        for sentence in ExtractiveWriter(1).write(question, [one, other])
        if sentence.kind == "quote"
    ] == [FEE]  # fmt: skip
    same = a_hit(f"{CRANE} The mooring fee was raised to 40 euros.", "courier", 0.85, 0.6)
    assert asked(question, one, same) == [FEE, CRANE]
