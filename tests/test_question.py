"""What a question asks for, and whether a sentence has it."""

import pytest
from hypothesis import given

from onrecord.question import AnswerKind, is_read_whole, kind_of, offers, parts_of, states, what_is_read
from tests.texts import steady, texts


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many boats does the fleet have?", "number"),
        ("How much is the mooring fee?", "number"),
        ("What was the price of the crane?", "money"),
        ("What does a berth cost?", "money"),
        ("What operating profit does the yard expect?", "money"),
        ("How much did the board pay for it?", "money"),
        ("What salary does the pilot get?", "money"),
        ("How much compensation did they get?", "money"),
        ("What is a mooring fee?", "any"),
        ("What should I do when the alarm rings?", "any"),
        ("From when is it open?", "date"),
        ("Is it open, and when did it open?", "date"),
        ("What percentage of boats left?", "number"),
        ("What was the damage to the quay put at?", "number"),
        ("What did the guest look at?", "any"),
        ("How many days after April did it open?", "number"),
        ("What is the population of Brindle?", "number"),
        ("What was the official death toll of the storm?", "number"),
        ("What is a population?", "any"),
        ("What does the population live on?", "any"),
        ("When did the board meet?", "date"),
        ("In what year was the crane built?", "date"),
        ("Which month is the quietest?", "date"),
        ("Since what date has it been shut?", "date"),
        ("Who chairs the board?", "person"),
        ("Whose boat sank?", "person"),
        ("Where is the crane?", "place"),
        ("In which city does the board meet?", "place"),
        ("Why did the fee rise?", "reason"),
        ("What caused the delay?", "reason"),
        ("What is a berth?", "any"),
        ("Whenever, wherever", "any"),
        ("", "any"),
    ],
)
def test_the_kind_of_a_question(question: str, kind: AnswerKind) -> None:
    assert kind_of(question) == kind
    assert kind_of(question.upper()) == kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "It is 40 euros."),
        ("number", "There are twenty boats."),
        ("money", "It costs 40 euros."),
        ("money", "It cost $40m."),
        ("money", "Children ride free of charge."),
        ("money", "| Hire of a standpipe | 85 |"),
        ("date", "It met on Monday."),
        ("date", "PORT ELLARY, Jan 28 (HPA) - It is to open by 30 June, she said on Monday."),
        ("date", "It opened in 1998."),
        ("date", "It sank at 05:00."),
        ("date", "It came on 1/7/99."),
        ("date", "It is on the 5th."),
        ("number", "It holds 1500 tonnes."),
        ("money", "It cost 18,400 SEK."),
        ("date", "It opened in May."),
        ("person", "It is chaired by Mara Venn."),
        ("person", "Mara Venn chairs it."),
        ("place", "It stands in Brindle."),
        ("reason", "It rose because dredging is dear."),
        ("any", "Anything."),
    ],
)
def test_a_sentence_that_offers_what_is_asked_for(kind: AnswerKind, text: str) -> None:
    assert offers(kind, text, "What of the board?")


@pytest.mark.parametrize(
    ("kind", "text", "question"),
    [
        ("number", "The fee rose.", "How much is the fee?"),
        ("date", "PORT ELLARY, Jan 28 (HPA) - The board agreed to it.", "When will it open?"),
        ("date", "The board said on Monday that it will open.", "When will it open?"),
        ("date", "She told reporters late on Friday that it will open.", "When will it open?"),
        ("number", "Of the 34 boats all left.", "How many of the 34 boats left?"),
        ("number", "It was built in 1998 by her.", "How many boats are there?"),
        ("number", "It was built on 3 May 1998.", "How many boats are there?"),
        ("money", "There are 40 boats.", "What does a boat cost?"),
        ("date", "It opens soon.", "When does it open?"),
        ("date", "It met in April.", "When in April did it meet?"),
        ("person", "The board raised it.", "Who raised it?"),
        ("person", "The fee of Coastal Wire rose.", "Who owns Coastal Wire?"),
        ("place", "It is by the sea.", "Where is it?"),
        ("reason", "The fee rose.", "Why did it rise?"),
    ],
)
def test_what_is_not_there_or_was_in_the_question_already_is_no_offer(
    kind: AnswerKind, text: str, question: str
) -> None:
    assert not offers(kind, text, question)


def test_the_verb_may_is_no_month() -> None:
    assert not offers("date", "It may open soon.", "When does it open?")


@steady
@given(texts, texts)
def test_any_text_has_a_kind_and_an_offer_or_none(question: str, text: str) -> None:
    kind = kind_of(question)
    assert isinstance(offers(kind, text, question), bool)
    assert offers("any", text, question)


def test_a_long_question_is_read_to_the_last_space_within_2000_characters() -> None:
    long = "  harbour \n" * 400
    assert what_is_read(long) == " ".join(["harbour"] * 250)[:2000].rsplit(maxsplit=1)[0]
    assert not is_read_whole(long)
    assert what_is_read(" Who\n paid? ") == "Who paid?"
    assert is_read_whole("Who paid?")
    assert is_read_whole(what_is_read("x" * 3000))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What did it cost, and who paid for it?", ("What did it cost?", "Who paid for it?")),
        ("When was it built and why did it sink?", ("When was it built?", "Why did it sink?")),
        ("Who chairs it? Where does it meet?", ("Who chairs it?", "Where does it meet?")),
        ("Who chairs it, and did the board object?", ("Who chairs it?", "Did the board object?")),
        ("Who owns it, and at what price was it sold?", ("Who owns it?", "At what price was it sold?")),
    ],
)
def test_a_question_that_asks_several_things_is_taken_apart(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What does it cost and why?",
        "Who are the pilots and the masters?",
        "Which boats are red and were built here?",
        "What did the board and the union say?",
        'Who said "it is old, and who cares"?',
        "Tell me what it cost and who paid",
        "Who a? Who b? Who c? Who d? Who e?",
        "Did the minister say when it would sail and why it was late?",
        "Who knew what was wrong and what the board would do?",
        "What was said of the man who stole and who lied?",
        "The board met. Who chairs it?",
        "",
    ],
)
def test_any_other_question_stays_whole(question: str) -> None:
    assert parts_of(question) == (question,)


@steady
@given(texts)
def test_parts_hold_no_word_that_was_not_asked(question: str) -> None:
    asked = question.casefold()
    assert all(word in asked for part in parts_of(question) for word in part.casefold().rstrip("?").split())


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many boats blocked the harbour?", "The harbour police counted 38 small boats."),
        ("How many boats blocked the harbour?", "Sixty boats lay across it."),
        ("How many fishers were arrested?", "No one was arrested."),
        ("How many people live there?", "| Skarne | 4,860 | 4,120 |"),
        ("How long is the breach?", "It gave way along some 120 metres."),
        ("What water level was it built for?", "It was designed for 3.1 metres above datum."),
        ("How much was spent?", "The sum is 40."),
        ("What did it cost?", "It cost 40 crowns."),
        ("When was stage 3 declared?", "Stage 3 has never been declared."),
        ("When does it open?", "It opens on 4 May."),
        ("What is the deadline?", "Applications close on 31 January."),
    ],
)
def test_a_sentence_states_what_is_asked_for(question: str, text: str) -> None:
    assert states(kind_of(question), text, question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many boats blocked the harbour?", "It was shut for 3 hours."),
        ("How many boats blocked the harbour?", "No timetable was given."),
        ("How long is the breach?", "It cut power to 31,000 homes."),
        ("What did it cost?", "It took 40 days."),
        ("When does it open?", "It opens soon."),
        ("Who opened it?", "It was opened by Mara Venn on 4 May."),
    ],
)
def test_another_figure_states_nothing(question: str, text: str) -> None:
    assert not states(kind_of(question), text, question)
