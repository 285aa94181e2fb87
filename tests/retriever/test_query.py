"""What is read out of a question, and that a date limits the search only where publishing is spoken of."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.query import Query, understand
from tests.effort import work_of_at_most
from tests.texts import steady, texts

TODAY = date(2024, 5, 15)  # a Wednesday
PIECES = """reports articles news coverage published dated since before between from in on last past week month 7 two
ago and to March May 18 April 2024 FY2018 “ ” „ « » " ' ’ ‘ . ? , What did papers write The Board of de Toyota's O'Neill
3M US Ministry for & 18/4/2024 $5 million the yesterday Monday according""".split()
questionish = st.lists(st.sampled_from([*PIECES, " ", " ", " "]), max_size=40).map("".join)


def asked(question: str) -> Query:
    return understand(question, TODAY)


@pytest.mark.parametrize(
    ("question", "phrases", "text"),
    [
        ('Who said "the price is the price"?', ["the price is the price"], "Who said the price is the price?"),
        ("Who said “the price is the price”?", ["the price is the price"], "Who said the price is the price?"),
        ("Who said „the price“ and «fee»?", ["the price", "fee"], "Who said the price and fee?"),
        ("Who said « the price » ?", ["the price"], "Who said the price ?"),
        ("Who said ‘too late’ twice?", ["too late"], "Who said too late twice?"),
        ("What is 'out of thin air'?", ["out of thin air"], "What is out of thin air?"),
        ('Who said "She isn\'t stopping,"  then?', ["She isn't stopping"], "Who said She isn't stopping, then?"),
        ('"Fee" and "fee"', ["Fee", "fee"], "Fee and fee"),
        ('"fee" or "fee"', ["fee"], "fee or fee"),
        ('Is "fee', [], 'Is "fee'),
        ('Is fee" it', [], 'Is fee" it'),
        ('the 5" pipe and the 6" pipe', [], 'the 5" pipe and the 6" pipe'),
        ('Is "" or "..." one?', [], 'Is "" or "..." one?'),
        ("the boards' fee and the ships' crews", [], "the boards' fee and the ships' crews"),
        ("the '90s and the boards' fee", [], "the '90s and the boards' fee"),
        ("It isn't the board's, is it?", [], "It isn't the board's, is it?"),
        ("rock 'n' roll", [], "rock 'n' roll"),
        ("  two \n lines ", [], "two lines"),
        ("", [], ""),
    ],
)
def test_phrases_are_what_stands_between_quote_marks(question: str, phrases: list[str], text: str) -> None:
    query = asked(question)
    assert list(query.phrases) == phrases
    assert query.text == text


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How fast was the Solvane off Skarne?", ["Solvane", "Skarne"]),
        ("What did Corrow Bridge cost, and Corrow Bridge's repair?", ["Corrow Bridge"]),
        ("Are Best Buy's gross margins steady?", ["Best Buy"]),
        ("Best Buy's margins?", ["Best Buy"]),
        ("Is 3M a capital-intensive business?", ["3M"]),
        ("3M's growth", ["3M"]),
        ("What is SG&A at Johnson & Johnson?", ["SG&A", "Johnson & Johnson"]),
        ("Who is Mr. O'Neill of the Bank of England?", ["Mr. O'Neill of the Bank of England"]),
        ("Did Ludwig van Beethoven meet Osama bin Laden?", ["Ludwig van Beethoven", "Osama bin Laden"]),
        ("Thomas de Maiziere serves where?", ["Thomas de Maiziere"]),
        ("Peyton Manning took what?", ["Peyton Manning"]),
        ("What belongs to the Ministry for Transport and the Sea?", ["Ministry for Transport and the Sea"]),
        ("What did the Board and Toyota say?", ["Board", "Toyota"]),
        ("Did the Tolvick Fishers' Association agree?", ["Tolvick Fishers' Association"]),
        ("Who won Super Bowl 50 in 2016?", ["Super Bowl 50"]),
        ("Who was E. E. Cummings?", ["E. E. Cummings"]),
        ("Does the US tax IT, and can we?", ["US", "IT"]),
        ("Is it iPhone or PepsiCo?", ["iPhone", "PepsiCo"]),
        ("Did it rain in April, on Monday, in Q4 2023?", []),
        ("May I see it? Who may?", []),
        ("Summarise Toyota. Name a car. Benefits of it?", ["Toyota"]),
        ("Where is it? Because. The Fee?", ["Fee"]),
        ("what did toyota say", []),
        ("WHAT DID TOYOTA SAY", []),
        ('Who said "Mara Venn left" of Toyota?', ["Toyota"]),
        ("What is USD 40?", []),
    ],
)
def test_names_are_runs_of_capitalised_words(question: str, names: list[str]) -> None:
    assert list(asked(question).names) == names


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("What happened on 18 April 2024?", "d20240418 md0418 m202404 y2024"),
        ("Was it $1,577 million in FY2018?", "y2018 n1577 n1577000000"),
        ("Did 12.5 % or 12.5 per cent leave?", "p12x5 n12x5"),
        ("articles from 2023 about the 2019 flood of 3 boats", "y2019 n3"),
        ("news from the past 7 days about 7 boats and 8 ships", "n7 n8"),
        ("What is it?", ""),
    ],
)
def test_keys_are_of_what_the_question_is_about(question: str, keys: str) -> None:
    assert asked(question).keys == tuple(keys.split())


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("reports published since March 2024", "2024-03-01", None, "published since March 2024"),
        ("What do reports that were published in 2023 say?", "2023-01-01", "2023-12-31", "published in 2023"),
        ("articles from last week", "2024-05-06", "2024-05-12", "from last week"),
        ("What stands in reports dated 18 April 2024?", "2024-04-18", "2024-04-18", "dated 18 April 2024"),
        ("according to coverage before 1 May 2024, who left?", None, "2024-04-30", "before 1 May 2024"),
        ("news from the past 7 days", "2024-05-08", "2024-05-15", "from the past 7 days"),
        ("filings from 2022", "2022-01-01", "2022-12-31", "from 2022"),
        ("press releases issued in 2023", "2023-01-01", "2023-12-31", "issued in 2023"),
        ("published between 1 March and 15 April 2024", "2024-03-01", "2024-04-15", None),
        ("What of it, published between 1 March and 15 April 2024?", "2024-03-01", "2024-04-15", None),
        ("what did papers write last month", "2024-04-01", "2024-04-30", "write last month"),
        ("documents from 2023", "2023-01-01", "2023-12-31", "from 2023"),
        ("What do articles from yesterday say?", "2024-05-14", "2024-05-14", "from yesterday"),
        ("Which reports from this year mention it?", "2024-01-01", "2024-12-31", "from this year"),
        ("Summarise the news from two weeks ago", "2024-04-29", "2024-05-05", "from two weeks ago"),
        ("Coastal Wire articles since Monday about it", "2024-05-13", None, "since Monday"),
        ("Any coverage since last March?", "2024-03-01", None, "since last March"),
        ("What have the papers written about it since March 2024?", "2024-03-01", None, "since March 2024"),
        ("What did the press report on 18 April about it?", "2024-04-18", "2024-04-18", "report on 18 April"),
        ("Who is named in the press release published on 3 May 2024?", "2024-05-03", "2024-05-03", None),
        ("According to media reports in April 2024, who left?", "2024-04-01", "2024-04-30", "in April 2024"),
        ("reports published after 1 March 2024 and before 15 April 2024", "2024-03-02", "2024-04-14", None),
        ("articles from 2022 onwards", "2022-01-01", None, "from 2022 onwards"),
        ("articles from 2022 to 2023", "2022-01-01", "2023-12-31", "from 2022 to 2023"),
        ("articles from 2018-2020", "2018-01-01", "2020-12-31", "from 2018-2020"),
        (
            "articles between December and February 2024",
            "2023-12-01",
            "2024-02-29",
            "between December and February 2024",
        ),
        ("what has been published about it since 2 May 2024", "2024-05-02", None, "since 2 May 2024"),
        ("In stories published last year, who left?", "2023-01-01", "2023-12-31", "published last year"),
        ("What did newspapers say about the strike last week?", "2024-05-06", "2024-05-12", "last week"),
        ("anything published since January", "2024-01-01", None, "published since January"),
        ("notices issued in March", "2024-03-01", "2024-03-31", "issued in March"),
        ("notices issued in June", "2023-06-01", "2023-06-30", "issued in June"),
        ("files from today", "2024-05-15", "2024-05-15", "from today"),
        ("e-mails from Friday about it", "2024-05-10", "2024-05-10", "from Friday"),
        ("articles from last Wednesday", "2024-05-08", "2024-05-08", "from last Wednesday"),
        ("articles from last May", "2023-05-01", "2023-05-31", "from last May"),
        ("articles from last quarter", "2024-01-01", "2024-03-31", "from last quarter"),
        ("articles from the past year", "2023-05-15", "2024-05-15", "from the past year"),
        ("articles from the last three months", "2024-02-15", "2024-05-15", "from the last three months"),
        ("articles from a year ago", "2023-01-01", "2023-12-31", "from a year ago"),
        ("reports until 1 May 2024", None, "2024-05-01", "until 1 May 2024"),
        ("What is in documents published by March 2024?", None, "2024-03-31", "published by March 2024"),
        ("Only use articles from April 2024. Who left?", "2024-04-01", "2024-04-30", "from April 2024"),
        ("articles from the 1990s", "1990-01-01", "1999-12-31", "from the 1990s"),
    ],
)
def test_a_date_of_publication_is_a_filter(
    question: str, since: str | None, until: str | None, words: str | None
) -> None:
    query = asked(question)
    assert (query.since, query.until) == (since, until)
    assert query.filter_words in query.text
    assert query.filter_words == words if words else query.filter_words.startswith("published")
    assert query.keys == ()


@pytest.mark.parametrize(
    "question",
    [
        "What was revenue in FY2018?",
        "What happened on 18 April?",
        "What has happened since March 2024?",
        "What did the minister say last week?",
        "What article was published in 1937?",
        "Which law was published in 2019?",
        "Which books were published before 1937?",
        "When were some of Luther's works published?",
        "Newton's Principia, published in 1687, says what?",
        "Published in 1687, what is it?",
        "Who wrote in a report published in 1972 about growth?",
        "Who is named in the report published in 1972?",
        "What did the report of 2019 find?",
        "What did the letter of 26 March say?",
        "What letters did she write in March 2024?",
        "What did newspapers report in 1912 about the Titanic?",
        "Which documents from 1776 are kept?",
        "Which documents were signed on 3 May 2024?",
        "What was announced on 3 May 2024?",
        "Who reports since 2022 to the board?",
        "How many reports from 2022 were late?",
        "the number of articles published in 2023",
        "How many cases have been reported since 2020?",
        "financial statements from 2022",
        "What data from 2022 shows growth?",
        "Has it reported any legal battles from FY2022 and FY2021?",
        "filings from fiscal 2022",
        "filings from Q4 2023",
        "reports due before 1 May 2024",
        "What did they do with the documents from 2023?",
        "articles about the 2019 flood",
        "news in 2023",
        "news about 2024 elections",
        "Who read the news on 18 April?",
        "reports from March Madness",
        "reports from last week's meeting",
        "reports from 30 February 2024",
        "news from 99999 days ago",
        "news from some days ago",
        "articles between March 2024",
        'What does "articles from last week" mean?',
        "",
    ],
)
def test_any_other_date_is_content_and_no_filter(question: str) -> None:
    query = asked(question)
    assert (query.since, query.until, query.filter_words) == (None, None, "")
    of_dates = [key for one in query.dates for key in one.keys]
    assert list(query.keys) == list(dict.fromkeys([*of_dates, *(key for one in query.numbers for key in one.keys)]))


@pytest.mark.parametrize("today", [date.min, date.max, date(2024, 2, 29)])
def test_the_ends_of_the_calendar_do_no_harm(today: date) -> None:
    for when in (
        "last week",
        "last month",
        "last year",
        "past 900 years",
        "900 years ago",
        "last quarter",
        "29 February",
    ):
        query = understand(f"articles published since {when}", today)
        assert query.since is None or query.since <= max(today.isoformat(), "0001-12-31")
    assert understand("articles published after 2024", date(2024, 1, 1)).since == "2025-01-01"


@steady
@given(st.one_of(texts, questionish), st.dates())
def test_any_text_is_understood(question: str, today: date) -> None:
    query = understand(question, today)
    assert all(query.text[one.start : one.end].strip() for one in query.dates)
    assert all(query.text[one.start : one.end].strip() for one in query.numbers)
    assert all(re.fullmatch("[a-z0-9]+", key) for key in query.keys)
    assert all(any(letter.isalnum() for letter in phrase) and phrase in query.text for phrase in query.phrases)
    assert all(name and name in query.text for name in query.names)
    assert query.filter_words in query.text
    assert bool(query.filter_words) == bool(query.since or query.until)
    assert not (query.since and query.until) or query.since <= query.until
    assert len(set(query.keys)) == len(query.keys)


HOSTILE = [
    '"',
    "“ ",
    '"x ',
    "'a ",
    "Aa ",
    "Board of ",
    "in A ",
    "Mr. ",
    "did papers write ",
    "reports published since ",
    "3 days ago ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_question_takes_time_by_its_length(unit: str) -> None:
    with work_of_at_most(30):
        asked(unit * (100_000 // len(unit)))


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("What did the crane cost? Answer in one word.", "What did the crane cost?"),
        ("Are you sure? I heard that the crane fell in 1993.", "Are you sure? I heard that the crane fell in 1993."),
        ("Really? The crane fell.", "Really? The crane fell."),
        ("Why?", "Why?"),
        ("The crane of the quay", "The crane of the quay"),
    ],
)
def test_what_is_asked_ends_with_its_last_question_mark_unless_next_to_nothing_is_asked_before_it(
    question: str, core: str
) -> None:
    assert understand(question, TODAY).core == core
