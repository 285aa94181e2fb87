"""How a chat model is named where people read it, and how its file is known again."""

import os
from pathlib import Path, PurePath
from stat import S_ISREG

__all__ = ["file_stamp", "shown_name"]


def shown_name(setting: str) -> str:
    """The setting as it is, but of a file only its name: where it lies is nobody's business but its owner's."""
    kind, colon, rest = setting.partition(":")
    return f"gguf:{PurePath(rest).name}" if colon and kind == "gguf" else setting


def file_stamp(setting: str) -> str:
    """What changes when another file takes the place of a model's: its size, and when it was written in nanoseconds.

    Args:
        setting: a chat model, with or without ``chat:``.

    Returns:
        Such as ``98304000-1764163200000000000``; empty for a model that is no file, or whose file is not there.
    """
    kind, _, file = setting.strip().removeprefix("chat:").partition(":")
    if kind.strip().lower() != "gguf":
        return ""
    try:
        found = Path(os.path.expanduser(file.strip())).stat()  # noqa: PTH111  Path.expanduser may raise
    except (OSError, ValueError):
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}" if S_ISREG(found.st_mode) else ""
