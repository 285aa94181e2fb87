"""Names and passwords that are taken, and those that are not."""

import pytest

from onrecord.errors import BadInput, LibraryError
from retriever.passwords import LEAST_PASSWORD, MOST_PASSWORD, Hashes, check_password, clean_name
from tests.retriever.small_accounts import PASSWORD, cheap


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ann", "ann"),
        ("  ann.lee_2-x@Example.ORG\n", "ann.lee_2-x@example.org"),
        ("JÖRG", "jörg"),
        ("Jo\u0308rg", "jörg"),
        ("\uff21\uff4e\uff4e", "ann"),
        ("7", "7"),
        ("x" * 64, "x" * 64),
    ],
)
def test_a_name_is_kept_in_one_form(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize(
    "given",
    ["", "  ", "-ann", ".ann", "_ann", "a b", "a/b", "a'b", "a\0b", "ann\u200b", "\u202eann", "x" * 65, "\ud800",
     "<b>", "x" * 1_000_000, "\ufdfa" * 4, "a\u0301\u0301"],
)  # fmt: skip
def test_what_cannot_be_a_name_is_told(given: str) -> None:
    with pytest.raises(BadInput, match="cannot be a name"):
        clean_name(given)


@pytest.mark.parametrize(
    "given",
    ["harbour-lamp-41", "correct horse battery", "Zwölf Boxkämpfer", "8310583910", "k7#Qz!m2Lw", " leading ok 1 ",
     "\N{GRINNING FACE}xq7 tv1 zz", "мой старый причал", "x" * 20 + " lamp boat 7", "password of the old lighthouse",
     "annabel and the sea"],
)  # fmt: skip
def test_what_is_no_easy_guess_is_taken(given: str) -> None:
    check_password("ann", given)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "too short"),
        ("k7#Qz!m2L", "too short"),
        ("x1y2z3" * 200, "longer than 1,024"),
        ("harbour\ud800-lamp", "no character"),
        ("Ann-1234567", "your name"),
        ("annannannann", "your name"),
        ("P@ssw0rd123!", "common word"),
        ("Passwort2024", "common word"),
        ("Willkommen1!", "common word"),
        ("welcome-welcome", "common word"),
        ("OnRecord2026", "common word"),
        ("1234567890", "pattern"),
        ("qwertzuiop12", "pattern"),
        ("9876543210qwe", "pattern"),
        ("1q2w3e4r5t6y", "common word"),
        ("abcdefghijkl", "pattern"),
        ("aaaaaaaaaaaa", "pattern"),
        ("abab12abab12", "pattern"),
        ("noodle7noodle7", "pattern"),
        ("          ", "pattern"),
    ],
)
def test_an_easy_guess_is_refused_in_words_that_do_not_hold_it(given: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as caught:
        check_password("ann", given)
    assert not given.strip() or given not in str(caught.value)


def test_a_mail_address_is_a_name_too() -> None:
    for given in ("harbourmaster", "harbourmaster1", "harbourmaster@example.org", "gro.elpmaxe@retsamruobrah"):
        with pytest.raises(BadInput, match="your name"):
            check_password("harbourmaster@example.org", given)


def test_the_bounds_themselves_are_taken() -> None:
    check_password("ann", "k7#Qz!m2Lw"[:LEAST_PASSWORD])
    check_password("ann", ("k7#Qz!m2Lw " * 100)[: MOST_PASSWORD - 1] + "x")


def test_a_password_is_the_same_however_a_keyboard_writes_its_letters() -> None:
    hashes = Hashes(cheap())
    kept = hashes.made("Zwölf Boxkämpfer")
    assert hashes.matches(kept, "Zwo\u0308lf Boxka\u0308mpfer")
    assert not hashes.matches(kept, "zwölf boxkämpfer")
    assert not hashes.matches(kept, "Zwölf Boxkämpfer ")
    assert not hashes.matches(kept, "\ud800")


def test_what_follows_the_longest_password_is_not_cut_off() -> None:
    hashes, longest = Hashes(cheap()), "x" * MOST_PASSWORD
    kept = hashes.made(longest)
    assert hashes.matches(kept, longest)
    assert not hashes.matches(kept, longest + "y")


def test_each_hash_has_a_salt_of_its_own_and_the_default_parameters_are_those_of_rfc_9106() -> None:
    hashes, small = Hashes(), Hashes(cheap())
    kept = hashes.made(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not hashes.outdated(kept)
    one, other = small.made(PASSWORD), small.made(PASSWORD)
    assert one != other
    assert small.matches(one, PASSWORD)
    assert small.matches(kept, PASSWORD)  # whatever the parameters are now
    assert hashes.outdated(one)


def test_without_memory_it_is_told_and_not_taken_for_a_wrong_password() -> None:
    kept = Hashes(cheap()).made(PASSWORD).replace("m=8", "m=4000000000")
    with pytest.raises(LibraryError, match="memory"):
        Hashes(cheap()).matches(kept, PASSWORD)
