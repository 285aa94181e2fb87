"""Settings of the login: it cannot be turned off, and no header or proxy lets anybody be anybody."""

import pytest

from onrecord.errors import SettingsError
from onrecord.settings import load_settings


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("login", "on", "on"),
        ("login_hours", "0.5", 0.5),
        ("login_hours", "720", 720.0),
        ("login_header", " X-Forwarded-User ", "X-Forwarded-User"),
        ("login_header", "Remote-User", "Remote-User"),
        ("login_header", "", ""),
        ("login_proxies", "10.1.0.0/16 ,::1,  192.0.2.7", "10.1.0.0/16, ::1/128, 192.0.2.7/32"),
        ("login_header_role", "reader", "reader"),
    ],
)
def test_what_is_taken(name: str, given: str, kept: object) -> None:
    assert getattr(load_settings({f"ONRECORD_{name.upper()}": given}), name) == kept


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("login", "off", "'auto' or 'on'"),
        ("login_hours", "0", "greater than 0"),
        ("login_hours", "721", "less than or equal to 720"),
        ("login_hours", "nan", "less than or equal to 720"),
        *(
            ("login_header", each, "no header of its own")
            for each in (
                "Host",
                "cookie",
                "Authorization",
                "X-Forwarded-For",
                "x-forwarded-proto",
                "Sec-Fetch-Site",
                "X_User",
                "User Name",
                "X-User:",
                "Content-Length",
                "Origin",
                "J\u00f6rg",
            )
        ),
        ("login_proxies", "0.0.0.0/0", "every address"),
        ("login_proxies", "127.0.0.1, ::/0", "every address"),
        ("login_proxies", "10.0.0.1/8", "host bits set"),
        ("login_proxies", "", "does not appear to be"),
        ("login_proxies", "proxy.example.org", "does not appear to be"),
        ("login_header_role", "owner", "'none', 'reader' or 'editor'"),
    ],
)
def test_what_is_refused_is_named_with_why(name: str, given: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({f"ONRECORD_{name.upper()}": given})
    assert f"Setting {name} = " in str(caught.value)
    assert says in str(caught.value)
