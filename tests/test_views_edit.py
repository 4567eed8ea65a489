"""Pointing and editing by keys and mouse: the messages that views post, and what they show at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from tutor.kit.panels import (
    BarsPanel,
    GridPanel,
    HeatPanel,
    Panel,
    PicturesPanel,
    PointsPanel,
    TextPanel,
    place,
    spot,
)
from tutor.ui.views import PanelView, view_for
from tutor.ui.views.cursor import stroke

OFF = -np.ones((4, 5), dtype=np.int8)
GRID = GridPanel(name="state", title="state", cells=OFF, edit="flip", focus=True)


class Table(App[None]):
    """A view, and what it says."""

    BINDINGS = [Binding("space", "play", "play"), Binding("right", "step", "step")]

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.view: PanelView[Any] = view_for(panel)(panel)
        self.view.styles.width, self.view.styles.height = 20, 8
        self.picked: list[int] = []
        self.edited: list[tuple[str, str, dict[str, Any]]] = []
        self.typed: list[str] = []
        self.passed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.view

    @on(PanelView.Picked)
    def note_pick(self, message: PanelView.Picked) -> None:
        self.picked.append(message.index)

    @on(PanelView.Edited)
    def note_edit(self, message: PanelView.Edited) -> None:
        self.edited.append((message.panel, message.action, dict(message.values)))

    @on(PanelView.Typed)
    def note_text(self, message: PanelView.Typed) -> None:
        self.typed.append(message.text)

    def action_play(self) -> None:
        self.passed.append("play")

    def action_step(self) -> None:
        self.passed.append("step")


async def start(app: Table, pilot: Pilot[None], editing: bool) -> None:
    await pilot.pause()
    app.view.editing = editing
    if app.view.can_focus:
        app.view.focus()
    await pilot.pause()


async def test_arrows_move_the_cursor_and_say_so() -> None:
    app = Table(GRID)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=False)
        await pilot.press("right", "down", "down", "left", "left", "up", "up", "up")
        assert app.picked == [1, 6, 11, 10, 5, 0]
        await pilot.press("space")
        assert app.edited == [] and app.passed == ["play"]


async def test_keys_edit_in_edit_mode_only() -> None:
    app = Table(GRID)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        await pilot.press("down", "right", "space", "enter")
        assert app.edited == [("state", "flip", {"row": 1, "col": 1})] * 2
        assert app.passed == []


async def test_a_press_shows_at_once_and_the_run_has_the_last_word() -> None:
    app = Table(GRID)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        before = [app.view.render_line(y) for y in range(8)]
        await pilot.press("space")
        assert app.view.render_line(1) != before[1]
        app.view.update(GRID)  # a frame from before the press
        assert app.view.render_line(1) != before[1]
        app.view.update(GRID)
        assert app.view.render_line(1) == before[1]


async def test_without_anything_to_do_keys_go_to_the_screen() -> None:
    app = Table(GridPanel(name="g", cells=OFF, edit="flip"))
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=False)
        assert not app.view.can_focus
        await pilot.press("right", "space")
        assert app.passed == ["step", "play"]
        app.view.editing = True
        assert app.view.can_focus


async def test_mouse_turns_a_cell_over_and_paints_with_what_it_became() -> None:
    cells = OFF.copy()
    cells[1, 2] = 1
    app = Table(GridPanel(name="state", title="state", cells=cells, edit="flip"))
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        await pilot.mouse_down(app.view, offset=(0, 2))
        await pilot.hover(app.view, offset=(9, 2))
        await pilot.hover(app.view, offset=(9, 4))
        await pilot.mouse_up(app.view, offset=(9, 4))
        await pilot.hover(app.view, offset=(0, 4))
        places = [(e[2]["row"], e[2]["col"]) for e in app.edited]
        assert places == [(1, 0), (1, 1), (1, 3), (1, 4), (2, 4), (3, 4)]


async def test_another_grid_under_the_brush_is_not_painted_where_it_has_no_cells() -> None:
    app = Table(GridPanel(name="state", title="state", cells=OFF, edit="flip"))
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        await pilot.mouse_down(app.view, offset=(9, 4))
        app.view.update(GridPanel(name="state", title="state", cells=OFF[:2, :2].copy(), edit="flip"))
        await pilot.hover(app.view, offset=(0, 1))
        assert len(app.edited) == 1


async def test_mouse_points_outside_edit_mode() -> None:
    app = Table(GRID)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=False)
        await pilot.click(app.view, offset=(5, 3))
        await pilot.click(app.view, offset=(18, 3))
        assert app.picked == [12] and app.edited == []


async def test_heat_chooses_rows() -> None:
    panel = HeatPanel(name="h", title="t", values=np.zeros((3, 4)), rows=("a", "나", "c"), row_focus=True)
    app = Table(panel)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=False)
        await pilot.press("down", "down", "down", "up")
        assert app.picked == [1, 2, 1]
        assert "❯ 나" in "".join(app.view.render_line(y).text for y in range(8))
        await pilot.click(app.view, offset=(6, 1))
        assert app.picked[-1] == 0


async def test_heat_scrolls_named_rows_where_room_lacks() -> None:
    names = tuple(f"row{n}" for n in range(12))
    panel = HeatPanel(name="h", title="t", values=np.zeros((12, 4)), rows=names, row_focus=True)
    app = Table(panel)
    async with app.run_test(size=(40, 8)) as pilot:
        await start(app, pilot, editing=False)

        def lines() -> str:
            return "\n".join(app.view.render_line(y).text for y in range(8))

        assert "❯ row0" in lines() and "row5" in lines() and "row6" not in lines() and "…" in lines()
        await pilot.press(*["down"] * 11)
        assert app.picked == list(range(1, 12))
        assert "❯ row11" in lines() and "row6" in lines() and "row5" not in lines()
        await pilot.click(app.view, offset=(6, 1))
        assert app.picked[-1] == 6 and "❯ row6" in lines()


async def test_points_are_drawn_where_pressed() -> None:
    panel = PointsPanel(name="p", points=np.zeros((0, 2)), bounds=(0.0, 2.0, 0.0, 1.0), edit="drop")
    app = Table(panel)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        await pilot.press("enter")
        rows, columns = app.view.shape  # type: ignore[attr-defined]
        await pilot.mouse_down(app.view, offset=(columns - 1, rows - 1))
        await pilot.hover(app.view, offset=(columns - 3, rows - 1))
        await pilot.mouse_up(app.view, offset=(columns - 3, rows - 1))
    first, last = app.edited[0], app.edited[1]
    assert first[:2] == ("p", "drop") and first[2]["x"] < 0.1 and first[2]["y"] > 0.85
    assert last[2]["x"] > 1.9 and last[2]["y"] < 0.15
    assert len(app.edited) == 4


async def test_typed_text_is_told_harmless_and_letters_are_letters() -> None:
    app = Table(TextPanel(name="x", title="t", text="", typed=True))
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        await pilot.press("a", "space", "ㅂ")
        assert app.typed == ["a", "a ", "a ㅂ"] and app.passed == []
        app.view.query_one(Input).value = "b\u202e[red]"
        await pilot.pause()
        assert app.typed[-1] == "b[red]"


def test_a_stroke_has_no_gaps() -> None:
    for end in [(0, 7), (5, 2), (-3, -3), (0, 0)]:
        cells = [(0, 0), *stroke((0, 0), end)]
        assert cells[-1] == end
        assert all(max(abs(a - c), abs(b - d)) == 1 for (a, b), (c, d) in pairwise(cells))


async def test_bars_are_set_by_keys_and_mouse_in_edit_mode_only() -> None:
    panel = BarsPanel(name="gates", labels=("f", "i"), values=np.array([0.5, 0.02]), edit="gate")
    app = Table(panel)
    async with app.run_test(size=(30, 8)) as pilot:
        await start(app, pilot, editing=False)
        assert not app.view.can_focus
        await start(app, pilot, editing=True)
        await pilot.press("right", "down", "left", "space")
        say = [(values["bar"], values["value"]) for _panel, _action, values in app.edited]
        assert say == [(0, 0.55), (1, 0.0), (1, 1.0)] and app.passed == []
        await pilot.click(app.view, offset=(4, 0))
        assert app.edited[-1][2] == {"bar": 0, "value": 0.0}
        await pilot.click(app.view, offset=(12, 5))
        assert len(app.edited) == 4, "a click under the bars sets none"


async def test_a_picture_is_chosen_by_arrows_and_mouse_and_pressed_in_edit_mode() -> None:
    panel = PicturesPanel(name="fakes", pictures=np.ones((5, 2, 3)), across=3, focus=True, edit="keep")
    app = Table(panel)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=True)
        await pilot.press("right", "down", "right", "left", "left", "space")
        assert app.picked == [1, 4, 3] and app.edited == [("fakes", "keep", {"picture": 3})]
        await pilot.click(PanelView, offset=(5, 0))
        assert app.picked[-1] == 1 and app.edited[-1] == ("fakes", "keep", {"picture": 1})


async def test_a_place_in_the_plane_is_told_as_a_spot() -> None:
    panel = PointsPanel(name="codes", points=np.zeros((0, 2)), crosses=np.array([[0.0, 0.0]]), focus=True)
    app = Table(panel)
    async with app.run_test(size=(40, 10)) as pilot:
        await start(app, pilot, editing=False)
        app.view.update(panel)
        await pilot.press("right", "up")
        (x, _), (x2, y2) = (place(panel.bounds, index) for index in app.picked)
        assert 0 < x < 0.5 and x2 == x and 0 < y2 < 0.6
        await pilot.click(PanelView, offset=(0, 0))
        x, y = place(panel.bounds, app.picked[-1])
        assert x < -0.8 and y > 0.8 and not app.edited


def test_spots_and_places_agree() -> None:
    bounds = (-3.0, 3.0, -2.0, 4.0)
    for index in (0, 95, 96, 5000, 96 * 96 - 1):
        assert spot(bounds, *place(bounds, index)) == index
    assert spot(bounds, -99, 99) == 0 and spot(bounds, 99, -99) == 96 * 96 - 1
    assert spot((0, 0, 0, 0), 1, 1) >= 0 and place(bounds, -5) == place(bounds, 0)
