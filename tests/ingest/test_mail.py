"""Mails: headers, the plain text before the HTML, what is quoted and attached, charsets, damage."""

from email.message import EmailMessage

import pytest

from ingest.load.mail import attached_to
from ingest.split import split
from onrecord.errors import EncryptedDocument, UnsupportedFormat
from tests.effort import work_of_at_most
from tests.fakes import count_words
from tests.ingest.making import GOOD, read

TOP = "From: Mara Venn <mv@tolvick.example>\nSubject: Fees\nDate: Thu, 18 Apr 2024 09:30:00 +0200\n"
SHOWN = "Subject: Fees\nFrom: Mara Venn <mv@tolvick.example>\nDate: Thu, 18 Apr 2024 09:30:00 +0200\n"


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Mara Venn <mv@tolvick.example>", "Subject": "Fees", **headers}.items():
        made[name.replace("_", "-")] = value
    return made


def test_a_mail_is_its_headers_and_its_words() -> None:
    made = mail(
        Subject="Mooring fees: Änderung für alle",
        To="Oskar Neame <on@wire.example>, desk@wire.example",
        Cc="board@tolvick.example",
        Date="Thu, 18 Apr 2024 23:30:00 -0500",
        Organization="Tolvick Harbour Board",
    )
    made.set_content(f"{GOOD}\n\nOn 17 April 2024 Oskar Neame wrote:\n> When does the board meet?\n>> Soon.\n")
    made.add_alternative("<p>Another text</p>", subtype="html")
    document = read("a.eml", made.as_bytes())
    assert document.text == (
        "Subject: Mooring fees: Änderung für alle\nFrom: Mara Venn <mv@tolvick.example>\n"
        "Organization: Tolvick Harbour Board\nTo: Oskar Neame <on@wire.example>, desk@wire.example\n"
        "Cc: board@tolvick.example\nDate: Thu, 18 Apr 2024 23:30:00 -0500\n\n"
        f"{GOOD}\n\n## On 17 April 2024 Oskar Neame wrote:\n\n> When does the board meet?\n>> Soon.\n"
    )
    source = document.source
    assert (source.title, source.author) == ("Mooring fees: Änderung für alle", "Mara Venn")
    assert (source.outlet, source.published) == ("Tolvick Harbour Board", "2024-04-18")
    assert source.published_from == "message header"
    assert document.text[document.body_start :].startswith(GOOD)
    (passage,) = split(document, count_words)
    quoted = [passage.quote(span) for span in passage.sentences]
    assert quoted == [
        "The harbour board met on Monday.",
        "It raised the mooring fee to 40 euros.",
        "## On 17 April 2024 Oskar Neame wrote:",
        "> When does the board meet?",
        ">> Soon.",
    ]


def test_no_outlet_is_guessed_and_a_sender_without_a_name_is_his_address() -> None:
    source = read("a.eml", b"From: mv@tolvick.example\nSubject: Fees\n\nWords.\n").source
    assert (source.author, source.outlet, source.published) == ("mv@tolvick.example", None, None)


def test_html_alone_is_read_whole_and_nothing_of_it_is_markup() -> None:
    page = (
        "<html><head><title>t</title><style>p{color:red}</style></head><body><!-- c --><h1>Fees</h1>"
        f"<div>{GOOD}</div><div><b>No</b>body&nbsp;objected.<br>It rained.</div>"
        "<div style='DISPLAY:none'>hidden</div><img src='https://t.example/1.gif' alt='x'><script>alert(1)</script>"
        "<table><tr><td><p>laid</p></td><td><p>out</p><p>only</p></td></tr></table>"
        "<table><tr><th>Berth</th><th>Fee</th></tr><tr><td>1</td><td>40 &lt;euros&gt;</td></tr></table>"
        "<ul><li>one</li><li>two</li></ul><blockquote><p>Why?</p><blockquote>Because.</blockquote></blockquote>"
    )
    document = read("a.eml", f"{TOP}Content-Type: text/html; charset=utf-8\n\n{page}".encode())
    assert document.text == SHOWN + (
        f"\n# Fees\n\n{GOOD}\n\nNobody objected.\nIt rained.\n\nlaid\n\nout\n\nonly\n\n"
        "Berth | Fee\n1 | 40 <euros>\n\n- one\n- two\n\n> Why?\n\n>> Because.\n"
    )


def test_html_that_is_nested_beyond_reason_loses_no_words() -> None:
    page = "<div>" * 5000 + "Deep &amp; dark." + "</div>" * 5000 + f"<p>{GOOD}</p>"
    text = read("a.eml", f"{TOP}Content-Type: text/html; charset=utf-8\n\n{page}".encode()).text
    assert text == f"{SHOWN}\nDeep & dark.\n\n{GOOD}\n"


def test_a_blank_plain_text_gives_way_to_the_html() -> None:
    made = mail()
    made.set_content("  \n")
    made.add_alternative(f"<p>{GOOD}</p>", subtype="html")
    assert read("a.eml", made.as_bytes()).text.endswith(f"\n\n{GOOD}\n")


def test_all_texts_of_a_mail_are_read_in_order() -> None:
    made = mail()
    made.set_content("First part.\n")
    made.make_mixed()
    for words in ("Second part.", "Third part."):
        part = EmailMessage()
        part.set_content(words)
        made.attach(part)
    assert read("a.eml", made.as_bytes()).text.endswith("\n\nFirst part.\n\nSecond part.\n\nThird part.\n")


def test_attachments_are_named_and_those_that_are_not_read_are_noted() -> None:
    inner = mail(Subject="Earlier: fees")
    inner.set_content("An earlier mail.")
    made = mail()
    made.set_content(GOOD)
    made.add_related(b"GIF8", maintype="image", subtype="gif", cid="<logo>")
    made.make_mixed()
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="Gebühren 2024.pdf")
    made.add_attachment(b"7z", maintype="application", subtype="x-7z", filename="photos.7z")
    made.add_attachment("a,b\n", subtype="csv", filename="../../fees.csv")
    made.add_attachment(inner)
    made.add_attachment(b"x", maintype="application", subtype="octet-stream")
    document = read("a.eml", made.as_bytes())
    named = "Gebühren 2024.pdf, photos.7z, ../../fees.csv, Earlier: fees.eml, nameless application/octet-stream"
    assert document.text == (f"Subject: Fees\nFrom: Mara Venn <mv@tolvick.example>\nAttachments: {named}\n\n{GOOD}\n")
    assert document.notes == ("attachments that are not read: photos.7z, nameless application/octet-stream",)
    found = {one.name: one.data for one in attached_to(made.as_bytes())}
    assert ", ".join(found) == named
    assert found["Gebühren 2024.pdf"] == b"%PDF-"
    assert b"An earlier mail." in found["Earlier: fees.eml"]


@pytest.mark.parametrize(
    ("charset", "raw", "words", "notes"),
    [
        ("iso-8859-1", "Gebühr".encode("latin-1"), "Gebühr", ()),
        ("x-unknown", "Gebühr".encode(), "Gebühr", ()),
        ("utf-8", "Die Gebühr für den Kai".encode("cp1252"), "Die Gebühr für den Kai", ("not UTF-8: read as cp1252",)),
        ("us-ascii", "Gebühr".encode(), "Gebühr", ()),
        (
            "utf-8",
            "Gebühr \xff".encode("latin-1") + "ü".encode(),
            "Geb\ufffdhr \ufffdü",
            ("some letters could not be read",),
        ),
    ],
)
def test_charsets_that_lie_lose_no_words(charset: str, raw: bytes, words: str, notes: tuple[str, ...]) -> None:
    head = f"{TOP}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    document = read("a.eml", head + raw)
    assert document.text == f"{SHOWN}\n{words}\n"
    assert [found[: len(note)] for found, note in zip(document.notes, notes, strict=True)] == list(notes)


def test_encoded_words_and_bodies_are_decoded() -> None:
    data = (
        b"From: =?utf-8?q?M=C3=A4ra_Venn?= <mv@tolvick.example>\r\n"
        b"Subject: =?iso-8859-1?Q?Geb=FChr?=\r\n =?utf-8?b?IMO8YmVy?=\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Eine Geb=C3=BChr von=\r\n 40.\r\n"
    )
    document = read("a.eml", data)
    assert (document.source.title, document.source.author) == ("Gebühr über", "Mära Venn")
    assert document.text.endswith("\n\nEine Gebühr von 40.\n")


@pytest.mark.parametrize(
    "header",
    [
        "Date: never",
        "Date: Thu, 99 Foo 2024 99:99:99 +9999",
        'To: "unclosed <a@b',
        "From: <>",
        "Content-Type: text/plain; charset*=x''%",
        "Content-Disposition: attachment; filename*0*=x",
        "Message-ID: <",
        "Subject: =?utf-8?b?!!!?=",
        "Received: " + "x" * 40_000,
        "To: " + "=?utf-8?q?a?= " * 8_000,
        "Content-Type: text/plain" + "; a=b" * 8_000,
    ],
)
@work_of_at_most(20)
def test_malformed_headers_lose_no_words(header: str) -> None:
    document = read("a.eml", f"X-Kept: 1\nSubject: Fees\n{header}\n\n{GOOD}\n".encode())
    assert GOOD in document.text or "Attachments" in document.text
    assert document.source.published is None


def test_a_mail_without_words_is_its_headers() -> None:
    document = read("a.eml", TOP.encode() + b"\n")
    assert (document.text, document.body_start) == (SHOWN + "\n", 0)


def test_a_date_without_a_zone_and_one_of_old_are_read() -> None:
    for date in ("18 Apr 2024 09:30", "Thu, 18 Apr 24 09:30:00 GMT", "2024-04-18T09:30:00Z"):
        assert read("a.eml", f"Subject: Fees\nDate: {date}\n\nWords.".encode()).source.published == "2024-04-18"


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"Only words, and no header at all.\n", UnsupportedFormat, "no header of a mail"),
        (b"Name: x\n\nWords\n", UnsupportedFormat, "no header of a mail"),
        (b"%PDF-1.4", UnsupportedFormat, "named as text but is a PDF"),
        (
            TOP.encode() + b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nMIAG\n",
            EncryptedDocument,
            "encrypted",
        ),
        (TOP.encode() + b"\n-----BEGIN PGP MESSAGE-----\n\nhQ\n", EncryptedDocument, "save a copy of the opened mail"),
        (
            TOP.encode()
            + b'Content-Type: multipart/encrypted; boundary="b"\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n',
            EncryptedDocument,
            "encrypted",
        ),
    ],
)
def test_what_is_no_mail_or_is_sealed_is_refused(data: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read("a.eml", data)


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.7, 0.9])
def test_a_mail_that_breaks_off_is_read_as_far_as_it_goes(cut: float) -> None:
    made = mail()
    made.set_content(GOOD * 20)
    made.add_alternative(f"<p>{GOOD * 20}</p>", subtype="html")
    made.add_attachment(b"%PDF-" * 500, maintype="application", subtype="pdf", filename="fees.pdf")
    data = made.as_bytes()
    assert "The harbour board met" in read("a.eml", data[: int(cut * len(data))]).text


def test_parts_in_one_another_are_read_to_the_innermost() -> None:
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(60))
    data = f"Subject: Fees\n{nested}Content-Type: text/plain\n\n{GOOD}\n"
    assert read("a.eml", data.encode()).text == f"Subject: Fees\n\n{GOOD}\n"
