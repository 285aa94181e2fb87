"""Outlook mails: what their properties say, HTML where there is no plain text, damage."""

from datetime import UTC, datetime

import pytest

from ingest.load.msg import attached_to_msg
from onrecord.errors import EncryptedDocument, UnsupportedFormat
from tests.ingest.making import GOOD, pdf, read
from tests.ingest.outlook import outlook_mail

SENT = datetime(2024, 4, 18, 22, 30, tzinfo=UTC)
SUBJECT, BODY, HTML, SENDER, ADDRESS, TO = 0x0037, 0x1000, 0x1013, 0x0C1A, 0x0C1F, 0x0E04
CLASS, HEADERS = 0x001A, 0x007D


def test_a_mail_is_its_headers_and_its_words() -> None:
    said = {SUBJECT: "Mooring fees: Änderung", BODY: f"{GOOD}\r\n\r\n> Why?\r\n"}
    people = {SENDER: "Mara Venn", ADDRESS: "mv@tolvick.example", TO: "Oskar Neame"}
    attached = [("fees.pdf", pdf(["Fees"])), ("photos.7z", b"7z" * 5000), ("Earlier.msg", None)]
    data = outlook_mail(said | people, sent=SENT, attached=attached)
    document = read("a.msg", data)
    assert document.text == (
        'Subject: Mooring fees: Änderung\nFrom: "Mara Venn" <mv@tolvick.example>\nTo: Oskar Neame\n'
        "Date: 18 April 2024 22:30 UTC\nAttachments: fees.pdf, photos.7z, Earlier.msg (attached as a mail)\n"
        f"\n{GOOD}\n\n> Why?\n"
    )
    assert document.text[document.body_start :].startswith(GOOD)
    source = document.source
    assert (source.title, source.author, source.outlet) == ("Mooring fees: Änderung", "Mara Venn", None)
    assert (source.published, source.published_from) == ("2024-04-18", "message header")
    assert document.notes == ("attachments that are not read: photos.7z, Earlier.msg (attached as a mail)",)
    assert [one.name for one in attached_to_msg(data)] == ["fees.pdf", "photos.7z"]
    assert attached_to_msg(data)[1].data == b"7z" * 5000


def test_the_day_is_the_senders_where_the_headers_give_it() -> None:
    headers = "From: Mara Venn <mv@tolvick.example>\r\nDate: Fri, 19 Apr 2024 00:30:00 +0200\r\n"
    headers += "Organization: Harbour Board\r\n"
    source = read("a.msg", outlook_mail({SUBJECT: "Fees", BODY: GOOD, HEADERS: headers}, sent=SENT)).source
    assert (source.published, source.author, source.outlet) == ("2024-04-19", "Mara Venn", "Harbour Board")


def test_html_is_read_where_there_is_no_plain_text() -> None:
    rows = "<tr><td>Berth</td><td>Fee</td></tr><tr><td>1</td><td>40</td></tr>"
    page = f"<style>p {{}}</style><p>{GOOD}</p><table>{rows}</table>"
    document = read("a.msg", outlook_mail({SUBJECT: "Fees"}, binaries={HTML: page.encode()}))
    assert document.text == f"Subject: Fees\n\n{GOOD}\n\nBerth | Fee\n1 | 40\n"


def test_a_mail_without_words_is_its_headers_alone() -> None:
    document = read("a.msg", outlook_mail({SUBJECT: "Fees rise on Monday"}))
    assert (document.text, document.body_start) == ("Subject: Fees rise on Monday\n\n", 0)


def test_an_encrypted_mail_is_refused() -> None:
    data = outlook_mail({CLASS: "IPM.Note.SMIME", SUBJECT: "Fees"}, attached=[("smime.p7m", b"x")])
    with pytest.raises(EncryptedDocument, match="save a copy of the opened mail"):
        read("a.msg", data)


@pytest.mark.parametrize("kept", [8, 600, 1600, 0.5])
def test_a_damaged_mail_is_refused_in_words(kept: float) -> None:
    whole = outlook_mail({SUBJECT: "Fees", BODY: GOOD * 100}, sent=SENT)
    with pytest.raises(UnsupportedFormat, match=r"damaged, or no mail of Outlook.*save it again, or as \.eml"):
        read("a.msg", whole[: int(kept if kept > 1 else kept * len(whole))])


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(UnsupportedFormat, match=r"named \.msg but is"):
        read("a.msg", pdf(["Fees"]))


def test_an_address_that_only_exchange_knows_is_not_shown() -> None:
    inner = "/O=HARBOUR/OU=EXCHANGE/CN=RECIPIENTS/CN=MVENN"
    texts = {0x0037: "Fees", 0x1000: GOOD, 0x0C1A: "Mara Venn", 0x0C1F: inner}
    document = read("a.msg", outlook_mail(texts))
    assert "From: Mara Venn\n" in document.text
    assert document.source.author == "Mara Venn"
    document = read("a.msg", outlook_mail(texts | {0x5D01: "mv@tolvick.example"}))
    assert 'From: "Mara Venn" <mv@tolvick.example>\n' in document.text
    assert document.source.author == "Mara Venn"
