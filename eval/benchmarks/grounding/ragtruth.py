"""RAGTruth form (Niu et al., ACL 2024, arXiv:2401.00396): replies of language models, made-up spans marked.

A folder with ``response.jsonl`` (``source_id``, ``response``, ``labels`` with ``start`` and ``end`` of each made-up
span, ``split``, ``quality``) and ``source_info.jsonl`` (``source_id`` and ``source_info``: a text, an object with
``passages``, or an object of data).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.grounding.cases import Case, CaseSet, Claim, Part, made_set
from eval.benchmarks.grounding.fields import chosen, line_of, text
from eval.benchmarks.reading import json_lines
from onrecord.errors import BadInput
from onrecord.sentences import fold, split_sentences
from onrecord.types import Span
from onrecord.words import has_word

__all__ = ["ragtruth"]

_PARTS: Final[Mapping[str, Part]] = {"train": "dev", "test": "test"}


def ragtruth(path: Path) -> CaseSet:
    """A case a reply; a sentence that overlaps a marked span is unsupported, and so is a reply with any span.

    Replies that were cut off or are refusals (``quality`` other than ``good``) are left out and counted, as the
    authors do. Thresholds are fitted on the ``train`` part.

    Raises:
        BadInput: the folder is not of this form.
    """
    sources: dict[str, tuple[str, ...]] = {}
    file = path / "source_info.jsonl"
    for number, row in json_lines(file, "source_id", "source_info"):
        sources[str(row["source_id"])] = _evidence(row["source_info"], line_of(file, number))
    replies = list(_replies(path / "response.jsonl", sources))
    left_out = {"replies that were cut off or refused": sum(case is None for case in replies)}
    return made_set("ragtruth", path.resolve().name, (case for case in replies if case), left_out)


def _replies(path: Path, sources: Mapping[str, tuple[str, ...]]) -> Iterator[Case | None]:
    """The cases; None for a reply to leave out."""
    for number, row in json_lines(path, "source_id", "response", "labels", "split"):
        where = line_of(path, number)
        evidence = sources.get(str(row["source_id"]))
        if evidence is None:
            raise BadInput(f"{where}: source_info.jsonl has no source_id {row['source_id']!r}.")
        spans = _spans(row["labels"], where)
        part = chosen(row, "split", _PARTS, where)
        case = Case(_claims(text(row, "response", where), spans), evidence, not spans, part)
        yield case if row.get("quality", "good") == "good" else None


def _claims(reply: str, made_up: list[tuple[int, int]]) -> tuple[Claim, ...]:
    """The sentences that hold a word."""

    def supported(span: Span) -> bool:
        return all(end <= span.start or start >= span.end for start, end in made_up)

    found = [Claim(fold(reply[span.start : span.end]), supported(span)) for span in split_sentences(reply)]
    return tuple(claim for claim in found if has_word(claim.text))


def _spans(labels: Any, where: str) -> list[tuple[int, int]]:  # noqa: ANN401 - any JSON value
    try:
        return [(int(one["start"]), int(one["end"])) for one in labels]
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{where}: labels is not a list of objects with start and end.") from error


def _evidence(source: Any, where: str) -> tuple[str, ...]:  # noqa: ANN401 - any JSON value
    """A text as it is; passages one by one; data as lines of names and value."""
    if isinstance(source, str):
        return (source,)
    if not isinstance(source, dict):
        raise BadInput(f"{where}: source_info is neither a text nor an object.")
    passages = source.get("passages")
    if isinstance(passages, str):
        return tuple(passage for passage in passages.split("\n\n") if passage.strip())
    return ("\n".join(_lines(source, "")),)


def _lines(value: Any, names: str) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """``{"hours": {"Monday": "9-22"}}`` is ``hours Monday: 9-22``; what is null says nothing."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lines(inner, f"{names} {name}".strip().replace("_", " "))
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner, names)
    elif value is not None:
        yield f"{names}: {fold(str(value))}"
