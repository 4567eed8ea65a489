"""How long a frame of each view takes: update, drawing and the strips of all rows, every cell changing.

Medians in milliseconds of processor time at 80×24 inside a running app. The last is a whole frame of a live
heat map with the bytes for the terminal encoded as well.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from table import Row
from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.geometry import Region

from tutor.kit.panels import (
    BarsPanel,
    CurvesPanel,
    GraphPanel,
    GridPanel,
    HeatPanel,
    Panel,
    PicturesPanel,
    PointsPanel,
    TablePanel,
    TextPanel,
)
from tutor.ui.filters import INERT
from tutor.ui.views import PanelView, view_for

WIDE, HIGH, FRAMES = 80, 24, 200
RNG = np.random.default_rng(1)
X = np.arange(600.0)
WORDS = "the quick brown fox jumps over the lazy dog " * 30


def grid() -> Panel:
    """40 × 24 random cells in the large form."""
    cells = np.where(RNG.random((HIGH, WIDE // 2)) < 0.5, 1, -1)
    return GridPanel(name="p", cells=cells, ghost=-cells, changed=tuple(range(0, 900, 7)))


def heat() -> Panel:
    """A half-block map with a value for every half cell, smooth as weights are not: random."""
    return HeatPanel(name="p", values=RNG.normal(0, 0.5, (2 * HIGH - 2, WIDE)), low=-1, diverging=True)


def curves() -> Panel:
    """Four noisy lines of 600 points with a level."""
    lines = {
        str(k): np.stack([X, np.exp(-X / 200) + RNG.normal(0, 0.05, X.size) + k / 4]) for k in range(4)
    }
    return CurvesPanel(name="p", curves=lines, levels={"noise floor": 0.5}, x="step")


def points() -> Panel:
    """Two hundred samples over a field."""
    field = RNG.random((48, 48))
    return PointsPanel(
        name="p", points=RNG.normal(0, 0.4, (200, 2)), real=RNG.normal(0, 0.4, (50, 2)), field=field
    )


def bars() -> Panel:
    """A bar on every row."""
    labels = tuple(f"메모리 {k}" for k in range(HIGH))
    return BarsPanel(name="p", labels=labels, values=RNG.uniform(-1, 1, HIGH), low=-1)


def text() -> Panel:
    """A screen of coloured characters."""
    return TextPanel(name="p", text=WORDS, values=RNG.uniform(-1, 1, len(WORDS)))


def graph() -> Panel:
    """Three layers of twelve steps."""
    values = RNG.uniform(-1, 1, (3, 12, 8))
    return GraphPanel(name="p", values=values, rows=("a", "b", "c"), flows=(">", ">", ""), cuts=(4,))


def pictures() -> Panel:
    """Forty pictures of 8×8."""
    return PicturesPanel(name="p", pictures=RNG.uniform(0, 1, (40, 8, 8)))


def table() -> Panel:
    """Twenty rows of four numbers."""
    rows = tuple(tuple(f"{v:.3f}" for v in row) for row in RNG.normal(0, 1, (20, 4)))
    return TablePanel(name="p", header=("a", "b", "c", "d"), rows=rows, chosen=3)


KINDS: tuple[Callable[[], Panel], ...] = (grid, heat, curves, points, bars, text, graph, table, pictures)


class Bench(App[None]):
    """One view, filling the screen."""

    def __init__(self, view: PanelView[Any]) -> None:
        super().__init__()
        self.view = view
        view.styles.width, view.styles.height = WIDE, HIGH

    def compose(self) -> ComposeResult:
        yield self.view

    def get_line_filters(self) -> Sequence[LineFilter]:
        """As in the app."""
        return [*super().get_line_filters(), INERT]


def frames(view: PanelView[Any], make: Callable[[], Panel], count: int, encode: bool) -> Iterator[float]:
    """Milliseconds of each frame, from the new panel to the strips (or bytes) of all rows."""
    console = Console(color_system="truecolor", force_terminal=True)
    for panel in [make() for _ in range(min(count, 20))] * (count // 20 or 1):
        start = time.process_time()
        view.update(panel)
        strips = view.render_lines(Region(0, 0, WIDE, HIGH))
        if encode:
            "\n".join(strip.render(console) for strip in strips).encode()
        yield (time.process_time() - start) * 1000


async def measure(make: Callable[[], Panel], count: int, encode: bool = False) -> float:
    """Median frame of one kind of view."""
    first = make()
    view = view_for(first)(first)
    async with Bench(view).run_test(size=(WIDE, HIGH)) as pilot:
        await pilot.pause()
        return statistics.median(list(frames(view, make, count, encode))[5:])


def rows() -> Iterable[Row]:
    """A line a kind, and the whole frame."""
    kinds = [(make.__name__, make, False) for make in KINDS] + [
        ("heat, with the terminal's bytes", heat, True)
    ]
    for name, make, encode in kinds:
        took = asyncio.run(measure(make, FRAMES, encode))
        yield Row(
            f"frame of a {name}, {WIDE}×{HIGH}, every cell changing",
            "-",
            f"{took:.1f} ms",
            "≤ 10 ms",
            took <= 10.0,
        )
