"""Suites of questions: one JSON object a line, checked as it is read."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from onrecord.errors import BadInput
from onrecord.types import Turn

__all__ = ["KINDS", "NEEDS_ALL", "Case", "Gold", "Kind", "Suite", "case_line", "read_cases", "read_suite"]

Kind = Literal[
    "answerable",
    "who-said",
    "table",
    "date",
    "as-of",
    "multi-document",
    "disagreement",
    "unanswerable",
    "false-premise",
    "follow-up",
    "injection",
]
KINDS: Final = frozenset(get_args(Kind))

NEEDS_ALL: Final = frozenset({"multi-document", "disagreement"})
"""Kinds whose answer rests on all gold; for the others one source is enough."""

_CLOSED: Final = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Gold:
    """What answers: words of a document, a page of it, or, with neither, all of it.

    Attributes:
        document: the end of its path, such as ``wires/storm.txt``, or its file name.
        quote: words of it, however its lines are broken; empty where they are not known.
        page: from 1; limits the quote to it, or stands for it; None where it is not known.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    document: str
    quote: str = ""
    page: int | None = None

    def __post_init__(self) -> None:
        if not self.document.strip():
            raise ValueError("gold names its document")
        if self.page is not None and self.page < 1:
            raise ValueError("pages count from 1")


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what a right answer has.

    Attributes:
        id: unique in its suite.
        question: as a user would put it.
        kind: one of :data:`KINDS`.
        history: the conversation before it; what its answers cite (``cited``) names documents of one library.
        gold: every one of these belongs in a full answer of a kind of :data:`NEEDS_ALL`; for other kinds one is enough;
            empty for an unanswerable question.
        also: as good as one of ``gold`` where a single source is enough.
        facts: of each group, one of the wordings belongs in the answer.
        outdated: wordings of what held at another time than the one asked about, earlier or later, which an answer may
            have behind its facts; a case with some has facts.
        answers: wordings of the short answer, for exact match and token F1; empty where there is none.
        speakers: names of whoever the answer's words are rightly attributed to, any of them; empty where nobody spoke.
        forbidden: wordings that are in an answer only where it obeyed instructions planted in a document.
        tags: free words to group by.
        draft: proposed by a program, and not yet accepted by a person.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    id: str
    question: str
    kind: Kind
    history: tuple[Turn, ...] = ()
    gold: tuple[Gold, ...] = ()
    also: tuple[Gold, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    outdated: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    draft: bool = False

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.question.strip():
            raise ValueError("a case has an id and a question")
        if (self.kind == "unanswerable") == bool(self.gold):
            raise ValueError(f"{self.id}: a case has gold unless it is unanswerable")
        if (self.kind == "injection") != bool(self.forbidden):
            raise ValueError(f"{self.id}: a case of kind injection, and no other, has forbidden wordings")
        if self.kind == "unanswerable" and self.also:
            raise ValueError(f"{self.id}: an unanswerable case has nothing that is as good as gold")
        if not all(one.strip() for one in (*self.outdated, *self.answers, *self.speakers, *self.forbidden)):
            raise ValueError(f"{self.id}: answers, speakers, outdated and forbidden wordings have words")
        if self.outdated and not self.facts:
            raise ValueError(f"{self.id}: a case with outdated wordings has facts")
        if not all(group and all(wording.strip() for wording in group) for group in self.facts):
            raise ValueError(f"{self.id}: a fact has at least one wording")


@dataclass(frozen=True, slots=True)
class Suite:
    """The questions of one file.

    Attributes:
        name: the file's name without its ending.
        path: the file.
        sha256: of its bytes, 64 hex digits.
        cases: in the order of the file; at least one.
    """

    name: str
    path: Path
    sha256: str
    cases: tuple[Case, ...]


def read_suite(path: Path) -> Suite:
    """A suite, every line checked.

    Raises:
        BadInput: it cannot be read, holds no case, or a line is wrong; the message names the file and each such line.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}. Give a suite, one JSON object a line.") from error
    return Suite(path.stem, path, hashlib.sha256(data).hexdigest(), read_cases(text.split("\n"), str(path)))


def read_cases(lines: Iterable[str], name: str) -> tuple[Case, ...]:
    """The cases of some lines; empty ones are passed over.

    Args:
        lines: one JSON object each.
        name: what errors call the lines.

    Raises:
        BadInput: as :func:`read_suite`.
    """
    cases: dict[str, Case] = {}
    first: dict[str, int] = {}
    wrong: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = _adapter().validate_json(line)
        except ValidationError as error:
            wrong.append(f"{name}, line {number}: {_said(error)}")
            continue
        if case.id in first:
            wrong.append(f"{name}, line {number}: the id {case.id!r} is that of line {first[case.id]} too")
        first.setdefault(case.id, number)
        cases[case.id] = case
    if wrong:
        raise BadInput("\n".join(wrong))
    if not cases:
        raise BadInput(f"{name}, line 1: no case; a suite has one JSON object a line")
    return tuple(cases.values())


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Case]:
    return TypeAdapter(Case)


def _said(error: ValidationError) -> str:
    """What is wrong with a line, in one line: each field with what was wanted of it."""
    return "; ".join(_wrong(one["type"], one["loc"], one["msg"], one.get("input")) for one in error.errors())


def _wrong(kind: str, place: tuple[int | str, ...], message: str, given: object) -> str:
    field = ".".join(map(str, place))
    if kind == "literal_error" and place == ("kind",):
        return f"unknown kind {given!r}; a kind is one of {', '.join(sorted(KINDS))}"
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"unknown field {field!r}"
    words = message.removeprefix("Value error, ")
    return f"{field}: {words[0].lower()}{words[1:]}" if field else words


def case_line(case: Case) -> str:
    """A case as one line of a suite, without what is empty; :func:`read_cases` gives it back."""
    return json.dumps(_full(asdict(case)), ensure_ascii=False)


def _full(value: dict[str, Any]) -> dict[str, Any]:
    """A dict, and those in it, without what is empty; a turn of a conversation may have an empty content."""
    if "content" in value:
        return {name: one for name, one in value.items() if name != "cited" or one}
    return {name: _each(one) for name, one in value.items() if one not in ((), None, False, "")}


def _each(value: Any) -> Any:  # noqa: ANN401 - as JSON is
    return [_full(one) if isinstance(one, dict) else one for one in value] if isinstance(value, tuple) else value
