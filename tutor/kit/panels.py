"""Panels: what a lab shows, as plain data. Few in kind; the screen has exactly one view for each.

A panel never knows how it is drawn. Arrays are numpy's; `panel.array` is the name under which a
saved run keeps each of them. Text in a panel is a message id and is translated on screen; words that are
the model's or the learner's own are `Verbatim` and pass through unchanged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tutor.kit.say import N_

Array = NDArray[Any]


def _none(*shape: int) -> Array:
    return np.zeros(shape, dtype=np.float32)


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """What all panels have: a name unique in its frame, a short title, a share of the room."""

    kind: ClassVar[str]
    name: str
    title: str = ""
    note: str = ""
    """One dim line under the picture."""
    wide: bool = False
    """Whether it stands over both columns, where there are two. For the first panel only."""

    def arrays(self) -> dict[str, Array]:
        """Every array of this panel by field name (`curves.loss` for a mapping's entry)."""
        found: dict[str, Array] = {}
        for f in dataclasses.fields(self):
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                found[f.name] = value
            elif isinstance(value, Mapping):
                found.update({f"{f.name}.{k}": v for k, v in value.items() if isinstance(v, np.ndarray)})
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class GridPanel(Panel):
    """Cells of ±1. With `edit`, a learner's press on a cell is the action of that name {row, col}."""

    kind: ClassVar[str] = "grid"
    cells: Array
    """(height, width), int8, each −1 or +1."""
    ghost: Array = dataclasses.field(default_factory=lambda: _none(0, 0))
    """(height, width) of ±1 to compare with (cells that differ are marked), or empty."""
    changed: tuple[int, ...] = ()
    """Flat indices of the cells that the last step changed."""
    edit: str = ""
    focus: bool = False
    """The cell under the cursor is sent back as `look.focus[name]` (its flat index)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HeatPanel(Panel):
    """A matrix in colour. `diverging` maps have their middle at 0."""

    kind: ClassVar[str] = "heat"
    values: Array
    """(height, width), float."""
    low: float = 0.0
    high: float = 1.0
    diverging: bool = False
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    row_focus: bool = False
    """The chosen row is sent back as `look.focus[name]`."""
    chosen: int = -1
    """The row that is chosen as long as the learner has chosen none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PicturesPanel(Panel):
    """Small pictures in rows: samples, reconstructions, the maps of a layer.

    With `edit`, a press on one is the action of that name {picture}.
    """

    kind: ClassVar[str] = "pictures"
    pictures: Array
    """(n, height, width), float; NaN for pixels that are not there."""
    low: float = 0.0
    high: float = 1.0
    diverging: bool = False
    labels: tuple[str, ...] = ()
    """What stands under each."""
    across: int = 0
    """Pictures in a row; 0 as many as fit. Where fewer fit, each row shows its first ones."""
    chosen: int = -1
    focus: bool = False
    """The picture under the cursor is sent back as `look.focus[name]`."""
    edit: str = ""
    warned: tuple[int, ...] = ()
    """Pictures whose label says something bad of them: it is shown in that colour."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CurvesPanel(Panel):
    """Lines over x, with named horizontal `levels` (a noise floor, a theory) and vertical `marks`."""

    kind: ClassVar[str] = "curves"
    curves: Mapping[str, Array]
    """name → (2, n): x and y. NaN breaks the line."""
    levels: Mapping[str, float] = dataclasses.field(default_factory=dict)
    marks: Mapping[str, float] = dataclasses.field(default_factory=dict)
    x: str = ""
    y: str = ""
    low: float | None = None
    high: float | None = None
    """Limits of y; None fits them to the data."""
    log: bool = False


Bounds = tuple[float, float, float, float]
"""x from, x to, y from, y to."""
LATTICE = 96
"""Places to a side that a learner may point at in a plane."""


def place(bounds: Bounds, index: int) -> tuple[float, float]:
    """The place (x, y) of a `PointsPanel` that is sent back as `index`: row by row of a lattice, from the
    upper left corner."""
    row, column = divmod(min(max(0, index), LATTICE**2 - 1), LATTICE)
    x0, x1, y0, y1 = bounds
    return x0 + (x1 - x0) * (column + 0.5) / LATTICE, y1 - (y1 - y0) * (row + 0.5) / LATTICE


def spot(bounds: Bounds, x: float, y: float) -> int:
    """The index of the lattice's place nearest to (x, y): what `place` takes."""
    x0, x1, y0, y1 = bounds
    across, down = (x - x0) / ((x1 - x0) or 1.0), (y1 - y) / ((y1 - y0) or 1.0)
    column, row = (int(min(max(0.0, share * LATTICE), LATTICE - 1.0)) for share in (across, down))
    return row * LATTICE + column


@dataclass(frozen=True, kw_only=True, eq=False)
class PointsPanel(Panel):
    """Points of a plane over a field. With `edit`, a press is the action of that name {x, y}."""

    kind: ClassVar[str] = "points"
    points: Array
    """(n, 2): what the model made."""
    real: Array = dataclasses.field(default_factory=lambda: _none(0, 2))
    """(m, 2): what it should be like."""
    field: Array = dataclasses.field(default_factory=lambda: _none(0, 0))
    """(height, width) in 0…1, row 0 at the top, over `bounds`; or empty."""
    arrows: Array = dataclasses.field(default_factory=lambda: _none(0, 4))
    """(k, 4): x, y, dx, dy."""
    bounds: Bounds = (-1.0, 1.0, -1.0, 1.0)
    edit: str = ""
    classes: Array = dataclasses.field(default_factory=lambda: _none(0))
    """(n,): the class of each point, an index into `names`, by which it is drawn; or empty."""
    names: tuple[str, ...] = ()
    """Of the classes; the first letter of each stands where its points are."""
    crosses: Array = dataclasses.field(default_factory=lambda: _none(0, 2))
    """(k, 2): places marked by a cross."""
    focus: bool = False
    """The place of the cursor is sent back as `look.focus[name]`: an index that `place` understands."""


@dataclass(frozen=True, kw_only=True, eq=False)
class BarsPanel(Panel):
    """One bar a label between `low` and `high`; where low < 0 bars grow from 0 to both sides.

    `upright` bars stand side by side on a scale, from `low` up; `log` is for them only.
    """

    kind: ClassVar[str] = "bars"
    labels: tuple[str, ...]
    values: Array
    """(n,), float."""
    low: float = 0.0
    high: float = 1.0
    chosen: int = -1
    digits: int = 2
    upright: bool = False
    log: bool = False
    """Whether heights go by the logarithm; `low` and `high` are above 0 then."""
    marks: Array = dataclasses.field(default_factory=lambda: _none(0))
    """(n,): a mark on each upright bar (a bound it must keep, say), NaN for none; or empty."""
    spans: Array = dataclasses.field(default_factory=lambda: _none(0, 2))
    """(n, 2): from where to where the true value of each lying bar may be, NaN for unknown; or empty."""
    edit: str = ""
    """Lying bars a learner may set: the action of that name {bar, value}."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TextPanel(Panel):
    """Text, each character with a value in −1…1 that colours it. With `typed`, the learner's own
    beginning is sent back as `look.focus[name]`."""

    kind: ClassVar[str] = "text"
    text: str
    values: Array = dataclasses.field(default_factory=lambda: _none(0))
    """(len(text),) in −1…1, or empty for plain text."""
    given: int = 0
    """How many characters at the start are the learner's, not the model's."""
    typed: bool = False
    asks: str = N_("write a beginning")
    """What stands in the line to write in while it is empty."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GraphPanel(Panel):
    """A network unrolled in time: columns are time steps, rows go from input (last) to output (first).

    A cell that is not there (a one-to-many net has inputs at the first step only) is NaN throughout.
    """

    kind: ClassVar[str] = "graph"
    values: Array
    """(rows, columns, units): what to draw in each box. Colours end at ±1, numbers do not."""
    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()
    """Labels under the columns (the input symbols)."""
    outputs: tuple[str, ...] = ()
    """Labels over the columns."""
    over: str = N_("predicted")
    """What the labels over the columns are, where it must be said in words."""
    flows: tuple[str, ...] = ()
    """For each row, how state flows along it: "" not, ">" rightwards, "<" leftwards."""
    links: tuple[str, ...] = ()
    """For the gap under each row, which way values go there: "^" up (where not said), "v" down, "" not."""
    wires: Array = dataclasses.field(default_factory=lambda: _none(0, 3))
    """(n, 3): row, column, and the column of the row below that its value comes from: a line each."""
    cuts: tuple[int, ...] = ()
    """Columns before which the gradient is cut: what flows leftwards ends there."""
    chosen: int = -1
    """The column that is being worked on: marked, and kept in view."""
    focus: bool = False
    """The column that the learner chooses is sent back as `look.focus[name]`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TablePanel(Panel):
    """A small table: a sum term by term, a cell's arithmetic."""

    kind: ClassVar[str] = "table"
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chosen: int = -1


AnyPanel = (
    GridPanel
    | HeatPanel
    | PicturesPanel
    | CurvesPanel
    | PointsPanel
    | BarsPanel
    | TextPanel
    | GraphPanel
    | TablePanel
)
KINDS: dict[str, type[Panel]] = {
    c.kind: c
    for c in (
        GridPanel,
        HeatPanel,
        PicturesPanel,
        CurvesPanel,
        PointsPanel,
        BarsPanel,
        TextPanel,
        GraphPanel,
        TablePanel,
    )
}
