"""XML without entities, without fetching, without trees beyond reason."""

from pathlib import Path

import pytest

from ingest.load.xml import check_xml, parse_xml
from onrecord.errors import UnsupportedFormat

LAUGHS = '<!DOCTYPE a [<!ENTITY l0 "ha">{}]><a>&l9;</a>'.format(
    "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
)


def test_sound_xml_is_read() -> None:
    root = parse_xml('<?xml version="1.0"?><a b="ü">The fee &amp; &#8364;40<?stop now?></a>'.encode(), "feed")
    assert (root.tag, root.get("b"), "".join(root.itertext())) == ("a", "ü", "The fee & €40")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}'.encode(encoding)
    for look in (check_xml, parse_xml):
        with pytest.raises(UnsupportedFormat, match="this feed declares XML entities"):
            look(data, "feed")


def test_entities_in_an_encoding_that_is_not_looked_for_are_refused_too() -> None:
    data = '<?xml version="1.0" encoding="ibm037"?><!DOCTYPE a [<!ENTITY x "ha">]><a>b</a>'.encode("cp037")
    with pytest.raises(UnsupportedFormat):
        parse_xml(data, "feed")


def test_no_file_and_no_address_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.dtd").write_text('<!ELEMENT a ANY><!ATTLIST a b CDATA "hunter2">', encoding="utf-8")
    root = parse_xml(f'<!DOCTYPE a SYSTEM "file://{tmp_path}/a.dtd"><a>words</a>'.encode(), "feed")
    assert (root.text, dict(root.attrib)) == ("words", {})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no XML",
        b"<a>",
        b"<a></b>",
        b"<a>" * 5000 + b"</a>" * 5000,
        b"<a b='" + b"x" * 11_000_000 + b"'/>",
        b"<a>" + b"x" * 11_000_000 + b"</a>",
    ],
    ids=["empty", "text", "open", "crossed", "deep", "long attribute", "long text"],
)
def test_what_is_no_xml_or_beyond_reason_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="the file is damaged: this feed"):
        parse_xml(data, "feed")


def test_what_can_be_saved_of_broken_xml_is_saved_where_that_is_asked_for() -> None:
    assert parse_xml(b"<a><b>words</a>", "feed", recover=True).findtext("b") == "words"
