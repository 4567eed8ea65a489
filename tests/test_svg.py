"""Pictures of panels for pages: whole XML, text that is only text, true to the numbers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from labs_for_tests.walk import Walk

from tutor.kit.lab import Frame, Look
from tutor.kit.panels import (
    KINDS,
    BarsPanel,
    CurvesPanel,
    GraphPanel,
    GridPanel,
    HeatPanel,
    PicturesPanel,
    PointsPanel,
    TablePanel,
    TextPanel,
)
from tutor.runner.run import Run
from tutor.runner.spec import Spec
from tutor.ui import words
from tutor.ui.paint import SEQUENTIAL, SEQUENTIAL_LEVELS
from tutor.ui.svg.pen import colour
from tutor.ui.svg.run import DRAWN, picture

NAN, INF = float("nan"), float("inf")
TRICK = "<script>alert(1)</script> & ]]> \x1b[31m {{x}} \u202e"
NS = {"s": "http://www.w3.org/2000/svg"}


def drawn(*panels, title: str = "t", line: str = "dltutor lab x") -> ElementTree.Element:
    """The picture as parsed XML; every number in it is one."""
    told = picture(Frame(0, {}, tuple(panels)), title, line)
    assert "nan" not in re.sub(r">[^<]*<", "><", told) and "inf" not in re.sub(r">[^<]*<", "><", told)
    return ElementTree.fromstring(told)


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iterfind(".//s:text", NS)]


def test_every_kind_is_drawn() -> None:
    assert set(DRAWN) == set(KINDS) == set(ODD) - {"upright"}
    for panel in (*Walk({}, 1).frame(Look(thorough=True)).panels, *Run(Spec(lab="bptt")).frame().panels):
        root = drawn(panel)
        assert len(list(root.iter())) > 4


@pytest.mark.parametrize("lab", ["hopfield", "hopfield-capacity"])
def test_the_picture_of_a_run_is_the_same_each_time_and_names_it(lab: str) -> None:
    spec = Spec(lab=lab, seed=3)
    one, other = (Run(spec, history=False) for _ in range(2))
    for run in (one, other):
        run.burst(0.0, to=5)
    first, second = (
        picture(run.frame(Look(thorough=True)), "Hopfield", run.named.line()) for run in (one, other)
    )
    assert first == second
    root = ElementTree.fromstring(first)
    assert root.find("s:title", NS).text == f"Hopfield: {spec.line()}"
    assert spec.line() in " ".join(texts(root)) and len(first) < 40_000


ODD = {
    "grid": [GridPanel(name="a", cells=np.ones(size, np.int8)) for size in ((0, 0), (1, 200))],
    "heat": [
        HeatPanel(name="a", values=np.zeros((0, 3))),
        HeatPanel(name="a", values=np.array([[NAN, INF, -INF, 1e300]])),
        HeatPanel(name="a", values=np.zeros((300, 300)), low=1, high=1, rows=("x",) * 300),
    ],
    "bars": [
        BarsPanel(name="a", labels=(), values=np.zeros(0)),
        BarsPanel(name="a", labels=("x" * 200, "b", "c"), values=np.array([NAN, INF, -1e30]), low=-1),
        BarsPanel(name="a", labels=("a",), values=np.ones(1), low=2, high=2),
        BarsPanel(name="a", labels=("a",) * 2, values=np.ones(2), spans=np.array([[NAN, 1], [-INF, INF]])),
    ],
    "upright": [
        BarsPanel(name="a", labels=(), values=np.zeros(0), upright=True),
        BarsPanel(name="a", labels=("x",) * 9, values=np.full(9, NAN), upright=True, marks=np.ones(9)),
        BarsPanel(name="a", labels=("x",) * 2, values=np.array([0, INF]), upright=True, log=True, low=0.1),
    ],
    "curves": [
        CurvesPanel(name="a", curves={}),
        CurvesPanel(name="a", curves={"x": np.zeros((2, 0)), "y": np.full((2, 3), NAN)}),
        CurvesPanel(name="a", curves={"x": np.array([[0, 1, 2], [1, NAN, -1e300]])}, log=True),
        CurvesPanel(name="a", curves={"x": np.array([[0.0], [INF]])}, levels={"l": NAN}, marks={"m": INF}),
        CurvesPanel(name="a", curves={f"c{n}": np.ones((2, 5000)) for n in range(9)}),
    ],
    "points": [
        PointsPanel(name="a", points=np.zeros((0, 2))),
        PointsPanel(name="a", points=np.array([[NAN, 1], [9, 9], [0, 0]]), arrows=np.full((2, 4), NAN)),
        PointsPanel(name="a", points=np.zeros((1, 2)), bounds=(0, 0, 0, 0)),
        PointsPanel(name="a", points=np.ones((2, 2)), classes=np.arange(2), crosses=np.zeros((2, 2))),
        PointsPanel(name="a", points=np.zeros((1, 2)), field=np.full((3, 3), NAN), bounds=(0, 1, 0, 1000)),
    ],
    "pictures": [
        PicturesPanel(name="a", pictures=np.zeros((0, 8, 8))),
        PicturesPanel(name="a", pictures=np.full((3, 2, 2), NAN), labels=("x", "y"), across=2, chosen=2),
        PicturesPanel(name="a", pictures=np.full((30, 1, 9), INF), low=NAN),
    ],
    "text": [
        TextPanel(name="a", text=""),
        TextPanel(name="a", text="한글\n\n" + "x" * 500, values=np.linspace(-1, 1, 504), given=2),
        TextPanel(name="a", text="abc", values=np.array([NAN])),
    ],
    "graph": [
        GraphPanel(name="a", values=np.zeros((0, 0, 0)), rows=()),
        GraphPanel(name="a", values=np.full((2, 90, 300), NAN), rows=("h", "x"), columns=("c",) * 90),
    ],
    "table": [
        TablePanel(name="a", header=(), rows=()),
        TablePanel(name="a", header=("a" * 300,), rows=(("b", "c"), ("d",)), chosen=1),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_odd_panels_are_drawn_all_the_same(kind: str) -> None:
    for panel in ODD[kind]:
        drawn(panel)


def test_text_is_only_text() -> None:
    root = drawn(
        CurvesPanel(name="a", title=TRICK, note=TRICK, curves={TRICK: np.ones((2, 2))}, x=TRICK),
        BarsPanel(name="b", labels=(TRICK,), values=np.ones(1)),
        TablePanel(name="c", header=(TRICK,), rows=((TRICK,),)),
        TextPanel(name="d", text=TRICK),
        title=TRICK, line=TRICK,
    )  # fmt: skip
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "g", "path", "line", "rect", "text"}
    assert any("<script>" in text for text in texts(root))
    assert not any(c in "".join(texts(root)) for c in "\x1b\u202e")
    names = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name for name in names)


def test_numbers_are_where_they_belong() -> None:
    root = drawn(HeatPanel(name="a", values=np.array([[0.0, 1.0]]), low=0, high=1))
    [mosaic, _ramp] = [g for g in root.iterfind(".//s:g", NS) if g.get("shape-rendering")]
    cells = {path.get("d"): path.get("fill") for path in mosaic}
    most = SEQUENTIAL + SEQUENTIAL_LEVELS - 1
    assert cells == {"M0 0h1v1h-1z": colour(SEQUENTIAL), "M1 0h1v1h-1z": colour(most)}
    root = drawn(BarsPanel(name="a", labels=("a", "b"), values=np.array([1.0, 0.5])))
    full, half = (float(r.get("width")) for r in root.iterfind(".//s:g/s:rect", NS))
    assert full == pytest.approx(2 * half)
    tall = BarsPanel(
        name="a",
        labels=("a",) * 3,
        values=np.array([1.0, 10, 100]),
        upright=True,
        log=True,
        low=1,
        high=100,
    )
    heights = [float(r.get("height")) for r in drawn(tall).iterfind(".//s:g/s:rect", NS)]
    assert heights[1] == pytest.approx(2 * heights[0]) and len(heights) == 2, (
        "by the logarithm, from the scale's foot"
    )
    steep = np.array([np.arange(10_000.0), np.zeros(10_000)])
    steep[1, 4321] = 7
    root = drawn(CurvesPanel(name="a", curves={"a": steep}))
    [path] = [p for p in root.iterfind(".//s:path", NS) if p.get("fill") == "none"]
    heights = {float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path.get("d"))}
    assert len(heights) == 2 and len(path.get("d")) < 10_000, "a thinned curve keeps its one peak"


def test_words_are_in_the_language_in_use() -> None:
    panel = PointsPanel(name="a", title="losses", points=np.zeros((1, 2)), real=np.zeros((1, 2)))
    words.use("ko")
    try:
        told = " ".join(texts(drawn(panel)))
    finally:
        words.use("en")
    assert "모델이 만든 점" in told and "losses" not in told
