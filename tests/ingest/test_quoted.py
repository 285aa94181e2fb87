"""What a mail quotes: a section under who wrote it, its sentences whole, its words unchanged."""

import pytest

from ingest.load.quoted import with_quoted_parts
from tests.effort import work_of_at_most

THREAD = """Dear Lena,

yes. We paid 3.4 million euros for the ship, and the contract was
signed on 6 May.

Rune

On Mon, 13 May 2024 at 09:12, Lena Moss
<lena@coast.example> wrote:

> Dear Rune,
>
> is it true that the ministry paid 4.3 million euros for the second
> ship? Our source says so.
> Lena
>
> On Fri, 10 May 2024, Rune Aker wrote:
>> The office will not comment on the second ship before the council
>> has met.
"""


def test_each_quoted_mail_stands_under_who_wrote_it() -> None:
    assert with_quoted_parts(THREAD) == (
        "Dear Lena,\n\nyes. We paid 3.4 million euros for the ship, and the contract was\nsigned on 6 May.\n\nRune\n\n"
        "## On Mon, 13 May 2024 at 09:12, Lena Moss <lena@coast.example> wrote:\n\n"
        "> Dear Rune,\n\n"
        "> is it true that the ministry paid 4.3 million euros for the second ship?\n> Our source says so.\n> Lena\n\n"
        "### On Fri, 10 May 2024, Rune Aker wrote:\n\n"
        ">> The office will not comment on the second ship before the council has met.\n"
    )


def test_what_outlook_quotes_begins_with_its_headers() -> None:
    quoted = "Yes.\n\n-----Original Message-----\nFrom: Lena Moss\nSent: Monday\n\nWhen?"
    assert with_quoted_parts(quoted) == "Yes.\n\n## Original Message\n\nFrom: Lena Moss\nSent: Monday\n\nWhen?"


@pytest.mark.parametrize(
    "text",
    [
        "The board met.\nIt said:\n\nno.",
        "-----Original Message-----",
        "The minister said:\n\n> We paid.",
        "--- Fees ---\nThe fee rises.",
        "> One line.\n> - a\n> - b\n> North | 40\n> South | 35\n> Mara Venn\n> Coastal Wire",
        "",
    ],
)
def test_what_is_no_quoted_mail_and_lines_that_were_not_broken_stay(text: str) -> None:
    assert with_quoted_parts(text) == text


@pytest.mark.parametrize(
    "line", ["> word word word\n", ">\n", "\n", "a:\n> b\n", ">" * 50 + " a\n", "--- A ---\n", "a b:\n"]
)
def test_long_mails_take_no_longer_than_their_length_allows(line: str) -> None:
    with work_of_at_most(2):
        with_quoted_parts(line * 4_000 + "> x")
