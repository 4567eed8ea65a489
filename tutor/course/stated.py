"""Numbers in a lesson's words: a claim checks those that were measured, translations state the same ones.

What reads like a result is a matter of judgement, so all of it is advice. Left alone are numbers with a
source in brackets, in code, in a calculation ("0.8 · 0.5 = 0.4"), and those that the page itself gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole
from tutor.kit.lesson import Claim, Page

_ABOUT = re.compile(
    r"(?:[~≈]|\b(?:about|around|roughly|nearly|almost|some)\s)\s?\d[\d,.]*"  # about 0.14
    r"|(?<![\d.=])(?<!= )\b\d+(?:\.\d+)?\s?%"  # 97 %
    r"|(?<!\w)약 ?\d[\d,.]*|(?<![\d,.])\d[\d,.]*(?:명|개|칸|번|초)? ?(?:쯤|가량)",  # 약 0.14
    re.IGNORECASE,
)
_DECIMAL = re.compile(
    r"(?<![\w.,^_{/])(?<![=·×+/*(]\s)(?<![=·×+/*(−-])\d*\.\d+%?(?![\w}]|\.\d|\s?[·×+/=*)])"
)
_RAN = re.compile(
    r"\b(?:(?:our|this|the|each|one|your) (?:run|runs|lab|race)|seeds?|we (?:measured|tried|found|ran))\b"
    r"|시드|실행|돌려 보",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_CITED = re.compile(r"\([^()]*\b(?:19|20)\d\d[a-z]?\)|\b(?:19|20)\d\d\)")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?|(?<![\w.])\.\d+")
_COUNTED = re.compile(r"\d\s?[백천만억]|[이삼사오육칠팔구십백천][십백천만억]")
"""30만, 삼십만: a number in other units, or spelled out."""


def unchecked(whole: Whole) -> Iterator[Fault]:
    """Numbers that read like results on a page that names no claim, the first of each text."""
    texts: dict[Where, list[tuple[Where, str]]] = {}
    for path, text in whole.texts:
        texts.setdefault(path[:2], []).append((path, text))
    for page_path, page in whole.every(Page):
        if page.claims or (page.predict and page.predict.answer and page.predict.answer.claim):
            continue
        given = {number for name in ("text", "formula") for number in numbers(getattr(page, name))}
        for path, text in texts.get(page_path, ()):
            bare = _CODE.sub("", text)
            if _CITED.search(bare) or path[-1] in ("ask", "reads", "title", "unit"):
                continue
            if result := _result(path, bare, page, given):
                wanted = "claims that check it (or its source in the same text: a year in brackets)"
                yield Fault(path, "unchecked-number", shown(result), wanted, _claim(whole, result))


def _result(path: Where, text: str, page: Page, given: set[float]) -> str:
    """The first number in a page's text that reads like a result, or "".

    `text`, `then` and `more` tell of results anywhere; answers and explanations calculate more often, so
    there a decimal counts only beside a lab or in a sentence about a run.
    """
    told = path[2:] in (("text",), ("then",), ("more",))
    if told and (match := _ABOUT.search(text)):
        return match[0]
    if path[2:] == ("text",):
        return ""
    for sentence in _SENTENCE.split(text):
        if page.lab or _RAN.search(sentence):
            for match in _DECIMAL.finditer(sentence):
                if not numbers(match[0]) <= given:
                    return match[0]
    return ""


def _claim(whole: Whole, result: str) -> str:
    """The claim that has this number, where there is one."""
    found = numbers(result)
    for id, claim in whole.lesson.verify.items():
        if isinstance(claim, Claim) and {claim.expect, claim.least, claim.most} & found:
            return f"did you mean claims: [{id}]?"
    return ""


def numbers(text: str) -> set[float]:
    """The numbers that stand in a text in digits."""
    return {float(match[0].replace(",", "")) for match in _NUMBER.finditer(text)}


def _telling(text: str) -> dict[float, str]:
    """Numbers that are never spelled out, as they stand: those with a point, and from 100 up."""
    found = {float(match[0].replace(",", "")): match[0] for match in _NUMBER.finditer(text)}
    return {number: word for number, word in found.items() if number >= 100 or "." in word}


def differing(lesson: Whole, merged: Whole) -> Iterator[Fault]:
    """Where a translation lacks a number that the lesson states: one of them was changed alone."""
    words = dict(merged.texts)
    for path, text in lesson.texts:
        other = words.get(path, text)
        if other == text or _COUNTED.search(other):
            continue
        there = numbers(other) | ({100.0} if "%" in other else set())  # 98 of 100 are 98 %
        lacking = [word for number, word in _telling(text).items() if number not in there]
        if lacking:
            extra = [word for number, word in _telling(other).items() if number not in numbers(text)]
            nearest = f"it has {', '.join(extra[:3])}" if extra else ""
            wanted = f"the number {lacking[0]}, as the lesson has it"
            yield Fault(path, "other-number", f"a text without {lacking[0]}", wanted, nearest)
