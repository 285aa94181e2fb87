"""Whether sources agree: each version of a number, a date, a name, of yes and no; nothing where they say the same."""

from dataclasses import replace

import pytest

from onrecord.agreement import Disagreement
from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.compare import disagreement, versions_in
from onrecord.types import Hit
from tests.effort import work_of_at_most
from tests.fakes import a_hit

BOATS = "How many boats blocked the Lantry canal?"


def hits(*texts: str, dates: tuple[str | None, ...] = ()) -> list[Hit]:
    """A hit of a document of its own for each text; the sentences of the first answer best, those of others well."""
    given = zip(texts, (*dates, *(None for _ in texts)), strict=False)
    return [
        a_hit(text, f"paper-{number}", *(0.8 if number else 0.9 for _ in range(4)), published=date)
        for number, (text, date) in enumerate(given)
    ]


def values(found: Disagreement | None) -> list[str]:
    return [version.value for version in found.versions] if found else []


DIFFER = [
    (BOATS, "Police said that 38 boats blocked the Lantry canal.", "Sixty boats blocked the canal at Lantry.",
     ["38", "Sixty"]),
    ("How many people were hurt in the Lantry fire?", "Nine people were hurt in the fire at Lantry.",
     "The Lantry fire injured fourteen people.", ["Nine", "fourteen"]),
    ("What did the Lantry lock cost?", "The lock at Lantry cost 4.2 million euros.",
     "In the end the Lantry lock cost EUR 5.6m.", ["4.2 million euros", "EUR 5.6m"]),
    ("What is the population of Lantry?", "Lantry had a population of 3,559.", "Its population is 4,100 in Lantry now.",
     ["3,559", "4,100"]),
    ("How long is the Lantry tunnel?", "The Lantry tunnel is 340 metres long.", "Lantry has a tunnel 410 metres long.",
     ["340", "410"]),
    ("When did the Lantry lock open?", "The Lantry lock opened on 3 May 1961.", "The Lantry lock opened in June 1961.",
     ["3 May 1961", "June 1961"]),
    ("When was Orla Venn born?", "Orla Venn (2 May 1901 \u2013 6 June 1980) was a pilot.",
     "Orla Venn was born on 2 May 1911.", ["2 May 1901", "2 May 1911"]),
    ("Who designed the Lantry lock?", "The Lantry lock was designed by Orla Venn.",
     "Edvin Sarr designed the lock at Lantry.", ["Orla Venn", "Edvin Sarr"]),
    ("Where was Orla Venn born?", "Orla Venn was born in Lantry.", "She says that Orla Venn was born in Port Marl.",
     ["Lantry", "Port Marl"]),
    ("Which county is Lantry in?", "Lantry is a market town in Marl.", "Lantry is an old village in Upper Ost.",
     ["Marl", "Upper Ost"]),
    ("Which company built the Lantry lock?", "The Lantry lock was built by Venn Brothers.",
     "Hollow Quay Works built the Lantry lock.", ["Venn Brothers", "Hollow Quay Works"]),
    ("What was the occupation of Orla Venn?", "Orla Venn was a pilot.", "Orla Venn was a surgeon.",
     ["pilot", "surgeon"]),
    ("What sport is Orla Venn associated with?", "Orla Venn was a tennis player.",
     "Orla Venn played chess for her county.", ["tennis", "chess"]),
    ("Did the council approve the Lantry lock?", "The council approved the Lantry lock in spring.",
     "The council did not approve the Lantry lock.", ["council approved the Lantry lock", "not approve"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other", "told"), DIFFER, ids=[row[0] for row in DIFFER])
def test_two_values_are_two_versions(question: str, one: str, other: str, told: list[str]) -> None:
    found = disagreement(question, hits(one, other))
    assert values(found) == told
    assert found is not None
    for version, text in zip(found.versions, (one, other), strict=True):
        assert text[version.start : version.end] == version.quote
        assert text[version.value_start : version.value_end] == version.value


AGREE = [
    (BOATS, "In all 38 boats blocked the Lantry canal.", "Thirty-eight boats blocked the canal at Lantry."),
    (BOATS, "About 40 boats blocked the Lantry canal.", "Police counted 41 boats that blocked the canal at Lantry."),
    (BOATS, "More than 30 boats blocked the Lantry canal.", "In all 38 boats blocked the canal at Lantry."),
    ("What did the Lantry lock cost?", "The Lantry lock cost 4.2 million euros.", "The Lantry lock cost EUR 4.20m."),
    ("When did the Lantry lock open?", "The Lantry lock opened on 3 May 1961.", "The Lantry lock opened in 1961."),
    ("Who designed the Lantry lock?", "The Lantry lock was designed by Orla Venn.", "Venn designed the Lantry lock."),
    ("Where was Orla Venn born?", "Orla Venn was born in Lantry, Marl.", "Orla Venn was born in Lantry."),
    ("What sport is Orla Venn associated with?", "Orla Venn liked association football.", "Orla Venn loves football."),
    ("Did the council approve the Lantry lock?", "The council approved the Lantry lock.",
     "The council has approved the lock at Lantry."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other"), AGREE)
def test_values_that_come_to_the_same_agree(question: str, one: str, other: str) -> None:
    assert disagreement(question, hits(one, other)) is None


APART = [
    ("another thing is counted", BOATS, "In all 38 boats blocked the Lantry canal.",
     "Police took 12 men from the boats that blocked the Lantry canal."),
    ("people elsewhere in the matter", "How many people were hurt in the Lantry fire?",
     "Nine people were hurt in the fire at Lantry.", "At Lantry 70 people had booked a table."),
    ("how much more", BOATS, "In all 38 boats blocked the Lantry canal.", "Three more boats blocked the Lantry canal."),
    ("another event's date", "When did the Lantry lock open?", "The Lantry lock opened on 3 May 1961.",
     "The mayor of Lantry was elected on 9 June 1998."),
    ("another place", "What is the population of Lantry?", "Lantry had a population of 3,559.",
     "In the count, which Lantry disputes, Marl had 4,100 inhabitants."),
    ("another language's word", "What language is spoken in Lantry?", "Finnish is spoken in Lantry.", "It is small."),
    ("a list", "What sport is Orla Venn known for?", "Orla Venn played chess.",
     "Orla Venn's shop sells things for golf, tennis, squash, darts and rugby."),
    ("a reason", "Why did boats block the Lantry canal?", "38 boats blocked the Lantry canal.", "Sixty boats did."),
    ("one of two", "Was it a lock or a weir?", "It was a lock.", "It was not a lock."),
    ("who said so", "Who said that the canal was shut?", "It was shut, said Orla Venn.", "Edvin Sarr said so."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other"), [row[1:] for row in APART], ids=[row[0] for row in APART])
def test_what_is_about_something_else_is_no_version(question: str, one: str, other: str) -> None:
    assert disagreement(question, hits(one, other)) is None


EDITED = [
    ("What is the motto of Lantry?", "The motto of Lantry is to look before you leap over it.",
     "The motto of Lantry is to run before you leap over it."),
    ("When did the Lantry lock open?", "After years of work, the first barge went up through Lantry in May 1961.",
     "After years of work, the first barge went up through Lantry in June 1958."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other"), EDITED)
def test_a_value_changed_in_an_otherwise_equal_sentence_is_seen(question: str, one: str, other: str) -> None:
    found = disagreement(question, hits(one, other))
    assert values(found) in (["look", "run"], ["May 1961", "June 1958"])
    assert disagreement(question, hits(one, one)) is None


def test_equal_sentences_on_something_else_are_no_versions() -> None:
    texts = (
        "The motto of Marl is to look before you leap over it.",
        "The motto of Ost is to run before you leap over it.",
    )
    assert disagreement("What is the motto of Lantry?", hits(*texts)) is None
    texts = ("The motto of Marl is to look before you leap over it.", "The motto of Lantry is to look before you leap.")
    assert disagreement("What is the motto of Lantry?", hits(*texts)) is None


def test_many_alike_sentences_are_through() -> None:
    texts = [" ".join(f"The motto of Lantry is word {n} {k} " * 9 + "x." for n in range(4)) for k in range(12)]
    disagreement("What is the motto of Lantry?", hits(*texts))


def test_a_date_changed_in_a_sentence_is_no_other_name() -> None:
    texts = ("On 3 May 1961 the mayor of Lantry opened a new lock there.",
             "On 9 June 1961 the mayor of Lantry opened a new lock there.")  # fmt: skip
    assert disagreement("What did the mayor of Lantry open?", hits(*texts)) is None


def test_what_was_moved_says_its_new_date() -> None:
    texts = ("The start of the Lantry works was moved from 1 July to 16 September.",
             "The Lantry works start on 1 July.")  # fmt: skip
    assert values(disagreement("When do the Lantry works start?", hits(*texts))) == ["16 September", "1 July"]


def test_who_did_it_is_told_of_no_name_only_where_nearly_all_that_is_asked_stands() -> None:
    question = "Who holds the rope in front of the lock gate at night?"
    one = "The rope in front of the lock gate is held by Orla Venn at night."
    assert values(disagreement(question, hits(one, "Edvin Sarr holds the rope by the lock gate at night."))) == [
        "Orla Venn", "Edvin Sarr",
    ]  # fmt: skip
    assert disagreement(question, hits(one, "Edvin Sarr holds the gate for the mayor.")) is None


def test_a_passage_without_the_name_is_about_something_else() -> None:
    one, other = hits("In all 38 boats blocked the Lantry canal.", "Sixty boats blocked the canal at Marl.")
    assert disagreement(BOATS, [one, replace(other, stages={**other.stages, "names": 0.0})]) is None


def test_a_sentence_that_answers_much_worse_is_left_aside() -> None:
    one = a_hit("In all 38 boats blocked the Lantry canal.", "a", 0.9)
    other = a_hit("Sixty boats blocked the canal at Lantry.", "b", 0.3)
    assert disagreement(BOATS, [one, other]) is None
    assert disagreement(BOATS, []) is None


def test_a_document_that_has_both_values_agrees() -> None:
    both = "In all 38 boats blocked the Lantry canal. The harbour says that 60 boats blocked the canal."
    assert disagreement(BOATS, hits(both, "Sixty boats blocked the canal at Lantry.")) is None


def test_a_reprint_counts_once() -> None:
    story = "Police said on Friday that 38 boats blocked the Lantry canal for three hours, and that nobody was fined."
    found = disagreement(BOATS, hits(story, f"{story}", "Sixty boats blocked the canal at Lantry."))
    assert values(found) == ["38", "Sixty"]
    assert found is not None
    assert [place.source.document_id for place in found.versions[0].reprints] == ["paper-1"]


def test_a_sentence_taken_over_word_for_word_counts_once() -> None:
    sentence = "Police said on Friday that 38 boats blocked the Lantry canal."
    edited = f"{sentence} The paper asked ten skippers in Marl what they thought of that, and none of them would say."
    found = disagreement(BOATS, hits(f"{sentence} It was cold.", edited, "Sixty boats blocked the canal at Lantry."))
    assert values(found) == ["38", "Sixty"]
    assert found is not None
    assert [place.source.document_id for place in found.versions[0].reprints] == ["paper-1"]
    short = "In all 38 boats blocked Lantry canal."
    found = disagreement(BOATS, hits(short, f"{short} It was cold.", "Sixty boats blocked the Lantry canal."))
    assert values(found) == ["38", "38", "Sixty"]


def test_the_same_value_of_two_writers_is_two_versions() -> None:
    texts = ("In all 38 boats blocked the Lantry canal.", "It was 38 boats that blocked the canal, Lantry said.",
             "Sixty boats blocked the canal at Lantry.")  # fmt: skip
    found = disagreement(BOATS, hits(*texts))
    assert found is not None
    assert found.values == ("38 boat", "60 boat")
    assert values(found) == ["38", "38", "Sixty"]


def test_the_most_recent_stands_first_and_is_marked() -> None:
    texts = ("Police said 38 boats blocked the Lantry canal.", "Sixty boats blocked the Lantry canal.",
             "Seventy boats blocked the Lantry canal.")  # fmt: skip
    found = disagreement(BOATS, hits(*texts, dates=("2031-05-02", "2031-05-04", None)))
    assert found is not None
    assert [(one.value, one.latest) for one in found.versions] == [("Sixty", True), ("38", False), ("Seventy", False)]


def test_two_values_of_one_day_are_both_not_the_latest() -> None:
    texts = ("Police said 38 boats blocked the Lantry canal.", "Sixty boats blocked the Lantry canal.")
    found = disagreement(BOATS, hits(*texts, dates=("2031-05-02", "2031-05-02")))
    assert found is not None
    assert [one.latest for one in found.versions] == [False, False]


def test_a_correction_is_marked_and_what_it_corrects_is_not_its_value() -> None:
    before = "Police said 38 boats blocked the Lantry canal."
    after = (
        "In a story on Monday this paper reported that 38 boats blocked the Lantry canal. "
        "That figure was wrong, and is corrected: 60 boats blocked the canal."
    )
    found = disagreement(BOATS, hits(before, after, dates=("2031-05-02", "2031-05-04")))
    assert found is not None
    assert [(one.value, one.correction) for one in found.versions] == [("60", True), ("38", False)]


def test_what_holds_no_more_is_not_what_a_document_says() -> None:
    one = "Some 60 boats blocked the Lantry canal, up from the 38 boats of the first count."
    found = disagreement(BOATS, hits(one, "Police said 38 boats blocked the Lantry canal."))
    assert values(found) == ["60", "38"]
    moved = "The count lowered the number of boats that blocked the Lantry canal to 38 from 60."
    assert values(disagreement(BOATS, hits(moved, "Police said 60 boats blocked the Lantry canal."))) == ["38", "60"]


def test_a_speaker_is_told() -> None:
    texts = (
        "\u201cIn all 38 boats blocked the Lantry canal,\u201d said Orla Venn.",
        "Sixty boats blocked the Lantry canal.",
    )
    found = disagreement(BOATS, hits(*texts))
    assert found is not None
    assert [one.speaker for one in found.versions] == ["Orla Venn", None]


def test_a_value_is_as_written() -> None:
    texts = ("The lock at Lantry cost 4.2  million euros.", "The lock at Lantry cost  6 million euros.")
    assert values(disagreement("What did the Lantry lock cost?", hits(*texts))) == [
        "4.2  million euros",
        "6 million euros",
    ]


@pytest.mark.parametrize(
    ("question", "kind", "detail"),
    [("How many boats sank?", "number", ""), ("What percentage of boats sank?", "number", "share"),
     ("How deep is the lock?", "number", "measure"), ("What is the birth date of Orla Venn?", "date", ""),
     ("Which party is Orla Venn a member of?", "name", "party"), ("Who owns \u201cWhen It Rains\u201d?", "name", "who"),
     ("What is the medium of \"The Man Who Left\"?", "name", "medium"), ("Is the lock open?", "yes-no", "")],
)  # fmt: skip
def test_what_a_question_asks_for(question: str, kind: str, detail: str) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert (asked.kind, asked.detail) == (kind, detail)


@pytest.mark.parametrize("question", ["How does the lock work?", "Why is it shut?", "Tell me of Lantry.", "?"])
def test_a_question_with_no_value_to_differ_in(question: str) -> None:
    assert asked_for(question) is None


@pytest.mark.parametrize(
    "text",
    ["(" * 60_000, "1 " * 30_000, "1 May 2031 " * 5_000, "Mara " * 12_000, "by " * 20_000, "between " * 8_000,
     "not " * 15_000, "Lantry 3 boats " * 4_000],
    ids=["brackets", "numbers", "dates", "names", "by", "between", "not", "boats"],
)  # fmt: skip
def test_a_hostile_sentence_is_through(text: str) -> None:
    for question in (BOATS, "When was Orla Venn born?", "Who designed the Lantry lock?", "Is the Lantry lock open?"):
        disagreement(question, hits(text, "Sixty boats blocked the Lantry canal."))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How long is the Lantry tunnel?",
            "The Lantry tunnel is 1,000 metres long.",
            "The Lantry tunnel is 1 kilometre long.",
        ),
        (
            BOATS,
            "Police said that 30-40 boats blocked the Lantry canal.",
            "Police said 38 boats blocked the Lantry canal.",
        ),
    ],
)
def test_units_and_ranges_that_may_come_to_the_same_agree(question: str, one: str, other: str) -> None:
    assert disagreement(question, hits(one, other)) is None


@pytest.mark.parametrize("question", ['How many "boats"?', "How many \u201cSea Venn\u201d?", "How many?"])
def test_a_question_that_counts_nothing_but_quoted_words_is_through(question: str) -> None:
    disagreement(question, hits("Police said that 38 boats came.", "Sixty boats came."))


def test_a_year_is_not_known_to_be_before_a_day_of_it() -> None:
    found = disagreement(BOATS, hits(*DIFFER[0][1:3], dates=("2024", "2024-03-01")))
    assert found is not None
    assert not any(version.latest for version in found.versions)


@pytest.mark.parametrize("piece", ['"a" ', "\u201ca\u201d ", "A B C ", "what was "])
@work_of_at_most(8)
def test_work_grows_with_the_length_of_a_question(piece: str) -> None:
    asked_for(f"How many {piece * (100_000 // len(piece))}")


def test_a_version_is_cited_from_a_passage_that_holds_it_whole() -> None:
    cut = a_hit("Rain fell. Thirty-eight boats", "one", 0.1)
    whole = a_hit("Rain fell. Thirty-eight boats blocked the Lantry canal on Monday.", "one", 0.1, 0.9)
    other = a_hit("Some 52 boats blocked the Lantry canal on Monday.", "two", 0.9)
    cited = versions_in(BOATS, [cut, whole, other])
    assert [cite.hit.passage.quote(cite.span) for cite in cited if cite.hit.source.document_id == "one"] == [
        "Thirty-eight boats blocked the Lantry canal on Monday."
    ]
