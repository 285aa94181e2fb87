"""Dark is another set of colours and nothing else: so what fits a phone in one colour fits it in the other."""

import re
from pathlib import Path

import ui

SHEETS = sorted(Path(ui.__file__).parent.joinpath("css").glob("*.css"))
# A rule and its selector; of nested ones the innermost, which is the one that holds declarations.
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_PAINT = re.compile(r"(?:--[\w-]+|color|color-scheme|background|background-color|filter|fill|stroke|opacity)\s*:")


def declared(rules: str) -> list[str]:
    """What a rule declares, one by one."""
    return [one.strip() for one in re.split(r";(?![^(]*\))", rules) if one.strip()]


def test_no_rule_for_one_of_the_two_colours_changes_more_than_paint() -> None:
    seen, other = 0, list[str]()
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "prefers-color-scheme" not in text, f"{sheet.name}: the choice of a person comes before the system's"
        for selector, rules in _RULE.findall(text):
            if re.search(r"\.dark|data-scheme", selector) and ":root:root:root" not in selector:  # that one is of both
                seen += 1
                other += [f"{sheet.name}: {one}" for one in declared(rules) if not _PAINT.match(one)]
    assert seen >= 2, "there are dark colours"
    assert other == []
