"""What a chat model wrote, as it is kept."""

from dataclasses import dataclass

__all__ = ["Reply"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a chat model wrote, kept for the same question of the same documents.

    Attributes:
        text: its words.
        tokens_in: tokens it read; None where its provider does not say.
        tokens_out: tokens it wrote; None where its provider does not say.
        truncated: whether it ended at its limit.
    """

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    truncated: bool = False
