"""Documents and judgements by the ids of a data set -> a task of files that are named by a counter."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from eval.benchmarks.retrieval.task import Query, Task, Unit, made_task
from onrecord.errors import BadInput
from onrecord.words import has_word

__all__ = ["Corpus", "Judgement", "judged_task"]


class Judgement(NamedTuple):
    """How relevant one document is to one query; 0 and less is not relevant."""

    query: str
    document: str
    grade: int


class Corpus:
    """Writes one text file a document into ``folder``, which is empty at first.

    An id is data, and may be anything: files are named by a counter, never by an id.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        self.wordless = 0

    def add(self, id_: str, title: str, text: str) -> None:
        """Write one document: its title, an empty line, its text. One without any word is counted and not written.

        Raises:
            BadInput: there was a document of that id before.
        """
        if id_ in self.files:
            raise BadInput(f"Two documents have the id {id_!r}; each needs its own.")
        whole = "\n\n".join(part.strip() for part in (title, text) if part.strip())
        if not has_word(whole):
            self.wordless += 1
            return
        name = f"document-{len(self.files):07d}.txt"
        (self.folder / name).write_bytes(f"{whole}\n".encode("utf-8", "replace"))
        self.files[id_] = name


def judged_task(
    form: str, source: str, corpus: Corpus, queries: Mapping[str, str], judgements: Iterable[Judgement]
) -> Task:
    """The task of a corpus, queries by id, and judgements; of several judgements of one pair the highest grade counts.

    A judgement of a query or document that is not there (or has no word) cannot be met: it is left out and counted.

    Raises:
        BadInput: there is no document, or no query with a relevant one.
    """
    relevant: dict[str, dict[Unit, int]] = {id_: {} for id_ in queries}
    unknown = 0
    for query, document, grade in judgements:
        file = corpus.files.get(document)
        if file is None or query not in relevant:
            unknown += 1
        elif grade > 0:
            relevant[query][file, None] = max(grade, relevant[query].get((file, None), 0))
    left_out = {"documents without a word": corpus.wordless, "judgements of unknown documents or queries": unknown}
    task = Task(form, source, corpus.folder, len(corpus.files), (), left_out=left_out)
    return made_task(task, (Query(text, relevant[id_]) if relevant[id_] else None for id_, text in queries.items()))
