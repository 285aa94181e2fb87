"""Addresses go on record as files do: one document a page, known again at the next visit."""

import json
from collections.abc import Iterator

import pytest

from ingest.load import document_id_of
from ingest.run import IngestRun
from onrecord.ports import IngestReport
from tests.fakes import MemorySink, count_words
from tests.ingest.a_site import Reply, Site, a_site, story
from tests.ingest.making import pdf
from tests.ingest.test_fetch_lists import rss, sitemap

ADDRESS = "http://public.example/fees"


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with a_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    server.replies.clear()
    server.replies["public.example/fees"] = Reply(story())
    return server


def ingested(site: Site, sink: MemorySink, *addresses: str, **limits: float) -> list[IngestReport]:
    """What became of addresses."""
    run = IngestRun(sink, count_words, 1, fetch=site.fetcher(**limits), known=sink)
    return list(run.ingest(addresses))


def head(**metadata: str) -> str:
    """Meta tags."""
    return "".join(
        f'<meta property="{name.replace("_", ":", 1)}" content="{value}">' for name, value in metadata.items()
    )


def test_a_page_goes_on_record_under_its_address_with_what_it_says_of_itself(site: Site) -> None:
    said = (
        '<meta property="og:site_name" content="Coastal Wire"><meta name="author" content="By Tom Reed">'
        '<meta property="article:published_time" content="2024-04-18T09:30:00+02:00">'
    )
    site.replies["public.example/fees?utm_source=mail"] = Reply(story(head=said))
    sink = MemorySink()
    (report,) = ingested(site, sink, f"{ADDRESS}?utm_source=mail#top")
    document, passages = sink.only()
    source = document.source
    assert (report.status, report.reason, report.passages) == ("added", "", len(passages))
    assert source.location == ADDRESS
    assert source.document_id == document_id_of(ADDRESS, "default")
    assert (source.title, source.author, source.outlet) == ("Harbour fees rise", "Tom Reed", "Coastal Wire")
    assert (source.published, source.published_from) == ("2024-04-18", "page metadata")
    assert source.format == "html"


@pytest.mark.parametrize(
    ("said", "published", "place"),
    [
        ('<script type="application/ld+json">{}</script>', "2024-04-18", "JSON-LD"),
        ('<time datetime="2024-04-18">last Thursday</time>', "2024-04-18", "time element"),
        ('<p class="date">18 April 2024</p>', "2024-04-18", "date on the page"),
        ("", None, ""),
    ],
)
def test_the_date_of_a_page_comes_with_where_it_was_found(
    site: Site, said: str, published: str | None, place: str
) -> None:
    news = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fees", "datePublished": "2024-04-18"}
    said = said.replace("{}", json.dumps(news))
    page = story(footer="Copyright 2023 Coastal Wire").replace(b"<article>", f"{said}<article>".encode())
    site.replies["public.example/fees"] = Reply(page)
    sink = MemorySink()
    ingested(site, sink, ADDRESS)
    source = sink.only()[0].source
    assert (source.published, source.published_from) == (published, place)


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("By Tom Reed", "Tom Reed"),
        ("Tom Reed, tom@wire.example", "Tom Reed"),
        ("https://wire.example/staff", None),
        ("Siobhan O&#39;Brien", "Siobhan O'Brien"),
        ("Tom Reed; Ida Holm", "Tom Reed, Ida Holm"),
        ("Coastal Wire", None),
    ],
)
def test_authors_are_names(site: Site, written: str, author: str | None) -> None:
    said = f'<meta name="author" content="{written}"><meta property="og:site_name" content="Coastal Wire">'
    site.replies["public.example/fees"] = Reply(story(head=said))
    sink = MemorySink()
    ingested(site, sink, ADDRESS)
    assert sink.only()[0].source.author == author


def test_a_page_without_a_name_of_its_site_is_of_its_host(site: Site) -> None:
    sink = MemorySink()
    ingested(site, sink, ADDRESS)
    assert sink.only()[0].source.outlet == "public.example"


def test_a_page_whose_words_are_the_same_is_unchanged_whatever_stands_around_them(site: Site) -> None:
    sink = MemorySink()
    (first,) = ingested(site, sink, ADDRESS)
    site.replies["public.example/fees"] = Reply(story(footer="Read 7,000 times. Buy a boat!"))
    (again,) = ingested(site, sink, ADDRESS)
    assert (again.status, again.document_id, again.passages) == ("unchanged", first.document_id, 0)
    site.replies["public.example/fees"] = Reply(story(words="The board took it back."))
    (changed,) = ingested(site, sink, ADDRESS)
    assert (changed.status, changed.document_id) == ("replaced", first.document_id)
    assert "took it back" in sink.only()[0].text


def test_two_addresses_of_one_page_make_one_document(site: Site) -> None:
    site.replies["public.example/short"] = Reply(status=301, headers={"Location": "/fees"})
    sink = MemorySink()
    reports = ingested(site, sink, "http://public.example/short", ADDRESS, f"{ADDRESS}#top")
    assert len({report.document_id for report in reports}) == 1
    assert sink.begun == [1, 1]  # the third finds it on record
    assert len(sink.only()[1]) == reports[0].passages


def test_a_pdf_at_an_address_is_read_as_one(site: Site) -> None:
    site.replies["public.example/report"] = Reply(pdf(["The port is closed."]), "application/pdf")
    sink = MemorySink()
    (report,) = ingested(site, sink, "http://public.example/report")
    assert report.status == "added", report.reason
    assert sink.only()[0].source.format == "pdf"


def test_what_a_feed_says_fills_in_what_the_page_does_not(site: Site) -> None:
    bare = story().replace(b"<title>Harbour fees rise</title>", b"").replace(b"<h1>Harbour fees rise</h1>", b"")
    site.replies["public.example/fees"] = Reply(bare)
    site.replies["public.example/own"] = Reply(
        story(head='<meta name="author" content="Ida Holm">' + head(article_published_time="2024-04-01"))
    )
    site.replies["public.example/feed"] = rss(("/fees", "18"), ("/own", "17"))
    sink = MemorySink()
    reports = ingested(site, sink, "http://public.example/feed")
    assert [report.status for report in reports] == ["added", "added"]
    fees = sink.document(document_id_of(ADDRESS, "default")).source
    assert (fees.title, fees.author, fees.published, fees.published_from) == (
        "Title of /fees",
        "Tom Reed",
        "2024-04-18",
        "feed",
    )
    own = sink.document(document_id_of("http://public.example/own", "default")).source
    assert (own.title, own.author, own.published, own.published_from) == (
        "Harbour fees rise",
        "Ida Holm",
        "2024-04-01",
        "page metadata",
    )


def test_what_is_left_out_of_a_list_is_told_as_skipped_and_is_no_failure(site: Site) -> None:
    site.replies["public.example/b"] = Reply(story("B"))
    site.replies["public.example/map.xml"] = sitemap((ADDRESS, "2024-04-02"), ("http://public.example/b", "2024-04-01"))
    sink = MemorySink()
    reports = ingested(site, sink, "http://public.example/map.xml", pages=1)
    assert [(report.location, report.status) for report in reports] == [
        (ADDRESS, "added"),
        ("http://public.example/map.xml", "skipped"),
    ]
    assert "older pages left out (fetch_most_pages in the settings): 1" in reports[1].reason
    assert sink.failures == {}


def test_an_address_that_fails_is_noted_until_it_can_be_had_and_loses_nothing_else(site: Site) -> None:
    site.replies["public.example/feed"] = Reply(status=500)
    sink = MemorySink()
    failed, fine = ingested(site, sink, "http://public.example/feed", ADDRESS)
    assert (failed.status, fine.status) == ("failed", "added")
    assert list(sink.failures) == [("http://public.example/feed", "default")]
    site.replies["public.example/feed"] = rss(("/fees", "18"))
    ingested(site, sink, "http://public.example/feed")
    assert sink.failures == {}


def test_a_page_that_is_gone_leaves_its_version_on_record(site: Site) -> None:
    sink = MemorySink()
    ingested(site, sink, ADDRESS)
    site.replies["public.example/fees"] = Reply(status=410)
    (report,) = ingested(site, sink, ADDRESS)
    assert report.status == "failed"
    assert "mooring fee" in sink.only()[0].text


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("gopher://public.example/", "only addresses that begin with http"),
        ("http://127.0.0.1/", "this machine itself"),
        ("http://mara:secret@public.example/a", "a user name or a password"),
    ],
)
def test_a_refused_address_fails_and_no_password_is_noted(site: Site, address: str, why: str) -> None:
    sink = MemorySink()
    (report,) = ingested(site, sink, address)
    assert report.status == "failed"
    assert why in report.reason
    assert "secret" not in f"{report} {sink.failures}"
    assert sink.stored == {}


def test_without_an_address_nothing_is_asked(site: Site) -> None:
    site.asked.clear()
    site.fetcher()
    assert ingested(site, MemorySink()) == []
    assert site.asked == []
