"""What a metric gives: a value, or the reason why there is none."""

from dataclasses import dataclass

__all__ = ["Score"]


@dataclass(frozen=True, slots=True)
class Score:
    """The value of one metric for one case.

    Attributes:
        value: most metrics are in [0, 1]; None where the case cannot be judged by this metric, which is not 0.
        reason: one line; why it is not judged, or what the value rests on. Never empty.
    """

    value: float | None
    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("a score gives its reason")

    @classmethod
    def unscored(cls, reason: str) -> "Score":
        """No value, and why."""
        return cls(None, reason)
