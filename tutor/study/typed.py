"""Numbers as people type them, read kindly. Words are `tutor.kit.spelling`'s."""

from __future__ import annotations

import math
import re
import unicodedata

from tutor.kit.inert import clean
from tutor.kit.say import Say, Verbatim

LONGEST = 64
"""Characters of a typed number; more is not a number somebody meant."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—‒﹣ㅡ", "-"),  # ㅡ is what a Korean keyboard layout has where m lies
        **dict.fromkeys("⁄∕÷", "/"),
        **dict.fromkeys("×·∙⋅*", "*"),
        **dict.fromkeys("'’_", ""),
        "ㄷ": "e",  # the key of e on a Korean keyboard layout
        "。": ".",
    }
)
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_DECIMAL = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|\d+(?:[.,]\d*)?|[.,]\d+)"
_PLAIN = re.compile(rf"([+-]?)({_DECIMAL})(?:e([+-]?\d{{1,3}}))?")
_FRACTION = re.compile(rf"([+-]?)({_DECIMAL})/({_DECIMAL})")
_POWER = re.compile(rf"([+-]?)(?:({_DECIMAL})[*x])?10(?:\^|\*\*)([+-]?\d{{1,3}})")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")


def number(text: str, unit: str = "") -> float | None:
    """The number somebody typed, or None where it can't be read as one.

    Reads `0.5 .5 0,5 1/2 ½ 50% −3 3e-2 3×10^-2 1,000`, full-width digits, and the unit (of the question)
    behind it. A comma groups where exactly three digits follow (`1,000`), else it is the decimal sign.
    `%` divides by 100, unless the question is asked in `%`.
    """
    if len(text) > LONGEST:
        return None
    text = re.sub("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda raised: "^" + raised.group().translate(_RAISED), text.strip())
    if any(unicodedata.category(c) == "No" for c in text[1:]):  # "2½" would come out as 21/2
        return None
    folded = _letters(text)
    if (ending := _letters(unit)) and ending != "%":
        folded = folded.removesuffix(ending).rstrip()
    for word in ("percent", "퍼센트", "프로"):
        folded = folded.replace(word, "%")
    share = folded.endswith("%")
    value = _value(folded.removesuffix("%").lstrip("=≈~ ").rstrip())
    if value is None or not math.isfinite(value):
        return None
    return value / 100 if share and ending != "%" else value


def not_a_number(text: str) -> Say:
    """What to say to a text that `number` could not read."""
    return Say(
        "“{text}” is not a number I can read. Write it like 12, 0.5, 1/2, 50% or 3e-2.",
        {"text": Verbatim(clean(text)[:24])},
    )


def shown(value: float, unit: str = "") -> str:
    """A number as it is shown to the learner: whole ones whole, others to six digits, unit behind.

    A Korean unit stands at the number without a blank: 29번.
    """
    digits = f"{value:.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:.6g}"
    digits = "0" if digits == "-0" else digits
    close = unit in ("", "%") or "가" <= unit[0] <= "힣"
    return digits + unit if close else f"{digits} {unit}"


def written(drawn: str) -> str:
    """A drawn value as it stands in a question: a number below zero with a minus, not a hyphen."""
    return "−" + drawn[1:] if re.fullmatch(r"-[\d.,]+", drawn) else drawn


def measured(value: float, unit: str = "") -> str:
    """A number that a run measured, as it is told: no more than three digits, but whole ones whole."""
    if value == 0 or abs(value) >= 1000 or not math.isfinite(value):
        return shown(round(value) if abs(value) >= 1000 else value, unit)
    return shown(float(f"{value:.3g}"), unit)


def told(value: float, tolerance: float, unit: str = "") -> str:
    """A worked-out number as a key tells it: in three digits, or as many as the tolerance asks for.

    At most a quarter of the tolerance is left out: 0.987805 with a tolerance of 0.01 is told as 0.988.
    """
    for digits in (3, 4, 5):
        short = float(f"{value:.{digits}g}")
        if abs(short - value) <= tolerance / 4:
            return shown(short, unit)
    return shown(value, unit)


def _letters(text: str) -> str:
    """One form for each sign and digit, no case, no blanks but those that stand between two digits."""
    folded = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold().translate(_SIGNS)
    folded = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", " ".join(folded.split()))
    return re.sub(r"(?<!\d) | (?!\d)", "", folded)


def _value(text: str) -> float | None:
    if found := _PLAIN.fullmatch(text):
        sign, digits, power = found.groups()
        return _signed(sign, _decimal(digits, power or "0"))
    if found := _FRACTION.fullmatch(text):
        sign, over, under = found.groups()
        return _signed(sign, _decimal(over) / _decimal(under)) if _decimal(under) else None
    if found := _POWER.fullmatch(text):
        sign, digits, power = found.groups()
        return _signed(sign, _decimal(digits or "1", power))
    return None


def _signed(sign: str, value: float) -> float:
    return -value if sign == "-" else value


def _decimal(digits: str, power: str = "0") -> float:
    plain = digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits.replace(",", ".")
    return float(f"{plain}e{power}")
