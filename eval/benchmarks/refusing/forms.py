"""The forms that data sets come in, by the name the command line takes."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.reading import json_lines, off_form
from eval.benchmarks.refusing.task import Asked, Task
from eval.benchmarks.squad import paragraphs_and_questions
from eval.cases import read_suite
from onrecord.errors import BadInput
from onrecord.sentences import fold
from onrecord.types import Turn

__all__ = ["FORMS", "read_task"]

_MTRAG_LABELS: Final[Mapping[str, bool | None]] = {
    "ANSWERABLE": True,
    "PARTIAL": True,
    "UNANSWERABLE": False,
    "UNDERSPECIFIED": None,
}


def clapnq(path: Path, folder: Path) -> Task:
    """CLAPNQ (Rosenthal et al., 2024, arXiv:2404.02103): ``answerable.jsonl`` and ``unanswerable.jsonl`` of a folder.

    Lines have ``input`` and ``passages`` with ``title`` and ``text``.

    Raises:
        BadInput: the folder is not of this form.
    """
    asked = []
    for label in ("answerable", "unanswerable"):
        file = path / f"{label}.jsonl"
        for number, row in json_lines(file, "input", "passages"):
            for place, passage in enumerate(_objects(row["passages"], file, number)):
                words = f"{_word(passage, 'title', file, number)}\n\n{_word(passage, 'text', file, number)}\n"
                (folder / f"{label}-{number:05d}-{place}.txt").write_text(words, encoding="utf-8")
            asked.append(Asked(_word(row, "input", file, number), label == "answerable", label))
    return Task("clapnq", path.resolve().name, folder, {"library": tuple(asked)})


def mtrag(path: Path, folder: Path) -> Task:
    """MTRAG (Katsis et al., 2025, arXiv:2501.03468), the form of its reference task: JSON lines.

    Lines have ``input``, turns with ``speaker`` and ``text`` of which the last is the question, ``contexts`` with
    ``text``, and ``answerability``. A question without contexts has nothing to be asked of, where only the given ones
    are read.

    Raises:
        BadInput: the file is not of this form.
    """
    given = []
    for number, row in json_lines(path, "input", "contexts", "answerability"):
        files = set()
        for context in _objects(row["contexts"], path, number):
            words = _word(context, "text", path, number)
            file = folder / f"{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:16]}.txt"
            title = context.get("title")
            file.write_text(f"{title}\n\n{words}\n" if title else f"{words}\n", encoding="utf-8")
            files.add(file)
        labels = row["answerability"]
        label = labels[0] if isinstance(labels, list) and labels else labels
        if label not in _MTRAG_LABELS:
            raise off_form(path, number, f"answerability is {label!r}; it is one of {', '.join(_MTRAG_LABELS)}.")
        *before, last = _turns(row["input"], path, number)
        given.append(Asked(last.content, _MTRAG_LABELS[label], label.lower(), tuple(before), frozenset(files)))
    library = tuple(Asked(one.text, one.answerable, one.label, one.history) for one in given)
    return Task("mtrag", path.resolve().name, folder, {"library": library, "given": tuple(given)})


def squad(path: Path, folder: Path) -> Task:
    """SQuAD-form JSON: each question is asked of all paragraphs, and of all but its own, where none has its answer.

    The other paragraphs of the article stay, so that what is left is close to the question and does not answer it.

    Raises:
        BadInput: the file is not of the SQuAD form.
    """
    questions = paragraphs_and_questions(path, folder)
    texts = {file: fold(file.read_text(encoding="utf-8")).casefold() for file in sorted(folder.iterdir())}
    asked, left_out = [], 0
    for question in questions:
        asked.append(Asked(question.text, True, "with its paragraph"))
        others = frozenset(texts) - {Path(question.file)}
        answers = [fold(answer).casefold() for answer in question.answers]
        if any(answer in texts[file] for file in others for answer in answers):
            left_out += 1
        else:
            asked.append(Asked(question.text, False, "without its paragraph", within=others))
    counts = {"questions without their paragraph whose answer stands in another": left_out} if left_out else {}
    return Task("squad", path.resolve().name, folder, {"library": tuple(asked)}, counts)


def suite(path: Path, folder: Path) -> Task:
    """A suite of questions, see :func:`eval.cases.read_suite`; ``folder`` is that of its documents.

    Raises:
        BadInput: the suite cannot be read.
    """
    asked = tuple(Asked(case.question, bool(case.gold), case.kind, case.history) for case in read_suite(path).cases)
    return Task("suite", path.resolve().name, folder, {"library": asked})


FORMS: Final[Mapping[str, Callable[[Path, Path], Task]]] = {
    "clapnq": clapnq,
    "mtrag": mtrag,
    "squad": squad,
    "suite": suite,
}


def read_task(form: str, path: Path, folder: Path) -> Task:
    """The questions at ``path``.

    Args:
        form: a key of :data:`FORMS`.
        path: file or folder of that form.
        folder: an empty folder, which the documents are written to; for ``suite`` the folder that has them.

    Raises:
        BadInput: there is no such form, or what is at ``path`` is not of it.
    """
    if form not in FORMS:
        raise BadInput(f"There is no form {form!r}; give one of {', '.join(FORMS)}.")
    task = FORMS[form](path, folder)
    if not all(task.readings.values()):
        raise BadInput(f"{path} holds no question; is it the right file or folder?")
    return task


def _objects(found: Any, path: Path, number: int) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise off_form(path, number, "where passages are wanted there is no list of objects.")
    return found


def _word(row: Mapping[str, Any], name: str, path: Path, number: int) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise off_form(path, number, f"{name} is not a text.")
    return value


def _turns(found: Any, path: Path, number: int) -> list[Turn]:  # noqa: ANN401 - any JSON value
    rows = _objects(found, path, number)
    if not rows:
        raise off_form(path, number, "the conversation is empty.")
    return [
        Turn("user" if row.get("speaker") == "user" else "assistant", _word(row, "text", path, number)) for row in rows
    ]
