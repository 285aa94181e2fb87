"""Hundreds of broken and hostile files of every format, made from sound ones by seed, and what reading them comes to.

``python -m tests.faults.hostile [number] [seed]`` reads them all through the reading room and prints figures; it ends
with 1 where one of them did what no file may do.
"""

import io
import random
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from ingest.load.formats import CONTAINERS
from ingest.reading_room.room import ReadingRoom
from ingest.split import split
from onrecord.errors import IngestError, ReadingFailed, ReadingTooLong
from tests.fakes import count_words
from tests.faults.threats import THREATS
from tests.ingest.making import rezipped
from tests.ingest.samples_of import SAMPLES

__all__ = ["NUMBER", "Hostile", "Outcome", "corpus", "outcome_of", "read_all"]

NUMBER: Final = 330
"""So many files are read where nobody says how many."""


_MOST_CHANGES: Final = 12
_DEEP: Final = 20_000
# Words that an error advises with: what to do next.
ADVICE: Final = (
    "save", "leave", "split", "rename", "check", "raise", "run", "give", "pack", "open", "export", "nothing to read",
    "no words in it", "no text", "is empty",
)  # fmt: skip

_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")
_A_TIME: Final = b"2024-05-01T12:00:00Z"

Mutator = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: its name tells how it was made."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a file came to: ``read``, the name of an error, or a fault; and the seconds that it took."""

    name: str
    what: str
    message: str
    seconds: float

    @property
    def fault(self) -> bool:
        """Whether it is what no file may do: an error of another kind, or one without words or advice."""
        return self.what.startswith("FAULT")


def _cut(data: bytes, at: random.Random) -> bytes:
    return data[: at.randrange(1, max(2, len(data)))]


def _without_a_part(data: bytes, at: random.Random) -> bytes:
    begin = at.randrange(len(data))
    return data[:begin] + data[begin + at.randrange(1, max(2, len(data) // 4)) :] or b"\0"


def _flipped(data: bytes, at: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(at.randrange(1, _MOST_CHANGES)):
        changed[at.randrange(len(changed))] = at.randrange(256)
    return bytes(changed)


def _zeroed(data: bytes, at: random.Random) -> bytes:
    begin = at.randrange(len(data))
    size = at.randrange(1, max(2, len(data) // 3))
    return data[:begin] + bytes(size) + data[begin + size :]


def _repeated(data: bytes, at: random.Random) -> bytes:
    begin = at.randrange(len(data))
    part = data[begin : begin + at.randrange(1, 200)]
    return data[:begin] + part * at.randrange(2, 2000) + data[begin:]


def _with_numbers(data: bytes, at: random.Random) -> bytes:
    """Runs of digits become numbers that programs stumble over."""
    odd = [b"-1", b"0", b"65536", b"2147483648", b"4294967295", b"9223372036854775808", b"1e308", b"9" * 400]
    changed = bytearray(data)
    places = [place for place, byte in enumerate(data) if 48 <= byte < 58]
    for place in sorted(at.sample(places, min(len(places), at.randrange(1, _MOST_CHANGES))), reverse=True):
        changed[place : place + 1] = at.choice(odd)
    return bytes(changed)


def _of_another_format(data: bytes, at: random.Random) -> bytes:
    """The beginning of the file with the rest of a file of another format."""
    other = _sound(at.choice(sorted(SAMPLES)))
    return data[: at.randrange(1, min(len(data), 600))] + other[at.randrange(len(other)) :]


def _with_marks(data: bytes, at: random.Random) -> bytes:
    """Signs that mean something to one parser or another, deep or many."""
    mark = at.choice([b"<div>", b"[", b'{"a":', b"{\\b ", b"((", b"> ", b"\xff\xfe", "\u202e".encode(), b"\0", b"<!--"])
    begin = at.randrange(len(data))
    return data[:begin] + mark * at.randrange(1, _DEEP) + data[begin:]


_MUTATORS: Final[dict[str, Mutator]] = {
    "cut": _cut,
    "without-a-part": _without_a_part,
    "flipped": _flipped,
    "zeroed": _zeroed,
    "repeated": _repeated,
    "numbers": _with_numbers,
    "of-another-format": _of_another_format,
    "marks": _with_marks,
}


def _inside(mutate: Mutator) -> Mutator:
    """The change made to a member of a zip that stays sound; to the file itself where it is no zip."""

    def changed(data: bytes, at: random.Random) -> bytes:
        if not data.startswith(b"PK\x03\x04"):
            return mutate(data, at)
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            chosen = at.choice([info.filename for info in old.infolist() if info.file_size])
            for name in old.namelist():
                member = zipfile.ZipInfo(name)  # of 1980, whatever the time is
                member.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(member, mutate(old.read(name), at) if name == chosen else old.read(name))
        return buffer.getvalue()

    return changed


@cache
def _sound(ending: str) -> bytes:
    """The sample of an ending, without the time at which it was made, and with the same chance in it each time."""
    before = random.getstate()
    random.seed(ending)  # the boundaries of mails are drawn from it
    try:
        data = SAMPLES[ending]()
    finally:
        random.setstate(before)
    if not data.startswith(b"PK\x03\x04"):
        return data
    still = rezipped(data, lambda _, member: _TIME.sub(_A_TIME, member))
    return _inside(lambda member, _: member)(still, random.Random(0))


def _radamsa() -> Mutator | None:
    """Radamsa, a fuzzer that knows the habits of text and binary formats; None where it is not installed."""
    try:
        from pyradamsa import Radamsa  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return None
    radamsa = Radamsa()

    def changed(data: bytes, at: random.Random) -> bytes:
        return bytes(radamsa.fuzz(data, seed=at.randrange(2**31), max_mut=len(data) + 100_000)) or b"\0"

    return changed


def corpus(number: int, seed: int = 1, threats: bool = True) -> Iterator[Hostile]:
    """So many files, the same for the same seed: each threat made by hand once, then changed samples in turn.

    Args:
        number: of files.
        seed: of all chance in it.
        threats: whether those made by hand, a third at most, are among them.
    """
    # Radamsa's C library has one state for all: it is asked for each change by a seed of its own.
    radamsa = _radamsa()
    mutators = dict(_MUTATORS) | {f"{name}-inside": _inside(mutate) for name, mutate in _MUTATORS.items()}
    if radamsa:
        mutators |= {"radamsa": radamsa, "radamsa-inside": _inside(radamsa)}
    names = sorted(mutators)
    endings = sorted(ending for ending in SAMPLES if ending not in CONTAINERS)
    by_hand = list(THREATS)[: number // 3] if threats else []
    for name in by_hand:
        yield Hostile(name, THREATS[name]())
    for place in range(number - len(by_hand)):
        at = random.Random(f"{seed} {place}")
        ending = endings[place % len(endings)]
        how = names[(place // len(endings) + at.randrange(len(names))) % len(names)]
        yield Hostile(f"{how}-{place}{ending}", mutators[how](_sound(ending), at))


def outcome_of(room: ReadingRoom, file: Hostile) -> Outcome:
    """Read one file, and split what was read as an ingest does."""
    begun = time.perf_counter()
    what, message = "read", ""
    try:
        document = room(f"/hostile/{file.name}", "default", file.data)
        for passage in split(document, count_words):
            assert passage.text
    except IngestError as error:
        what, message = type(error).__name__, str(error)
        if not any(word in message.lower() for word in ADVICE):
            what = f"FAULT {what}: no advice"
    except Exception as error:  # noqa: BLE001 - that it is another is what is looked for
        what, message = f"FAULT {type(error).__name__}", str(error)
    return Outcome(file.name, what, message, time.perf_counter() - begun)


def read_all(number: int, seed: int) -> int:
    """Read the corpus and print what came of it; 1 where a file did what no file may do."""
    room = ReadingRoom(seconds=60)
    outcomes: list[Outcome] = []
    try:
        for file in corpus(number, seed):
            outcomes.append(outcome_of(room, file))
    finally:
        room.close()
    counted = Counter(outcome.what for outcome in outcomes)
    endings = Counter(outcome.name.rsplit(".", 1)[1] for outcome in outcomes)
    print(f"{len(outcomes)} hostile files of {len(endings)} endings, seed {seed}:")
    for what, times in counted.most_common():
        print(f"  {times:4} {what}")
    ended = counted[ReadingFailed.__name__] + counted[ReadingTooLong.__name__]
    print(f"  {ended} ended or outran their reading process; this process lives")
    for outcome in sorted(outcomes, key=lambda each: -each.seconds)[:5]:
        print(f"  {outcome.seconds:6.1f} s {outcome.name}: {outcome.what}")
    faults = [outcome for outcome in outcomes if outcome.fault]
    for outcome in faults:
        print(f"FAULT {outcome.name}: {outcome.what}: {outcome.message[:300]}")
    return 1 if faults else 0


def main() -> int:
    """Read as many files as the command line says, of the seed that it gives."""
    given = [int(argument) for argument in sys.argv[1:3]]
    number, seed = [*given, *(NUMBER, 1)[len(given) :]]
    return read_all(number, seed)


if __name__ == "__main__":
    sys.exit(main())
