"""Who "he" and "she" are; a wrong name is worse than none."""

import pytest

from ingest.attribution import attributions
from ingest.attribution.first_names import gender_of_name

TRIAL = (
    "Neil Farrow denies theft. The clerk read the charge.\n\n"
    'Mr Justice Amadi told the jury to be patient. "We shall be done by noon," he said.'
)


def last_speaker(text: str) -> tuple[str | None, str | None]:
    """Speaker and role of the last attribution of ``text``."""
    last = attributions(text)[-1]
    return last.speaker, last.role


def test_an_office_and_a_surname_are_somebody() -> None:
    assert last_speaker(TRIAL) == ("Amadi", "Justice")
    assert "Rules" not in {one.speaker for one in attributions("Judge Rules Out Delay. He said it was late.")}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # A first name tells who is "she".
        ("Colin Wark said it was late. Edith Lorne asked him for a boat. She said it was cold.", "Edith Lorne"),
        ("Colin Wark said it was late. The local MP, Edith Lorne, called on him. She said so.", "Edith Lorne"),
        # "He" before is not "she" behind.
        ("Tovi Wark opened the quay. He said it was late. She said it was cold.", None),
        # The subject of a sentence since, and not whom it only names.
        ("Edith Lorne said it was late. In a letter to Anna Bild, she said it was cold.", "Edith Lorne"),
        ("Edith Lorne said it was late. Anna Bild left. She said it was cold.", "Anna Bild"),
        ("Edith Lorne said it was late. On remarks by the mayor, Anna Bild, she said so.", "Edith Lorne"),
        ("Edith Lorne said it was late. Anna Bild's boat sank. She said it was cold.", "Edith Lorne"),
        # Nothing tells that it is a person, and nothing that it is none.
        ("Tovi Wark said it was late. Marl Quern sank. She said it was cold.", None),
        # First names of relatives.
        ('Colin Wark said it was late. His wife, Runa, a vet, left. "It is cold," she said.', "Runa"),
        # Slavic surnames.
        ("Zora Belova met Tovi Wark. She said it was late.", "Zora Belova"),
        ("Ulka Belov met Anna Bild. He said it was late.", "Ulka Belov"),
    ],
)
def test_a_pronoun_is_who_may_be_meant(text: str, speaker: str | None) -> None:
    assert last_speaker(text)[0] == speaker


def test_a_relative_has_a_role_of_her_own() -> None:
    assert last_speaker('Colin Wark left. His wife, Runa, a vet, stayed. "It is cold," she said.') == ("Runa", "vet")


def test_a_place_with_an_article_is_nobody() -> None:
    text = "Smoke lay over the Upper Marshes. She said it was late."
    assert last_speaker(text) == (None, None)


def test_who_has_no_name_keeps_none() -> None:
    text = 'Edith Lorne said it was late. A nurse said it was cold. "It was dark," she added.'
    assert last_speaker(text) == (None, "nurse")
    text = 'Edith Lorne said it was late. A nurse said it was cold. Lorne left. "It was dark," she added.'
    assert last_speaker(text)[0] == "Edith Lorne"


def test_the_aide_of_somebody_is_not_that_one() -> None:
    text = "A spokeswoman for the harbour minister, Tom Ash, said it was late. Ash said it was cold."
    assert [(one.speaker, one.role) for one in attributions(text)] == [
        (None, "spokeswoman for the harbour minister"),
        ("Tom Ash", "harbour minister"),
    ]


def test_letters_behind_a_name_are_no_part_of_it() -> None:
    text = "Edith Lorne KC, for the owners, said it was late. Lorne said it was cold. Tom Ash MP said it was not."
    assert [one.speaker for one in attributions(text)] == ["Edith Lorne", "Edith Lorne", "Tom Ash"]


def test_what_a_source_says_is_no_role() -> None:
    text = "A source said it was late. The boat is led by Tom Ash, the source said."
    assert [(one.speaker, one.role) for one in attributions(text)] == [(None, "source")] * 2


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Edith Orr", "f"), ("Colin Orr", "m"), ("Jan Orr", None), ("Edith", None), ("Anna Belov", "f"), ("Jan Ov", None)],
)
def test_what_a_name_tells(name: str, gender: str | None) -> None:
    assert gender_of_name(name.split()) == gender


@pytest.mark.parametrize(
    "text",
    [
        "Edith Lorne said it was late. A tourist from Osk took a photograph. She said it was cold.",
        "Edith Lorne said it was late. A woman waiting on the pier, who was wet, said it was cold. She said so.",
        'Edith Lorne said it was late. A tourist took a photograph. "It is cold," she said.',
        "Edith Lorne said it was late.\n\nA guest who did not want to be named said it was cold.",
    ],
)
def test_somebody_new_without_a_name_is_nobody_known(text: str) -> None:
    assert last_speaker(text)[0] is None
    assert [one.speaker for one in attributions(text)].count("Edith Lorne") == 1


def test_a_thing_before_is_not_somebody() -> None:
    text = "Edith Lorne said it was late. A letter came on Monday. She said it was cold."
    assert last_speaker(text)[0] == "Edith Lorne"


def test_a_surname_may_end_as_an_office_does() -> None:
    assert last_speaker('Judge Farid Osman asked for tea. "It is late," he said.') == ("Farid Osman", "Judge")
    text = "The line's managing director, Edith Lorne, wrote to them. She said it was late."
    assert last_speaker(text) == ("Edith Lorne", "the line's managing director")


def test_whom_somebody_speaks_of_is_not_who_speaks() -> None:
    text = 'Edith Lorne left. "Anna Bild is late. Anna Bild never calls," she said. She added that it was cold.'
    assert [one.speaker for one in attributions(text)] == ["Edith Lorne"] * 2


def test_of_two_who_talk_nobody_is_known_to_reply() -> None:
    text = 'Edith Lorne put it to Anna Bild that it was late. "It was not," she replied.'
    assert last_speaker(text) == (None, None)
    assert last_speaker(text.replace("Anna Bild", "Colin Wark"))[0] == "Edith Lorne"


def test_mrs_is_a_woman_with_a_stop_and_without() -> None:
    for title in ("Mrs", "Mrs."):
        text = f"Mr Pratt sat down. {title} Lowe asked why. He said that it was late."
        assert [one.speaker for one in attributions(text)][-1] == "Pratt"
