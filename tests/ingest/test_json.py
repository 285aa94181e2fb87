"""JSON: articles as their text, data as lines and tables, lists of articles as documents; odd and broken files."""

import json
from typing import Any

import pytest

from ingest.load.json import articles_in, beside_articles, holds_articles
from ingest.split import split
from onrecord.errors import EmptyDocument, UnsupportedFormat
from onrecord.types import Document
from tests.fakes import count_words
from tests.ingest.making import read

WORDS = "The harbour board met on Monday. It raised the mooring fee to 40 euros. " * 4


def of(value: Any) -> Document:
    return read("a.json", json.dumps(value, ensure_ascii=False).encode())


def test_an_article_is_its_text_under_its_header() -> None:
    document = of(
        {
            "@type": "NewsArticle",
            "headline": "Mooring fees rise",
            "author": [{"name": "Mara Venn"}, {"name": "Oskar Neame"}],
            "publisher": {"@type": "Organization", "name": "Coastal Wire"},
            "datePublished": "2024-04-18T09:30:00Z",
            "dateModified": "2024-05-02",
            "articleBody": f"{WORDS}\r\n\r\nIt rained.",
            "keywords": ["fees", "boats"],
        }
    )
    assert document.text == (
        "Headline: Mooring fees rise\nAuthor: Mara Venn, Oskar Neame\nPublisher: Coastal Wire\n"
        f"Date published: 2024-04-18T09:30:00Z\n\n{WORDS}\n\nIt rained.\n\n"
        "- @type: NewsArticle\n- Date modified: 2024-05-02\n- Keywords: fees; boats\n"
    )
    source = document.source
    assert (source.title, source.author, source.outlet) == (
        "Mooring fees rise",
        "Mara Venn, Oskar Neame",
        "Coastal Wire",
    )
    assert (source.published, source.published_from) == ("2024-04-18", 'field "datePublished"')
    assert document.text[document.body_start :].startswith("The harbour board met")


@pytest.mark.parametrize(
    ("record", "author", "outlet", "published"),
    [
        (
            {"byline": "By Mara Venn", "source": "Coastal Wire", "date": "18 April 2024"},
            "Mara Venn",
            "Coastal Wire",
            "2024-04-18",
        ),
        ({"Authors": ["Mara Venn"], "site_name": "Wire", "published_at": "2024-04"}, "Mara Venn", "Wire", "2024-04"),
        ({"author": 7, "publisher": None, "date": "04/05/2024"}, "7", None, None),
        ({"author": {}, "outlet": "", "created_at": "2024-04-18"}, None, None, "2024-04-18"),
        ({"dateModified": "2024-04-18", "updated": "2024-04-18"}, None, None, None),
    ],
)
def test_keys_are_known_in_many_spellings(
    record: dict[str, Any], author: str | None, outlet: str | None, published: str | None
) -> None:
    source = of(record | {"title": "Fees", "text": WORDS}).source
    assert (source.author, source.outlet, source.published) == (author, outlet, published)


def test_html_in_a_text_becomes_words() -> None:
    page = f"<p>{WORDS}</p><script>alert(1)</script><p style='display: none'>buy now</p><ul><li>one &amp; two</li></ul>"
    document = of({"title": {"rendered": "Fees"}, "content": {"rendered": page}})
    assert document.text[document.body_start :] == f"{WORDS.strip()}\n\n- one & two\n"
    assert document.source.title == "Fees"


def test_data_is_lines_tables_and_headings() -> None:
    document = of(
        {
            "harbour": "Tolvick",
            "depth_m": 4.50,
            "open": True,
            "master": None,
            "quays": [{"name": "North", "metres": 80}, {"name": "South", "metres": 95, "closed": "yes"}],
            "rules": {"night": {"noise": "none"}, "text": "One line.\nAnother line."},
            "boards": [{"members": ["Venn"], "minutes": {"year": 2023}}],
        }
    )
    assert document.text == (
        "- Harbour: Tolvick\n- Depth m: 4.5\n- Open: true\n\n"
        "## Quays\n\nName | Metres | Closed\nNorth | 80 | \nSouth | 95 | yes\n\n"
        "## Rules\n\n### Night\n\n- Noise: none\n\n### Text\n\nOne line.\nAnother line.\n\n"
        "## Boards\n\n### Boards 1\n\n- Members: Venn\n\n#### Minutes\n\n- Year: 2023"
    )


def test_passages_have_their_headings_and_the_header_of_their_table() -> None:
    quays = [{"name": f"Quay number {number}", "metres": number, "state": "open to all"} for number in range(150)]
    document = of({"harbour": {"old": {"quays": quays}}})
    passages = list(split(document, count_words))
    assert len(passages) > 3
    assert {passage.context for passage in passages[1:]} == {("Quays", "Name | Metres | State")}
    assert all(document.text[one.start : one.end] == one.text for one in passages)


def test_numbers_stand_as_they_are_written() -> None:
    text = read(
        "a.json", b'{"a": 1.50, "b": 1e400, "c": NaN, "d": -Infinity, "e": ' + b"9" * 5000 + b', "f": 0.1}'
    ).text
    assert text.startswith("- A: 1.50\n- B: 1e400\n- C: NaN\n- D: -Infinity\n- F: 0.1\n")
    assert "9" * 5000 in text


def test_a_key_that_comes_twice_loses_neither_value() -> None:
    document = read("a.json", b'{"fee": 40, "fee": 35, "berth": 1}')
    assert document.text == "- Fee: 40\n- Fee (2): 35\n- Berth: 1"
    assert document.notes == ("keys that come twice in one object were all kept: fee",)


def test_lines_are_one_table_and_broken_ones_are_noted() -> None:
    lines = b'{"day": "2024-04-18", "ships": 4}\n\n{"day": "2024-04-19", "ships": 7}\n{"day": \n{"day": "2024-04-20"}\n'
    document = read("a.jsonl", lines)
    assert document.text == "Day | Ships\n2024-04-18 | 4\n2024-04-19 | 7\n2024-04-20 | "
    assert document.notes == ("1 of its lines is no JSON and was left out: 4",)
    assert read("a.json", lines).notes[0] == "read as JSON lines"
    assert read("a.ndjson", b'{"a": 1}').text == "- A: 1"


def test_words_that_look_like_markup_stay_words() -> None:
    rows = [{"name": "<img src=x onerror=alert(1)>", "fee": "{{7*7}}"}, {"name": "../../etc", "fee": "a\n# b"}]
    assert of(rows).text == "Name | Fee\n<img src=x onerror=alert(1)> | {{7*7}}\n../../etc | a # b"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", b'{"a": 1,\n "b" 2}', "line 2, column 6: Expecting ':' delimiter; save it again"),
        ("a.json", b"{} {}", "Extra data"),
        ("a.json", b"[" * 100_000, "nested too deep"),
        ("a.json", b'{"b":1,"a":' * 60 + b"1" + b"}" * 60, "nested over 40 levels"),
        ("a.jsonl", b"one\ntwo\n", "none of its lines is JSON"),
        ("a.json", b'{"a": "\xc3\xa9\xff"}', "broken encoding"),
        ("a.json", b"%PDF-1.4", "named as text but is a PDF"),
    ],
)
def test_broken_files_are_refused_with_the_place(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnsupportedFormat, match=says):
        read(name, data)


@pytest.mark.parametrize("data", [b"{}", b"[]", b"null", b'""', b"[[], {}]"])
def test_json_without_a_word_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        read("a.json", data)


def articles(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"title": f"Fees {n}", "date": f"2024-04-{n + 1:02d}", "text": WORDS} | more for n in range(count)]


def test_each_line_that_is_an_article_is_a_document() -> None:
    lines = [json.dumps(one) for one in articles(3)]
    data = "\n".join([*lines[:2], "", lines[2], "{broken"]).encode()
    assert holds_articles(data, lines=True)
    found = articles_in(data, lines=True)
    assert [name for name, _ in found] == ["line 1.json", "line 2.json", "line 4.json", "line 5.json"]
    assert found[2][1].decode() == lines[2], "its bytes are those of the file"
    assert read(*found[2]).source.published == "2024-04-03"
    with pytest.raises(UnsupportedFormat, match="no valid JSON"):
        read(*found[3])


def test_a_list_of_articles_is_read_item_by_item() -> None:
    data = (
        b'\xef\xbb\xbf [ {"title": "A", "text": "'
        + WORDS.encode()
        + b'"} ,\n{"title":"B","text":"'
        + WORDS.encode()
        + b'"}]'
    )
    found = articles_in(data, lines=False)
    assert [name for name, _ in found] == ["item 1.json", "item 2.json"]
    assert found[1][1] == b'{"title":"B","text":"' + WORDS.encode() + b'"}'


def test_articles_keep_their_own_names_where_they_have_such() -> None:
    named = [one | {"id": 100 + place} for place, one in enumerate(articles(3))]
    assert [name for name, _ in articles_in(json.dumps(named).encode(), lines=False)] == [
        "100.json",
        "101.json",
        "102.json",
    ]
    named = [one | {"url": f"https://wire.example/2024/{place}?a=1/"} for place, one in enumerate(articles(2))]
    assert articles_in(json.dumps(named).encode(), lines=False)[0][0] == "item 1.json"
    named = [one | {"url": f"https://wire.example/2024/{place}/"} for place, one in enumerate(articles(2))]
    assert articles_in(json.dumps(named).encode(), lines=False)[0][0] == "wire.example_2024_0.json"
    same = [one | {"id": "../x"} for one in articles(2)]
    assert articles_in(json.dumps(same).encode(), lines=False)[0][0] == "item 1.json"


@pytest.mark.parametrize(
    ("answer", "beside"),
    [
        ({"status": "ok", "totalResults": 3, "articles": articles(3)}, "status: ok; totalResults: 3"),
        ({"response": {"docs": articles(3), "meta": "x"}, "copyright": "y"}, "copyright: y; meta: x"),
        ({"articles": articles(3)}, ""),
    ],
)
def test_the_articles_of_an_answer_are_documents_and_the_rest_is_told(answer: dict[str, Any], beside: str) -> None:
    data = json.dumps(answer, indent=1).encode()
    assert holds_articles(data, lines=False)
    found = articles_in(data, lines=False)
    assert [json.loads(raw)["title"] for _, raw in found] == ["Fees 0", "Fees 1", "Fees 2"]
    assert read(*found[2]).source.published == "2024-04-03"
    assert beside_articles(data) == beside
    assert not any(holds_articles(broken, lines=False) for broken in (data[:-1], data[:-9], data + b"x"))


def test_what_has_several_sentences_is_a_paragraph_and_no_line_of_a_list() -> None:
    words = "The board raised the mooring fee to 40 euros. It had been 35 euros since the year before."
    assert of({"day": 1, "remark": words, "short": "No. 4, by St. Orrin"}).text == (
        f"- Day: 1\n- Short: No. 4, by St. Orrin\n\n## Remark\n\n{words}"
    )


def test_a_text_that_the_service_cut_is_noted() -> None:
    (_, raw), *_ = articles_in(json.dumps(articles(2, text=f"{WORDS} [+1234 chars]")).encode(), lines=False)
    assert read("a.json", raw).notes == ("the file has only the beginning of the text: it ends [+1234 chars]",)


@pytest.mark.parametrize(
    "value",
    [
        [{"day": "2024-04-18", "ships": 4}] * 9,
        [{"id": 1, "text": WORDS}] * 3,
        articles(1),
        [*articles(2), *[{"day": 1}] * 3],
        {"articles": 3},
        {"title": "Thread", "posts": [{"date": "2024-04-18", "text": WORDS}] * 3},
        {"a": articles(3), "b": articles(3)},
        ["text", "text"],
    ],
)
def test_other_lists_are_one_document(value: Any) -> None:
    assert not holds_articles(json.dumps(value).encode(), lines=False)


@pytest.mark.parametrize("end", [",", ", {]", "", "] x", "] ]"])
def test_a_list_of_articles_that_is_broken_is_refused(end: str) -> None:
    data = json.dumps(articles(3)).encode()[:-1] + end.encode()
    assert not holds_articles(data, lines=False), "its reader is to say what is wrong"
    with pytest.raises(UnsupportedFormat, match="no valid JSON"):
        articles_in(data, lines=False)
    with pytest.raises(UnsupportedFormat, match="no valid JSON"):
        read("a.json", data)
