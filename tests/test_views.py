"""What the views draw: geometry, widths with Hangul, literal text, and which rows an update repaints."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.geometry import Region

from tutor.kit import panels
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
from tutor.ui.views.numbers import decimal, figure, short, ticks, tidy_above, tidy_step

STEPS = np.arange(50.0)
SAMPLES: dict[str, Panel] = {
    "grid": GridPanel(name="grid", title="state", cells=np.where(np.eye(12) > 0, 1, -1), note="a note"),
    "heat": HeatPanel(name="heat", title="weights", values=np.linspace(0, 1, 60).reshape(6, 10)),
    "curves": CurvesPanel(
        name="curves", title="loss", curves={"train": np.stack([STEPS, STEPS**2])}, x="step"
    ),
    "points": PointsPanel(name="points", title="samples", points=np.array([[0.0, 0.0], [0.5, -0.5]])),
    "pictures": PicturesPanel(
        name="pictures",
        title="digits",
        pictures=np.linspace(0, 1, 192).reshape(3, 8, 8),
        labels=("3", "5", "8"),
    ),
    "bars": BarsPanel(name="bars", title="overlap", labels=("face", "하트"), values=np.array([0.83, 0.19])),
    "text": TextPanel(
        name="text", title="text", text="to be or not", values=np.linspace(-1, 1, 12), given=2
    ),
    "graph": GraphPanel(
        name="graph", title="unrolled", values=np.ones((2, 5, 4)), rows=("h", "x"), flows=(">",)
    ),
    "table": TablePanel(
        name="table", title="sum", header=("term", "value"), rows=(("a", "1.5"), ("b", "−12"))
    ),
}


class Shelf(App[None]):
    """One view at a fixed size."""

    def __init__(self, view: PanelView[Any], width: int, height: int) -> None:
        super().__init__()
        self.view = view
        view.styles.width, view.styles.height = width, height

    def compose(self) -> ComposeResult:
        yield self.view


def picture(view: PanelView[Any]) -> list[str]:
    return [view.render_line(y).text for y in range(view.size.height)]


async def drawn(panel: Panel, width: int = 40, height: int = 14, **update: Any) -> list[str]:
    view = view_for(panel)(panel)
    async with Shelf(view, width, height).run_test(size=(width, height)) as pilot:
        if update:
            view.update(panel, **update)
        await pilot.pause()
        return picture(view)


def test_every_kind_has_its_view() -> None:
    assert set(SAMPLES) == set(panels.KINDS)
    for kind, panel in SAMPLES.items():
        assert view_for(panel).__name__ == f"{kind.capitalize()}View"


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("size", [(20, 4), (40, 12), (200, 60), (1, 1)])
async def test_every_row_is_as_wide_as_the_view(kind: str, size: tuple[int, int]) -> None:
    for line in await drawn(SAMPLES[kind], *size):
        assert cell_len(line) == size[0]


@pytest.mark.parametrize("kind", SAMPLES)
async def test_title_first_and_no_room_wasted(kind: str) -> None:
    panel = SAMPLES[kind]
    view = view_for(panel)(panel)
    wanted = view.wanted(60)
    lines = await drawn(panel, 60, wanted)
    assert lines[0].strip() == panel.title
    assert lines[1].strip() or kind in ("points", "grid", "pictures")
    assert 3 <= wanted <= 40


async def test_text_of_lessons_and_learners_is_literal() -> None:
    evil = "[red]x[/red][@click=app.quit]y[/]"
    for panel in (
        BarsPanel(name="b", title=evil, note=evil, labels=(evil,), values=np.ones(1)),
        TablePanel(name="t", title=evil, header=(evil,), rows=((evil,),)),
        TextPanel(name="x", title=evil, text=evil),
        CurvesPanel(name="c", title=evil, curves={evil: np.ones((2, 3))}, levels={evil: 1.0}),
        HeatPanel(name="h", title=evil, rows=(evil,), values=np.ones((1, 1))),
    ):
        lines = await drawn(panel, 160, 12)
        assert lines[0].rstrip() == evil
        assert sum(evil in line for line in lines) >= 2


async def test_nothing_commands_the_terminal() -> None:
    panel = BarsPanel(
        name="b", title="a\x1b]0;x\x07b", labels=("\x9b31m\ttab", "two\nlines"), values=np.ones(2)
    )
    for line in await drawn(panel, 60, 6):
        assert line.isprintable() and len(line) == cell_len(line) == 60


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_columns_line_up_with_hangul(ascii_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paint, "ASCII", ascii_only)
    panel = BarsPanel(
        name="b", labels=("face", "심장", "e\u0301clair", "\u1112\u1161\u11ab"), values=np.full(4, 0.5)
    )
    lines = (await drawn(panel, 50, 4))[:4]
    starts = [cell_len(line[: line.index(paint.glyph("bar"))]) for line in lines]
    assert len(set(starts)) == 1
    assert "한" in lines[3] and "é" in lines[2]


async def test_numbers_stand_under_each_other_by_their_points() -> None:
    panel = TablePanel(
        name="t", header=("what", "value"), rows=(("한글", "1.5"), ("b", "−12.25"), ("c", "100"))
    )
    lines = await drawn(panel, 40, 4)
    at = [cell_len(line[: line.index(part)]) for line, part in zip(lines[1:], (".5", ".25"), strict=False)]
    assert at[0] == at[1]
    assert cell_len(lines[3].rstrip()) == at[0]


async def test_a_number_below_zero_has_one_minus_whoever_wrote_it() -> None:
    panel = TablePanel(name="t", header=("well-known", "moved"), rows=(("a-b", "-0.21"), ("c", "−.3")))
    lines = await drawn(panel, 40, 3)
    assert "well-known" in lines[0] and "a-b" in lines[1]
    assert "−0.21" in lines[1] and "−.3" in lines[2]


async def test_what_does_not_fit_says_so() -> None:
    many = BarsPanel(name="b", labels=tuple("abcdefghij"), values=np.ones(10), chosen=7)
    lines = await drawn(many, 40, 5)
    assert "6 more" in lines[4] and any(line.startswith("❯ h") for line in lines)
    wide = TablePanel(name="t", header=("a", "b"), rows=(("word " * 20, "1"), ("x", "2")), chosen=1)
    lines = await drawn(wide, 30, 3)
    assert "…" in lines[1] and lines[1].rstrip().endswith("1") and lines[2].startswith("❯")


async def test_grid_is_square_and_marks_show_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = np.array([[1, -1], [-1, 1]])
    panel = GridPanel(name="g", cells=cells, ghost=np.array([[1, 1], [-1, 1]]), changed=(3,))
    monkeypatch.setenv("NO_COLOR", "1")
    assert await drawn(panel, 4, 2) == ["██·×", "· █•"]
    assert await drawn(panel, 2, 1) == ["▀▄"]
    monkeypatch.setattr(paint, "ASCII", True)
    assert await drawn(panel, 4, 2) == ["##.x", ". #*"]
    assert await drawn(panel, 2, 2) == ["#x", ".O"]


async def test_grid_compares_with_another_run() -> None:
    cells = np.ones((2, 2))
    panel, other = (GridPanel(name="g", cells=c) for c in (cells, cells * [[1, 1], [1, -1]]))
    assert "╱" not in "".join(await drawn(panel, 4, 2))
    assert (await drawn(panel, 4, 2, other=other))[1] == "  ╱╱"


async def test_heat_legend_and_shades_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = HeatPanel(name="h", values=np.array([[-1.0, 0.0, 1.0, np.nan]]), low=-1, high=1, diverging=True)
    monkeypatch.setenv("NO_COLOR", "1")
    lines = await drawn(panel, 40, 4)
    shades = list(dict.fromkeys(lines[0].strip(" ")))
    assert shades[0] == "%" and shades[-2:] == ["▓", "?"]
    assert lines[-1].startswith("−1") and lines[-1].rstrip().endswith("1")


async def test_curves_tell_runs_apart_and_name_them() -> None:
    panel = CurvesPanel(name="c", curves={"loss": np.stack([STEPS, STEPS])}, levels={"noise floor": 20.0})
    other = CurvesPanel(name="c", curves={"loss": np.stack([STEPS, STEPS / 2])})
    lines = await drawn(panel, 60, 14, other=other, other_name="lr=.1")
    assert "loss (lr=.1)" in lines[0] and "49.0" in lines[0] and "24.5" in lines[0]
    assert any("noise floor 20" in line for line in lines)
    samples = [part.split()[0] for part in lines[0].split("loss")[:2] if part.split()]
    assert len(samples) == 2 or samples[0] != lines[0].split()[2]


async def test_a_legend_takes_a_second_row_rather_than_leave_a_curve_out() -> None:
    names = ("RNN", "1 frame", "2 frames", "at best")
    panel = CurvesPanel(name="c", curves={name: np.stack([STEPS, STEPS]) for name in names})
    for height in (5, 6, 9):
        lines = await drawn(panel, 39, height)
        assert all(any(name in line for line in lines[:2]) for name in names)


async def test_numbers_over_narrow_columns_keep_apart() -> None:
    panel = HeatPanel(
        name="h", values=np.zeros((4, 24)), rows=("one",) * 4, columns=tuple(f"{n}" for n in range(1, 25))
    )
    lines = await drawn(panel, 54, 7)
    assert lines[0].split() == [f"{n}" for n in range(1, 25, 2)]


async def test_graph_too_wide_shows_its_end_and_scrolls() -> None:
    symbols = tuple("abcdefghijklmnopqrstuvwxyz")
    panel = GraphPanel(name="g", values=np.ones((1, 26, 8)), rows=("h",), columns=symbols)
    view = view_for(panel)(panel)
    async with Shelf(view, 30, 6).run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        assert view.can_focus and "z" in "".join(picture(view)) and "…" in "".join(picture(view))
        view.focus()
        await pilot.press(*["left"] * 30)
        assert "z" not in "".join(picture(view)) and "a" in "".join(picture(view))


async def test_graph_keeps_the_chosen_step_in_view_and_lets_go_of_it() -> None:
    symbols = tuple("abcdefghijklmnopqrstuvwxyz")
    panel = GraphPanel(name="g", values=np.ones((1, 26, 8)), rows=("h",), columns=symbols, chosen=2)
    view = view_for(panel)(panel)
    async with Shelf(view, 30, 6).run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        assert "❯c" in "".join(picture(view))
        view.focus()
        await pilot.press(*["right"] * 30)
        assert "z" in "".join(picture(view))
        view.update(dataclasses.replace(panel, chosen=25))
        await pilot.pause()
        assert "❯z" in "".join(picture(view))


async def test_graph_of_few_units_has_their_numbers_and_arrows_as_told() -> None:
    values = np.array([[[-0.5, 0.25]] * 4, [[0.5, np.nan]] * 4])
    flows, links = ("<", ">"), ("v",)
    panel = GraphPanel(name="g", values=values, rows=("∂L/∂h", "h"), flows=flows, links=links, cuts=(2,))
    lines = await drawn(panel, 40, 6)
    assert "−.50" in lines[0] and ".25" in lines[1] and ".50" in lines[3]
    assert lines[2].count("↓") == 4 and "↑" not in "".join(lines)
    assert "".join(lines).count("←") == 2, "what flows leftwards ends at the cut"
    assert "".join(lines).count("→") == 3, "what flows rightwards does not"
    narrow = await drawn(panel, 30, 6)
    assert "".join(narrow).count("→") == 3 and "┊" in narrow[0]


async def test_symbols_too_long_for_their_column_stand_in_two_rows_by_turns() -> None:
    words = ("picture", "three", "small", "crosses", "on", "the", "left")
    panel = GraphPanel(name="g", values=np.ones((2, 7, 4)), rows=("h", "x"), columns=words, outputs=words)
    tall, flat = await drawn(panel, 34, 7), await drawn(panel, 34, 4)
    assert [word in tall[-2] for word in words] == [True, False, True, False, True, False, True]
    assert [word in tall[-1] for word in words] == [False, True, False, True, False, True, False]
    assert "crosses" in tall[0] and "picture" in tall[1]
    assert "picture" not in flat[-1], "without the room they are cut off"


async def test_a_graph_tells_the_column_that_is_chosen_and_keeps_it() -> None:
    told: list[int] = []

    class Told(Shelf):
        def on_panel_view_picked(self, message: PanelView.Picked) -> None:
            told.append(message.index)

    panel = GraphPanel(name="g", values=np.ones((1, 5, 4)), columns=tuple("abcde"), rows=("h",), focus=True)
    view = view_for(panel)(panel)
    async with Told(view, 40, 5).run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        view.focus()
        await pilot.press("right", "right", "left", "left")
        await pilot.click(view, offset=(26, 1))
        view.update(dataclasses.replace(panel, chosen=1))
        await pilot.pause()
        assert "❯d" in "".join(picture(view)), "the learner's choice outlasts the lab's"
    assert told == [0, 1, 0, 0, 3]


async def test_brackets_stand_at_the_ends_of_an_interval() -> None:
    spans = np.array([[0.25, 0.75], [-0.5, 0.5], [np.nan, np.nan], [-2.0, 0.5]])
    panel = BarsPanel(
        name="b", labels=tuple("abcd"), values=np.array([0.5, 0.0, 0.5, 0.5]), low=-1, high=1, spans=spans
    )
    lines = (await drawn(panel, 50, 4))[-4:]
    assert [line.find("├") >= 0 for line in lines] == [True, True, False, False], (
        "off the scale there is none"
    )
    assert [line.find("┤") >= 0 for line in lines] == [True, True, False, True]
    zero = lines[2].index("┼")
    left, right = lines[1].index("├"), lines[1].index("┤")
    assert abs((left + right) / 2 - zero) <= 0.5 and lines[0].index("├") > zero
    assert lines[0].index("┤") - lines[0].index("├") == pytest.approx((right - left) / 2, abs=1)


async def test_upright_bars_stand_on_their_scale() -> None:
    values = np.array([1.0, 0.1, 0.01, 0.0, np.nan, np.inf])
    panel = BarsPanel(
        name="b",
        labels=tuple("abcdef"),
        values=values,
        low=1e-3,
        high=10.0,
        upright=True,
        log=True,
        marks=np.array([5.0, 0.5, 0.05, np.nan, 1.0, np.nan]),
        chosen=1,
    )
    lines = await drawn(panel, 40, 9)
    columns = [line.index(c) for c in "abcdef" for line in lines[-1:]]
    heights = [sum("█" in line[x] for line in lines[:-1]) for x in columns]
    assert heights == [6, 4, 2, 0, 0, 8]
    assert lines[-2][columns[3]] == "0", "an exact 0 has no place on a log scale and says so"
    assert [next(y for y, line in enumerate(lines) if line[x] == "╌") for x in columns[:3]] == [0, 2, 4]
    assert any(line.strip().startswith("1┤") for line in lines)
    assert len(await drawn(dataclasses.replace(panel, values=np.ones(500)), 30, 9)) == 9


@pytest.mark.parametrize("kind", SAMPLES)
async def test_an_update_that_changes_nothing_repaints_nothing(kind: str) -> None:
    view = view_for(SAMPLES[kind])(SAMPLES[kind])
    async with Shelf(view, 40, 12).run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        regions: list[tuple[Region, ...]] = []
        view.refresh = lambda *r, **_: regions.append(r) or view  # type: ignore[method-assign,func-returns-value]
        view.update(SAMPLES[kind])
        assert regions == []


async def test_an_update_repaints_only_the_rows_that_changed() -> None:
    cells = np.ones((10, 10), dtype=np.int8)
    view = view_for(SAMPLES["grid"])(GridPanel(name="g", title="state", cells=cells))
    async with Shelf(view, 40, 11).run_test(size=(40, 11)) as pilot:
        await pilot.pause()
        calls: list[tuple[tuple[Region, ...], dict[str, bool]]] = []
        real = view.refresh

        def refresh(*regions: Region, **how: bool) -> PanelView[Any]:
            calls.append((regions, how))
            return real(*regions, **how)

        view.refresh = refresh  # type: ignore[method-assign,assignment]
        turned = cells.copy()
        turned[4, 2] = turned[7, 7] = -1
        view.update(GridPanel(name="g", title="state", cells=turned))
        assert calls == [((Region(0, 5, 40, 1), Region(0, 8, 40, 1)), {})]


def grounds(view: PanelView[Any]) -> set[str]:
    styles = (segment.style or Style() for y in range(view.size.height) for segment in view.render_line(y))
    return {style.bgcolor.name if style.bgcolor else "none" for style in styles}


async def test_a_new_theme_is_taken_up() -> None:
    view = view_for(SAMPLES["bars"])(SAMPLES["bars"])
    app = Shelf(view, 40, 6)
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        dark = grounds(view)
        app.theme = "textual-light"
        await pilot.pause()
        assert not dark & grounds(view) and "none" not in grounds(view)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "solarized-light", "nord", "gruvbox"])
async def test_colours_are_readable_in_every_theme(theme: str) -> None:
    view = view_for(SAMPLES["bars"])(SAMPLES["bars"])
    app = Shelf(view, 40, 6)
    async with app.run_test(size=(40, 6)) as pilot:
        app.theme = theme
        await pilot.pause()
        paper = view.background_colors[1]

        def contrast(index: int) -> float:
            colour = view.palette[index].color
            assert colour is not None
            a, b = sorted(paint._luminance(c) + 0.05 for c in (Color.from_rich_color(colour), paper))
            return b / a

        for index, least in ((paint.DIM, 4.4), (paint.ACCENT, 4.4), (paint.TEXT, 6.9)):
            assert contrast(index) >= least
        for k in range(paint.SERIES_COUNT):
            assert contrast(paint.series(k)) >= 3.4


def test_maps_are_readable_without_hue() -> None:
    for ramp in (paint._SEQUENTIAL_DARK, paint._SEQUENTIAL_LIGHT):
        light = [paint._luminance(c) for c in paint._ramp(ramp, paint.SEQUENTIAL_LEVELS)]
        assert light == sorted(light) or light == sorted(light, reverse=True)
    middle = paint.DIVERGING + paint.DIVERGING_LEVELS // 2
    values = np.array([-5.0, 0.0, 2.0, np.nan, np.inf])
    last = paint.DIVERGING + paint.DIVERGING_LEVELS - 1
    assert paint.levels(values, -1, 2, True).tolist() == [paint.DIVERGING, middle, last, paint.FAINT, last]


def test_numbers_keep_short() -> None:
    assert [decimal(v) for v in (0.83, -0.04, 1, 0, -0.001, np.nan)] == [
        ".83",
        "−.04",
        "1.00",
        ".00",
        ".00",
        "–",
    ]
    assert [figure(v) for v in (0.0123, -12.4, 1.2e7, 99999, np.inf)] == [
        ".0123",
        "−12.4",
        "1.2e7",
        "99999",
        "inf",
    ]
    assert [short(v) for v in (1, 0.5, -2.25, 0, 100, 1e9)] == ["1", ".5", "−2.25", "0", "100", "1.0e9"]
    assert [text for _at, text in ticks(0, 1, 5)] == ["0", ".2", ".4", ".6", ".8", "1.0"]
    assert [text for _at, text in ticks(0, 40_000, 4)] == ["0", "10k", "20k", "30k", "40k"]
    assert [tidy_above(v) for v in (0.9, 83, 1000, 5e-324)] == [1.0, 100.0, 1000.0, 5e-324]
    assert [tidy_step(v, 5) for v in (1, 12, 5e-324, np.inf)] == [0.2, 5.0, 1.0, 1.0]


@pytest.mark.parametrize("height", [5, 9, 13, 40])
def test_pictures_keep_square_pixels_where_the_room_is_low(height: int) -> None:
    form = view_for(SAMPLES["pictures"])(SAMPLES["pictures"]).form(120, height)
    assert (form.wide, form.high) == (8 * form.scale, 4 * form.scale)
