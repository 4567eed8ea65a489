"""Something to look at first: the dimensions of a shape, lines of code, the points of a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.kit.lesson import SpotIt
from tutor.study.ask import Asked, Response
from tutor.ui.dimensions import dimensions
from tutor.ui.plain.askers.base import Asker
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.ui.plain.asking import Asking


class Axes(Asker):
    """A shape in one line, by names or sizes."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        asking.paper.say(_("Dimensions: {dims}.").format(dims=dimensions(asked)))
        asking.paper.say(_("Type the shape by names or sizes, with commas."))


class Spotting(Asker):
    """A number: of a line, or a point's x."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        question = asked.question
        assert isinstance(question, SpotIt)
        asking.paper.line()
        if not question.code:
            asking.paper.line(f"  {question.x or 'x'}: {question.y or 'y'}")
        wide = max(map(len, asked.order))
        for at, text in asked.texts.items():
            asking.paper.line(f"  {at:>{wide}}  {text}" if question.code else f"  {at:>{wide}}: {text}")
        asking.paper.line()
        asking.paper.say(_("Answer with the line's number.") if question.code else _("Answer with its x."))

    def read(self, asked: Asked, text: str) -> Response:
        return text.strip().removesuffix(".")
