"""A text with blanks, typed or chosen."""

from __future__ import annotations

import random
import re

from tutor.kit.inert import clean
from tutor.kit.lesson import Blank, Cloze
from tutor.kit.question import BLANK
from tutor.kit.say import Say, Verbatim
from tutor.study.kinds import words
from tutor.study.kinds.base import Asked, Grade, Kind, Response, parts_of, together, verdict


class Blanks(Kind[Cloze]):
    """Each blank counts: typed as in a short answer; chosen 1, or so much less than 0 as guessing earns.

    score = mean over the blanks, not below 0: choosing at random earns nothing on average.
    """

    def pose(self, question: Cloze, seed: int) -> Asked:
        rng = random.Random(seed)
        blanks = {blank.id: blank for blank in question.blanks}
        stands = [id for id in re.findall(BLANK, question.text) if id in blanks]
        parts = tuple(dict.fromkeys((*stands, *blanks)))
        choices: dict[str, tuple[str, ...]] = {}
        for part in sorted(parts):  # the text's order may differ between languages, the shuffles may not
            ids = [option.id for option in blanks[part].options]
            rng.shuffle(ids)
            choices[part] = tuple(ids)
        return Asked(
            question=question,
            seed=seed,
            ask=question.ask,
            order=tuple(f"{part}/{id}" for part in parts for id in choices[part]),
            texts={f"{blank.id}/{one.id}": one.text for blank in question.blanks for one in blank.options},
            parts=parts,
            choices=choices,
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        open_blanks = len(asked.parts) - len(parts_of(response, asked))
        if not open_blanks:
            return None
        if open_blanks == len(asked.parts):
            return Say("Nothing is filled in yet.")
        return Say("Still empty: {n}.", {"n": open_blanks})

    def doubt(self, asked: Asked, response: Response) -> Say | None:
        assert isinstance(asked.question, Cloze)
        given = parts_of(response, asked)
        doubts = [
            words.doubt(given[blank.id], blank) for blank in asked.question.blanks if not blank.options
        ]
        return next((doubt for doubt in doubts if doubt), None)

    def grade(self, question: Cloze, asked: Asked, response: Response, truth: float | None) -> Grade:
        given = parts_of(response, asked)
        found = {blank.id: _look_up(given[blank.id], blank) for blank in question.blanks}
        score = max(0.0, sum(one.score for one in found.values()) / len(found))
        wrong = [(part, found[part]) for part in asked.parts if found[part].score < 1]
        return Grade(
            result="right" if not wrong else verdict(min(score, 0.99)),
            score=score,
            message=together(*(_say(asked, part, given[part], one) for part, one in wrong)),
            given_text=_filled(question, asked, given),
            mistake=next((one.mistake for _, one in wrong if one.mistake), ""),
            parts={part: found[part].score == 1 for part in asked.parts},
        )

    def right_text(self, question: Cloze, asked: Asked, truth: float | None) -> str:
        return _filled(question, asked, {blank.id: _right(blank) for blank in question.blanks})


def _look_up(given: str, blank: Blank) -> words.Found:
    if not blank.options:
        return words.look_up(given, blank)
    chosen = next(option for option in blank.options if option.id == given)
    missed = -1 / (len(blank.options) - 1)
    return words.Found(1.0 if chosen.right else missed, chosen.why, chosen.mistake)


def _right(blank: Blank) -> str:
    """The first right spelling, or the right option's id."""
    return blank.accept[0] if blank.accept else next(one.id for one in blank.options if one.right)


def _words(asked: Asked, part: str, given: str) -> str:
    return asked.texts.get(f"{part}/{given}", clean(given)[: words.LONGEST])


def _say(asked: Asked, part: str, given: str, found: words.Found) -> str | Say:
    text = _words(asked, part, given)
    if found.say:
        return f"“{text}”: {found.say}"
    return Say("“{text}” is none of the words I know for this blank.", {"text": Verbatim(text)})


def _filled(question: Cloze, asked: Asked, given: dict[str, str]) -> str:
    def one(blank: re.Match[str]) -> str:
        part = blank.group(1)
        return _words(asked, part, given[part]) if part in given else blank.group()

    return re.sub(BLANK, one, question.text).strip()
