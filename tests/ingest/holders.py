"""Makes files that hold documents."""

import io
import zipfile
from email.message import EmailMessage

from tests.ingest.making import GOOD

__all__ = ["mail", "mailbox", "zipped"]


def zipped(files: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """A zip of these files, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return buffer.getvalue()


def mail(subject: str = "Fees", words: str = GOOD, *attached: tuple[str, bytes], ident: str = "") -> bytes:
    """A mail with these words and attachments."""
    made = EmailMessage()
    made["From"], made["Subject"] = "Mara Venn <mv@tolvick.example>", subject
    if ident:
        made["Message-ID"] = ident
    made.set_content(words)
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def mailbox(*mails: bytes) -> bytes:
    """A mailbox of these mails."""
    return b"".join(
        b"From mv@tolvick.example Thu Apr 18 09:30:00 2024\n" + one.rstrip(b"\n") + b"\n\n" for one in mails
    )
