"""The view of points in a plane: a field behind, what should be as rings, what was made as dots.

The plane keeps its proportions. Dots are braille, so a cloud of samples shows its shape; points of several
classes are letters instead. A crosshair marks a place, the learner's own where the lab asks for one.
"""

from __future__ import annotations

import math

import numpy as np
from textual import events
from textual.geometry import Offset

from tutor.kit.panels import PointsPanel, spot
from tutor.ui import paint
from tutor.ui.paint import ACCENT, BOLD, DIM, FAINT, TEXT, Array, ink, series
from tutor.ui.views.base import shown
from tutor.ui.views.braille import codes, pack
from tutor.ui.views.canvas import Canvas, cells, size
from tutor.ui.views.cursor import CursorView, stroke
from tutor.ui.views.numbers import short
from tutor.ui.words import _

_ARROWS = ("→↗↑↖←↙↓↘", ">/^\\</v\\")
_MADE, _REAL, _BOTH = ("⠶", "o"), ("○", "x"), ("◉", "*")
_MOST = 64  # classes that are told apart
_SQUAREST, _LONGEST = 0.25, 4.0  # proportions beyond which the plane is stretched to the room


class PointsView(CursorView[PointsPanel]):
    """Points of a plane over a field."""

    _last: tuple[int, int] | None = None
    _led = True
    """Whether the lab says where the cross is: until the learner does."""

    @property
    def shape(self) -> tuple[int, int]:
        """The cursor goes by cells of the screen."""
        width, height = self._plane(self.body.width, self.body.height)
        return height, width

    @property
    def points(self) -> bool:
        """Whether the lab wants to know the place under the cursor; in edit mode it matters anyway."""
        return self.panel.focus

    @property
    def index(self) -> int:
        """The place under the cursor, as the lab understands it."""
        return spot(self.panel.bounds, *self._middle(self.row, self.column))

    def settle(self) -> None:
        """Follow the lab's cross until there is one of the learner's."""
        if self._led and self.panel.focus and len(self.panel.crosses):
            height, width = self.shape
            columns, rows = self._cells(self.panel.crosses[:1], Canvas.blank(width, height))
            if len(rows):
                self.place(int(rows[0]), int(columns[0]))
        super().settle()

    def point(self, row: int, column: int) -> None:
        """From here on the learner chooses."""
        self._led = False
        super().point(row, column)

    @property
    def action(self) -> str:
        """What a press does."""
        return self.panel.edit

    def body_wanted(self, width: int) -> int:
        """As high as the plane's proportions ask, within reason, and a line below it."""
        return min(20, max(6, round(width / 2 / self._proportion()))) + 1

    def _proportion(self) -> float:
        """Width by height of the plane, as it is to look."""
        x0, x1, y0, y1 = self.panel.bounds
        across, up = abs(x1 - x0), abs(y1 - y0)
        ratio = across / up if up and math.isfinite(across) and math.isfinite(up) else 1.0
        return ratio if _SQUAREST <= ratio <= _LONGEST else 1.0

    def _plane(self, width: int, height: int) -> tuple[int, int]:
        """Columns and rows of the plane in that room."""
        height = max(1, height - (height >= 4))
        wide = min(width, round(2 * height * self._proportion()))
        return max(1, wide), max(1, min(height, round(wide / 2 / self._proportion())))

    def draw(self, canvas: Canvas) -> None:
        """Field, rings, dots, arrows over them (each stands on a dot of its own), and what they are."""
        if canvas.width < 2 or canvas.height < 1:
            return
        wide, high = self._plane(canvas.width, canvas.height)
        plane = canvas.window(0, 0, wide, high)
        grounds = self._draw_field(plane)
        self._draw_crosshair(plane, grounds)
        if self.panel.classes.size:
            self._draw_classes(plane, grounds)
        else:
            self._draw_points(plane, grounds)
        self._draw_arrows(plane, grounds)
        self._draw_crosses(plane, grounds)
        if self.editing and self.action and self.row < high and self.column < wide:
            here = int(grounds[self.row, self.column])
            code = int(plane.codes[self.row, self.column])
            held = chr(code) if 32 < code < 0x110000 else "+"
            plane.put(self.column, self.row, held, ink(ACCENT, here, BOLD | paint.REVERSE))
        if canvas.height >= 4:
            self._draw_key(canvas.window(0, high, canvas.width, 1))

    def _draw_field(self, plane: Canvas) -> Array:
        """The field as background; returns its colour index at each cell (TEXT where there is none)."""
        field = np.asarray(self.panel.field, dtype=np.float64)
        grounds = np.zeros(plane.codes.shape, dtype=np.int32)
        if not field.size:
            grounds[:] = TEXT if self.plain else paint.PAPER
            plane.inks[:] = grounds << 8
            return grounds
        if self.plain:
            plane.codes[:] = paint.shades(_resized(field, plane.height, plane.width) * 0.5, 0.0, 1.0)
            plane.inks[:] = DIM
            return grounds
        colours = paint.backdrop(_resized(field, plane.height * 2, plane.width))
        upper, lower = colours[0::2], colours[1::2]
        plane.codes[:] = np.where(upper == lower, ord(" "), ord("▀"))
        plane.inks[:] = upper | lower << 8
        return np.asarray(upper)

    def _cells(self, xy: Array, plane: Canvas, scale: tuple[int, int] = (1, 1)) -> tuple[Array, Array]:
        """Columns and rows of points (n, 2) that lie in the plane, in cells or parts of cells."""
        x0, x1, y0, y1 = (float(b) for b in self.panel.bounds)
        points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        wide, high = plane.width * scale[0], plane.height * scale[1]
        with np.errstate(all="ignore"):
            columns = (points[:, 0] - x0) / (x1 - x0) * wide
            rows = (y1 - points[:, 1]) / (y1 - y0) * high
        inside = (columns >= 0) & (columns <= wide) & (rows >= 0) & (rows <= high)
        return (
            np.minimum(columns[inside].astype(np.intp), wide - 1),
            np.minimum(rows[inside].astype(np.intp), high - 1),
        )

    def _draw_points(self, plane: Canvas, grounds: Array) -> None:
        """Dots for what was made, rings for what it should be like, a filled ring where both are."""
        dots = np.zeros((plane.height * 4, plane.width * 2), dtype=bool)
        columns, rows = self._cells(self.panel.points, plane, (2, 4))
        dots[rows, columns] = True
        packed = pack(dots)
        made = packed > 0
        real = np.zeros(made.shape, dtype=bool)
        columns, rows = self._cells(self.panel.real, plane)
        real[rows, columns] = True
        plane.codes[made] = ord(_MADE[1]) if paint.ASCII else codes(packed)[made]
        plane.codes[real] = ord(_REAL[paint.ASCII])
        plane.codes[made & real] = ord(_BOTH[paint.ASCII])
        if not self.plain:
            colour = np.where(real, TEXT, series(1))
            plane.inks[made | real] = (colour | grounds << 8)[made | real]
        else:
            plane.inks[made | real] = TEXT

    def _draw_classes(self, plane: Canvas, grounds: Array) -> None:
        """The letter of its class where a point is; of several in a cell, the last."""
        marks = [_letter(shown(name)) for name in self.panel.names] or [ord(_MADE[paint.ASCII])]
        points = np.asarray(self.panel.points, dtype=np.float64).reshape(-1, 2)
        classes = np.asarray(self.panel.classes, dtype=np.float64).reshape(-1)
        for k in np.unique(classes[np.isfinite(classes)])[:_MOST].tolist():
            some = classes[: len(points)] == k
            columns, rows = self._cells(points[: len(classes)][some], plane)
            mark = marks[int(k) % len(marks)] if abs(k) < 1e9 else ord("?")
            plane.codes[rows, columns] = mark
            colour = TEXT if self.plain else series(int(k) if abs(k) < 1e9 else 0)
            plane.inks[rows, columns] = colour | grounds[rows, columns] << 8

    def _crosses(self, plane: Canvas) -> list[tuple[int, int]]:
        """Rows and columns of the crosses; the first is the learner's cursor where there is one."""
        columns, rows = self._cells(self.panel.crosses, plane)
        found = list(zip(rows.tolist(), columns.tolist(), strict=True))
        if self.panel.focus and not self._led and self.row < plane.height and self.column < plane.width:
            found[:1] = [(self.row, self.column)]
        return found

    def _draw_crosshair(self, plane: Canvas, grounds: Array) -> None:
        """Thin lines through the first cross, behind everything but the field."""
        for row, column in self._crosses(plane)[:1]:
            for code, (r, c) in (
                (ord("-" if paint.ASCII else "─"), (row, slice(None))),
                (ord("|" if paint.ASCII else "│"), (slice(None), column)),
            ):
                plane.codes[r, c] = code
                plane.inks[r, c] = (DIM if self.plain else FAINT) | grounds[r, c] << 8

    def _draw_crosses(self, plane: Canvas, grounds: Array) -> None:
        """The crosses themselves, over everything."""
        for row, column in self._crosses(plane):
            mark = "+" if paint.ASCII else "╋"
            plane.put(column, row, mark, ink(ACCENT, int(grounds[row, column]), BOLD))

    def _draw_arrows(self, plane: Canvas, grounds: Array) -> None:
        """An arrow for each vector, by direction; the longest half stand out."""
        arrows = np.asarray(self.panel.arrows, dtype=np.float64).reshape(-1, 4)
        arrows = arrows[np.isfinite(arrows).all(axis=1)]
        if not len(arrows):
            return
        with np.errstate(over="ignore"):
            length = np.hypot(arrows[:, 2], arrows[:, 3])
        most = float(length.max())
        for (x, y, dx, dy), long in zip(arrows.tolist(), length.tolist(), strict=True):
            columns, rows = self._cells(np.array([[x, y]]), plane)
            if len(columns):
                r, c = int(rows[0]), int(columns[0])
                still = not long > 0.05 * most
                eighth = round(math.atan2(dy, dx) / (math.pi / 4)) % 8
                plane.codes[r, c] = (
                    ord("." if paint.ASCII else "·") if still else ord(_ARROWS[paint.ASCII][eighth])
                )
                plane.inks[r, c] = ink(TEXT if long > 0.5 * most else DIM, int(grounds[r, c]))

    def _draw_key(self, canvas: Canvas) -> None:
        """What the marks are, and the corners of the plane."""
        x0, x1, y0, y1 = self.panel.bounds
        at = 0
        made = 0 if self.panel.classes.size else len(self.panel.points)
        kinds = [(_REAL, _("real"), len(self.panel.real)), (_MADE, _("made"), made)]
        for marks, name, count in kinds:
            if count:
                at += canvas.put(at, 0, marks[paint.ASCII], ink(TEXT if marks is _REAL else series(1))) + 1
                at += canvas.put(at, 0, name, ink(DIM)) + 2
        dots = ".." if paint.ASCII else "…"
        said = f"x {short(x0)}{dots}{short(x1)}  y {short(y0)}{dots}{short(y1)}"
        if at + size(said) <= canvas.width:
            canvas.put(at, 0, said, ink(DIM))

    # Editing

    def press(self) -> None:
        """Do the panel's action at the middle of the cursor's cell."""
        self._tell(self.row, self.column)

    def _middle(self, row: int, column: int) -> tuple[float, float]:
        """The place in the plane under the middle of a cell."""
        x0, x1, y0, y1 = (float(b) for b in self.panel.bounds)
        rows, columns = self.shape
        return x0 + (x1 - x0) * (column + 0.5) / columns, y1 - (y1 - y0) * (row + 0.5) / rows

    def _tell(self, row: int, column: int) -> None:
        x, y = self._middle(row, column)
        self.post_message(self.Edited(self.panel.name, self.panel.edit, {"x": x, "y": y}))

    def _under(self, at: Offset) -> tuple[int, int] | None:
        rows, columns = self.shape
        return (at.y, at.x) if 0 <= at.y < rows and 0 <= at.x < columns else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Point there; in edit mode, act there; and go on with it while the mouse is dragged."""
        cell = self._under(self.in_body(event.get_content_offset_capture(self)))
        acts = self.editing and bool(self.action)
        if cell is None or not (acts or self.points):
            return
        self._last = cell
        self.capture_mouse()
        self.point(*cell)
        if acts:
            self._tell(*cell)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Point at every cell that the mouse has passed; in edit mode, act there."""
        cell = self._under(self.in_body(event.get_content_offset_capture(self)))
        if self._last is None or cell is None or cell == self._last:
            return
        for passed in stroke(self._last, cell) if self.editing and self.action else ():
            self._tell(*passed)
        self._last = cell
        self.point(*cell)

    def on_mouse_up(self) -> None:
        """Stop acting."""
        if self._last is not None:
            self._last = None
            self.release_mouse()


def _letter(name: str) -> int:
    """What stands for a class in one cell of the screen: the first letter of its name, if it is narrow."""
    first = cells(name)[:2]
    return int(first[0]) if len(first) and 0 not in first and first[0] != ord(" ") else ord("?")


def _resized(field: Array, rows: int, columns: int) -> Array:
    """The nearest value of `field` at each of (rows, columns) places."""
    r = (np.arange(rows) * 2 + 1) * field.shape[0] // (2 * rows)
    c = (np.arange(columns) * 2 + 1) * field.shape[1] // (2 * columns)
    return np.asarray(field[np.ix_(r, c)])
