"""What is asked: questions of documents that are written to files, and whether those documents answer them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from onrecord.types import Turn

__all__ = ["Asked", "Reading", "Task"]

Reading = Literal["library", "given"]
"""Whether a question is asked of all documents of the task, or only of those that come with it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and whether the documents answer it.

    Attributes:
        text: the question.
        answerable: None where the data say neither: the question is too vague to tell.
        label: what the data call it; reports group by it.
        history: the conversation before it.
        within: files that come with the question and are all that it is asked of; None for all files of the task,
            and empty where nothing comes with it.
    """

    text: str
    answerable: bool | None
    label: str
    history: tuple[Turn, ...] = ()
    within: frozenset[Path] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One data set, its documents written to files.

    Attributes:
        form: name of its form.
        source: name of the file or folder it was read from.
        documents: the folder of the files.
        readings: how it is asked -> the questions; at least one question each.
        left_out: what of the data was not used and why -> how many; only what occurred.
    """

    form: str
    source: str
    documents: Path
    readings: Mapping[Reading, tuple[Asked, ...]]
    left_out: Mapping[str, int] = field(default_factory=dict)
