"""Rows of the grounding sets as their files have them."""

import json

__all__ = ["lines", "voted"]


def lines(*rows: object) -> str:
    """JSON, a line each."""
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def voted(*sentences: tuple[str, str]) -> dict[str, object]:
    """An article of QAGS with its summary: sentences, each with its votes."""
    return {
        "article": "News.",
        "summary_sentences": [
            {
                "sentence": text,
                "responses": [{"worker_id": n, "response": vote} for n, vote in enumerate(votes.split())],
            }
            for text, votes in sentences
        ],
    }
