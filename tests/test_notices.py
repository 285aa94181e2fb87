"""Corrections looked up by what they may correct, without one question finding both. All the texts are fiction."""

from collections.abc import Sequence

import pytest

from onrecord.answering.corrected import with_corrections
from onrecord.corrections import notice_of
from onrecord.notices import HeldNotice, Notices, is_of_use
from onrecord.types import Hit, Place, Source
from tests.fakes import a_hit, a_source

REPORT = "The pier at Brackwater lost 36 planks in the storm, the harbour master of Brackwater said. Nobody was hurt."
FIRST = a_source("storm", title="Pier loses planks in the storm", outlet="Bugle", published="2024-11-06")
TAKES_BACK = "We wrongly said that the pier at Brackwater lost 36 planks in the storm. The harbour master counted 63."
NAMES = 'The article "Pier loses planks in the storm" has been amended.'


def notices(text: str, *, published: str = "2024-11-12", outlet: str | None = "Bugle") -> Notices:
    of = a_source("fix", title="Correction: planks", outlet=outlet, published=published)
    notice = notice_of(of, text)
    assert notice is not None
    return Notices([HeldNotice(1, Place(of, None, 0, len(text)), notice)])


def corrected(
    held: Notices, source: Source, text: str = REPORT, known: tuple[str | None, ...] = ("2024-11-06",)
) -> bool:
    return held.correcting(source, text, lambda *_: known) is not None


def test_a_figure_that_is_taken_back_tells_the_words_that_state_it() -> None:
    assert corrected(notices(TAKES_BACK), FIRST)
    assert not corrected(notices(TAKES_BACK), FIRST, REPORT.replace("36", "35"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ({"outlet": "Herald"}, REPORT),
        ({"outlet": None}, REPORT),
        ({"published": "2024-11-20"}, REPORT),
        ({"published": "2024-06-20"}, REPORT),
        ({}, "Of planks for the pier the board of Brackwater will in its next year, storm or no storm, buy 36 more at "
             "Elm Quay, where oak has grown dear since the mill burnt."),
    ],
    ids=["another outlet", "no outlet", "younger", "long before", "other words beside the figure"],
)  # fmt: skip
def test_what_a_figure_is_not_taken_back_of(source: dict[str, str | None], text: str) -> None:
    told = {"title": "Planks", "outlet": "Bugle", "published": "2024-11-06"}
    assert not corrected(notices(TAKES_BACK), a_source("storm", **{**told, **source}), text)


def test_a_notice_that_names_another_day_takes_nothing_back_of_this_one() -> None:
    held = notices(f"{TAKES_BACK} That was on 5 November.")
    assert not corrected(held, FIRST)
    assert corrected(notices(f"{TAKES_BACK} That was on 6 November."), FIRST)


def test_a_title_tells_one_document_unless_others_of_other_days_have_it() -> None:
    held = notices(NAMES)
    assert corrected(held, FIRST, "It rained.")
    assert corrected(held, FIRST, "It rained.", ("2024-11-06", "2024-11-06"))  # a copy
    assert not corrected(held, FIRST, "It rained.", ("2024-11-06", "2023-11-04"))
    named = notices(f"{NAMES} It was printed on 6 November 2024.")
    assert corrected(named, FIRST, "It rained.", ("2024-11-06", "2023-11-04"))


def test_what_another_outlet_says_of_a_title_corrects_nothing() -> None:
    assert not corrected(notices(NAMES, outlet="Herald"), FIRST, "It rained.")
    assert corrected(notices(NAMES, outlet=None), FIRST, "It rained.")


def test_of_several_the_latest_is_told() -> None:
    held = []
    for version, published in enumerate(("2024-11-12", "2024-11-30", "2024-11-20")):
        of = a_source(f"fix-{version}", title="Correction: planks", outlet="Bugle", published=published)
        notice = notice_of(of, TAKES_BACK)
        assert notice
        held.append(HeldNotice(version, Place(of, None, 0, 9), notice))
    found = Notices(held).correcting(FIRST, REPORT, lambda *_: ())
    assert found is not None
    assert found.version == 1


def test_an_update_and_a_notice_that_names_nothing_are_of_no_use() -> None:
    for title, text, use in (
        ("UPDATE 2: planks", "It lost 63 planks, not 36.", False),
        ("Correction: planks", "They were of oak.", False),
        ("Correction: planks", TAKES_BACK, True),
        ("Correction: planks", NAMES, True),
    ):
        notice = notice_of(a_source("fix", title=title), text)
        assert notice is not None
        assert is_of_use(notice) is use


def test_hits_that_no_hit_corrects_are_looked_up_and_keep_their_place() -> None:
    hits = [a_hit(REPORT, "storm", 0.9, title=FIRST.title), a_hit("It rained.", "rain", 0.8)]
    by = Place(a_source("fix"), None, 3, 9)
    asked = list[Sequence[Hit]]()

    def on_record(left: Sequence[Hit]) -> list[Place | None]:
        asked.append(left)
        return [by, None]

    found = with_corrections(hits, on_record)
    assert asked == [hits]
    assert [hit.source.document_id for hit in found] == ["storm", "rain"]
    assert [hit.corrected for hit in found] == [by, None]
    assert with_corrections([], on_record) == ()
    assert len(asked) == 1


def test_only_those_are_looked_at_that_share_a_title_or_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = list[object]()
    monkeypatch.setattr("onrecord.notices.names_title", lambda *given: looked.append(given))
    held = []
    for number in range(50):
        of = a_source(f"fix-{number}", title="Correction: bollards", outlet="Bugle", published="2024-11-12")
        notice = notice_of(of, f'The article "Mole {number} loses {number} bollards" was wrong.')
        assert notice
        held.append(HeldNotice(number, Place(of, None, 0, 9), notice))
    many = Notices(held)
    assert not corrected(many, FIRST)
    assert looked == []
    corrected(many, a_source("mole", title="Mole 7 loses 7 bollards"))
    assert 1 <= len(looked) <= 2
