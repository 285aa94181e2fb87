"""Subtitles: whole sentences, who speaks, the time as a heading; odd and broken files."""

import pytest

from ingest.split import split
from onrecord.answering.speaker import speaker_of
from onrecord.errors import UnsupportedFormat
from tests.fakes import count_words
from tests.ingest.making import read


def clock(seconds: float, comma: str = ".") -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{comma}{round(seconds % 1 * 1000):03d}"


def vtt(*cues: tuple[float, str], head: str = "WEBVTT", last: float = 3) -> bytes:
    parts = [f"{clock(start)} --> {clock(start + last)} align:start\n{words}" for start, words in cues]
    return "\n\n".join([head, *parts, ""]).encode()


def srt(*cues: tuple[float, str]) -> bytes:
    parts = [
        f"{n}\r\n{clock(start, ',')} --> {clock(start + 3, ',')}\r\n{words}" for n, (start, words) in enumerate(cues, 1)
    ]
    return "\r\n\r\n".join([*parts, ""]).encode()


def test_what_one_speaker_says_is_one_paragraph_with_whole_sentences() -> None:
    document = read(
        "a.vtt",
        vtt(
            (1, "<v Mara Venn>The board met"),
            (4, "<v Mara Venn>on Monday. It raised\nthe mooring fee</v>"),
            (7, "<v.loud Mara Venn>to <i>40</i> <c.red>euros</c> &amp; more."),
            (10, "<v Oskar Neame>Why? I asked.</v> <v Mara Venn>The quays are old."),
            (70, "(applause)"),
            head="WEBVTT - Harbour board, 18 April\nKind: captions\n\nNOTE not said\n\nSTYLE\n::cue { color: red }",
        ),
    )
    assert document.text == (
        "## [00:00:01]\n\nMARA VENN: The board met on Monday. It raised the mooring fee to 40 euros & more.\n\n"
        "OSKAR NEAME: Why? I asked.\n\nMARA VENN: The quays are old.\n\n## [00:01:10]\n\n(applause)\n"
    )
    source = document.source
    assert (source.title, source.published) == ("Harbour board, 18 April", None)
    (passage,) = split(document, count_words)
    said = {passage.quote(span): speaker_of(passage, span) for span in passage.sentences}
    assert said["It raised the mooring fee to 40 euros & more."] == "Mara Venn"
    assert said["I asked."] == "Oskar Neame"
    assert said["(applause)"] is None
    assert "## [00:01:10]" in said, "the time stands in a sentence's place of its own"


def test_a_label_before_a_colon_is_a_speaker_until_the_next() -> None:
    document = read(
        "a.srt",
        srt(
            (1, "{\\an8}VENN: The board met"),
            (4, "<font color='red'>on Monday.</font>"),
            (8, ">> NEAME: Why?"),
            (12, ">> Who is that?"),
            (15, "- Nobody.\n- I see."),
        ),
    )
    assert document.text == (
        "## [00:00:01]\n\nVENN: The board met on Monday.\n\nNEAME: Why?\n\nWho is that?\n\nNobody.\n\nI see.\n"
    )
    assert document.source.title == "a"


def test_names_in_small_letters_are_speakers_where_most_subtitles_begin_with_one() -> None:
    cues = ((1, "Mara Venn: The board met."), (5, "Oskar Neame (Wire): Why?"), (9, "Mara Venn: Note: it rained."))
    assert read("a.vtt", vtt(*cues)).text == (
        "## [00:00:01]\n\nMARA VENN: The board met.\n\nOSKAR NEAME (WIRE): Why?\n\nMARA VENN: Note: it rained.\n"
    )
    few = ((1, "The board met."), (4, "It rained."), (6, "Mara Venn: we saw it."), (9, "It cleared up."))
    assert "MARA" not in read("a.vtt", vtt(*few)).text


def test_each_minute_has_its_time_and_no_sentence_is_parted() -> None:
    words = [f"I said that number {number} goes on\nand then it ends." for number in range(100)]
    halves = [part for sentence in words for part in sentence.split("\n")]
    document = read("a.vtt", vtt(*((4 * place, f"<v Mara Venn>{half}") for place, half in enumerate(halves))))
    passages = list(split(document, count_words))
    sentences = {passage.quote(span) for passage in passages for span in passage.sentences}
    assert {one.removeprefix("MARA VENN: ") for one in sentences if not one.startswith("##")} == {
        sentence.replace("\n", " ") for sentence in words
    }
    times = [one for one in document.text.splitlines() if one.startswith("##")]
    assert times[:3] == ["## [00:00:00]", "## [00:01:04]", "## [00:02:08]"]
    assert len(times) == 13
    for passage in passages:
        assert passage.heading.startswith("[00:")
        assert speaker_of(passage, passage.sentences[-1]) == "Mara Venn"


def test_a_pause_begins_a_paragraph_and_words_without_full_stops_are_parted_all_the_same() -> None:
    assert read("a.vtt", vtt((1, "It rained."), (20, "It cleared up."))).text.endswith("It rained.\n\nIt cleared up.\n")
    assert read("a.vtt", vtt((1, "It rained"), (20, "all day."))).text.endswith("It rained all day.\n")
    endless = read("a.vtt", vtt(*((5 * n, f"and word {n}") for n in range(100)))).text
    assert endless.count("## [") == 5


def test_captions_that_roll_up_say_each_line_once() -> None:
    lines = [f"line {number} of it" for number in range(20)]
    cues = [(2 * place, f"{lines[place - 1]}\n{line}" if place else line) for place, line in enumerate(lines)]
    assert read("a.vtt", vtt(*cues, last=2)).text == f"## [00:00:00]\n\n{' '.join(lines)}\n"
    assert read("a.vtt", vtt((1, "No."), (2, "No."), (4, "Yes."), (6, "Why?"), (8, "So."))).text.count("No.") == 2


def test_words_that_look_like_markup_are_text() -> None:
    text = read("a.vtt", vtt((1, "&lt;script&gt;alert(1)&lt;/script&gt; 3 < 4 <00:00:02.000><c>done</c>"))).text
    assert text.endswith("<script>alert(1)</script> 3 < 4 done\n")


def test_subtitles_out_of_order_and_of_many_hours_are_set_right() -> None:
    text = read("a.vtt", vtt((7300, "Later."), (1, "Sooner."))).text
    assert text == "## [00:00:01]\n\nSooner.\n\n## [02:01:40]\n\nLater.\n"


def test_what_has_no_time_is_noted() -> None:
    data = vtt((1, "It rained.")) + b"\nxx:yy --> 00:00:09.000\nLost.\n"
    document = read("a.vtt", data)
    assert (document.text, document.notes) == (
        "## [00:00:01]\n\nIt rained.\n",
        ("1 subtitle has no time that can be read: left out",),
    )
    headless = read("a.vtt", vtt((1, "It rained."), head=""))
    assert headless.notes == ('its first line is not "WEBVTT"',)


def test_older_encodings_and_marks_are_read() -> None:
    assert "Gebühr" in read("a.srt", b"\xef\xbb\xbf" + srt((1, "Die Gebühr."))).text
    document = read("a.srt", srt((1, "Die Gebühr für alle.")).decode().encode("cp1252"))
    assert document.notes == ("not UTF-8: read as cp1252",)


@pytest.mark.parametrize("name", ["a.srt", "a.vtt"])
@pytest.mark.parametrize(
    "data", [b"Only words.\n", b"WEBVTT\n", b"1\n00:00 --> x\nWords\n", b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n"]
)
def test_files_without_a_subtitle_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match=r"no subtitle in it has a time .* save it again as \."):
        read(name, data)
