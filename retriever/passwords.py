"""Names and passwords: which are taken, and how a password is kept so that it cannot be read back.

Passwords are hashed with Argon2id (RFC 9106) by argon2-cffi, each with a salt of its own. Which are refused follows
NIST SP 800-63B, section 3.1.1: a least length and what everybody guesses first, and no rule about kinds of signs.
"""

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from onrecord.errors import BadInput, LibraryError, TooManyTries

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["LEAST_PASSWORD", "MOST_PASSWORD", "Hashes", "check_password", "clean_name"]

MOST_NAME: Final = 64
# In characters. Over the most, nothing is hashed.
LEAST_PASSWORD: Final = 10
MOST_PASSWORD: Final = 1024

# Hashing takes 64 MiB and as many threads as lanes each time: so many at once in one process, whatever comes in.
_AT_ONCE: Final = 2
# How long a try waits for its turn, in seconds; about thirty turns.
_PATIENCE: Final = 10.0

_NAME: Final = re.compile(r"[^\W_](?:[^\W_]|[\w.@-])*")
# Of our own, not from a leaked list: words that people begin with, in English and German, letters only.
_FIRST_GUESSES: Final = frozenset(
    "password passwort kennwort passphrase passwd pass pw secret geheim letmein welcome willkommen hello hallo admin "
    "administrator root user guest gast test testing demo default change changeme changeit login anmelden master "
    "onrecord reader editor library bibliothek archive archiv document documents dokument dokumente "
    "summer sommer winter spring autumn herbst monday montag january januar "
    "iloveyou ichliebedich schatz sunshine princess football fussball dragon monkey shadow superman batman "
    "qwerty qwertz azerty asdf yxcv zxcv abc abcd abcde abcdef trustno trustnoone computer internet".split()
)
# What fingers run along: rows of letters and figures, and columns of the keyboard, each in both directions.
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiopü", "azertyuiop", "asdfghjklöä",
    "zxcvbnm", "yxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r5t6z7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "!@#$%^&*()",
    '!"§$%&/()=',
)  # fmt: skip
_NEXT: Final = frozenset(pair for run in _RUNS for line in (run, run[::-1]) for pair in pairwise(line))
_LEET: Final = str.maketrans("013457$@!", "oleastsai")
# Fewer different characters, or fewer that do not go on from the one before, are a pattern.
_LEAST_KINDS: Final = 5
_LEAST_STEPS: Final = 4


def clean_name(name: str) -> str:
    """A name as accounts are kept under: NFKC, lower case, without white space around it.

    Raises:
        BadInput: it is empty, longer than 64 characters, begins with a sign, or holds others than letters, digits and
            ``. _ - @``.
    """
    clean = name
    for _ in range(2):  # lower case may give letters that NFKC writes otherwise
        clean = unicodedata.normalize("NFKC", clean[: 4 * MOST_NAME].strip()).lower()
    if not 1 <= len(clean) <= MOST_NAME or len(name) > 4 * MOST_NAME or not _NAME.fullmatch(clean):
        raise BadInput(
            f"{name[:MOST_NAME]!r} cannot be a name: take 1 to {MOST_NAME} letters, digits and . _ - @, "
            "beginning with a letter or a digit."
        )
    return clean


def check_password(name: str, password: str) -> None:
    """See that a password is no easy guess.

    Args:
        name: whose it is to be, as :func:`clean_name` gives it.
        password: as typed.

    Raises:
        BadInput: it is too short, too long, a pattern, or made of the name or of a word that is guessed first; the
            message does not hold it.
    """
    if len(password) > MOST_PASSWORD:
        raise BadInput(f"The password is longer than {MOST_PASSWORD:,} characters; take a shorter one.")
    folded = unicodedata.normalize("NFKC", password)
    if len(folded) < LEAST_PASSWORD:
        raise BadInput(f"The password is too short: take {LEAST_PASSWORD} characters or more, such as four odd words.")
    if any("\ud800" <= sign <= "\udfff" for sign in folded):
        raise BadInput("The password holds what is no character; type it again, or set the terminal to UTF-8.")
    lower = folded.lower()
    if lower in (name, name[::-1]) or _guessed(lower, name):
        raise BadInput("The password is your name, or a common word, with little added: take others, or several words.")
    if _is_pattern(lower):
        raise BadInput("The password is a pattern of keys or of repeated characters: take one that is harder to guess.")


def _guessed(lower: str, name: str) -> bool:
    """Whether all letters of it are one word that is guessed first, or the name, once or several times."""
    words = {*_FIRST_GUESSES, _letters(name), _letters(name.partition("@")[0])} - {""}
    bare = lower.strip("".join({sign for sign in lower if not sign.isalpha()}))
    read = {_letters(text) for text in (lower, lower.translate(_LEET), bare.translate(_LEET))} - {""}
    return any(letters == word * (len(letters) // len(word)) for letters in read for word in words)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _is_pattern(lower: str) -> bool:
    if len(set(lower)) < _LEAST_KINDS:
        return True
    steps = sum(one != other and (one, other) not in _NEXT for one, other in pairwise(lower))
    return steps < _LEAST_STEPS - 1 or lower in (lower + lower)[1:-1]  # the latter: a part of it, over and over


class Hashes:
    """Makes and compares hashes of passwords. Safe to call from several threads, each of them inside :meth:`turn`.

    Args:
        hasher: whose parameters are used; None for those that argon2-cffi takes by default (RFC 9106, low memory).
        at_once: how many are computed at the same time, from 1.
        patience: how long a call waits for its turn, in seconds.
    """

    def __init__(
        self, hasher: "PasswordHasher | None" = None, *, at_once: int = _AT_ONCE, patience: float = _PATIENCE
    ) -> None:
        from argon2 import PasswordHasher

        self._hasher = hasher or PasswordHasher()
        self._turns, self._patience = threading.BoundedSemaphore(at_once), patience
        self._lock = threading.Lock()
        self._decoy = ""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until few enough others are inside, so that a flood of tries takes neither memory nor all cores.

        Raises:
            TooManyTries: too many are waiting.
        """
        if not self._turns.acquire(timeout=self._patience):
            refusal = TooManyTries("Very many logins are being checked just now. Try again in a minute.")
            refusal.wait_seconds = 60.0
            raise refusal
        try:
            yield
        finally:
            self._turns.release()

    def made(self, password: str) -> str:
        """The hash to keep of a password, with its salt and parameters.

        Raises:
            LibraryError: there is no memory for it.
        """
        from argon2.exceptions import HashingError

        try:
            return self._hasher.hash(_bytes(password))
        except HashingError as error:
            raise LibraryError(f"The password could not be hashed: {error}. Is there memory left?") from error

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one that ``kept`` was made of.

        Without ``kept`` it is False, after as much work as it would take otherwise: how long an answer takes does not
        tell whether there is such a user.

        Raises:
            LibraryError: there is no memory for it.
            ValueError: ``kept`` is no hash.
        """
        from argon2.exceptions import VerificationError, VerifyMismatchError

        whole = len(password) <= MOST_PASSWORD
        decoy = self._anothers()  # made by the first call, whichever name it is of
        against = kept if kept is not None and whole else decoy
        try:
            return self._hasher.verify(against, _bytes(password[:MOST_PASSWORD])) and against is kept
        except VerifyMismatchError:
            return False
        except VerificationError as error:
            raise LibraryError(f"The password could not be checked: {error}. Is there memory left?") from error

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than are used now.

        Raises:
            ValueError: it is no hash.
        """
        return self._hasher.check_needs_rehash(kept)

    def _anothers(self) -> str:
        """The hash of a password that nobody has."""
        with self._lock:
            if not self._decoy:
                self._decoy = self.made(secrets.token_hex())
            return self._decoy


def _bytes(password: str) -> bytes:
    """A password as it is hashed: NFKC, so that each keyboard's way to write a letter is the same."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
