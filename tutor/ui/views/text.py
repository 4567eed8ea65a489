"""The view of text whose characters carry values: coloured, wrapped by cells.

The learner's own part is underlined. A typed panel has a line to write in above the text; what is written
is told as it stands after each key.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from tutor.kit.inert import clean
from tutor.kit.panels import TextPanel
from tutor.ui import paint
from tutor.ui.paint import DIM, ITALIC, REVERSE, TEXT, UNDERLINE, Array, glyph, ink
from tutor.ui.views.base import PanelView
from tutor.ui.views.canvas import Canvas, cells
from tutor.ui.words import _

_CLEAR = 0.34  # a value this far from 0 shows without colour too
_LOUDEST = 1.5  # the value that would take the map's last colour: text stays calmer than a heat map


@dataclass(frozen=True)
class Line:
    """One line of wrapped text: code points cell by cell, and which character of the text each is."""

    codes: Array
    characters: Array


class TextView(PanelView[TextPanel]):
    """Text in colours."""

    DEFAULT_CSS = """
    TextView Input {
        height: 1; width: 1fr; border: none; padding: 0;
        background: $surface; color: $foreground;
        &:focus { border: none; background-tint: $foreground 6%; }
    }
    """

    def compose(self) -> ComposeResult:
        """The line to write in, if the panel asks for one."""
        if self.panel.typed:
            yield Input(
                placeholder=_(self.panel.asks),
                compact=True,
                select_on_focus=False,
            )

    def settle(self) -> None:
        """The line asks in the language in use."""
        for field in self.query(Input):
            field.placeholder = _(self.panel.asks)

    def on_mount(self) -> None:
        """Put the line under the title."""
        self._seat_input()

    def on_resize(self, event: events.Resize) -> None:
        """The title may have come or gone."""
        self._seat_input()

    def _seat_input(self) -> None:
        for field in self.query(Input):
            field.styles.margin = (self.body.y, 0, 0, 0)

    def watch_editing(self) -> None:
        """Edit mode means writing."""
        super().watch_editing()
        for field in self.query(Input):
            if self.editing:
                field.focus()

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Pass on what is written, made harmless."""
        event.stop()
        self.post_message(self.Typed(self.panel.name, clean(event.value)))

    @property
    def _scale(self) -> bool:
        return len(self.panel.values) > 0

    def body_wanted(self, width: int) -> int:
        """All lines of the text, the line to write in, and the scale."""
        return len(wrap(self.panel.text, width)) + 2 * self.panel.typed + 2 * self._scale

    def draw(self, canvas: Canvas) -> None:
        """The end of the text that fits: new text comes at the end."""
        top = 0
        if self.panel.typed:
            top = 1 + (canvas.height >= 6)
        scale = self._scale and canvas.height - top >= 5
        room = canvas.height - top - 2 * scale
        if canvas.width < 1 or room < 1:
            return
        lines = wrap(self.panel.text, canvas.width)
        first = max(0, len(lines) - room)
        inks = self._inks(np.arange(len(self.panel.text)), self._values())
        for y, line in enumerate(lines[first:]):
            canvas.codes[top + y, : len(line.codes)] = line.codes
            canvas.inks[top + y, : len(line.codes)] = inks[line.characters]
        if first:
            canvas.put(0, top, glyph("ellipsis"), ink(DIM))
        if scale:
            self._draw_scale(canvas.window(0, canvas.height - 1, canvas.width, 1))

    def _values(self) -> Array:
        """(len(text),) values, NaN where there are none."""
        values = np.full(len(self.panel.text), np.nan)
        given = np.asarray(self.panel.values, dtype=np.float64).ravel()[: len(values)]
        values[: len(given)] = given
        return values

    def _inks(self, characters: Array, values: Array) -> Array:
        """Inks of the cells of those characters."""
        value = values[characters]
        known = ~np.isnan(value)
        if self.app.no_color:
            inks = np.where(known & (value >= _CLEAR), ink(TEXT, attributes=REVERSE), ink(TEXT))
            inks = np.where(known & (value <= -_CLEAR), ink(DIM, attributes=ITALIC), inks)
        else:
            grounds = paint.levels(value, -_LOUDEST, _LOUDEST, diverging=True)
            inks = np.where(known, self.palette.on(grounds) | grounds << 8, ink(TEXT))
        return np.where(characters < self.panel.given, inks | UNDERLINE, inks)

    def _draw_scale(self, canvas: Canvas) -> None:
        at = canvas.put(0, 0, f"{glyph('minus')}1 ", ink(DIM))
        values = np.linspace(-1, 1, 13)
        inks = self._inks(np.arange(13), values) & ~UNDERLINE
        end = min(canvas.width, at + 13)
        canvas.codes[0, at:end] = ord("a") if self.app.no_color else ord(" ")
        canvas.inks[0, at:end] = inks[: max(0, end - at)]
        at += 13 + canvas.put(at + 13, 0, " 1", ink(DIM))
        if self.panel.given:
            canvas.put(at + 2, 0, _("underlined: given"), ink(DIM))


def wrap(text: str, width: int) -> list[Line]:
    """`text` in lines of at most `width` cells, broken at spaces where there are any, and at newlines."""
    lines: list[Line] = []
    start = 0
    for paragraph in text.split("\n"):
        codes: list[int] = []
        characters: list[int] = []
        for k, character in enumerate(paragraph):
            new = [ord(character)] if " " <= character <= "~" else cells(character).tolist()
            if new and len(codes) + len(new) > width:
                cut = _break(codes)
                lines.append(_line(codes[:cut], characters[:cut]))
                codes, characters = codes[cut:], characters[cut:]
            if len(new) <= width:
                codes += new
                characters += [start + k] * len(new)
        lines.append(_line(codes, characters))
        start += len(paragraph) + 1
    return lines


def _break(codes: list[int]) -> int:
    """How many cells of a full line stay on it: up to its last space, unless that is far back."""
    for cut in range(len(codes), len(codes) * 2 // 3, -1):
        if codes[cut - 1] == ord(" "):
            return cut
    return len(codes)


def _line(codes: list[int], characters: list[int]) -> Line:
    return Line(np.array(codes, dtype=np.uint32), np.array(characters, dtype=np.intp))
