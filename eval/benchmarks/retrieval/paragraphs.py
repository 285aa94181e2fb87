"""SQuAD form (Rajpurkar et al., EMNLP 2016; XQuAD: Artetxe et al., ACL 2020): a question's paragraph is relevant."""

import json
from pathlib import Path

from eval.benchmarks.retrieval.task import Query, Task, made_task
from eval.benchmarks.squad import paragraphs_and_questions

__all__ = ["paragraphs"]


def paragraphs(form: str, path: Path, folder: Path) -> Task:
    """Write each paragraph to a file of ``folder``; a question without an answer (SQuAD 2.0) is left out and counted.

    Raises:
        BadInput: the file is not of the SQuAD form.
    """
    found = paragraphs_and_questions(path, folder)
    queries: list[Query | None] = [Query(one.text, {(Path(one.file).name, None): 1}, one.answers) for one in found]
    queries += [None] * (_asked(path) - len(found))
    return made_task(Task(form, path.name, folder, sum(1 for _ in folder.glob("*.txt")), ()), queries)


def _asked(path: Path) -> int:
    """How many questions the file has; it is known to be of the SQuAD form."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return sum(len(paragraph["qas"]) for article in articles for paragraph in article["paragraphs"])
