"""How a chat model is named where people read it."""

from pathlib import PurePath

__all__ = ["shown_name"]


def shown_name(setting: str) -> str:
    """The setting as it is, but of a file only its name: where it lies is nobody's business but its owner's."""
    kind, colon, rest = setting.partition(":")
    return f"gguf:{PurePath(rest).name}" if colon and kind == "gguf" else setting
