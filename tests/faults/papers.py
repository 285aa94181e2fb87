"""The files that go into a library under test, and what must be on record of them."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

__all__ = ["Papers"]

# As many as a library keeps by default.
_KEPT = 5


@dataclass
class Papers:
    """A folder of small files, each version with a word that is in no other; and the record as it should be.

    Attributes:
        folder: of the files.
        texts: hash of a version -> its text.
        tags: hash of a version -> its own word, which is in every sentence.
        now: location -> hash of the version that is on record.
        titles: location -> title on record.
        earlier: location -> hashes of the versions that were replaced, which can be opened still, oldest first.
        removed: words of versions that were removed, of which nothing may be left.
    """

    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    earlier: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    removed: list[str] = field(default_factory=list)

    def write(self, random: Random, location: str = "", sentences: int = 0) -> tuple[str, str]:
        """A new file, or another version of one; returns its location and the hash of its bytes."""
        number = len(self.texts)
        tag = f"tag{number}x{random.randrange(1 << 24):06x}"
        place = Path(location or self.folder / f"boat-{number}.txt")
        text = " ".join(
            f"The {tag} left the harbour of Port Ellary in week {week} with {number + week} crates of herring."
            for week in range(sentences or random.choice((3, 12, 40)))
        )
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        self.texts[sha256], self.tags[sha256] = text, tag
        return str(place), sha256

    def adopt(self, location: str, sha256: str | None) -> None:
        """Take it that this version, or none, is on record there."""
        was = self.now.pop(location, None)
        if sha256:
            self.now[location] = sha256
            if was and was != sha256:
                self.earlier[location] = [*self.earlier[location], was][-_KEPT:]
            return
        if was:
            self.removed += [self.tags[one] for one in (was, *self.earlier.pop(location, []))]
