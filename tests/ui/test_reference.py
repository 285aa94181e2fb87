"""A document is named as the two styles name it, from whatever is known of it."""

from dataclasses import replace

import pytest

from onrecord.types import Source
from ui.reference import reference, whereabouts

WIRE = Source(
    "d1", "/home/anyone/library/wire-0418.pdf", "Dredging halted at Pell Harbour", "a" * 64, "pdf",
    author="Mara Venn", outlet="Harbour Wire", published="2024-04-18",
)  # fmt: skip

CASES = [
    ("all", {}, 2,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, April 18, 2024, p. 2, wire-0418.pdf.",
     "Mara Venn. (2024, April 18). Dredging halted at Pell Harbour (p. 2). Harbour Wire. wire-0418.pdf"),
    ("no page", {}, None,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, April 18, 2024, wire-0418.pdf.",
     "Mara Venn. (2024, April 18). Dredging halted at Pell Harbour. Harbour Wire. wire-0418.pdf"),
    ("outlet alone", {"author": None}, None,
     "Harbour Wire, “Dredging halted at Pell Harbour,” April 18, 2024, wire-0418.pdf.",
     "Harbour Wire. (2024, April 18). Dredging halted at Pell Harbour. wire-0418.pdf"),
    ("both the same", {"author": "HARBOUR  Wire"}, None,
     "HARBOUR Wire, “Dredging halted at Pell Harbour,” April 18, 2024, wire-0418.pdf.",
     "HARBOUR Wire. (2024, April 18). Dredging halted at Pell Harbour. wire-0418.pdf"),
    ("neither", {"author": None, "outlet": "  "}, None,
     "“Dredging halted at Pell Harbour,” April 18, 2024, wire-0418.pdf.",
     "Dredging halted at Pell Harbour. (2024, April 18). wire-0418.pdf"),
    ("nothing", {"author": None, "outlet": None, "published": None}, 7,
     "“Dredging halted at Pell Harbour,” n.d., p. 7, wire-0418.pdf.",
     "Dredging halted at Pell Harbour (p. 7). (n.d.). wire-0418.pdf"),
    ("month", {"published": "2024-04"}, None,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, April 2024, wire-0418.pdf.",
     "Mara Venn. (2024, April). Dredging halted at Pell Harbour. Harbour Wire. wire-0418.pdf"),
    ("year", {"published": "2024"}, None,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, 2024, wire-0418.pdf.",
     "Mara Venn. (2024). Dredging halted at Pell Harbour. Harbour Wire. wire-0418.pdf"),
    ("no ISO date", {"published": "spring of 1921"}, None,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, spring of 1921, wire-0418.pdf.",
     "Mara Venn. (spring of 1921). Dredging halted at Pell Harbour. Harbour Wire. wire-0418.pdf"),
    ("no such month", {"published": "2024-13"}, None,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, 2024-13, wire-0418.pdf.",
     "Mara Venn. (2024-13). Dredging halted at Pell Harbour. Harbour Wire. wire-0418.pdf"),
    ("a question", {"title": "Who paid for the mud?"}, 3,
     "Mara Venn, “Who paid for the mud?,” Harbour Wire, April 18, 2024, p. 3, wire-0418.pdf.",
     "Mara Venn. (2024, April 18). Who paid for the mud? (p. 3). Harbour Wire. wire-0418.pdf"),
    ("a question without a page", {"title": "Stop!"}, None,
     "Mara Venn, “Stop!,” Harbour Wire, April 18, 2024, wire-0418.pdf.",
     "Mara Venn. (2024, April 18). Stop! Harbour Wire. wire-0418.pdf"),
    ("full stops", {"title": "A note.", "author": "Oldane Inc.", "outlet": "The Wire, Ltd."}, None,
     "Oldane Inc., “A note,” The Wire, Ltd., April 18, 2024, wire-0418.pdf.",
     "Oldane Inc. (2024, April 18). A note. The Wire, Ltd. wire-0418.pdf"),
    ("quotes within", {"title": "“Not a shovel”: the 'mud' of \"Pell\""}, None,
     "Mara Venn, “‘Not a shovel’: the 'mud' of 'Pell',” Harbour Wire, April 18, 2024, wire-0418.pdf.",
     "Mara Venn. (2024, April 18). “Not a shovel”: the 'mud' of \"Pell\". Harbour Wire. wire-0418.pdf"),
    ("left out", {"title": "And then ..."}, None,
     "Mara Venn, “And then ...,” Harbour Wire, April 18, 2024, wire-0418.pdf.",
     "Mara Venn. (2024, April 18). And then ... Harbour Wire. wire-0418.pdf"),
    ("the web", {"location": "https://wire.example/a?b=1"}, None,
     "Mara Venn, “Dredging halted at Pell Harbour,” Harbour Wire, April 18, 2024, https://wire.example/a?b=1.",
     "Mara Venn. (2024, April 18). Dredging halted at Pell Harbour. Harbour Wire. https://wire.example/a?b=1"),
    ("lines", {"title": "Dredging\nhalted", "author": "Mara\u202e Venn\x07", "outlet": None}, None,
     "Mara⟨U+202E⟩ Venn\N{REPLACEMENT CHARACTER}, “Dredging halted,” April 18, 2024, wire-0418.pdf.",
     "Mara⟨U+202E⟩ Venn\N{REPLACEMENT CHARACTER}. (2024, April 18). Dredging halted. wire-0418.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "page", "chicago", "apa"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_both_styles(changed: dict[str, str | None], page: int | None, chicago: str, apa: str) -> None:
    source = replace(WIRE, **changed)  # type: ignore[arg-type]
    assert reference(source, page, "chicago") == chicago
    assert reference(source, page, "apa") == apa


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("/home/anyone/secret folder/wire.txt", "wire.txt"),
        ("C:\\Users\\anyone\\wire.txt", "wire.txt"),
        ("https://anyone:password@wire.example:8443/a b", "https://wire.example:8443/a%20b"),
        ("HTTP://wire.example/", "http://wire.example/"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_others_learn_an_address_or_a_name_of_a_file_and_no_more(location: str, told: str) -> None:
    assert whereabouts(location) == told
