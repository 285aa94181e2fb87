"""Words on pages that are pictures: text recognition by rapidocr, whose models are in its wheel. An optional extra.

It takes some 14 seconds for a dense page on two cores, so it is off unless the setting ``ocr`` says on, and it stops in
time: a scan of a hundred pages gives those that were read, and says which were not.
"""

import importlib.util
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

__all__ = ["Line", "allow_ocr", "is_installed", "joined", "ocr_is_on", "read_pictures"]

Line = tuple[float, float, float, str]
"""Left edge, top, bottom and words of a line of print, in pixels from the upper left corner."""

# What is printed is legible at 144 dots an inch; a page has no more pixels, however large it says that it is.
_SCALE: Final = 2.0
_MOST_PIXELS: Final = 8_000_000
# Part of the time that one file may take; the rest is for writing down what was read.
_SHARE: Final = 0.8
# The engine makes no threads: a reading process may not.
_ENGINE: Final = {
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_until: list[float] = []


def allow_ocr(seconds: float) -> None:
    """Let the next file be read by OCR for so long, from now; 0 for not at all, which it is at first."""
    _until[:] = [time.monotonic() + _SHARE * seconds] if seconds else []


def ocr_is_on() -> bool:
    """Whether the next file may be read by OCR."""
    return bool(_until)


def is_installed() -> bool:
    """Whether the extra is installed (``pip install onrecord[ocr]``)."""
    return importlib.util.find_spec("rapidocr") is not None


def read_pictures(pages: Sequence[int], draw: Callable[[int, float, int], Any]) -> dict[int, str]:
    """The words on pages without text, as far as the time allows; pages without a word are not among them.

    Args:
        pages: their numbers.
        draw: number, scale and most pixels -> the picture of a page, as Pillow has it; None where it has none.

    Returns:
        Page number -> its words, a line a row of print.
    """
    if not ocr_is_on() or not is_installed():
        return {}
    import numpy as np

    engine, found = _engine(), {}
    longest = 0.0
    for number in pages:
        begun = time.monotonic()
        if begun + longest > _until[0]:
            break
        picture = draw(number, _SCALE, _MOST_PIXELS)
        if picture is not None:
            result = engine(np.asarray(picture.convert("RGB"))[:, :, ::-1])
            lines = [_line(box, words) for box, words in zip(_some(result.boxes), _some(result.txts), strict=True)]
            if text := joined(lines):
                found[number] = text
        longest = max(longest, time.monotonic() - begun)
    return found


@cache
def _engine() -> Callable[[Any], Any]:
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(0)
    engine: Callable[[Any], Any] = RapidOCR(params=_ENGINE)
    return engine


def _some(given: Any) -> Any:  # noqa: ANN401 - arrays and tuples; None where nothing was found
    return () if given is None else given


def _line(box: Any, words: str) -> Line:  # noqa: ANN401 - an array of four corners
    across, down = [float(corner[0]) for corner in box], [float(corner[1]) for corner in box]
    return min(across), min(down), max(down), words


def joined(lines: Sequence[Line]) -> str:
    """The lines from top to bottom; those beside one another are one row, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each[1] + each[2]) / 2):
        middle = (line[1] + line[2]) / 2
        if rows and rows[-1][0][1] <= middle <= rows[-1][0][2]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return "\n".join(" ".join(each[3].strip() for each in sorted(row)) for row in rows).strip()
