"""Where a publication date was found: said with every document that has one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.load.stated import stated_date
from tests.ingest.making import GOOD, paragraphs, pdf, read, word


def made(document: Any) -> None:
    document.add_paragraph("The board met.")
    document.core_properties.created = datetime(2024, 4, 18, tzinfo=UTC)


PAGE = (
    '<html><head><meta property="article:published_time" content="2024-04-18"></head><body><article>'
    f"<p>{GOOD}</p><p>{GOOD}</p></article></body></html>"
)


@pytest.mark.parametrize(
    ("name", "data", "published", "where"),
    [
        ("a.txt", f"Fees\nDate: 18 April 2024\n\n{GOOD}".encode(), "2024-04-18", "header line"),
        ("a.md", f"---\ndate: 2024-04-18\n---\n{GOOD}".encode(), "2024-04-18", "front matter"),
        ("a.md", f"# Fees\nDate: 18 April 2024\n\n{GOOD}".encode(), "2024-04-18", "header line"),
        ("a.html", PAGE.encode(), "2024-04-18", "page metadata"),
        ("a.docx", word(made), "2024-04-18", "file properties: created"),
        ("a.docx", paragraphs("Minutes", "3 May 2022", GOOD), "2022-05-03", "date line in the text"),
        ("a.pdf", pdf(["Minutes", "3 May 2022", GOOD]), "2022-05-03", "date line in the text"),
        ("a.pdf", pdf([GOOD]), "2000-01-01", "file properties: created"),
        ("a.txt", GOOD.encode(), None, ""),
    ],
)
def test_a_date_comes_with_where_it_was_found(name: str, data: bytes, published: str | None, where: str) -> None:
    source = read(name, data).source
    assert (source.published, source.published_from) == (published, where)


def test_a_date_in_a_row_of_a_table_dates_no_document_and_one_far_down_neither() -> None:
    assert stated_date("# Fees\n\nBerth | 2024-04-18", "2020-01-01") == ("2020-01-01", "file properties: created")
    assert stated_date("word " * 200 + "\n3 May 2022", None) == (None, "")
    assert stated_date("# 3 May 2022", None) == ("2022-05-03", "date line in the text")
