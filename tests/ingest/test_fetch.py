"""One page of the web: what is taken of it, what limits hold, and what is said where it cannot be had."""

import gzip
import itertools
import socket
import ssl
from collections.abc import Iterator

import httpcore
import pytest

from onrecord.errors import EmptyDocument, IngestError, TooLarge, UnreadableFile
from tests.ingest.a_site import Reply, Site, a_site, story
from tests.ingest.making import paragraphs, pdf


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with a_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    server.replies.clear()
    server.asked.clear()
    return server


def refusal(site: Site, reply: Reply, path: str = "/a", **limits: float) -> str:
    """Why the page cannot be had."""
    site.replies[f"public.example{path}"] = reply
    with pytest.raises(IngestError) as error:
        site.fetch(f"http://public.example{path}", **limits)
    return str(error.value)


@pytest.mark.parametrize(
    ("path", "content_type", "data", "form"),
    [
        ("/a", "text/html; charset=utf-8", story(), "html"),
        ("/a", "application/xhtml+xml", story(), "html"),
        ("/a", "", story(), "html"),
        ("/a.html", "application/octet-stream", story(), "html"),
        ("/a", "application/pdf", pdf(["Words."]), "pdf"),
        ("/a.pdf?v=2", "application/octet-stream", pdf(["Words."]), "pdf"),
        ("/download", "binary/octet-stream", pdf(["Words."]), "pdf"),
        ("/a", "text/plain", b"Words.", "txt"),
        ("/a.md", "text/plain", b"# Words", "md"),
        ("/a.csv", "text/plain; charset=utf-8", b"a,b\n1,2\n", "csv"),
        ("/a.html", "text/plain", b"<p>shown as it is written</p>", "txt"),
        (
            "/a",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            paragraphs("Words."),
            "docx",
        ),
    ],
)
def test_the_format_is_what_the_site_says_or_else_what_the_name_or_the_bytes_do(
    site: Site, path: str, content_type: str, data: bytes, form: str
) -> None:
    site.replies[f"public.example{path}"] = Reply(data, content_type)
    (page,) = site.fetch(f"http://public.example{path}")
    assert (page.format, page.data, page.reason) == (form, data, "")


@pytest.mark.parametrize("content_type", ["image/png", "application/zip", "video/mp4", "application/x-unheard-of"])
def test_what_is_not_read_is_named(site: Site, content_type: str) -> None:
    site.replies["public.example/a"] = Reply(b"\x00\x01", content_type)
    (page,) = site.fetch("http://public.example/a")
    assert (page.data, page.format) == (b"", None)
    assert page.reason == f"the site sent {content_type}, which Onrecord does not read"


def test_text_in_an_encoding_that_only_the_header_names_comes_in_utf_8(site: Site) -> None:
    site.replies["public.example/a"] = Reply("Порт закрыт.".encode("koi8-r"), "text/plain; charset=KOI8-R")
    (page,) = site.fetch("http://public.example/a")
    assert page.data.decode() == "Порт закрыт."


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("http://public.example/a?utm_source=mail&id=7&fbclid=xyz#top", "http://public.example/a?id=7"),
        ("HTTP://Public.Example/a?utm_source=mail", "http://public.example/a"),
        ("http://public.example/a?b=c%20d&e", "http://public.example/a?b=c%20d&e"),
        ("http://public.example:80", "http://public.example/"),
        ("http://public.example?utm_source=mail", "http://public.example/"),
    ],
)
def test_the_location_is_the_address_without_fragment_and_tracking(site: Site, address: str, location: str) -> None:
    for path in ("/a?utm_source=mail&id=7&fbclid=xyz", "/a?utm_source=mail", "/a?b=c%20d&e", "/", "/?utm_source=mail"):
        site.replies[f"public.example{path}"] = Reply(story())
    (page,) = site.fetch(address)
    assert page.location == location


@pytest.mark.parametrize(
    ("canonical", "location"),
    [
        ("/a", "http://public.example/a"),
        ("http://public.example/a", "http://public.example/a"),
        ("/b", "http://public.example/a?sort=new"),  # it could else take the place of another page
        ("/", "http://public.example/a?sort=new"),
        ("https://other.example/a", "http://public.example/a?sort=new"),
        ("javascript:alert(1)", "http://public.example/a?sort=new"),
        ("/a?other=1", "http://public.example/a?sort=new"),
    ],
)
def test_a_canonical_address_is_taken_where_it_is_no_other_page(site: Site, canonical: str, location: str) -> None:
    site.replies["public.example/a?sort=new"] = Reply(story(head=f'<link rel="canonical" href="{canonical}">'))
    (page,) = site.fetch("http://public.example/a?sort=new")
    assert page.location == location


def test_the_second_page_of_a_list_is_not_taken_for_the_first(site: Site) -> None:
    site.replies["public.example/a?page=2"] = Reply(story(head='<link rel="canonical" href="/a">'))
    assert site.fetch("http://public.example/a?page=2")[0].location == "http://public.example/a?page=2"


def test_redirects_are_followed_to_the_address_that_goes_on_record(site: Site) -> None:
    site.replies["public.example/a"] = Reply(status=301, headers={"Location": "b"})
    site.replies["public.example/b"] = Reply(status=307, headers={"Location": "//other.example/c?utm_medium=x"})
    site.replies["other.example/c?utm_medium=x"] = Reply(story())
    assert site.fetch("http://public.example/a")[0].location == "http://other.example/c"


def test_redirects_that_lead_in_a_circle_end(site: Site) -> None:
    assert "more than 5 times" in refusal(site, Reply(status=302, headers={"Location": "/a"}))
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "asks for a login"),
        (403, "does not let this page be fetched"),
        (404, "no such page"),
        (410, "taken down"),
        (418, "refuses it"),
        (429, "fewer requests"),
        (500, "the site failed"),
        (503, "too busy"),
        (204, "status 204, which is no page"),
        (304, "status 304, which is no page"),
        (302, "status 302, which is no page"),
    ],
)
def test_each_status_is_said_in_words(site: Site, status: int, why: str) -> None:
    assert why in refusal(site, Reply(status=status))


def test_an_empty_page_is_refused(site: Site) -> None:
    site.replies["public.example/a"] = Reply(b"")
    with pytest.raises(EmptyDocument, match="sent an empty page"):
        site.fetch("http://public.example/a")


def test_packed_pages_are_unpacked(site: Site) -> None:
    site.replies["public.example/a"] = Reply(gzip.compress(story()), headers={"Content-Encoding": "gzip"})
    assert site.fetch("http://public.example/a")[0].data == story()
    assert site.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("body", "packing", "why"),
    [
        (gzip.compress(bytes(30_000_000), mtime=0), "gzip", "over the limit of 1 MB"),
        (b"no gzip at all", "gzip", "is damaged"),
        (b"words", "br", "packed as br, which was not asked for"),
        (gzip.compress(gzip.compress(b"words", mtime=0), mtime=0), "gzip, gzip", "which was not asked for"),
    ],
)
def test_packed_bombs_and_strange_packings_are_refused(site: Site, body: bytes, packing: str, why: str) -> None:
    assert why in refusal(site, Reply(body, headers={"Content-Encoding": packing}))


def test_a_page_over_the_limit_is_refused_by_what_it_says_and_by_what_it_sends(site: Site) -> None:
    said = Reply(b"", headers={"Content-Length": "999999999"})
    assert "over the limit of 1 MB" in refusal(site, said)
    site.replies["public.example/endless"] = Reply(lambda: itertools.repeat(b"words " * 1000))
    with pytest.raises(TooLarge, match="raise max_file_megabytes"):
        site.fetch("http://public.example/endless")


def test_a_page_that_trickles_in_is_given_up_in_time(site: Site) -> None:
    why = refusal(site, Reply(lambda: itertools.repeat(b"w"), pause=0.05), seconds=0.8)
    assert "public.example did not send it in time (0.8 s in all)" in why


def test_headers_that_trickle_in_and_a_site_that_never_answers_are_given_up_in_time(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site_of_silence = Site(silent.getsockname()[1])
        with pytest.raises(UnreadableFile, match="did not send it in time"):
            site_of_silence.fetch("http://public.example/", seconds=0.3)


def test_a_site_that_is_down_and_one_that_talks_nonsense_are_said_to_be_unreachable(site: Site) -> None:
    def nobody(address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("connection refused")

    down = Site(0)
    down.dial = nobody  # type: ignore[method-assign]
    with pytest.raises(UnreadableFile, match=r"public\.example cannot be reached, or broke off \(connection refused\)"):
        down.fetch("http://public.example/")
    nonsense = Reply(lambda: iter([b"x"]), headers={"Content-Length": "5"})
    assert "broke off" in refusal(site, nonsense)


def test_a_site_without_a_certificate_is_not_trusted(site: Site) -> None:
    with pytest.raises(UnreadableFile, match=r"public\.example cannot be trusted: its certificate or its encryption"):
        site.fetch("https://public.example/")


def test_the_certificate_is_asked_for_by_name_although_the_connection_goes_to_the_checked_address() -> None:
    class Stream(httpcore.NetworkStream):
        def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.NetworkStream:
            asked.append((server_hostname, ssl_context.check_hostname, ssl_context.verify_mode))
            raise httpcore.ConnectError("enough")

        def close(self) -> None:
            pass

    asked: list[object] = []
    secure = Site(0)
    secure.dial = lambda *_: Stream()  # type: ignore[method-assign]
    with pytest.raises(UnreadableFile, match="enough"):
        secure.fetch("https://public.example/")
    assert asked == [("public.example", True, ssl.CERT_REQUIRED)]


def test_a_redirect_from_https_to_http_is_refused() -> None:
    import httpx

    from ingest.fetch.getting import Getter
    from ingest.fetch.guard import Guard

    with (
        Getter(Guard(), "onrecord/0.0", 5.0) as getter,
        pytest.raises(UnreadableFile, match="from https to http, where anyone on the way could change the page"),
    ):
        getter._next(httpx.URL("https://public.example/"), "http://public.example/")


def test_a_name_that_is_not_known_is_said_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.fetch.guard import system_addresses

    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreadableFile, match=r"the name nowhere\.example is not known .*check the address"):
        system_addresses("nowhere.example", 80)
