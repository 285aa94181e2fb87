"""Reads what the page renders, as a browser would: which tags, which attributes, which text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "img"}


@dataclass
class Element:
    """One element that was opened."""

    tag: str
    attributes: dict[str, str]
    text: str = ""

    def has(self, name: str) -> bool:
        """Whether it carries that class."""
        return name in self.attributes.get("class", "").split()


@dataclass
class Markup(HTMLParser):
    """What a piece of HTML holds; closing tags must match."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Check the order of closing."""
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        """Text belongs to every element that is open."""
        for element in self._open:
            element.text += data

    def handle_comment(self, data: str) -> None:
        """There are none."""
        raise AssertionError(f"a comment: {data}")

    def one(self, name: str) -> Element:
        """The only element of that class."""
        (found,) = self.all(name)
        return found

    def all(self, name: str) -> list[Element]:
        """The elements of that class, in order."""
        return [element for element in self.elements if element.has(name)]

    def tags(self) -> set[str]:
        """Which tags occur."""
        return {element.tag for element in self.elements}


def read(page: str) -> Markup:
    """Parse ``page``; fails where something stays open."""
    markup = Markup()
    markup.feed(f"<body>{page}</body>")
    markup.close()
    assert not markup._open, f"not closed: {markup._open}"
    return markup
