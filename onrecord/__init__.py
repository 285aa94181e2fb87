"""Onrecord: ask your own documents and check every sentence of the answer."""

from typing import Final

__all__ = ["__version__"]

__version__: Final = "0.1.0"
