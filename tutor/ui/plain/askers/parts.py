"""Several things asked one after the other: blanks, pairs, verdict and reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.kit.lesson import Cloze
from tutor.kit.question import BLANK
from tutor.study.ask import Asked, Response
from tutor.ui.plain.askers.base import UNREAD, Asker, one_of, places
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from tutor.ui.plain.asking import Asking
    from tutor.ui.sitting import Turn


class Verdict(Asker):
    """True or false first, then why."""

    def response(self, asking: Asking, turn: Turn) -> Response:
        asked, given = turn.asked, {}
        for part, prompt in (("verdict", _("True or false:")), ("reason", _("Because:"))):
            ids = asked.choices[part]
            texts = [asked.texts[f"{part}/{id}"] for id in ids]
            lines = list(map(_, texts)) if part == "verdict" else texts
            asking.letters(lines)
            given[part] = ids[one_of(asking, turn, prompt, lines)]
        return given


class Blanks(Asker):
    """Blank after blank; Enter keeps what was said before."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        assert isinstance(asked.question, Cloze)
        number = {part: n for n, part in enumerate(asked.parts, 1)}
        shown = re.sub(
            BLANK,
            lambda b: f"({number[b[1]]}) ____" if b[1] in number else b[0],
            asked.question.text,
        )
        asking.paper.line()
        asking.paper.say(shown.strip())

    def response(self, asking: Asking, turn: Turn) -> Response:
        given: dict[str, str] = {}
        while True:
            for n, part in enumerate(turn.asked.parts, 1):
                self._one(asking, turn, n, part, given)
            lacking = asking.sitting.lacking(turn, given)
            if lacking is None:
                return given
            asking.paper.say(spoken(lacking))

    def _one(self, asking: Asking, turn: Turn, n: int, part: str, given: dict[str, str]) -> None:
        asked = turn.asked
        ids = asked.choices[part]
        texts = [asked.texts[f"{part}/{id}"] for id in ids]
        asking.letters(texts)
        before = given.get(part, "")
        kept = f" [{asked.texts.get(f'{part}/{before}', before)}]" if before else ""
        prompt = _("Blank {n}{kept}:").format(n=n, kept=kept)
        while True:
            text = asking.line(turn, prompt)
            if not text and before:
                return
            picked = places(text, texts) if ids and text else None
            if picked is not None and len(picked) == 1:
                given[part] = ids[picked[0]]
                return
            if text and not ids:
                given[part] = text
                return
            asking.paper.say(_(UNREAD) if text else _("Nothing is typed yet."))


class Pairs(Asker):
    """The lines on the right with letters; each line on the left asks for one."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        asking.letters(_rights(asked))
        asking.paper.say(_("Say for each of these which letter belongs to it."))

    def response(self, asking: Asking, turn: Turn) -> Response:
        asked, rights = turn.asked, _rights(turn.asked)
        return {
            part: asked.choices[part][one_of(asking, turn, f"{asked.texts[part]}:", rights)]
            for part in asked.parts
        }


def _rights(asked: Asked) -> list[str]:
    return [asked.texts[f"/{id}"] for id in asked.choices[asked.parts[0]]]
