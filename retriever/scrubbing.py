"""Memory that Chroma wrote along with its vectors, made zeros.

hnswlib saves the whole of a new index, also the places that no vector has been put in; what those hold is whatever was
in the memory of the process before, which may be words of a document.
Found in Chroma 1.5.9 by looking for removed words.
"""

import logging
import struct
from pathlib import Path
from typing import Final

__all__ = ["scrub"]

_log: Final = logging.getLogger(__name__)
# Version, offset of the vectors, places, places taken, bytes a place: how header.bin of hnswlib begins in Chroma 1.5.
_HEAD: Final = struct.Struct("<iQQQQ")
_VERSION: Final = 1
_LENGTH_BYTES: Final = 4


def scrub(folder: Path) -> int:
    """Write zeros over the places without a vector in the indexes of a library's folder; returns how many files.

    Places with vectors are not touched, and a file of another form is left alone. A failure is logged: the next call
    does it.
    """
    done = 0
    for header in folder.glob("chroma*/*/header.bin"):
        try:
            head = header.read_bytes()
            if len(head) < _HEAD.size:
                continue
            version, offset, places, taken, size = _HEAD.unpack_from(head)
            if version != _VERSION or offset or taken > places:
                continue
            done += _zeros_from(header.with_name("data_level0.bin"), taken * size, places * size)
            done += _zeros_from(header.with_name("length.bin"), taken * _LENGTH_BYTES, places * _LENGTH_BYTES)
        except OSError as error:
            _log.warning("unused memory in %s could not be made zeros: %s", header.parent, error)
    return done


def _zeros_from(path: Path, used: int, most: int) -> bool:
    """Whether there was anything behind the part of a file that is used."""
    if not path.exists() or not used < path.stat().st_size <= most:
        return False
    with path.open("r+b") as file:
        file.seek(used)
        rest = file.read()
        if not any(rest):
            return False
        file.seek(used)
        file.write(bytes(len(rest)))
    return True
