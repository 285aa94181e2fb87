"""What an error says, without the keys that it may hold."""

import os
import re
from typing import Final

from onrecord.sentences import fold
from onrecord.words import whole

__all__ = ["plain"]

_SHOWN_CHARS: Final = 300
_KEY: Final = "[key]"

_LOOKS_LIKE_A_KEY: Final = re.compile(
    r"""(?x)
    \b (?: sk | pk | rk | gsk | xai | hf | nvapi | api | key | pplx | r8 | csk ) [-_] [\w*.\-]{6,} [\w*]
    | \b AIza [\w\-]{10,}
    | (?<= Bearer\s ) \S{4,}
    | (?<= // ) [^/\s@]+ : [^/\s@]+ (?= @ )
    | (?i: (?<= [?&]key= ) | (?<= api_key= ) | (?<= api-key:\s ) ) [^\s&'",;]{4,}
    | \b (?= \w*\d ) (?= \w*[A-Za-z] ) \w{32,} \b
    """
)
_SECRET_NAME: Final = re.compile(r"(?i)(?:_KEY|_TOKEN|_SECRET|_PASSWORD)$")


def plain(error: BaseException | str) -> str:
    """What an error says, in one line of at most 300 characters, without keys."""
    text = str(error)
    for name, value in os.environ.items():
        if _SECRET_NAME.search(name) and len(value.strip()) >= 4:
            text = text.replace(value.strip(), _KEY)
    line = fold(whole(_LOOKS_LIKE_A_KEY.sub(_KEY, text)))
    return line if len(line) <= _SHOWN_CHARS else f"{line[: _SHOWN_CHARS - 1].rstrip()}\u2026"
