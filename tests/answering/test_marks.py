"""What a chat model streams, as sentences with the passages they name: any form of mark, any cutting, any rubbish."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.marks import MarkedSentence, MarkReader, claims_nothing, is_refusal
from onrecord.words import has_word
from tests.texts import steady, texts

PHRASE = "The passages do not answer this question."


def marked(text: str, count: int = 6, *, truncated: bool = False) -> list[MarkedSentence]:
    reader = MarkReader(count)
    return [*reader.feed(text), *reader.close(truncated)]


def said(text: str, count: int = 6) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.text, one.numbers) for one in marked(text, count)]


@pytest.mark.parametrize(
    "mark",
    [
        "[1]",
        "[ 1 ]",
        "[^1]",
        "[Passage 1]",
        "[passage: 1]",
        "(Passage 1)",
        "(see passage [1])",
        "[source 1]",
        "[Doc 1]",
        "[#1]",
        "\u30101\u3011",
        "\uff3b\uff11\uff3d",
        "[\uff11]",
        "[1\u2020L3]",
        "\u30101:0\u2020source\u3011",
        "<sup>1</sup>",
        "<sup>[1]</sup>",
        "[[1]]",
        "[1](https://example.org/a)",
        "[[1]](https://example.org/a)",
        "\\[1\\]",
        "**[1]**",
        "([1])",
        "(see [1])",
        "[1, 1]",
        "[1][1]",
    ],
)
def test_a_mark_in_any_form_before_or_after_the_full_stop(mark: str) -> None:
    expected = [("The fee is 40 euros.", (1,)), ("It rose.", ())]
    assert said(f"The fee is 40 euros {mark}. It rose.") == expected
    assert said(f"The fee is 40 euros. {mark} It rose.") == expected
    assert said(f"The fee is 40 euros.{mark} It rose.") == expected
    assert said(f"The fee is 40 euros{mark}. It rose.") == expected
    assert said(f"The fee {mark} is 40 euros. It rose.") == expected


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        ("[1, 2]", (1, 2)),
        ("[2; 1]", (2, 1)),
        ("[1-3]", (1, 2, 3)),
        ("[1\u20133]", (1, 2, 3)),
        ("[1 to 3]", (1, 2, 3)),
        ("[1] [2]", (1, 2)),
        ("[1], [2]", (1, 2)),
        ("[1] and [2]", (1, 2)),
        ("[1], [2] and [4]", (1, 2, 4)),
        ("[1]; [2], and [4]", (1, 2, 4)),
        ("[1][3][1]", (1, 3)),
        ("[1, 3-5]", (1, 3, 4, 5)),
        ("[Passages 1 and 2]", (1, 2)),
        ("(Passage 1, Passage 4)", (1, 4)),
        ("(Passages 1 and 2)", (1, 2)),
        ("(document [2])", (2,)),
        ("[Passage 1; Source 2]", (1, 2)),
    ],
)
def test_several_marks_at_once(marks: str, numbers: tuple[int, ...]) -> None:
    assert said(f"The fee is 40 euros {marks}.") == [("The fee is 40 euros.", numbers)]
    assert said(f"The fee is 40 euros. {marks} It rose [6].")[0] == ("The fee is 40 euros.", numbers)


@pytest.mark.parametrize(
    ("mark", "numbers", "unknown"),
    [
        ("[7]", (), 1),
        ("[0]", (), 1),
        ("[999]", (), 1),
        ("[5-8]", (5, 6), 2),
        ("[9-1]", (), 1),
        ("[4-2]", (), 1),
        ("[0-2]", (1, 2), 1),
        ("[1, 9]", (1,), 1),
        ("[8][9]", (), 2),
    ],
)
def test_what_names_no_passage_is_dropped_and_counted(mark: str, numbers: tuple[int, ...], unknown: int) -> None:
    assert marked(f"The fee is 40 euros {mark}.") == [MarkedSentence("The fee is 40 euros.", numbers, unknown)]


def test_without_passages_every_mark_is_unknown() -> None:
    assert marked("It rose [1][2].", 0) == [MarkedSentence("It rose.", (), 2)]


@pytest.mark.parametrize(
    "text",
    [
        "The fee rose in [2019] again.",
        "He wrote [sic] and left.",
        "There are (1) a fee and (2) a fine.",
        "The board [of the harbour] met.",
        "It costs [40 euros] a month.",
        "The list [1.5] stays.",
        "It is 5 < 6 and 7 > 6.",
        "The product 2*3 is 6, and 5 * 3 is 15.",
        "The file a_b_c.txt is open.",
        "A list of [what is there.",
        "Wait [sic]!",
        "Up (or down) it goes.",
        "The crane (No. 4) of the yard cost 40 euros.",
        "The crane (document 3) of the yard cost 40 euros.",
        "The crane (Doc 2, Ref. 1) cost 40 euros.",
        "The crane (Source 7) cost 40 euros.",
        "In No. 4 mine, the crane cost 40 euros.",
        "From document 3 pages were missing.",
        "In document 3, pages were missing.",
        "From passage 2 pages were missing.",
        "From passage 2,500 boats came.",
        "According to passage 7, the fee rose.",
        "According to reference 2, the fee rose.",
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert marked(text) == [MarkedSentence(text, (), 0)]


def test_a_sentence_is_given_out_with_the_first_letter_after_its_marks() -> None:
    reader = MarkReader(3)
    assert reader.feed("The fee is 40 euros.") == []
    assert reader.feed(" [1]") == []
    assert reader.feed("[2") == []
    assert reader.feed("] ") == []
    assert reader.feed("I") == [MarkedSentence("The fee is 40 euros.", (1, 2), 0)]
    assert reader.feed("t rose [3].") == []
    assert reader.feed("\n") == [MarkedSentence("It rose.", (3,), 0)]
    assert reader.close() == []


def test_a_mark_on_the_line_below_belongs_to_the_sentence_above() -> None:
    reader = MarkReader(3)
    assert reader.feed("The fee is 40 euros.\n\n") == []
    assert reader.feed("[2]\n") == [MarkedSentence("The fee is 40 euros.", (2,), 0)]
    assert said("It rose\n[1]\n\nIt fell.\n[2]") == [("It rose", (1,)), ("It fell.", (2,))]
    assert said("It rose.\n[1] and [2]\nIt fell.\n[2], [3]") == [("It rose.", (1, 2)), ("It fell.", (2, 3))]


def test_what_follows_a_mark_with_and_is_only_a_mark_where_it_is_one() -> None:
    reader = MarkReader(3)
    assert reader.feed("It rose. [1] a") == reader.feed("nd ") == reader.feed("[2") == reader.feed("] ") == []
    assert reader.feed("I") == [MarkedSentence("It rose.", (1, 2), 0)]
    assert said("It rose. [1] and it fell. [2]\nAnd so on.") == [("It rose. and it fell.", (1, 2)), ("And so on.", ())]
    assert marked("It rose. [1] and [2]", truncated=True) == [MarkedSentence("It rose.", (1, 2), 0)]
    assert said("It rose.\nand so on.") == [("It rose.", ()), ("and so on.", ())]


def test_without_a_mark_the_next_line_tells_that_it_is_complete() -> None:
    reader = MarkReader(3)
    assert reader.feed("The fee is 40 euros.\n") == []
    assert reader.feed("I") == [MarkedSentence("The fee is 40 euros.", (), 0)]


def test_marks_that_lead_their_sentences_stay_with_them() -> None:
    assert said("[1] The fee is 40 euros. [2] It rose.\nIt fell. [3]") == [
        ("The fee is 40 euros.", (1,)),
        ("It rose.", (2,)),
        ("It fell.", (3,)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It was signed by Dr. Venn [1].",
        "The U.S. Army paid 3.5 million in No. 5 of the list.",
        "It begins at 5 p.m. on Monday.",
        "\u201cIt rose. It fell,\u201d said Mara Venn.",
        'He said "It rose. It fell." and left.',
        "The board (it met in May. Nobody came) was closed.",
        "It rose to 1,500 tonnes, i.e. by a third.",
    ],
)
def test_what_only_looks_like_an_end_is_none(text: str) -> None:
    assert len(marked(text)) == 1


def test_words_in_quote_marks_that_never_close_are_cut_at_the_end_of_their_line() -> None:
    assert [one.text for one in marked('He said "It rose. It fell.\nThen he left. So did she.')] == [
        'He said "It rose.',
        "It fell.",
        "Then he left.",
        "So did she.",
    ]


def test_markdown_is_dropped() -> None:
    text = (  # as a model would write it
        "# The fee\n\n- **The fee** is `40` euros [1]\n* It _rose_ twice. [2]\n  + __It__ fell.\n1. One [3].\n2) Two.\n"
        "> ***Words*** of [the board](https://example.org/a_b) ![logo](logo.png)here.\n---\n"
        "```text\nCode here.\n```\nEnd"
    )
    assert said(text) == [
        ("The fee", ()),
        ("The fee is 40 euros", (1,)),
        ("It rose twice.", (2,)),
        ("It fell.", ()),
        ("One.", (3,)),
        ("Two.", ()),
        ("Words of the board here.", ()),
        ("Code here.", ()),
        ("End", ()),
    ]


def test_rows_of_a_table_keep_their_bars() -> None:
    assert said("| Fee | 40 |\n|---|---|\n| Fine | 12 [1] |") == [("| Fee | 40 |", ()), ("| Fine | 12 |", (1,))]


def test_lines_without_an_end_are_given_out_and_wrapped_ones_put_together() -> None:
    assert said("The answer:\nThe board\nraised it. [1]\nShort\nTitle") == [
        ("The answer:", ()),
        ("The board raised it.", (1,)),
        ("Short", ()),
        ("Title", ()),
    ]
    long = "The harbour board raised the mooring fee for all of the boats in"
    assert said(f"{long}\nPort Ellary [2].") == [(f"{long} Port Ellary.", (2,))]


def test_where_the_passage_is_named_in_words_at_the_beginning() -> None:
    assert said(
        "According to passage [1], the fee is 40 euros. As stated in Passage 2, it rose. In 12 days it ends."
    ) == [
        ("The fee is 40 euros.", (1,)),
        ("It rose.", (2,)),
        ("In 12 days it ends.", ()),
    ]


@pytest.mark.parametrize(
    ("reply", "text", "numbers"),
    [
        ("According to passage 2: the fee is 40 euros.", "The fee is 40 euros.", (2,)),
        ("According to Passage 2 [2], the fee is 40 euros.", "The fee is 40 euros.", (2,)),
        ("Based on passages 1, 2 and 4, the fee is 40 euros.", "The fee is 40 euros.", (1, 2, 4)),
        ("According to passage 1 and source 3, the fee is 40 euros.", "The fee is 40 euros.", (1, 3)),
        ("According to passage 1, 2 boats sank.", "2 boats sank.", (1,)),
        ("According to passage 1, 2, 3 and 4 boats sank.", "2, 3 and 4 boats sank.", (1,)),
    ],
)
def test_a_passage_named_in_words_loses_no_word_of_the_sentence(
    reply: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert said(reply) == [(text, numbers)]


def test_what_a_model_thinks_is_left_out() -> None:
    assert said("<think>Is it 40? [2] Maybe.\n\nYes.</think>\n\n- It is 40. [1]") == [("It is 40.", (1,))]
    assert said("It is 40. [1] <THINKING>Hm. What") == [("It is 40.", (1,))]
    assert said("Is it so</think>It is 40. [1]") == [("It is 40.", (1,))]
    assert said("It is 40. [1]<|im_end|>") == [("It is 40.", (1,))]
    assert said("It is 40. [1] <thin") == [("It is 40.", (1,))]


def test_a_reply_that_was_cut_off_loses_its_unfinished_sentence() -> None:
    assert marked("It is 40. [1] It then ro", truncated=True) == [MarkedSentence("It is 40.", (1,), 0)]
    assert marked("It is 40. [1] It then rose [2]", truncated=True) == [MarkedSentence("It is 40.", (1,), 0)]
    assert marked("It is 40. [1] It was signed by Dr.", truncated=True) == [MarkedSentence("It is 40.", (1,), 0)]
    assert marked("It is 40. [1", truncated=True) == [MarkedSentence("It is 40.", (), 0)]
    assert marked("It is 40. [1] It then ro") == [
        MarkedSentence("It is 40.", (1,), 0),
        MarkedSentence("It then ro", (), 0),
    ]


@pytest.mark.parametrize("text", ["", " \n", "[1]", "...", "***", "<think>", "[", "\ud800", "\x00\x1b", "\ue000", "()"])
def test_what_has_no_word_gives_no_sentence(text: str) -> None:
    assert [one for one in marked(text) if has_word(one.text)] == []
    assert all(one.text for one in marked(text))


def test_control_characters_and_lone_surrogates_do_no_harm() -> None:
    assert said("The\x00fee\u200b is \ud83d 40\r\neuros. [1]\x07") == [("The fee is ? 40 euros.", (1,))]


def test_a_run_without_an_end_is_cut() -> None:
    parts = marked("word " * 1000)
    assert len(parts) > 3
    assert all(len(one.text) <= 1200 for one in parts)
    assert " ".join(one.text for one in parts).split() == ["word"] * 1000


_PIECES = [
    *(
        "[1]",
        "[2, 3]",
        "[1-9]",
        "[",
        "]",
        "(",
        ")",
        "(Passage 1)",
        "[[2]]",
        "[x](http://a.b/c)",
        "![x](y.z)",
        "(see [1])",
    ),
    *(
        "<think>",
        "</think>",
        "<sup>2</sup>",
        "<sup>",
        "<br>",
        "<",
        ">",
        "<|im_end|>",
        "\\",
        "\\[1\\]",
        "\u30101\u2020s\u3011",
    ),
    *(
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "\n- ",
        "\n1. ",
        "\n# ",
        "\n> ",
        "\n---\n",
        "\n",
        "\n\n",
        " ",
        "  ",
        "|",
        "\r\n",
        "-",
    ),
    *(". ", "! ", "? ", ".", "...", "\u2026 ", "\u3002", ": ", ', "', '" ', "\u201c", "\u201d", "'", ".\u201d "),
    *(
        "The fee",
        "rose",
        "40",
        "3.5",
        "Dr. ",
        "U.S. ",
        "2019",
        "said",
        "According to passage ",
        "According to passages 1 and 2, ",
        "(No. 4)",
        " and ",
        "an",
        "In ",
        "a",
        "B",
        "\ud83d",
    ),
    *("\x00", "\u200b", "\ue000", "\U0001f600", "line after line of a long paragraph goes on and on without its end"),
]
_replies = st.one_of(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), texts)


@st.composite
def _cut(draw: st.DrawFn) -> tuple[str, list[str]]:
    reply = draw(_replies)
    if draw(st.booleans()):
        return reply, list(reply)
    places = sorted(draw(st.lists(st.integers(0, len(reply)), max_size=12)))
    return reply, [reply[start:end] for start, end in zip([0, *places], [*places, len(reply)], strict=True)]


@steady
@given(_cut(), st.integers(0, 4), st.booleans())
def test_any_cutting_gives_the_same_sentences(reply: tuple[str, list[str]], count: int, truncated: bool) -> None:
    reader = MarkReader(count)
    pieces = [one for piece in reply[1] for one in reader.feed(piece)] + reader.close(truncated)
    assert pieces == marked(reply[0], count, truncated=truncated)


@steady
@given(_replies, st.integers(0, 4))
def test_a_sentence_has_a_word_and_only_numbers_of_passages(reply: str, count: int) -> None:
    for one in marked(reply, count):
        assert has_word(one.text)
        assert one.text == " ".join(one.text.split())
        assert len(set(one.numbers)) == len(one.numbers)
        assert all(1 <= number <= count for number in one.numbers)
        assert one.unknown >= 0


@pytest.mark.parametrize(
    "unit",
    [
        "The fee is 40 euros [1]. ",
        "a",
        "Dr. ",
        "[",
        "(",
        "*",
        "[1]",
        "<think>",
        "- x\n",
        "\n",
        '"A. ',
        "`",
        "<",
        "\\",
        "1. ",
    ],
)
def test_a_long_reply_in_small_pieces_takes_little_time(unit: str) -> None:
    reply = (unit * 20_000)[:20_000]
    reader = MarkReader(5)
    started = time.perf_counter()
    for start in range(0, len(reply), 3):
        reader.feed(reply[start : start + 3])
    reader.close()
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "reply",
    [
        PHRASE,
        "the passages do not answer this question",
        f"I'm sorry, but {PHRASE.lower()}",
        f'"{PHRASE}"',
        f"**{PHRASE}** [1]",
        f"{PHRASE} [1][2]",
        f"<think>Hm. Let me see [1].</think>\n{PHRASE}",
        f"{PHRASE} Please let me know if you have other questions.",
        "The provided passages do not mention the mooring fee.",
        "The documents don't contain any information about the fee [1].",
        "Unfortunately, the given context does not provide an answer.",
        "None of the passages mention who signed it.",
        "There is no information about the fee in the passages.",
        "I cannot answer this question based on the passages provided.",
        "I could not find the fee in the documents.",
        "Based on the passages, it is not possible to determine the fee.",
        "The answer is not in the passages.",
        "I'm sorry, but I cannot find the answer. I hope this helps!",
        "Sure, here is the answer: The passages do not state it.",
        "I don't know.",
        "The passages do not contain enough information to answer.",
        "The documents do not say who signed it.",
        "The passage does not answer the question.",
        "The document does not contain the answer.",
        "The provided text does not mention this.",
        "The document does not specify.",
        "I can't answer that.",
        "I don't have enough information to answer this question.",
        "Unfortunately, the passages do not give details on the fee.",
        "I cannot answer this question because the passages do not mention the fee.",
        "The passages do not mention the fee, so I cannot answer this question.",
        "Based on the passages, there is no mention of the fee.",
        "The passages do not answer this question about the fee.",
        f"What does it cost? {PHRASE}",
    ],
)
def test_a_reply_that_declines(reply: str) -> None:
    assert is_refusal(reply, PHRASE)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "  ",
        "The fee is 40 euros [1].",
        f"{PHRASE} The fee is 40 euros [1].",
        f"The fee is 40 euros. {PHRASE}",
        "The passages do not mention a fine, but the fee is 40 euros [1].",
        "The ministry does not mention the letter [2].",
        "The report found no evidence of undue influence.",
        "No one was arrested [1].",
        "Sure, here is the answer:",
        "The board did not answer the question.",
        "I do not believe the minister, said Venn [1].",
        "Information about the fee is on the board's page.",
        "The material does not contain asbestos.",
        "The passage does not contain asbestos.",
        "It is not possible to give blood within twelve weeks of the last donation.",
        "The source does not provide drinking water.",
        "The record does not include the second race.",
        "We do not know who built the bridge.",
        "I do not know who built the bridge.",
        "The document does not include VAT.",
        "The document does not include the information leaflet.",
        "The documents do not mention VAT.",
        "The text does not mention slavery.",
        "The information does not include names.",
        "The context of the remark does not support a fraud charge.",
        "According to the documents, it is impossible to say who built it.",
        "I was unable to see the crane.",
        "No information was given to the press.",
        "The information is not in the public domain.",
        "The board's question cannot be answered.",
        "The passages do not mention a fine, which is 40 euros.",
        "The passages do not say who signed it, and the fee is 40 euros.",
        f"{PHRASE[:-1]}, but the fee is 40 euros.",
        f"{PHRASE[:-1]}; the fee is 40 euros.",
        "If you have a valid pass, the hire costs 40 euros.",
        "What did it cost?",
    ],
)
def test_a_reply_that_states_something_declines_nothing(reply: str) -> None:
    assert not is_refusal(reply, PHRASE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sure, here is the answer:",
        "Certainly!",
        "Based on the passages:",
        "Based on the provided passages, here is the answer to your question:",
        "Here are the facts:",
        "Here's a summary of what the passages say:",
        "I hope this helps!",
        "Let me know if you have any other questions.",
        "Answer:",
        "The answer to your question is as follows:",
        "In summary:",
        "Sources:",
        "...",
        "",
        "Here is a summary of the passages:",
        "Sure: here is the answer:",
        "If you need more information, feel free to ask.",
        "If you have any further questions, please let me know.",
        "Please note that the above is based on the passages.",
        "Based on the information in the passages:",
        "What did the crane cost?",
        "Question: What did the crane cost?",
        "The question is: How much is it, and who pays?",
        "\u201cWhat did it cost?\u201d",
        "Do you have a permit?",
        "The passage is about the bridge.",
        "The document is about the harbour crane.",
        "The passages discuss the fee of the harbour.",
        "Passage 2 describes the mooring fee.",
        "The provided text mentions the crane.",
        "This is a passage about the crane.",
        "The passage is:",
        "<passages>",
        "Passage 1:",
    ],
)
def test_what_only_frames_the_answer_claims_nothing(sentence: str) -> None:
    assert claims_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The fee is 40 euros.",
        "Based on the passages, the fee is 40 euros.",
        "The fee rose in three steps:",
        "In summary, the fee rose.",
        "The answer is 40 euros.",
        "According to the documents, the ferry sailed.",
        "Sure, the fee is 40 euros.",
        "The list has 40 names.",
        "Note that the fee rose.",
        "If you have a valid pass, the crane hire costs 40 euros.",
        "If you need a visa, apply at the embassy.",
        "If you need more information, contact the harbour office.",
        "If you want a seat, please book ahead.",
        "Please consult a doctor before taking the tablets.",
        "Please check the tide tables.",
        "Please note that the above fee is based on weight.",
        "Let me be clear: the fee is 40 euros.",
        "Here is the list of crews.",
        "Here is a summary of the passages: the fee is 40 euros.",
        "Answer: 40 euros",
        "Question: the fee is 40 euros.",
        "I am happy to report that the fee fell.",
        "Feel free to swim at noon.",
        "The report describes the crane.",
        "The text describes the crane.",
        "The document discusses the fee.",
        "The document says that the fee is 40 euros.",
        "The passage says that the fee is 40 euros.",
        "The passage states the fee is 40 euros.",
        "The passage mentions a fee of 40 euros.",
        "The passage describes how the fee rose.",
        "The passage discusses the bridge, closed in May.",
        "The passage mentions no fee.",
        "The passage is about three metres wide.",
        "The passage is closed.",
        "The fee is 40 euros, isn't it?",
        "The fee is 40 euros, right?",
        "The fee is 40 euros. Is it not?",
        'He asked: "Who built the bridge?"',
        'He asked "Who built the bridge?"',
        "The board asked: who built it?",
        "Yes.",
    ],
)
def test_what_claims_something(sentence: str) -> None:
    assert not claims_nothing(sentence)


@pytest.mark.parametrize(
    "unit",
    [
        "the ",
        "sure ",
        "final ",
        "i cannot find the ",
        "no information in the ",
        "if you have any ",
        "passage ",
        ": ",
        "? ",
    ],
)
def test_a_long_sentence_is_judged_in_little_time(unit: str) -> None:
    sentence = (unit * 1000)[:990]
    started = time.perf_counter()
    claims_nothing(sentence)
    is_refusal(sentence, PHRASE)
    assert time.perf_counter() - started < 1


@steady
@given(texts)
def test_any_text_can_be_asked(text: str) -> None:
    assert isinstance(is_refusal(text, PHRASE), bool)
    assert isinstance(claims_nothing(text), bool)
