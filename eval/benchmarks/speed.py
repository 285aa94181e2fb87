"""How does Onrecord slow down as a library grows? Made-up passages, real storage, real searches, real answers.

The words are sentences of given texts, put together at random, every tenth word replaced by an invented one out of many
thousands, so that the word index has both long and short lists. The caller gives a sink whose vectors need no model for
these passages: embedding 100,000 of them would take an hour and change nothing about the search.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from onrecord.ports import PassageSink, Retriever
from onrecord.sentences import fold, split_sentences
from onrecord.types import Document, Passage, Source, Span

__all__ = ["FIRST_INVENTED", "bench_speed", "invented_documents", "measure"]

_NAME: Final = "invented-{:06d}"
FIRST_INVENTED: Final = _NAME.format(0)
"""Id of the document that every library of this benchmark holds."""

_PASSAGE_CHARS: Final = 850
_PASSAGES_A_DOCUMENT: Final = 50
_BATCH: Final = 128
_INVENTED_WORDS: Final = 50_000
_REPLACED: Final = 0.1
_SYLLABLES: Final = "ba cor del fen gul har isk jor kel lun mar nor ost pel quin ros sal tor ul ven wes yar zel".split()
_HITS: Final = 10
_WARM_UP: Final = 5


def bench_speed(  # noqa: PLR0913 - what is filled, how it is measured, and from where
    filled: Callable[[], AbstractContextManager[PassageSink]],
    measured: Callable[[], Mapping[str, float]],
    texts: Sequence[str],
    sizes: Sequence[int],
    folder: Path,
    tell: Callable[[str], None],
    *,
    held: tuple[int, int] = (0, 0),
) -> list[dict[str, float]]:
    """Fill a library up to each size; at each, have it opened anew and asked.

    Args:
        filled: opens the library to be added to; it is closed before it is measured, as a page opens one that is there.
        measured: opens it as a user does and gives what :func:`measure` and its caller found.
        texts: whose sentences the passages are made of.
        sizes: in passages, ascending.
        folder: of the library, to see what it takes on disk.
        tell: is told how far it is.
        held: documents and passages that an earlier call with the same texts has stored; smaller sizes are left out.

    Returns:
        A row a size: ``passages``, ``stored_per_second`` since the size before, 0 where nothing was stored,
        ``bytes_per_passage`` on disk, all indexes and the record together, then what ``measured`` gave.
    """
    rng = random.Random(20240418)  # noqa: S311 - the same passages on every run
    documents = invented_documents(texts, rng)
    for _ in range(held[0]):
        next(documents)
    stored, rows = held[1], []
    for size in (size for size in sizes if size >= stored):
        with filled() as sink:
            start, before = time.perf_counter(), stored
            while stored < size:
                document, passages = next(documents)
                stored += _store(sink, document, passages[: size - stored])
                if stored % 10_000 < _PASSAGES_A_DOCUMENT:
                    tell(f"{stored:,} of {sizes[-1]:,} passages stored")
            seconds = time.perf_counter() - start
        on_disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        rows.append(
            {
                "passages": stored,
                "stored_per_second": (stored - before) / seconds,
                "bytes_per_passage": on_disk / stored,
                **measured(),
            }
        )
    return rows


def measure(
    retriever: Retriever, answer: Callable[[str], object], questions: Sequence[str], answers: int
) -> dict[str, float]:
    """Milliseconds of searches for ten passages, and of whole answers, each asked after a few to warm up.

    Args:
        retriever: over the library.
        answer: answers one question as the page does, its sentences checked.
        questions: searched for, each with an invented word at its end half of the time.
        answers: how many of them are answered too, at least 1.

    Returns:
        ``search_ms_p50``, ``search_ms_p95``, ``answer_ms_p50`` and ``answer_ms_p95``.
    """
    import numpy as np

    rng = random.Random(20240419)  # noqa: S311 - the same words on every run
    asked = [question if number % 2 else f"{question} {_invented(rng)}" for number, question in enumerate(questions)]
    found: dict[str, float] = {}
    for name, act, many in (
        ("search", lambda question: retriever.search(question, _HITS), asked),
        ("answer", answer, asked[:answers]),
    ):
        for question in asked[:_WARM_UP]:
            act(question)
        took = [_timed(act, question) for question in many]
        found |= {f"{name}_ms_p{share}": float(np.percentile(took, share)) for share in (50, 95)}
    return found


def _timed(act: Callable[[str], object], question: str) -> float:
    start = time.perf_counter()
    act(question)
    return (time.perf_counter() - start) * 1000


def _store(sink: PassageSink, document: Document, passages: Sequence[Passage]) -> int:
    intake = sink.begin([document])
    for at in range(0, len(passages), _BATCH):
        intake.add(passages[at : at + _BATCH])
    intake.commit()
    return len(passages)


def invented_documents(texts: Sequence[str], rng: random.Random) -> Iterator[tuple[Document, list[Passage]]]:
    """Documents without end, fifty passages each, about 850 characters a passage."""
    sentences = list(
        dict.fromkeys(fold(text[span.start : span.end]) for text in texts for span in split_sentences(text))
    )
    number = 0
    while True:
        yield _document(number, sentences, rng)
        number += 1


def _document(number: int, sentences: Sequence[str], rng: random.Random) -> tuple[Document, list[Passage]]:
    name = _NAME.format(number)
    text, places = "", []
    for _ in range(_PASSAGES_A_DOCUMENT):
        start, spans = len(text), []
        while len(text) - start < _PASSAGE_CHARS:
            words = [_invented(rng) if rng.random() < _REPLACED else word for word in rng.choice(sentences).split()]
            spans.append(Span(len(text), len(text) + len(" ".join(words))))
            text += " ".join(words) + " "
        places.append(tuple(spans))
    source = Source(name, f"/invented/{name}.txt", f"Invented report {_invented(rng)}", f"{number:064x}", "txt")
    passages = [
        Passage(name, index, spans[0].start, spans[-1].end, text[spans[0].start : spans[-1].end], spans)
        for index, spans in enumerate(places)
    ]
    return Document(source, text), passages


def _invented(rng: random.Random) -> str:
    """One of fifty thousand words, the low-numbered ones far more often."""
    number = int(_INVENTED_WORDS * rng.random() ** 3)
    first, rest = number % len(_SYLLABLES), number // len(_SYLLABLES)
    second, third = rest % len(_SYLLABLES), rest // len(_SYLLABLES)
    return (
        _SYLLABLES[first] + _SYLLABLES[second] + _SYLLABLES[third % len(_SYLLABLES)] + "in" * (third // len(_SYLLABLES))
    )
