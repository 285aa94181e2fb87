"""Nothing but the public web is asked, however an address is dressed up."""

from collections.abc import Iterator

import pytest

from ingest.fetch.guard import Guard, system_addresses, why_refused
from onrecord.errors import UnreadableFile
from tests.ingest.a_site import OTHER, PUBLIC, Reply, Site, a_site, story


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as site:
        site.replies["public.example/"] = Reply(story())
        yield site


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "this machine"),
        ("0.0.0.0", "this machine"),
        ("::1", "this machine"),
        ("::", "this machine"),
        ("::ffff:127.0.0.1", "this machine"),
        ("::ffff:10.0.0.1", "private network"),
        ("::127.0.0.1", "not of the public internet"),
        ("2002:7f00:1::", "this machine"),
        ("2002:a00:1::", "private network"),
        ("64:ff9b::7f00:1", "this machine"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("64:ff9b:1::1", "not of the public internet"),
        ("10.1.2.3", "private network"),
        ("172.16.0.1", "private network"),
        ("192.168.1.1", "private network"),
        ("100.64.0.1", "not of the public internet"),
        ("169.254.169.254", "credentials"),
        ("fe80::1%eth0", "credentials"),
        ("fd00:ec2::254", "private network"),
        ("fec0::1", "private network"),
        ("192.0.2.1", "private network"),
        ("198.18.0.1", "private network"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "private network"),
        ("255.255.255.255", "private network"),
        ("no address", "no IP address"),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_refused_with_what_it_is(address: str, why: str) -> None:
    assert why in why_refused(address)


@pytest.mark.parametrize("address", [PUBLIC, OTHER, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_public_internet_is_asked(address: str) -> None:
    assert why_refused(address) == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("gopher://public.example/", "only addresses that begin with http"),
        ("ftp://public.example/a.txt", "only addresses that begin with http"),
        ("data:text/html,words", "only addresses that begin with http"),
        ("javascript:alert(1)", "only addresses that begin with http"),
        ("//public.example/", "only addresses that begin with http"),
        ("http:///etc", "only addresses that begin with http"),
        ("", "only addresses that begin with http"),
        ("https://mara:secret@public.example/", "a user name or a password"),
        ("https://mara@public.example/", "a user name or a password"),
        ("https://public.example:8443/", "port 8443 is refused"),
        ("http://public.example:22/", "port 22 is refused"),
        ("http://public.example/\r\nHost: other.example", "white space"),
        ("http://public.example/a b", "white space"),
        ("http://public.example/\0", "white space"),
        ("http://localhost/", "a machine of a private network"),
        ("http://LOCALHOST./", "a machine of a private network"),
        ("http://metadata.google.internal/", "a machine of a private network"),
        ("http://printer.local/", "a machine of a private network"),
        ("http://router.lan/", "a machine of a private network"),
        ("http://[::1", "no address"),
        (f"http://public.example/{'a' * 5000}", "too long"),
    ],
)
def test_an_address_that_is_no_page_of_the_public_web_is_refused_before_anything_is_asked(
    site: Site, address: str, why: str
) -> None:
    with pytest.raises(UnreadableFile, match=why) as refused:
        site.fetch(address)
    assert "secret" not in str(refused.value)
    assert site.dialled == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:7f00:1]"]
)
def test_an_address_in_figures_is_refused_in_every_spelling_that_the_system_reads(host: str) -> None:
    guard = Guard(resolve=system_addresses)
    with pytest.raises(UnreadableFile, match=r"is refused|not known|no address"):
        guard.addresses_of(guard.checked(f"http://{host}/").host, 80)


def test_a_name_is_refused_when_any_of_its_addresses_is_private(site: Site) -> None:
    site.names["two.example"] = [[PUBLIC, "10.0.0.1"]]
    with pytest.raises(
        UnreadableFile, match=r"two\.example is refused: its address 10\.0\.0\.1 is in a private network"
    ):
        site.fetch("http://two.example/")
    assert site.dialled == []


def test_a_name_that_changes_its_address_after_the_look_gets_nowhere(site: Site) -> None:
    site.names["public.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert len(site.fetch("http://public.example/")) == 1
    assert site.dialled == [PUBLIC]  # looked up once, and connected to what was looked at
    with pytest.raises(UnreadableFile, match=r"127\.0\.0\.1 is this machine itself"):
        site.fetch("http://public.example/")
    assert site.dialled == [PUBLIC]


def test_the_name_goes_with_the_request_to_the_checked_address_and_no_cookie_does(site: Site) -> None:
    site.replies["public.example/"].headers["Set-Cookie"] = "id=7"
    fetcher = site.fetcher()
    for _ in range(2):
        assert len(list(fetcher("http://public.example/"))) == 1
    assert site.headers["host"] == "public.example"
    assert site.headers["user-agent"] == "onrecord/0.0"
    assert "cookie" not in site.headers


def test_the_proxy_of_the_environment_is_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    assert len(site.fetch("http://public.example/")) == 1


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://127.0.0.1/admin", "its address 127.0.0.1 is this machine itself"),
        ("http://169.254.169.254/latest/meta-data/", "credentials"),
        ("//10.0.0.1/", "private network"),
        ("http://[::ffff:a00:1]/", "refused"),
        ("file:///etc/passwd", "it redirects to file:///etc/passwd: only addresses that begin with http"),
        ("gopher://public.example/", "only addresses that begin with http"),
        ("http://public.example:6379/", "port 6379 is refused"),
        ("http://mara:secret@public.example/", "a user name or a password"),
        ("http://localhost/", "a machine of a private network"),
    ],
)
def test_a_redirect_is_checked_as_the_first_address_was(site: Site, target: str, why: str) -> None:
    site.replies["public.example/go"] = Reply(status=302, headers={"Location": target})
    with pytest.raises(UnreadableFile, match=why) as refused:
        site.fetch("http://public.example/go")
    assert "secret" not in str(refused.value)
    assert site.asked == ["public.example/go"]


def test_with_the_setting_a_page_of_this_machine_is_fetched_at_any_port(site: Site) -> None:
    site.replies["127.0.0.1/"] = Reply(story())
    (page,) = site.fetch(f"http://127.0.0.1:{site.port}/", private=True)
    assert page.location == f"http://127.0.0.1:{site.port}/"
    assert page.format == "html"
