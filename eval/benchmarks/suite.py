"""A suite of questions through the product's own ingest and ask: first figures, by kind of question."""

from collections import defaultdict
from pathlib import Path
from statistics import median

from eval.cases import Case, read_suite
from onrecord.answers import Answer
from onrecord.errors import BadInput
from onrecord.ports import Answerer, Ingester
from onrecord.sentences import fold

__all__ = ["bench_suite", "cites_gold", "has_facts"]


def bench_suite(suite: Path, documents: Path, ingester: Ingester, answerer: Answerer) -> dict[str, float]:
    """Ingest ``documents`` and ask every question of ``suite``.

    Returns:
        ``questions``; of the answerable ones the shares ``cites_gold`` (a citation overlaps the gold words, of every
        gold document where the kind needs several), ``has_facts`` (the shown answer has every expected fact) and
        ``wrongly_refused``; of the unanswerable ones the share ``refused``; ``cites_gold: KIND``; ``ms_median``.

    Raises:
        BadInput: the suite or a document cannot be read.
    """
    cases = read_suite(suite)
    for report in ingester.ingest([str(documents)]):
        if report.status == "failed":
            raise BadInput(f"{report.location}: {report.reason}")
    answers = [(case, answerer.ask(case.question, case.history)) for case in cases]
    answerable = [(case, answer) for case, answer in answers if case.gold]
    unanswerable = [answer for case, answer in answers if not case.gold]
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for case, answer in answerable:
        by_kind[case.kind].append(cites_gold(case, answer))
    return {
        "questions": len(cases),
        "cites_gold": _share([hit for hits in by_kind.values() for hit in hits]),
        "has_facts": _share([has_facts(case, answer) for case, answer in answerable]),
        "wrongly_refused": _share([answer.status == "abstained" for _, answer in answerable]),
        "refused": _share([answer.status == "abstained" for answer in unanswerable]),
        **{f"cites_gold: {kind}": _share(hits) for kind, hits in sorted(by_kind.items())},
        "ms_median": median(answer.timings_ms["total"] for _, answer in answers),
    }


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else float("nan")


def cites_gold(case: Case, answer: Answer) -> bool:
    """Whether the citations hold the gold words: all of them for kinds that need several documents, else one."""
    found = [_cited(gold.document, gold.quote, answer) for gold in case.gold]
    if case.kind in ("multi-document", "disagreement"):
        return all(found)
    return any(found) or any(_cited(gold.document, gold.quote, answer) for gold in case.also)


def _cited(document: str, quote: str, answer: Answer) -> bool:
    """Whether a citation of this document has the quote in it, or is a part of it."""
    wanted = fold(quote).casefold()
    for citation in answer.citations:
        said = fold(citation.quote).casefold()
        if Path(citation.source.location).as_posix().endswith(f"/{document}") and (wanted in said or said in wanted):
            return True
    return False


def has_facts(case: Case, answer: Answer) -> bool:
    """Whether the shown answer has one wording of every expected fact."""
    said = fold(answer.text).casefold()
    return answer.status == "answered" and all(
        any(wording.casefold() in said for wording in group) for group in case.facts
    )
