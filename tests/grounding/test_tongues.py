"""Denials in other languages count there, and not in English."""

import pytest

from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.tongues import tongue_of

JUDGE = RuleJudge()

# What is said, what is denied, the word that denies.
PAIRS = [
    ("Die Brücke von Corrow ist gesperrt", "Die Brücke von Corrow ist nicht gesperrt", "nicht"),
    ("Am Montag fährt eine Fähre nach Corrow", "Am Montag fährt keine Fähre nach Corrow", "keine"),
    ("Der Rat hat die Gebühr erhöht", "Der Rat hat die Gebühr niemals erhöht", "niemals"),
    ("Le pont de Corrow est fermé aux camions", "Le pont de Corrow n'est pas fermé aux camions", "pas"),
    ("Le pont de Corrow est fermé", "Le pont de Corrow n\u2019est pas fermé", "pas"),
    ("Le bac circule le dimanche", "Le bac ne circule jamais le dimanche", "jamais"),
    ("Le bac circule le dimanche", "Le bac ne circule plus le dimanche", "plus"),
    ("La commune a versé une aide", "La commune n'a versé aucune aide", "aucune"),
    ("El puente de Corrow está cerrado al tráfico", "El puente de Corrow no está cerrado al tráfico", "no"),
    ("El consejo aprobó la tasa", "El consejo nunca aprobó la tasa", "nunca"),
    ("La grúa se alquila con permiso del puerto", "La grúa se alquila sin permiso del puerto", "sin"),
    ("Il ponte di Corrow è chiuso ai camion", "Il ponte di Corrow non è chiuso ai camion", "non"),
    ("Il traghetto parte di domenica", "Il traghetto non parte mai di domenica", "non"),
    ("A ponte de Corrow está fechada ao trânsito", "A ponte de Corrow não está fechada ao trânsito", "não"),
    ("O conselho aprovou a taxa", "O conselho nunca aprovou a taxa", "nunca"),
    (
        "De brug van Corrow is gesloten voor vrachtwagens",
        "De brug van Corrow is niet gesloten voor vrachtwagens",
        "niet",
    ),
    ("Op zondag vaart er een veer naar Corrow", "Op zondag vaart er geen veer naar Corrow", "geen"),
    ("Bron i Corrow är stängd för lastbilar", "Bron i Corrow är inte stängd för lastbilar", "inte"),
    ("Broen i Corrow er lukket for lastbiler", "Broen i Corrow er ikke lukket for lastbiler", "ikke"),
    ("Brua i Corrow er stengt for lastebiler", "Brua i Corrow er aldri stengt for lastebiler", "aldri"),
    ("Most w Corrow jest zamknięty dla ciężarówek", "Most w Corrow nie jest zamknięty dla ciężarówek", "nie"),
    ("Prom do Corrow kursuje w niedziele", "Prom do Corrow nigdy nie kursuje w niedziele", "nigdy"),
]


@pytest.mark.parametrize(("said", "denied", "word"), PAIRS)
def test_a_denial_on_one_side_only_is_another_claim(said: str, denied: str, word: str) -> None:
    left_out = JUDGE.veto(f"{said}.", [f"{denied}."])
    assert left_out is not None
    assert f"'{word}', which the claim leaves out" in left_out.reason
    put_in = JUDGE.veto(f"{denied}.", [f"{said}."])
    assert put_in is not None
    assert f"does not say '{word}'" in put_in.reason


@pytest.mark.parametrize(("said", "denied", "word"), PAIRS)
def test_the_same_on_both_sides_is_supported(said: str, denied: str, word: str) -> None:
    for one in (said, denied):
        assert JUDGE.weigh(f"{one} 2024.", [f"Corrow 1998: {one}, 2024."]).label == "supported", word


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Die Brücke ist gesperrt.", "Die Brücke ist gesperrt, aber die Fähre fährt nicht."),
        ("Die Miete kostet 40 Euro.", "Die Miete kostet nicht mehr als 40 Euro."),
        ("Le pont de Corrow est long et large.", "Le pont de Corrow est plus long et plus large."),
        ("Le bac est à deux pas.", "Le bac est à deux pas du pont."),
        ("La mer du Nord est calme.", "Personne n'a vu le bac, et la mer du Nord est calme."),
        ("O barco está no porto de Corrow.", "O barco da ilha está no porto de Corrow."),
    ],
)
def test_a_denial_of_another_clause_and_a_word_that_denies_nothing_there_break_no_rule(
    claim: str, passage: str
) -> None:
    assert JUDGE.veto(claim, [passage]) is None
    assert JUDGE.weigh(claim, [passage]).label == "supported"


def test_words_cut_out_of_a_sentence_that_denies_them_are_not_supported() -> None:
    assert JUDGE.weigh("El puente está cerrado.", ["No es cierto que el puente está cerrado."]).label != "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        "The crane cost 40 euros.",
        "Ilse van der Berg is chair of the board.",
        "El Paso and La Paz are far from Los Angeles.",
        "Prices rose by 8 per cent in 2004.",
        "The mayor, a non smoker, said no to the plus size pas de deux in Mai Lin's sin city.",
        "The men die in the war, so we do as told.",
        "VI. VI.",
        "i.e.",
        "Crane",
        "",
    ],
)
def test_english_is_no_other_tongue(sentence: str) -> None:
    assert tongue_of(sentence) is None


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The plus side of the deal is the price.", "The side of the deal is the price."),
        ("Mai Lin saw the ferry at noon.", "Lin saw the ferry at noon."),
        ("The sin tax rose in June.", "The tax rose in June."),
        ("Nie Haisheng flew the ship.", "Haisheng flew the ship."),
    ],
)
def test_a_foreign_denial_is_none_in_an_english_sentence(claim: str, passage: str) -> None:
    verdict = JUDGE.veto(claim, [passage])
    assert verdict is None or ("leaves out" not in verdict.reason and "does not say" not in verdict.reason)


@pytest.mark.parametrize("words", ["der nicht, die ", "le pas ne est, ", "no es, la "])
def test_a_claim_of_countless_denials_abroad_gets_a_verdict(words: str) -> None:
    claim = (words * 20_000)[:20_000]
    verdict = JUDGE.weigh(claim, [f"{claim[:9000]} z {claim[9000:19000]} q"])
    assert verdict.label in {"supported", "partly", "unsupported"}
