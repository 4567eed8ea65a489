"""Whatever is in a panel, however small the room: views draw it, in exactly the room they have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rich.cells import cell_len
from textual.app import App, ComposeResult

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
from tutor.ui import paint
from tutor.ui.views import PanelView, view_for
from tutor.ui.views.braille import polyline
from tutor.ui.views.canvas import Canvas, fit, size

NUMBERS = st.one_of(st.floats(width=64), st.sampled_from([0.0, 1.0, -1.0, 1e308, -1e308, 5e-324]))
TEXT = st.text(max_size=12) | st.sampled_from(
    ["한국어", "\n", " ", "", "[b]", "👩‍🚀", "e\u0301", "\x1b[31m"]
)
TEXTS = st.lists(TEXT, max_size=6).map(tuple)


def floats(*shape: int) -> st.SearchStrategy[Any]:
    return arrays.arrays(np.float64, shape, elements=NUMBERS)


def of_up_to(*most: int) -> st.SearchStrategy[Any]:
    return st.tuples(*(st.integers(0, n) for n in most)).flatmap(lambda shape: floats(*shape))


SIGNS = arrays.arrays(
    np.int8, st.tuples(st.integers(0, 40), st.integers(0, 40)), elements=st.sampled_from([-1, 1])
)
PANELS: dict[str, st.SearchStrategy[Panel]] = {
    "grid": st.builds(
        GridPanel,
        name=st.just("p"),
        cells=SIGNS,
        ghost=SIGNS,
        changed=st.lists(st.integers(-5, 2000), max_size=5).map(tuple),
        edit=st.sampled_from(["", "flip"]),
        focus=st.booleans(),
    ),
    "heat": st.builds(
        HeatPanel,
        name=st.just("p"),
        values=of_up_to(30, 50),
        low=NUMBERS,
        high=NUMBERS,
        diverging=st.booleans(),
        rows=TEXTS,
        columns=TEXTS,
        row_focus=st.booleans(),
    ),
    "curves": st.builds(
        CurvesPanel,
        name=st.just("p"),
        curves=st.dictionaries(TEXT, st.integers(0, 20).flatmap(lambda n: floats(2, n)), max_size=3),
        levels=st.dictionaries(TEXT, NUMBERS, max_size=2),
        marks=st.dictionaries(TEXT, NUMBERS, max_size=2),
        low=st.none() | NUMBERS,
        high=st.none() | NUMBERS,
        log=st.booleans(),
        x=TEXT,
        y=TEXT,
    ),
    "points": st.builds(
        PointsPanel,
        name=st.just("p"),
        points=st.integers(0, 20).flatmap(lambda n: floats(n, 2)),
        real=st.integers(0, 5).flatmap(lambda n: floats(n, 2)),
        field=of_up_to(9, 9),
        arrows=st.integers(0, 5).flatmap(lambda n: floats(n, 4)),
        bounds=st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS) | st.just((-1.0, 1.0, -1.0, 1.0)),
        edit=st.sampled_from(["", "drop"]),
        classes=st.integers(0, 22).flatmap(lambda n: floats(n)),
        names=TEXTS,
        crosses=st.integers(0, 3).flatmap(lambda n: floats(n, 2)),
        focus=st.booleans(),
    ),
    "pictures": st.builds(
        PicturesPanel,
        name=st.just("p"),
        pictures=of_up_to(12, 9, 9),
        low=NUMBERS,
        high=NUMBERS,
        diverging=st.booleans(),
        labels=TEXTS,
        across=st.integers(0, 15),
        chosen=st.integers(-1, 14),
        focus=st.booleans(),
        edit=st.sampled_from(["", "keep"]),
    ),
    "bars": st.builds(
        BarsPanel,
        name=st.just("p"),
        labels=TEXTS,
        values=of_up_to(6),
        low=NUMBERS,
        high=NUMBERS,
        chosen=st.integers(-1, 9),
        digits=st.integers(0, 4),
        upright=st.booleans(),
        log=st.booleans(),
        marks=of_up_to(12),
        spans=st.integers(0, 7).flatmap(lambda n: floats(n, 2)),
        edit=st.sampled_from(["", "gate"]),
    ),
    "text": st.builds(
        TextPanel,
        name=st.just("p"),
        text=st.text(max_size=200),
        values=of_up_to(200),
        given=st.integers(0, 300),
    ),
    "graph": st.builds(
        GraphPanel,
        name=st.just("p"),
        values=of_up_to(3, 12, 9),
        rows=TEXTS,
        columns=TEXTS,
        outputs=TEXTS,
        flows=st.lists(st.sampled_from(["", ">", "<"]), max_size=4).map(tuple),
        links=st.lists(st.sampled_from(["", "^", "v"]), max_size=4).map(tuple),
        wires=arrays.arrays(
            np.int64, st.tuples(st.integers(0, 5), st.just(3)), elements=st.integers(-3, 14)
        ),
        cuts=st.lists(st.integers(-1, 14), max_size=3).map(tuple),
        chosen=st.integers(-1, 14),
        focus=st.booleans(),
    ),
    "table": st.builds(
        TablePanel,
        name=st.just("p"),
        header=TEXTS,
        rows=st.lists(TEXTS, max_size=6).map(tuple),
        chosen=st.integers(-1, 7),
    ),
}


class Stage(App[None]):
    def __init__(self, view: PanelView[Any]) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        yield self.view


@pytest.mark.parametrize("look", ["colour", "colourless", "ascii"])
@pytest.mark.parametrize("kind", PANELS)
async def test_any_panel_fills_its_room_exactly(
    kind: str, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look != "colour":
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(paint, "ASCII", look == "ascii")
    panels = PANELS[kind]
    blank: Panel = {
        "grid": GridPanel(name="p", cells=np.ones((2, 2))),
        "heat": HeatPanel(name="p", values=np.ones((2, 2))),
        "curves": CurvesPanel(name="p", curves={}),
        "points": PointsPanel(name="p", points=np.zeros((0, 2))),
        "pictures": PicturesPanel(name="p", pictures=np.zeros((0, 0, 0))),
        "bars": BarsPanel(name="p", labels=(), values=np.zeros(0)),
        "text": TextPanel(name="p", text=""),
        "graph": GraphPanel(name="p", values=np.zeros((0, 0, 0)), rows=()),
        "table": TablePanel(name="p", header=(), rows=()),
    }[kind]
    view = view_for(blank)(blank)
    async with Stage(view).run_test(size=(60, 20)) as pilot:
        await pilot.pause()

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(panels, st.none() | panels, st.integers(1, 70), st.integers(1, 24), st.booleans())
        def check(panel: Any, other: Any, width: int, height: int, editing: bool) -> None:
            view.set_reactive(PanelView.editing, editing)
            view.update(panel, other, "other")
            canvas = Canvas.blank(width, height)
            with np.errstate(all="ignore"):
                view.draw(canvas)
            for y in range(height):
                strip = canvas.strip(y, view.palette)
                assert cell_len(strip.text) == width == strip.cell_length
                assert "\x1b" not in strip.text
            assert 0 <= view.wanted(width) < 10_000

        check()


@given(st.text(max_size=40), st.integers(0, 20))
@settings(max_examples=300, deadline=None)
def test_fitted_text_fits(text: str, width: int) -> None:
    assert size(fit(text, width)) <= width
    canvas = Canvas.blank(30, 1)
    assert canvas.put(3, 0, text, width=width) <= width


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=30))
@settings(max_examples=300, deadline=None)
def test_lines_stay_in_their_box(points: list[tuple[float, float]]) -> None:
    x, y = np.clip(np.array(points, dtype=float).reshape(-1, 2).T, -1e150, 1e150)
    columns, rows, along = polyline(x, y, 40, 20)
    assert len(columns) == len(rows) == len(along) < 100_000
    assert not len(columns) or (
        columns.min() >= 0 and columns.max() < 40 and rows.min() >= 0 and rows.max() < 20
    )


def test_a_line_from_far_away_crosses_where_it_should() -> None:
    columns, rows, _ = polyline(np.array([-1e9, 1e9]), np.array([-1e9 + 5, 1e9 + 5]), 40, 40)
    assert set((rows - columns).tolist()) == {5}
    assert (np.diff(np.sort(columns)) <= 1).all()
