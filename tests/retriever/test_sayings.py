"""Who said what, kept with passages and by speaker."""

import pytest

from onrecord.attribution import Attribution
from retriever.sayings import said_line, said_of

SAID = (
    Attribution(((0, 12), (30, 40)), (14, 18), (19, 28), "direct", "Mara Venn", "harbour master"),
    Attribution(((50, 60),), (42, 48), None, "indirect", None, None, denies=True),
    Attribution(((70, 90),), (62, 69), (62, 66), "turn", "Örsted O’Neal", None, weak=True),
)


def test_attributions_come_back_as_they_were_kept() -> None:
    assert said_of(said_line(SAID)) == SAID
    assert said_line(()) == ""
    assert said_of("") == () == said_of(None)


@pytest.mark.parametrize("line", ["[[[],[0,1],null,0,null,null,0]]", "[1]", "{", "[[[3,1],[0,1],null,0,null,null,0]]"])
def test_a_line_that_is_not_ours_is_refused(line: str) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        said_of(line)
