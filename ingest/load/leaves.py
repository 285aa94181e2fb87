"""Slides and sheets to one text, and where each of them begins in it."""

from collections.abc import Sequence

__all__ = ["hidden_slides", "join_leaves", "listed", "wordless"]


def join_leaves(leaves: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all leaves with empty lines between them, and the offset at which each begins.

    Args:
        leaves: the text of each slide or sheet, in order; an empty one begins where the next does.
    """
    text = "\n\n".join(leaf for leaf in leaves if leaf)
    starts: list[int] = []
    start = 0
    for leaf in leaves:
        starts.append(min(start, len(text)))
        start += len(leaf) + 2 if leaf else 0
    return text, tuple(starts)


def listed(names: Sequence[str]) -> str:
    """``["1", "3", "7"]`` -> ``1, 3 and 7``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def hidden_slides(numbers: Sequence[int]) -> tuple[str, ...]:
    """A note on slides that are not shown, by number."""
    if not numbers:
        return ()
    were = "slides {} are hidden; they were" if len(numbers) > 1 else "slide {} is hidden; it was"
    return (f"{were.format(listed([str(number) for number in numbers]))} read all the same",)


def wordless(told: Sequence[object]) -> tuple[str, ...]:
    """A note on slides that show something and have no word, as scanned pages do.

    Args:
        told: for each slide whether it has words, or nothing to show.
    """
    found = [str(number) for number, one in enumerate(told, 1) if not one]
    if not found:
        return ()
    slides = f"slide {found[0]} has" if len(found) == 1 else f"slides {listed(found)} have"
    return (f"{slides} no words: pictures are not read",)
