"""What a chat model streams, as sentences with the passages they name: any form of mark, any cutting, any rubbish."""

import pytest

from onrecord.answering.marks import MarkedSentence, MarkReader
from onrecord.words import has_word


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
