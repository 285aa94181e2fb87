"""What every store of conversations promises. Subclass it, give the fixture, and inherit the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from onrecord.answers import Answer
from onrecord.conversations import Conversations, Exchange, Outcome, Problem
from onrecord.errors import BadInput, UnknownConversation
from tests.browser.fakes import refused
from tests.browser.story import script


def at(minute: int) -> str:
    """A moment of one hour."""
    return f"2024-04-18T09:{minute:02}:00.000+00:00"


def asked(name: str, question: str, outcome: Outcome | None = None, minute: int = 0) -> Exchange:
    """A question that was answered, as far as the outcome is."""
    return Exchange(name, question, outcome or refused(question), asked=at(minute))


class ConversationsContract:
    """The promises of the port."""

    @pytest.fixture
    def kept(self) -> Conversations:
        """An empty store."""
        raise NotImplementedError

    def test_exchanges_come_back_in_their_order_as_they_were(self, kept: Conversations) -> None:
        halted = script()["halted"]
        assert isinstance(halted, Answer)
        first = replace(asked("e1", "Why halted?", halted), thumb="up", marks={2: "wrong"})
        second = asked("e2", "And then?", Problem("failed", "Ask again."), 1)
        kept.put("c1", first)
        heading = kept.put("c1", second)
        assert kept.exchanges("c1") == (first, second)
        assert (heading.id, heading.title, heading.begun, heading.changed, heading.exchanges) == (
            "c1", "Why halted?", at(0), at(1), 2,
        )  # fmt: skip
        assert kept.heading("c1") == heading
        assert kept.listed() == [heading]

    def test_an_exchange_is_kept_in_place_of_the_one_with_its_id(self, kept: Conversations) -> None:
        one, two = asked("e1", "one"), asked("e2", "two", minute=1)
        kept.put("c1", one)
        before = kept.put("c1", two)
        liked = replace(one, thumb="down")
        assert kept.put("c1", liked) == before, "what is said of an answer is no new question"
        assert kept.exchanges("c1") == (liked, two)

    @pytest.mark.parametrize("refuse", ["running", "elsewhere", "id"])
    def test_what_cannot_be_kept_is_refused_and_leaves_nothing(self, kept: Conversations, refuse: str) -> None:
        kept.put("c1", asked("e1", "one"))
        exchange = {"running": asked("e2", "two", "writing"), "elsewhere": asked("e1", "x"), "id": asked("e2", "two")}
        with pytest.raises(ValueError, match=r"e[12]"):
            kept.put("c/2" if refuse == "id" else "c2", exchange[refuse])
        assert [one.id for one in kept.listed()] == ["c1"]

    def test_the_last_changed_comes_first_and_no_more_than_wanted(self, kept: Conversations) -> None:
        for minute, name in enumerate(("c1", "c2", "c3")):
            kept.put(name, asked(f"e{name}", name, minute=minute))
        kept.put("c1", asked("e9", "once more", minute=9))
        assert [one.id for one in kept.listed()] == ["c1", "c3", "c2"]
        assert [one.id for one in kept.listed(most=2)] == ["c1", "c3"]
        kept.rename("c2", "Third")
        assert kept.listed(most=1)[0].id == "c2"

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("", ["c2", "c1"]),
            ("DREDG", ["c1"]),
            ("  mercury   why ", ["c1"]),
            ("ueber", []),
            ("über", ["c2"]),
            ("UBER", ["c2"]),
            ("strasse", ["c2"]),
            ("100%", ["c2"]),
            ("_", []),
            ("'); drop", []),
            ("\0 \ud800", []),
            ("crowns why", []),
        ],
    )
    def test_a_search_finds_all_words_in_title_questions_and_answers(
        self, kept: Conversations, words: str, found: list[str]
    ) -> None:
        halted = script()["halted"]
        assert isinstance(halted, Answer)
        kept.put("c1", asked("e1", "Why was it stopped?", halted))
        kept.put("c2", asked("e2", "Wer lief Über die Straße, zu 100% naß?", minute=1))
        assert [one.id for one in kept.listed(words)] == found

    def test_a_search_finds_words_apart_from_one_another_and_the_given_title(self, kept: Conversations) -> None:
        kept.put("c1", asked("e1", "About ferries"))
        kept.put("c1", asked("e2", "About harbours"))
        kept.rename("c1", "Boats")
        assert [one.id for one in kept.listed("harbour boat ferr")] == ["c1"]

    def test_cutting_forgets_an_exchange_and_what_came_after(self, kept: Conversations) -> None:
        some = [asked(f"e{place}", f"question {place}", minute=place) for place in range(4)]
        for one in some:
            kept.put("c1", one)
        kept.put("c2", asked("other", "other"))
        kept.cut("c1", "other")
        kept.cut("c1", "unknown")
        kept.cut("nowhere", "e1")
        assert len(kept.exchanges("c1")) == 4
        kept.cut("c1", "e2")
        assert kept.exchanges("c1") == tuple(some[:2])
        assert kept.listed("question 3") == []
        kept.cut("c1", "e0")
        assert kept.exchanges("c1") == ()
        heading = kept.put("c1", asked("e9", "begun anew", minute=9))
        assert (heading.title, heading.exchanges) == ("begun anew", 1)

    def test_a_given_title_stays(self, kept: Conversations) -> None:
        kept.put("c1", asked("e1", "one"))
        assert kept.rename("c1", "  My\n own \t title ").title == "My own title"
        assert kept.put("c1", asked("e1", "changed")).title == "My own title"
        assert kept.heading("c1").begun == at(0)

    @pytest.mark.parametrize("title", ["", "  \n", "\u200b\u2060", "\x00"[:0]])
    def test_a_title_that_cannot_be_seen_is_refused(self, kept: Conversations, title: str) -> None:
        kept.put("c1", asked("e1", "one"))
        with pytest.raises(BadInput, match="title"):
            kept.rename("c1", title)
        assert kept.heading("c1").title == "one"

    def test_a_title_is_a_short_line(self, kept: Conversations) -> None:
        assert kept.put("c1", asked("e1", "Why\n\nwas " + "it so " * 40)).title.startswith("Why was it so")
        assert len(kept.put("c2", asked("e2", "x" * 5000)).title) == 80
        assert kept.put("c3", asked("e3", "\u200b")).title
        assert len(kept.rename("c1", "y" * 5000).title) == 200

    def test_removing_forgets_it_whole(self, kept: Conversations) -> None:
        kept.put("c1", asked("e1", "about ferries"))
        kept.put("c2", asked("e2", "two"))
        kept.remove("c1")
        assert [one.id for one in kept.listed()] == ["c2"]
        assert kept.listed("ferries") == []
        kept.put("c3", asked("e1", "its id is free again"))

    @pytest.mark.parametrize(
        "act",
        [
            lambda kept: kept.heading("gone"),
            lambda kept: kept.exchanges("gone"),
            lambda kept: kept.rename("gone", "title"),
            lambda kept: kept.remove("gone"),
            lambda kept: kept.holding("gone"),
            lambda kept: kept.heading("\ud800"),
            lambda kept: kept.holding("' or 1=1 --"),
        ],
    )
    def test_an_unknown_id_is_told(self, kept: Conversations, act: Callable[[Conversations], object]) -> None:
        kept.put("c1", asked("e1", "one"))
        with pytest.raises(UnknownConversation, match="deleted"):
            act(kept)

    def test_an_exchange_names_its_conversation(self, kept: Conversations) -> None:
        kept.put("c1", asked("e1", "one"))
        kept.put("c2", asked("e2", "two"))
        assert [kept.holding("e1"), kept.holding("e2")] == ["c1", "c2"]

    def test_each_owner_has_their_own(self, kept: Conversations) -> None:
        for owner in ("", "ann", "bob"):
            kept.of(owner).put(f"c{owner}", asked(f"e{owner}", f"asked by {owner or 'nobody'}"))
        for owner in ("", "ann", "bob"):
            mine = kept.of(owner)
            assert [one.id for one in mine.listed()] == [one.id for one in mine.listed("asked")] == [f"c{owner}"]
            assert mine.holding(f"e{owner}") == mine.heading(f"c{owner}").id == f"c{owner}"
            assert [one.id for one in mine.exchanges(f"c{owner}")] == [f"e{owner}"]
            assert mine.listed("bob" if owner != "bob" else "nobody") == []
        assert kept.of("ann").of("bob").listed() == kept.of("bob").listed()

    @pytest.mark.parametrize("thief", ["", "bob"])
    @pytest.mark.parametrize(
        "act",
        [
            lambda kept, c, e: kept.heading(c),
            lambda kept, c, e: kept.exchanges(c),
            lambda kept, c, e: kept.holding(e),
            lambda kept, c, e: kept.rename(c, "stolen"),
            lambda kept, c, e: kept.remove(c),
            lambda kept, c, e: kept.cut(c, e),
            lambda kept, c, e: kept.listed("secret"),
            lambda kept, c, e: kept.listed(c),
        ],
    )
    def test_anothers_is_as_unknown_as_one_that_never_was(
        self, kept: Conversations, act: Callable[[Conversations, str, str], object], thief: str
    ) -> None:
        def said(conversation: str, exchange: str) -> object:
            try:
                return act(kept.of(thief), conversation, exchange)
            except UnknownConversation as error:
                return str(error).replace(conversation, "").replace(exchange, "")

        theirs = kept.of("ann")
        theirs.put("a1", asked("x1", "a secret"))
        theirs.put("a1", asked("x2", "another secret", minute=1))
        before = (theirs.exchanges("a1"), theirs.listed())
        assert said("a1", "x1") == said("b2", "y2")
        assert (theirs.exchanges("a1"), theirs.listed()) == before

    @pytest.mark.parametrize("thief", ["", "bob"])
    @pytest.mark.parametrize(("conversation", "exchange"), [("a1", "x9"), ("a1", "x1"), ("b1", "x1")])
    def test_nothing_is_put_in_anothers_nor_in_place_of_what_is_theirs(
        self, kept: Conversations, conversation: str, exchange: str, thief: str
    ) -> None:
        theirs = kept.of("ann")
        heading = theirs.put("a1", asked("x1", "a secret"))
        with pytest.raises(ValueError, match=exchange) as refused_:
            kept.of(thief).put(conversation, asked(exchange, "stolen"))
        assert "a1" not in str(refused_.value)
        assert (theirs.listed(), theirs.exchanges("a1")) == ([heading], (asked("x1", "a secret"),))
        assert kept.of(thief).listed() == []

    def test_many_threads_lose_nothing(self, kept: Conversations) -> None:
        with ThreadPoolExecutor(4) as pool:
            for _ in pool.map(lambda n: kept.put(f"c{n % 3}", asked(f"e{n}", f"question {n}")), range(30)):
                pass
        assert sum(one.exchanges for one in kept.listed()) == 30
