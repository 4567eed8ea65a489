"""What gives an answer away to somebody who does not know it, or trips somebody who does.

The same for a lesson and for each of its translations: all of it is in the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tutor.course import formula
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole
from tutor.kit.inert import has_ink
from tutor.kit.lesson import Blank, Choice, Multi, Numeric, Option, Predict, Short, TrueFalse
from tutor.kit.spelling import SHORTEST, fold, letters, one_slip

FEWEST, FEWEST_PLACES = 3, 4
"""Questions of a lesson among which a habit is looked for: right is longest, right is in one place. With
four options each, chance alone makes so many alike in one lesson of sixty-four."""
ALMOST = 0.8
"""Of five questions or more, so many alike are a habit too."""

_EACH = r"(?:all|none|both|neither|any|each|either)"
_ALL = re.compile(
    _EACH + r"(?: of)?(?: the| these| those| them)?"
    r"(?: (?:\w+ )?(?:above|below|options|answers|statements|choices)| others?)?"
    r"(?: (?:is|are) (?:right|correct|true|wrong|false))?",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(_EACH, re.IGNORECASE)
_ABOVE = re.compile(rf"\b{_EACH}(?: of)?(?: the)?(?: \w+)? (?:above|below)\b", re.IGNORECASE)
_ALL_KO = re.compile(
    r"(?:위|보기)(?:의|에\s?있는|에|\s)\s?(?:\S+\s){0,3}?\S{0,6}(?:모두|전부|없음|없다|없습니다)(?:\s\S+)?"
    r"|(?:모두|전부|다)\s*(?:정답|옳|맞|해당|틀리|틀렸|틀립|아니|아닙)\S*"
    r"|(?:정답|답|해당|맞는 것|옳은 것)(?:이|은|하는 것이|\s?사항)?\s*(?:없음|없다|없습니다)"
)
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(.{1,200}?)(?<=\S)\1")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NOT = re.compile(
    r"\b(?:which|what|who|whose|choose|tick|pick|select)\b"
    r"(?:(?!\b(?:if|when|because|that|since|while|whether|and|but|so|although|why|how)\b)[^.?!,;:]){0,200}?"
    r"(?P<word>\b(?:not|cannot|except)\b|\b\w+n['’]t\b)",
    re.IGNORECASE,
)
_NOT_KO = re.compile(
    r"(?P<word>아닌|않은|않는|않을|없는|못하는|못\s하는)\s+(?!이유|까닭|때|경우|동안)[가-힣]+?(?:은|는|을|를|이|가)?\s*"
    r"(?:무엇|어느|어떤|누구|몇|모두|고르|찾|\?|$)"
    r"|(?:무엇|어느|어떤|누가)[^.?!,]{0,200}?(?P<end>않습니까|아닙니까|않을까요|아닐까요|않나요|(?<!잘)못합니까|(?<!잘)못할까요)"
)


def errors(whole: Whole) -> Iterator[Fault]:
    """What makes a question untrue on screen, where options are shuffled."""
    for path, option in whole.every(Option):
        words = option.text.strip().rstrip(".!。")
        whole_text = _ALL.fullmatch(words) and not _ONE_WORD.fullmatch(words)
        if whole_text or _ABOVE.search(words) or _ALL_KO.fullmatch(words):
            wanted = "what it stands for in words: options are shuffled (or a question of kind multi)"
            yield Fault((*path, "text"), "all-of-the-above", shown(option.text), wanted)
    for path, part in whole.parts:
        if isinstance(part, Choice | Multi | Predict | Blank):
            yield from _twice((*path, "options"), part.options)
        elif isinstance(part, TrueFalse):
            yield from _twice((*path, "reasons"), part.reasons)


def _twice(path: Where, options: Sequence[Option]) -> Iterator[Fault]:
    texts = [fold(option.text) for option in options]
    for i, option in enumerate(options):
        if not has_ink(texts[i]):
            yield Fault((*path, i, "text"), "empty", "no words", "what the learner sees")
        elif texts[i] in texts[:i]:
            yield Fault((*path, i, "text"), "text-twice", f"{shown(option.text)} again", "another text")


def warnings(whole: Whole) -> Iterator[Fault]:
    """What a test-wise learner answers by, and what a knowing one stumbles over."""
    yield from _habits(whole)
    yield from _nots(whole)
    for path, lists in whole.parts:
        if isinstance(lists, Short | Blank):
            yield from _close_words(path, lists)
        elif isinstance(lists, Numeric):
            yield from _close_numbers(path, lists)


def _habits(whole: Whole) -> Iterator[Fault]:
    """Where the right option is the longest every time, or the second, one need not read the others."""
    choices = list(whole.choices())
    if _often(choices, _is_longest, FEWEST):
        longest = sum(_is_longest(options) for _, options in choices)
        found = f"the right option the longest in {longest} of {len(choices)} questions"
        yield Fault(choices[0][0], "longest-is-right", found, "wrong ones as long")
    for place in range(6):
        if _often(choices, partial(_is_at, place), FEWEST_PLACES):
            found = f"the right option in place {place + 1} almost every time"
            wanted = "another order in some questions (ids and translations stay as they are)"
            yield Fault(choices[0][0], "same-place", found, wanted)


def _often(
    choices: Sequence[tuple[Where, tuple[Option, ...]]], is_so: Callable[..., bool], fewest: int
) -> bool:
    so = sum(is_so(options) for _, options in choices)
    return len(choices) >= fewest and so >= (len(choices) if len(choices) < 5 else ALMOST * len(choices))


def _is_at(place: int, options: tuple[Option, ...]) -> bool:
    return any(option.right for option in options[place : place + 1])


def _is_longest(options: tuple[Option, ...]) -> bool:
    right = max((formula.width((option.text,)) for option in options if option.right), default=0)
    return all(formula.width((option.text,)) < right for option in options if not option.right)


def _nots(whole: Whole) -> Iterator[Fault]:
    """A "not" that is read over turns the question round."""
    for path, part in whole.parts:
        if not (isinstance(part, Choice | Multi) or (isinstance(part, Predict) and part.kind == "choice")):
            continue
        for sentence in _SENTENCE.split(_EMPHASISED.sub("", part.ask)):
            if match := _NOT.search(sentence) or _NOT_KO.search(sentence):
                word = next(filter(None, match.groupdict().values()))
                wanted = f"the question put the other way round, or {shown(f'**{word}**')}"
                yield Fault((*path, "ask"), "bare-not", f"an easily missed {shown(word)}", wanted)
                break


def _close_words(path: Where, lists: Short | Blank) -> Iterator[Fault]:
    """A slip of the pen must not make a right answer a known wrong one."""
    accepted = [(right, letters(right)) for right in lists.accept]
    for i, wrong in enumerate(lists.wrong):
        for k, word in enumerate(wrong.words):
            one = letters(word)
            for right, other in accepted:
                near = abs(len(one) - len(other)) <= 1 and min(len(one), len(other)) >= SHORTEST
                if near and one_slip(one, other):
                    found = f"the wrong {shown(word)}, one letter from the right {shown(right)}"
                    wanted = "words further apart, or both accepted"
                    yield Fault((*path, "wrong", i, "words", k), "close-answers", found, wanted)
                    break


def _close_numbers(path: Where, question: Numeric) -> Iterator[Fault]:
    """Around each number as much counts as the tolerance says: the ranges must not overlap."""
    fixed = [(i, wrong.value) for i, wrong in enumerate(question.wrong) if wrong.value is not None]
    seen: set[float] = set()
    for i, value in fixed:
        where = (*path, "wrong", i, "value")
        if question.answer is not None and value != question.answer:
            apart = abs(value - question.answer)
            if question.tolerance < apart <= 2 * question.tolerance + 1e-9 * apart:
                found = f"the wrong {value:g}, {apart:g} from the right {question.answer:g}"
                wanted = f"more than twice the tolerance of {question.tolerance:g} between them"
                yield Fault(where, "close-answers", found, wanted)
        if value in seen:
            yield Fault(where, "close-answers", f"{value:g} again", "each wrong number once")
        seen.add(value)
