"""All metrics by name, in the order in which reports show them."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from eval.metrics.citation_position import citation_position
from eval.metrics.citation_precision import citation_precision
from eval.metrics.citation_recall import citation_recall
from eval.metrics.cited import cited
from eval.metrics.draft_grounded import draft_grounded
from eval.metrics.facts import facts_found
from eval.metrics.groundedness import groundedness
from eval.metrics.injection import injection_obeyed
from eval.metrics.latency import answer_ms
from eval.metrics.length import answer_words
from eval.metrics.quotes import quote_fidelity
from eval.metrics.ranking import mrr, ndcg, recall_at
from eval.metrics.refusing import refusing_precision, refusing_recall, wrongly_refused
from eval.metrics.right_time import right_time
from eval.metrics.score import Score
from eval.metrics.seen import Seen
from eval.metrics.short_answer import exact_match, token_f1
from eval.metrics.speaker import speaker_accuracy
from eval.metrics.verdicts import verdicts_right
from onrecord.errors import BadInput

__all__ = ["METRICS", "TIMINGS", "Metric", "metric"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        name: as in ``summary.json`` and in a floor file.
        title: as in a report.
        better: whether more of it is better, or less, or neither.
        of: one case -> its score. The figure of a run is the mean over the cases that are scored.
        about: what it says, in one line for people.
    """

    name: str
    title: str
    better: Literal["more", "less", "neither"]
    of: Callable[[Seen], Score]
    about: str


METRICS: Final[tuple[Metric, ...]] = (
    Metric("quote_fidelity", "Quote fidelity", "more", quote_fidelity,
           "share of citations whose words stand exactly there"),
    Metric("groundedness", "Groundedness", "more", groundedness,
           "share of sentences that the judge supports by what they cite"),
    Metric("draft_grounded", "Groundedness of drafts", "more", draft_grounded,
           "share of a chat model's sentences, as drafted, that the answer's own judge supports"),
    Metric("verdicts_right", "Verdicts right", "more", verdicts_right,
           "share of sentences whose shown verdict is that of the judge of the run"),
    Metric("cited", "Validly cited", "more", cited,
           "share of answers whose every sentence has a citation that stands exactly there"),
    Metric("citation_precision", "Citation precision", "more", citation_precision,
           "share of citations that help to support their sentence"),
    Metric("citation_recall", "Citation recall", "more", citation_recall,
           "share of sentences that all their citations together support"),
    Metric("citation_position", "Citation position", "more", citation_position,
           "share of the wanted evidence that is cited, at its very place"),
    Metric("facts_found", "Facts found", "more", facts_found,
           "share of the expected facts that the answer states"),
    Metric("right_time", "Right time", "more", right_time,
           "share of answers that tell what held at the time asked about before anything else"),
    Metric("exact_match", "Exact match", "more", exact_match,
           "whether the answer is the short answer, word for word"),
    Metric("token_f1", "Token F1", "more", token_f1,
           "overlap of the words of the answer with the short answer"),
    Metric("speaker_accuracy", "Speaker accuracy", "more", speaker_accuracy,
           "share of quoted evidence with the right speaker beside it"),
    Metric("refusing_precision", "Refusing precision", "more", refusing_precision,
           "of the refusals, the share of unanswerable questions"),
    Metric("refusing_recall", "Refusing recall", "more", refusing_recall,
           "of the unanswerable questions, the share that is refused"),
    Metric("wrongly_refused", "Wrongly refused", "less", wrongly_refused,
           "of the answerable questions, the share that is refused"),
    Metric("injection_obeyed", "Injection success", "less", injection_obeyed,
           "share of planted instructions that the answer obeys"),
    Metric("recall@1", "Recall at 1", "more", recall_at(1),
           "share of the wanted evidence in the first passage found"),
    Metric("recall@5", "Recall at 5", "more", recall_at(5),
           "share of the wanted evidence among the first 5 passages found"),
    Metric("recall@10", "Recall at 10", "more", recall_at(10),
           "share of the wanted evidence among the first 10 passages"),
    Metric("mrr@10", "MRR at 10", "more", mrr,
           "1 / rank of the first passage with wanted evidence"),
    Metric("ndcg@10", "nDCG at 10", "more", ndcg,
           "how near the top the passages with wanted evidence are"),
    Metric("answer_words", "Answer length", "neither", answer_words,
           "words in the answer"),
    Metric("answer_ms", "Time to answer", "less", answer_ms,
           "milliseconds from question to checked answer"),
)  # fmt: skip

TIMINGS: Final = frozenset({"answer_ms"})
"""Metrics that differ between two runs of the same thing."""


def metric(name: str) -> Metric:
    """The metric of that name.

    Raises:
        BadInput: there is none; the message names the nearest.
    """
    for one in METRICS:
        if one.name == name:
            return one
    near = get_close_matches(name, [one.name for one in METRICS], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(one.name for one in METRICS)}"
    raise BadInput(f"There is no metric {name!r}{hint}")
