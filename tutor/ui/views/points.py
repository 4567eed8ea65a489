"""The view of points in a plane: a field behind, what should be as rings, what was made as dots.

The plane keeps its proportions. Dots are braille, so a cloud of samples shows its shape.
"""

from __future__ import annotations

import math

import numpy as np
from textual import events
from textual.geometry import Offset

from tutor.kit.panels import PointsPanel
from tutor.ui import paint
from tutor.ui.paint import ACCENT, BOLD, DIM, TEXT, Array, ink, series
from tutor.ui.views.braille import codes, pack
from tutor.ui.views.canvas import Canvas, size
from tutor.ui.views.cursor import CursorView, stroke
from tutor.ui.views.numbers import short
from tutor.ui.words import _

_ARROWS = ("→↗↑↖←↙↓↘", ">/^\\</v\\")
_MADE, _REAL, _BOTH = ("⠶", "o"), ("○", "x"), ("◉", "*")
_SQUAREST, _LONGEST = 0.25, 4.0  # proportions beyond which the plane is stretched to the room


class PointsView(CursorView[PointsPanel]):
    """Points of a plane over a field."""

    _last: tuple[int, int] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """The cursor goes by cells of the screen."""
        width, height = self._plane(self.body.width, self.body.height)
        return height, width

    @property
    def points(self) -> bool:
        """The cursor matters in edit mode only."""
        return False

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
        self._draw_points(plane, grounds)
        self._draw_arrows(plane, grounds)
        if self.editing and self.action:
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
        kinds = [(_REAL, _("real"), len(self.panel.real)), (_MADE, _("made"), len(self.panel.points))]
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

    def _tell(self, row: int, column: int) -> None:
        x0, x1, y0, y1 = (float(b) for b in self.panel.bounds)
        rows, columns = self.shape
        x = x0 + (x1 - x0) * (column + 0.5) / columns
        y = y1 - (y1 - y0) * (row + 0.5) / rows
        self.post_message(self.Edited(self.panel.name, self.panel.edit, {"x": x, "y": y}))

    def _under(self, at: Offset) -> tuple[int, int] | None:
        rows, columns = self.shape
        return (at.y, at.x) if 0 <= at.y < rows and 0 <= at.x < columns else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """In edit mode, act there and go on acting while the mouse is dragged."""
        cell = self._under(self.in_body(event.get_content_offset_capture(self)))
        if cell is None or not (self.editing and self.action):
            return
        self._last = cell
        self.capture_mouse()
        self.point(*cell)
        self._tell(*cell)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Act in every cell that the mouse has passed."""
        cell = self._under(self.in_body(event.get_content_offset_capture(self)))
        if self._last is None or cell is None or cell == self._last:
            return
        for place in stroke(self._last, cell):
            self._tell(*place)
        self._last = cell
        self.point(*cell)

    def on_mouse_up(self) -> None:
        """Stop acting."""
        if self._last is not None:
            self._last = None
            self.release_mouse()


def _resized(field: Array, rows: int, columns: int) -> Array:
    """The nearest value of `field` at each of (rows, columns) places."""
    r = (np.arange(rows) * 2 + 1) * field.shape[0] // (2 * rows)
    c = (np.arange(columns) * 2 + 1) * field.shape[1] // (2 * columns)
    return np.asarray(field[np.ix_(r, c)])
