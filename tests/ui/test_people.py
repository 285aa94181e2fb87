"""The pages of people: who is on record, what they said, and nothing of a document that acts."""

from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.ui.known_people import KnownPeople
from ui.people.routes import people_router

EVIL = '<img src=x onerror=alert(1)> & "Venn"'


def asked(path: str, known: KnownPeople | None = None, spoken: str = "en") -> tuple[int, str]:
    app = FastAPI()
    app.include_router(people_router(known or KnownPeople(["Mara Venn", EVIL]), "Onrecord"))
    answer = TestClient(app).get(path, headers={"accept-language": spoken})
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.text


def test_all_who_are_quoted_are_listed() -> None:
    status, page = asked("/people")
    assert status == 200
    assert '<a href="people?name=Mara%20Venn" dir="auto">Mara Venn</a>' in page
    assert "harbour master" in page
    assert EVIL not in page
    assert "&lt;img src=x" in page


def test_what_one_of_them_said_stands_under_its_document() -> None:
    status, page = asked("/people?name=Mara%20Venn")
    assert status == 200
    assert '<h1 dir="auto">On the record: Mara Venn</h1>' in page
    assert page.count("<section>") == 2
    assert "“It is Mara Venn safe.”" in page
    assert 'href="originals/d-1#page=3"' in page
    assert 'href="texts/d%202#:~:text=the%20fish%2Ddock%20is%20Mara%20Venn"' in page
    assert "Denied:" in page
    assert "Wire Mara Venn" in page
    assert "18 April 2024" in page
    assert "no date" in page
    assert '<span class="also" dir="auto">Also in: Wire Mara Venn, 18 April 2024, Mara Venn</span>' in page


def test_words_of_documents_stay_words() -> None:
    status, page = asked(f"/people?name={quote(EVIL)}")
    assert status == 200
    assert "<img" not in page


@pytest.mark.parametrize("name", ["Nobody", "x" * 5_000, "<script>alert(1)</script>"])
def test_a_stranger_is_said_to_be_one(name: str) -> None:
    status, page = asked(f"/people?name={name}")
    assert status == 404
    assert "quotes anybody by this name" in page
    assert "<script" not in page
    assert len(page) < 20_000


def test_in_german_and_where_the_record_cannot_be_read() -> None:
    assert "Zu Protokoll: Mara Venn" in asked("/people?name=Mara%20Venn", spoken="de")[1]
    status, page = asked("/people", KnownPeople([], broken=True))
    assert (status, "The record could not be used" in page) == (503, True)


def test_where_nobody_is_quoted_it_says_so() -> None:
    status, page = asked("/people", KnownPeople([]))
    assert (status, "No document on record quotes anybody" in page) == (200, True)
