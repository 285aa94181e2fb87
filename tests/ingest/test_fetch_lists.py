"""Feeds and sitemaps: their pages, newest first, within the limits, as their sites allow; and hostile ones."""

import gzip
from collections.abc import Iterator

import pytest

from ingest.roles import Piece
from onrecord.errors import IngestError
from tests.ingest.a_site import Reply, Site, a_site, story

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Coastal Wire</title>{items}</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{items}</feed>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>"""
INDEX = (
    """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>"""
)


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with a_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    server.replies.clear()
    for noted in (server.asked, server.dialled, server.slept):
        noted.clear()
    for name in "abcdef":
        server.replies[f"public.example/{name}"] = Reply(story(f"Story {name}"))
    return server


def rss(*items: tuple[str, str]) -> Reply:
    """A feed of addresses, each with its day in April 2024."""
    rows = "".join(
        f"<item><title>Title of {link}</title><link>{link}</link><author>Tom Reed</author>"
        f"<pubDate>{day} Apr 2024 09:00:00 GMT</pubDate></item>"
        for link, day in items
    )
    return Reply(RSS.format(items=rows).encode(), "application/rss+xml")


def sitemap(*rows: tuple[str, str], form: str = SITEMAP, tag: str = "url") -> Reply:
    """A sitemap of addresses, each with the day of its change."""
    items = "".join(f"<{tag}><loc>{link}</loc><lastmod>{day}</lastmod></{tag}>" for link, day in rows)
    return Reply(form.format(items=items).encode(), "text/xml")


def told(pages: list[Piece]) -> list[str]:
    """Where each page is, or why there is none."""
    return [page.left_out or page.reason or page.location.removeprefix("http://public.example") for page in pages]


def test_a_feed_gives_its_pages_newest_first_with_what_it_says_of_them(site: Site) -> None:
    site.replies["public.example/feed"] = rss(("/a", "03"), ("http://public.example/b?utm_source=rss", "18"))
    site.replies["public.example/b?utm_source=rss"] = Reply(story())
    pages = site.fetch("http://public.example/feed")
    assert told(pages) == ["/b", "/a"]
    listed = pages[1].listed
    assert listed is not None
    assert (listed.title, listed.author, listed.published) == ("Title of /a", "Tom Reed", "2024-04-03")
    assert [page.format for page in pages] == ["html", "html"]


def test_an_atom_feed_is_read_whatever_type_it_is_sent_as(site: Site) -> None:
    entry = '<entry><title type="html">Fees &lt;b&gt;rise&lt;/b&gt;</title><link href="/a"/></entry>'
    site.replies["public.example/feed"] = Reply(ATOM.format(items=entry).encode(), "text/html")
    (page,) = site.fetch("http://public.example/feed")
    assert page.listed is not None
    assert page.listed.title == "Fees rise"


def test_a_page_about_feeds_is_no_feed(site: Site) -> None:
    site.replies["public.example/a"] = Reply(story(words="Write &lt;rss&gt; <code><rss version='2.0'></code>"))
    (page,) = site.fetch("http://public.example/a")
    assert page.format == "html"


def test_a_sitemap_gives_the_pages_of_its_own_site_and_says_what_it_left_out(site: Site) -> None:
    site.replies["public.example/map.xml"] = sitemap(
        ("http://public.example/a", "2024-04-01"),
        ("http://www.public.example/b", "2024-04-02"),
        ("http://other.example/c", "2024-04-03"),
    )
    site.names["www.public.example"] = site.names["public.example"]
    site.replies["www.public.example/b"] = Reply(story())
    pages = site.fetch("http://public.example/map.xml")
    assert told(pages) == [
        "http://www.public.example/b",
        "/a",
        "pages of other sites left out: 1",
    ]
    assert pages[-1].location == "http://public.example/map.xml"
    assert pages[0].listed is not None
    assert pages[0].listed.published is None  # the day of a change is no day of publication


def test_an_index_of_sitemaps_is_followed_one_level_and_packed_ones_are_unpacked(site: Site) -> None:
    inner = sitemap(("http://public.example/a", "2024-04-01"))
    assert isinstance(inner.body, bytes)
    site.replies["public.example/1.xml.gz"] = Reply(gzip.compress(inner.body), "application/gzip")
    site.replies["public.example/2.xml"] = sitemap(("http://public.example/b", "2024-04-02"))
    site.replies["public.example/deep.xml"] = sitemap(("http://public.example/1.xml", ""), form=INDEX, tag="sitemap")
    rows = [(f"http://public.example/{name}", "") for name in ("1.xml.gz", "2.xml", "deep.xml", "gone.xml")]
    site.replies["public.example/index.xml"] = sitemap(*rows, form=INDEX, tag="sitemap")
    pages = site.fetch("http://public.example/index.xml")
    assert told(pages) == ["there is no such page; check the address (status 404)", "/b", "/a"]


def test_a_list_gives_no_more_pages_than_the_setting_and_says_how_many_there_are(site: Site) -> None:
    site.replies["public.example/feed"] = rss(*((f"/{name}", f"0{day}") for day, name in enumerate("abcdef", 1)))
    pages = site.fetch("http://public.example/feed", pages=2)
    assert told(pages) == ["/f", "/e", "older pages left out (fetch_most_pages in the settings): 4"]


def test_robots_txt_is_kept_to_in_lists_and_not_asked_for_a_page_that_was_named(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /a\nCrawl-delay: 3\n\nUser-agent: onrecord\nDisallow: /b\nCrawl-delay: 2\n"
    site.replies["public.example/robots.txt"] = Reply(rules.encode(), "text/plain")
    site.replies["public.example/feed"] = rss(("/a", "03"), ("/b", "02"), ("/c", "01"))
    pages = site.fetch("http://public.example/feed")
    assert told(pages)[:2] == ["/a", "/c"]
    assert told(pages)[2] == "pages left out because the site's robots.txt asks programs not to fetch them: 1"
    assert site.asked.count("public.example/robots.txt") == 1
    assert [round(pause) for pause in site.slept] == [2]
    site.asked.clear()
    assert told(site.fetch("http://public.example/b")) == ["/b"]
    assert site.asked == ["public.example/b"]


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(site: Site) -> None:
    site.replies["public.example/robots.txt"] = Reply(status=500)
    site.replies["public.example/feed"] = rss(("/a", "03"))
    assert told(site.fetch("http://public.example/feed")) == [
        "pages left out because the site's robots.txt asks programs not to fetch them: 1"
    ]


def test_between_two_pages_of_a_site_there_is_a_pause(site: Site) -> None:
    site.replies["public.example/feed"] = rss(("/a", "03"), ("/b", "02"), ("/c", "01"))
    site.fetch("http://public.example/feed")
    assert len(site.slept) == 2
    assert all(0.2 < pause <= 0.5 for pause in site.slept)


def test_one_page_that_fails_does_not_stop_the_others(site: Site) -> None:
    site.replies["public.example/feed"] = rss(("/gone", "03"), ("/a", "02"))
    pages = site.fetch("http://public.example/feed")
    assert told(pages) == ["there is no such page; check the address (status 404)", "/a"]
    assert pages[0].location == "http://public.example/gone"


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("javascript:alert(1)", "only addresses that begin with http"),
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("http://127.0.0.1/admin", "this machine itself"),
        ("http://169.254.169.254/latest/", "credentials"),
        ("http://localhost/", "private network"),
        ("http://mara:secret@public.example/a", "a user name or a password"),
        ("http://public.example:6379/", "port 6379"),
    ],
)
def test_hostile_links_of_a_feed_are_refused_one_by_one(site: Site, link: str, why: str) -> None:
    site.replies["public.example/feed"] = rss((link, "03"), ("/a", "02"))
    bad, good = site.fetch("http://public.example/feed")
    assert why in bad.reason
    assert "secret" not in bad.reason
    assert good.format == "html"
    assert set(site.dialled) == {"93.184.215.14"}


@pytest.mark.parametrize("form", [RSS, ATOM, SITEMAP])
def test_entities_in_lists_are_refused(site: Site, form: str) -> None:
    attack = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    item = "<item><title>&e;</title><link>/a</link></item><url><loc>http://public.example/&e;</loc></url>"
    data = form.format(items=item).replace("?>", f"?>{attack}", 1)
    site.replies["public.example/feed"] = Reply(data.encode(), "application/xml")
    with pytest.raises(IngestError, match="declares XML entities"):
        site.fetch("http://public.example/feed")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (RSS.format(items=""), "this feed names no page"),
        (SITEMAP.format(items="<url><lastmod>2024</lastmod></url>"), "this sitemap names no page"),
        (SITEMAP.format(items="<url><loc>http://other.example/a</loc></url>"), "names no page that could be fetched"),
        ("<urlset ><url><loc>http://public.example/a", "no whole XML"),
        ("<rss ", "cannot be read"),
    ],
)
def test_a_list_that_names_nothing_is_said_to(site: Site, data: str, why: str) -> None:
    site.replies["public.example/feed"] = Reply(data.encode(), "application/xml")
    with pytest.raises(IngestError, match=why):
        site.fetch("http://public.example/feed")


def test_a_packed_list_that_unfolds_beyond_the_limit_is_refused(site: Site) -> None:
    site.replies["public.example/map.xml.gz"] = Reply(gzip.compress(bytes(20_000_000)), "application/gzip")
    with pytest.raises(IngestError, match="unfolds to more than 1 MB"):
        site.fetch("http://public.example/map.xml.gz")


def test_a_list_that_names_only_what_its_site_forbids_says_so_and_is_no_error(site: Site) -> None:
    site.replies["public.example/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n", "text/plain")
    site.replies["public.example/feed"] = rss(("/a", "03"), ("/a", "03"))
    (page,) = site.fetch("http://public.example/feed")
    assert page.left_out
