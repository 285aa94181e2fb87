"""BEIR form (Thakur et al., NeurIPS 2021 Datasets and Benchmarks, arXiv:2104.08663).

A folder with ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``) and ``qrels/`` with
a file a split: ``query-id``, ``corpus-id`` and ``score`` parted by tabs, under a header line.
"""

from collections.abc import Iterator
from pathlib import Path

from eval.benchmarks.reading import json_lines, off_form, old_text
from eval.benchmarks.retrieval.corpus import Corpus, Judgement, judged_task
from eval.benchmarks.retrieval.task import Task
from onrecord.errors import BadInput

__all__ = ["beir"]


def beir(path: Path, folder: Path, split: str | None) -> Task:
    """Write each document to a file of ``folder``; grades of relevance are kept.

    Args:
        path: folder of the form above.
        folder: empty, for the documents.
        split: which file of ``qrels/``; None: ``test``, else the only one there is.

    Raises:
        BadInput: the folder is not of this form, or has no such split.
    """
    qrels = _qrels(path / "qrels", split)
    corpus = Corpus(folder)
    for _, row in json_lines(path / "corpus.jsonl", "_id", "text"):
        corpus.add(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
    queries = {str(row["_id"]): str(row["text"]) for _, row in json_lines(path / "queries.jsonl", "_id", "text")}
    return judged_task("beir", f"{path.resolve().name} ({qrels.stem})", corpus, queries, _judgements(qrels))


def _qrels(folder: Path, split: str | None) -> Path:
    """The file of judgements."""
    files = {file.stem: file for file in sorted(folder.glob("*.tsv"))}
    if not files:
        raise BadInput(
            f"{folder} holds no .tsv file; a BEIR folder has corpus.jsonl, queries.jsonl and qrels/test.tsv."
        )
    wanted = split or ("test" if "test" in files else next(iter(files)) if len(files) == 1 else None)
    if wanted not in files:
        raise BadInput(f"{folder} has the splits {', '.join(files)}; name one of them with --split.")
    return files[wanted]


def _judgements(path: Path) -> Iterator[Judgement]:
    for number, line in enumerate(old_text(path).split("\n"), 1):
        parts = [part.strip() for part in line.split("\t")]
        if not line.strip() or (number == 1 and parts[-1] == "score"):
            continue
        try:
            query, document, grade = parts
            yield Judgement(query, document, int(grade))
        except ValueError as error:
            raise off_form(path, number, "not query-id, corpus-id and a whole number, parted by tabs.") from error
