"""The view of curves: braille lines on two thin axes, with a legend that reads off the last values."""

from __future__ import annotations

import numpy as np

from tutor.kit.panels import CurvesPanel
from tutor.ui import paint
from tutor.ui.paint import DIM, FAINT, TEXT, Array, glyph, ink
from tutor.ui.views.axes import Axis, fit_x, fit_y
from tutor.ui.views.base import PanelView, shown
from tutor.ui.views.braille import codes, pack, polyline
from tutor.ui.views.canvas import Canvas, fit, size
from tutor.ui.views.lines import WIDEST, Line, drawn
from tutor.ui.views.numbers import short
from tutor.ui.words import _

_TIGHTER = ((4, 99), (2, 99), (4, 16), (2, 16), (2, 12), (1, 12), (1, 10), (2, 8), (1, 8), (2, 5), (1, 4))
"""Ways to write a legend: cells of a curve's stroke, and the longest name; tried until all curves fit."""
_LEGIBLE = 5  # so many of these leave names that can be read


class CurvesView(PanelView[CurvesPanel]):
    """Lines over x."""

    def body_wanted(self, width: int) -> int:
        """Enough to see a shape by; more is better."""
        return min(16, max(8, width // 5))

    def lines(self) -> list[Line]:
        """The curves to draw: this run's, then the other's."""
        found = []
        names = list(self.panel.curves)
        for panel in (self.panel, self.other):
            for name, xy in panel.curves.items() if panel is not None else ():
                number = names.index(name) if name in names else len(names)
                data = np.asarray(xy, dtype=np.float64).reshape(2, -1) if xy.size else np.zeros((2, 0))
                found.append(Line(name, data[0], data[1], number, panel is not self.panel))
        return found

    def draw(self, canvas: Canvas) -> None:
        """Legend, axes, levels and marks, and the lines over them."""
        if canvas.width < 4 or canvas.height < 1:
            return
        lines = self.lines()
        top = self._draw_legend(canvas, lines) if canvas.height >= 4 else 0
        bottom = int(canvas.height - top >= 4)
        rows = canvas.height - top - bottom
        panel = self.panel
        levels = {name: value for name, value in panel.levels.items() if np.isfinite(value)}
        x = fit_x([line.x[np.isfinite(line.y)] for line in lines] + [np.array(list(panel.marks.values()))])
        y = fit_y(
            [*(line.y for line in lines), np.array(list(levels.values()))],
            panel.low,
            panel.high,
            panel.log,
            rows,
        )
        left = self._draw_y(canvas.window(0, top, canvas.width, rows), y)
        if bottom:
            self._draw_x(canvas.window(left, canvas.height - 1, canvas.width, 1), x)
        plot = canvas.window(left, top, canvas.width, rows)
        self._draw_rules(plot, x, y, levels)
        taken = self._draw_lines(plot, x, y, lines)
        self._label_rules(plot, x, y, levels, taken)

    def _draw_legend(self, canvas: Canvas, lines: list[Line]) -> int:
        """Names and last values above the plot, every curve if at all possible; returns the rows used."""
        names, texts, places, stroke = [self._called(line) for line in lines], list[str](), [(0, 0)][:0], 4
        rows = 2 if canvas.height < 12 else 3
        ways = [(rows, *way) for way in _TIGHTER]
        if canvas.height < 5:
            ways = [(1, *way) for way in _TIGHTER]
        elif canvas.height < 7:  # a second row costs the plot dearly: only for names that can be read
            ways = [*((1, *way) for way in _TIGHTER[:_LEGIBLE]), *ways]
        most = ways[-1][0]
        for most, stroke, longest in ways:
            texts = [fit(name, min(longest, max(4, canvas.width - stroke - WIDEST - 2))) for name in names]
            places = _flow([stroke + 1 + size(text) + 1 + WIDEST for text in texts], canvas.width)
            if not places or places[-1][0] < most:
                break
        for line, text, (row, at) in zip(lines, texts, places, strict=True):
            if row >= most:
                canvas.right(canvas.width, most - 1, glyph("ellipsis"), ink(DIM))
                return most
            canvas.put(at, row, line.sample()[:stroke], line.ink)
            canvas.put(at + stroke + 1, row, text, ink(DIM))
            canvas.put(at + stroke + 1 + size(text) + 1, row, line.last(), ink(TEXT), WIDEST)
        named = shown(self.panel.y)
        end = places[-1][1] + stroke + size(texts[-1]) + WIDEST + 3 if places else 0
        if named and (not places or places[-1][0] == 0) and end + size(named) <= canvas.width:
            canvas.right(canvas.width, 0, named, ink(DIM))
        return places[-1][0] + 1 if places else int(bool(named))

    def _called(self, line: Line) -> str:
        """A curve's name in the legend."""
        name = shown(line.name)
        return f"{name} ({shown(self.other_name) or _('other run')})" if line.other else name

    def _draw_y(self, canvas: Canvas, axis: Axis) -> int:
        """Ticks and rule at the left; returns the first column of the plot."""
        if canvas.height < 3 or canvas.width < 24:
            return 0
        ticks = axis.ticks(max(2, min(6, canvas.height // 3)))
        width = max([size(text) for _at, text in ticks], default=0)
        width = max(5, width)
        canvas.codes[:, width] = ord(glyph("axis"))
        canvas.inks[:, width] = ink(FAINT)
        for at, text in ticks:
            row = _row(axis, at, canvas.height)
            if row is not None:
                canvas.right(width, row, text, ink(DIM))
                canvas.put(width, row, glyph("axis tick"), ink(FAINT))
        return width + 1

    def _draw_x(self, canvas: Canvas, axis: Axis) -> None:
        """One dim line with round numbers on it, and what x is at its end."""
        named = shown(self.panel.x)
        canvas.put(0, 0, glyph("line") * canvas.width, ink(FAINT))
        end = canvas.width
        if named and size(named) + 8 < canvas.width:
            end = canvas.right(canvas.width, 0, named, ink(DIM)) - 1
            canvas.put(end, 0, " ", ink(DIM))
        free = 0
        for at, text in axis.ticks(max(2, canvas.width // 10)):
            x = round(float(axis.place(np.array(at), canvas.width)))
            start = max(0, min(x - size(text) // 2, canvas.width - size(text)))
            if start >= free and start + size(text) <= end:
                canvas.put(start, 0, text, ink(DIM))
                free = start + size(text) + 2

    def _draw_rules(self, plot: Canvas, x: Axis, y: Axis, levels: dict[str, float]) -> None:
        """Marks as broken uprights, levels as broken lines."""
        for value in self.panel.marks.values():
            column = float(x.place(np.array(value), plot.width))
            if np.isfinite(column) and 0 <= round(column) < plot.width:
                plot.codes[:, round(column)] = ord(glyph("mark"))
                plot.inks[:, round(column)] = DIM
        for value in levels.values():
            row = _row(y, value, plot.height)
            if row is not None:
                plot.codes[row] = ord(glyph("level"))
                plot.inks[row] = DIM

    def _label_rules(self, plot: Canvas, x: Axis, y: Axis, levels: dict[str, float], taken: Array) -> None:
        """Names on levels and marks, at the end where they hide least of the lines."""
        for name, value in levels.items():
            row = _row(y, value, plot.height)
            if row is None:
                continue
            text = fit(f" {shown(name)} {short(value)} ", plot.width - 2)
            places = [plot.width - 1 - size(text), 1, (plot.width - size(text)) // 2]
            best = min(places, key=lambda at: int(taken[row, max(0, at) : at + size(text)].sum()))
            plot.put(max(0, best), row, text, ink(DIM))
            taken[row, max(0, best) : best + size(text)] = True
        written = np.zeros(plot.codes.shape, dtype=bool)
        for name, value in self.panel.marks.items():
            column = float(x.place(np.array(value), plot.width))
            if not np.isfinite(column) or not 0 <= round(column) < plot.width:
                continue
            text = fit(shown(name), plot.width // 2)
            after, before = round(column) + 1, round(column) - size(text)
            ways = [
                (
                    int(written[row, at : at + size(text)].sum()),
                    side,
                    int(taken[row, at : at + size(text)].sum()),
                    row,
                    at,
                )
                for side, at in enumerate((after, before))
                for row in (0, plot.height - 1)
                if plot.height and 0 <= at <= plot.width - size(text)
            ]
            if (
                ways
            ):  # not over another name if it can be helped, behind its mark, and over least of the lines
                *_cost, row, at = min(ways, key=lambda way: way[:3])
                plot.put(at, row, text, ink(DIM))
                written[row, at : at + size(text)] = True

    def _draw_lines(self, plot: Canvas, x: Axis, y: Axis, lines: list[Line]) -> Array:
        """The lines, the first one on top; returns (rows, columns) of where there are any."""
        wide, high = plot.width * 2, plot.height * 4
        bits = np.zeros(plot.codes.shape, dtype=np.uint8)
        for line in reversed(lines):
            columns, rows, along = polyline(
                x.place(line.x, wide), high - 1 - y.place(line.y, high), wide, high
            )
            dots = np.zeros((high, wide), dtype=bool)
            steady = len(line.x) < 2 or bool((np.diff(line.x) >= 0).all())
            keep = drawn(columns.astype(np.float64) if steady else along, line.dash)
            dots[rows[keep], columns[keep]] = True
            packed = pack(dots)
            here = packed > 0
            bits |= packed
            plot.inks[here] = line.ink
            plot.codes[here] = ord(line.letter) if paint.ASCII else codes(bits)[here]
        return bits > 0


def _flow(widths: list[int], room: int) -> list[tuple[int, int]]:
    """(row, column) of things of these widths, set like words in lines of `room` cells."""
    places, row, at = [], 0, 0
    for width in widths:
        if at and at + width > room:
            row, at = row + 1, 0
        places.append((row, at))
        at += width + 1
    return places


def _row(axis: Axis, value: float, height: int) -> int | None:
    """The row of the screen on which `value` lies, if any."""
    dot = height * 4 - 1 - float(axis.place(np.array(value), height * 4))
    return round(dot) // 4 if np.isfinite(dot) and -0.5 <= dot < height * 4 - 0.5 else None
