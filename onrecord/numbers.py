"""Numbers in running text, and what they are of: money, per cent, places in a row, labels. Pure; English words.

Left alone is what is no amount: dates (``onrecord.dates`` has them), times, ratios, fractions, telephone and version
numbers, figures inside a name such as B12.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from onrecord.dates import LABELS, DateFound, dates_in, masked, matches_from
from onrecord.words import in_english_letters

__all__ = ["NumberFound", "NumberUnit", "count_of", "numbers_in"]

NumberUnit = Literal["plain", "money", "percent", "points", "ordinal", "label"]


def _numbered(words: str, first: int, step: int = 1) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(words.split())}


_ONES: Final = _numbered(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""",
    0,
)
_TENS: Final = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_NTHS: Final = _numbered(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""",
    1,
)
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES: Final = {
    "hundred": 100, "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "bn": 10**9, "b": 10**9,
    "tn": 10**12, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_SYMBOLS: Final = {
    "$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD",
    "S$": "SGD", "R$": "BRL", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY", "\u20b9": "INR", "\u20a9": "KRW",
}  # fmt: skip
_CODES: Final = """USD EUR GBP JPY CHF CNY INR AUD CAD NZD SEK NOK DKK PLN CZK HUF RUB BRL MXN ZAR KRW SGD HKD
TRY ILS""".split()
# Names of money; the ones that several countries use say money, and not whose.
_NAMES: Final = {
    "dollar": "USD", "euro": "EUR", "yen": "JPY", "rupee": "INR", "yuan": "CNY", "franc": None,
    "crown": None, "krona": None, "krone": None, "kronor": None, "kroner": None, "peso": None, "rouble": "RUB",
    "ruble": "RUB", "zloty": "PLN",
}  # fmt: skip
_WRAP: Final = r"(?:[^\S\n]{0,3}|[^\S\n]?\n(?=[a-z]))"  # white space before a unit, which may stand on the next line
_NAME: Final = "|".join(_NAMES)
_CODE: Final = "|".join(_CODES)

# Times, ratios, fractions, telephone and version numbers, addresses; every run is bounded or taken whole.
_OPAQUE: Final = re.compile(
    r"""https?://\S+
    | \+\d[\d\ ()\-]{6,20}\d | (?<![\w.,])0\d{1,4}(?:[\ -]\d{2,8}){1,4} | (?<![\w.,])\d{3}-0\d{3}(?!\d)
    | \(\d{2,5}\)\ ?\d{3,4}[\ -]\d{3,4}
    | (?<![\w.,])\d{1,2}(?:[.:]\d{2})?\s?(?:[ap]\.m\.|[ap]m\b|[AP]M\b)
    | (?<![\w.,])\d{1,9}(?::\d{1,9})+
    | (?<![\w.,])\d{1,9}(?:-\d{1,9}){2,}
    | (?<![\w.,])\d{1,9}(?:/\d{1,9})+
    | (?<![\w.,])(?!\d{1,3}(?:\.\d{3}){2,5}(?!\.?\d))\d{1,9}(?:\.\d{1,9}){2,}""",
    re.VERBOSE,
)
_OPAQUE_STARTS: Final = re.compile(r"\d|[(+]|h(?=ttp)")
_FIGURE_STARTS: Final = re.compile(r"\d|\.(?=\d)")
# Of every word of numbers up to its second letter, "a" and "an" included.
_WORD_STARTS: Final = re.compile(r"[zotfsenaZOTFSENA\u017f](?<!\w.)(?=(?i:e|n|w|h|o|i|l|\W))")
_FIGURE: Final = re.compile(
    rf"(?:(?<![^\W_])(?<![^\W\d_]-)(?<![A-Z]\.)|(?<=\b(?:{_CODE})))"
    r"(?:\d{1,3}(?:[\u00a0\u2009\u202f]\d{3}){1,4}(?!\d)(?:[.,]\d{1,4}(?!\d))?|\d+(?:[.,]\d+)*|\.\d+)"
)
_LONGEST: Final = 20  # characters of a figure; more is an identifier
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_EUROPEAN: Final = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL_COMMA: Final = re.compile(r"\d+,\d{1,2}|0,\d+")
_MINUS: Final = r"(?:(?<![\w.,%)\]$\u20ac\u00a3-])[-\u2212\u2013])?"
_BEFORE: Final = re.compile(
    rf"(?P<minus>{_MINUS})"
    rf"(?:(?P<money>(?<![^\W_])(?:US|AU?|CA?|NZ|HK|S|R)?\$|[\u20ac\u00a3\u00a5\u20b9\u20a9]|\b(?:{_CODE}))"
    r"[^\S\n]{0,2}(?P<inner>[-\u2212\u2013])?)?(?P<bracket>\()?\Z"
)
_LABELLED: Final = re.compile(rf"(?:\b{LABELS}\.?|[#\u00a7])\s{{0,3}}\Z", re.IGNORECASE)
_SCALE: Final = re.compile(rf"{_WRAP}-?(?P<scale>(?i:{'|'.join(_SCALES)}|hundred|lakh|crore)|bn|Bn|BN|mn|mln|mio|tn)\b")
_LETTER_SCALE: Final = re.compile(r"\s?(?P<scale>[kKmMbB])\b")
_UNIT: Final = re.compile(
    rf"(?P<points>{_WRAP}-?(?i:(?:percentage|percent|%)[\s-]{{1,3}}points?|ppt?s?)\b)"
    rf"|(?P<percent>[^\S\n]{{0,3}}[%\uff05]|{_WRAP}-?(?i:per\s?cent|pct)\b)"
    rf"|[^\S\n]{{0,2}}(?:(?P<symbol>[$\u20ac\u00a3\u00a5])|(?P<code>{_CODE})\b)(?!\s{{0,3}}[(\u2013\u2212-]?\s?\.?\d)"
    rf"|{_WRAP}-?(?:(?i:(?P<whose>US|U\.S\.|Australian|Canadian)\s))?(?P<name>(?i:{_NAME}|pounds?\ssterling))(?:e?s)?\b"
)
_MEASURE: Final = re.compile(
    r"(?:kg|g|mg|km|m|cm|mm|t|l|ml|ha|ft|lbs?|oz|mph|kmh|kn|[kMGT]Wh?|kV|[KMGT]B|[kMG]?Hz|x|h|min|ms|bps)\b"
)
_NTH: Final = re.compile(r"(?:st|nd|rd|th)\b")
_NAME_GOES_ON: Final = re.compile(r"\w|-[A-Z]\b")

_UNDER_100: Final = rf"(?:(?:{'|'.join(_TENS)})\b(?:[\s-](?:{'|'.join(list(_ONES)[1:10])})\b)?|(?:{'|'.join(_ONES)})\b)"
_LINK: Final = r"[\s-](?:and\s)?"
_A: Final = r"(?<!half )(?<!half of )(?<!quarter of )\ban?"
_UNDER_1000: Final = rf"(?:(?:{_UNDER_100}|{_A})[\s-]hundred\b(?:{_LINK}{_UNDER_100})?|{_UNDER_100})"
_SCALED: Final = rf"(?:{_UNDER_1000}|{_A})[\s-](?:{'|'.join(_SCALES)})\b"
_WORDS: Final = re.compile(
    rf"(?<![\w-])(?:{_SCALED}(?:{_LINK}{_SCALED}){{0,3}}(?:{_LINK}{_UNDER_1000})?|{_UNDER_1000})", re.IGNORECASE
)
_NTH_WORD: Final = re.compile(
    rf"(?<!\bone[\s-])(?<!\ba\s)\b(?:(?P<tens>{'|'.join(_TENS)})[\s-])?(?P<nth>{'|'.join(_NTHS)})\b", re.IGNORECASE
)
_FRACTION: Final = re.compile(
    rf"[\s-](?:and\sa\s)?(?:half|halves|thirds?|quarters?|fourths?|{'|'.join(list(_NTHS)[4:])})s?\b", re.IGNORECASE
)
_DASH: Final = re.compile(r"\s?[-\u2013\u2014]\s?")
_OR: Final = re.compile(r"\s(?:to|or)\s")


@dataclass(frozen=True, slots=True)
class NumberFound:
    """One number as it was written, and what it comes to.

    Attributes:
        start: first character of the expression, its currency or sign included.
        end: one past its last, scale and unit included.
        mantissa: the figure as written, decimal places kept: 1.577 of "1.577 billion", 8.70 of "$8.70"; never negative.
        scale: what it is multiplied by: 10**9 for billions; 1 for none.
        unit: ``percent`` for per cents, ``points`` for percentage points, ``label`` for what only numbers a thing
            ("Section 12.3", "No. 7"), ``plain`` where nothing says what it is.
        currency: ISO 4217 code; None where it is no money, or crowns of an unknown country. ``$`` alone is USD.
        negative: it has a minus sign.
        bracketed: it stands in brackets with nothing else, which in a table of money means that it is negative.
    """

    start: int
    end: int
    mantissa: Decimal
    scale: int = 1
    unit: NumberUnit = "plain"
    currency: str | None = None
    negative: bool = False
    bracketed: bool = False

    @property
    def value(self) -> Decimal:
        """What it comes to: 1577000000 for "1.577 billion", 12.5 for "12.5 %", -3 for "-3", 3 for "(3)"."""
        return self.mantissa * self.scale * (-1 if self.negative else 1)

    @property
    def keys(self) -> tuple[str, ...]:
        """Words for a full-text index, ``x`` for the decimal point: ``n1x577 n1577000000``, ``p12x5 n12x5``, ``o3``.

        Sign, currency and closing zeros are left out, so "$8.70" and "8.7" share ``n8x7``; a label keeps its zeros.
        """
        if self.unit == "ordinal":
            return (f"o{_token(self.mantissa)}",)
        if self.unit == "label":
            return (f"n{self.mantissa:f}".replace(".", "x"),)
        keys = [f"n{_token(self.mantissa)}", f"n{_token(self.mantissa * self.scale)}"]
        if self.unit == "percent":
            keys.insert(0, f"p{_token(self.mantissa)}")
        return tuple(dict.fromkeys(keys))


def count_of(word: str, most: int) -> int | None:
    """``7``, ``seven``, ``twenty-five`` or ``a`` as a number; None for other words, 0 and more than ``most``."""
    if word.lower() in ("a", "an", "one"):
        return 1
    numbers = numbers_in(word)
    if len(numbers) != 1 or numbers[0].value != int(numbers[0].value) or not 0 < numbers[0].value <= most:
        return None
    return int(numbers[0].value)


def numbers_in(text: str, dates: Sequence[DateFound] | None = None) -> list[NumberFound]:
    """Every number of ``text`` that is no part of a date, in order, none overlapping another; empty for none.

    Reads ``1,577``, ``$1,577 million``, ``USD 1.6bn``, ``40 euros``, ``12.5 %``, ``12.5 per cent``, ``(123)``,
    ``1 577`` with no-break or thin spaces, ``1.577,00``, ``forty-two``, ``two thousand``, ``3rd``. In ``$1.5-$2
    million``, ``5 to 10 per cent`` and ``between 2 and 3 million`` both have the scale and the unit.

    Args:
        text: any text.
        dates: what ``dates_in(text)`` gave, where it is known already.
    """
    spans = [(one.start, one.end) for one in (dates_in(text) if dates is None else dates)]
    plain = masked(in_english_letters(text), spans)
    plain = masked(plain, (match.span() for match in matches_from(_OPAQUE_STARTS, _OPAQUE, plain)))
    figures = (
        _figure(plain, match) for match in matches_from(_FIGURE_STARTS, _FIGURE, plain) if len(match[0]) <= _LONGEST
    )
    return _shared(plain, sorted((one for one in (*figures, *_worded(plain)) if one), key=lambda one: one.start))


def _figure(text: str, match: re.Match[str]) -> NumberFound | None:
    """The number that a run of figures is, with what stands around it; None for no amount."""
    start, end = match.span()
    if match[0].isdecimal() and (nth := _NTH.match(text, end)):
        return NumberFound(start, nth.end(), Decimal(match[0]), unit="ordinal")
    before = _BEFORE.search(text, max(0, start - 10), start)
    if before is None:  # never: it may match nothing at all
        return None
    money, signs = before["money"], (before["minus"], before["inner"])
    closed = end + 1 if before["bracket"] and text.startswith(")", end) else end
    found = _measured(text, NumberFound(start, closed, Decimal(0)), money)
    value = _value(match[0], sure=found.scale > 1 or found.unit != "plain")
    if value is None or (found.end == end and _NAME_GOES_ON.match(text, end) and not _MEASURE.match(text, end)):
        return None
    last = found.end + 1 if before["bracket"] and closed == end and text.startswith(")", found.end) else found.end
    bracketed = max(last, closed) > found.end or closed > end
    first = before.start() if money or any(signs) or bracketed else start
    found = replace(found, start=first, end=last, mantissa=value, negative=any(signs), bracketed=bracketed)
    return _labelled(text, found)


def _value(written: str, *, sure: bool) -> Decimal | None:
    """What figures, points and commas mean; ``12,5`` only where a unit makes it ``sure``; None for an identifier."""
    written = re.sub(r"\s", "", written)
    if len(written) > 1 and written[0] == "0" and written[1].isdecimal():
        return None
    if _THOUSANDS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _EUROPEAN.fullmatch(written) or (sure and _DECIMAL_COMMA.fullmatch(written)):
        return Decimal(written.replace(".", "").replace(",", "."))
    return None


def _measured(text: str, found: NumberFound, money: str | None = None) -> NumberFound:
    """``found`` with the scale and the unit that stand after it."""
    scale = _SCALE.match(text, found.end)
    letter = None if scale else _LETTER_SCALE.match(text, found.end)
    if letter and (money or _UNIT.match(text, letter.end())):
        scale = letter
    if scale:
        word = scale["scale"].lower()
        found = replace(found, end=scale.end(), scale=_SCALES.get(word) or _SHORT_SCALES[word])
    unit = None if money else _UNIT.match(text, found.end)
    if money:
        return replace(found, unit="money", currency=_SYMBOLS.get(money, money))
    if unit is None:
        return found
    for kind in ("points", "percent"):
        if unit[kind]:
            return replace(found, end=unit.end(), unit=kind)
    return replace(found, end=unit.end(), unit="money", currency=_currency(unit))


def _currency(unit: re.Match[str]) -> str | None:
    if unit["symbol"] or unit["code"]:
        return _SYMBOLS.get(unit["symbol"]) or unit["code"]
    whose = (unit["whose"] or "").lower()[:2]
    return {"au": "AUD", "ca": "CAD"}.get(whose) or _NAMES.get(unit["name"].lower(), "GBP")


def _labelled(text: str, found: NumberFound) -> NumberFound:
    """``found`` as a label where it is a plain number behind a word such as "Section"."""
    label = found.unit == "plain" and _LABELLED.search(text, max(0, found.start - 16), found.start)
    return replace(found, unit="label") if label else found


def _worded(text: str) -> list[NumberFound]:
    """Numbers in words; a lone "one", "first" or "second" is mostly another word, so it is none."""
    nths = []
    for match in matches_from(_WORD_STARTS, _NTH_WORD, text):
        value = _TENS.get((match["tens"] or "").lower(), 0) + _NTHS[match["nth"].lower()]
        nths += [NumberFound(*match.span(), Decimal(value), unit="ordinal")] if value > 2 else []
    text = masked(text, ((one.start, one.end) for one in nths))
    plain = [_read_words(match) for match in matches_from(_WORD_STARTS, _WORDS, text)]
    return nths + [
        _labelled(text, _measured(text, one)) for one in plain if one.value != 1 and not _FRACTION.match(text, one.end)
    ]


def _read_words(match: re.Match[str]) -> NumberFound:
    """What a number in words comes to; its last word is the scale where it has but one: 2 and 1000 of two thousand."""
    words = [word for word in re.split(r"[\s-]", match[0].lower()) if word != "and"]
    done = group = 0
    for word in words:
        if word in _SCALES:
            done, group = done + group * _SCALES[word], 0
        elif word == "hundred":
            group *= 100
        else:
            group += _ONES.get(word, 0) or _TENS.get(word, 0) or word in ("a", "an")
    scales = [_SCALES[word] for word in words if word in _SCALES]
    scale = scales[0] if len(scales) == 1 and words[-1] in _SCALES else 1
    return NumberFound(*match.span(), Decimal((done + group) // scale), scale)


def _shared(text: str, found: list[NumberFound]) -> list[NumberFound]:
    """The numbers with what a range says once, at its end or at its beginning, given to both of its ends."""
    for at in range(len(found) - 1, 0, -1):
        one, other = found[at - 1], found[at]
        between = text[one.end : other.start]
        dash = _DASH.fullmatch(between)
        if not (dash or _OR.fullmatch(between) or (between == " and " and text.endswith("between ", 0, one.start))):
            continue
        if one.scale == 1 and one.mantissa < other.mantissa and one.unit in ("plain", "money"):
            one = replace(one, scale=other.scale)
        if one.unit == "plain" and other.unit in ("money", "percent", "points"):
            one = replace(one, unit=other.unit, currency=other.currency)
        elif dash and one.unit == "money" and other.unit == "plain":
            other = replace(other, unit="money", currency=one.currency)
        found[at - 1 : at + 1] = [one, other]
    return found


def _token(value: Decimal) -> str:
    whole = f"{value:f}"
    return (whole.rstrip("0").rstrip(".") if "." in whole else whole).replace(".", "x")
