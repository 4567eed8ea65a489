"""Scenes to be told in a sentence: one to three shapes of a kind, small or big, somewhere in a picture.

A scene is what is said; a picture is one way to draw it. All scenes are known, so some of them can be held
out whole: their words occur in other scenes, their combination never.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

HEIGHT, WIDTH = 12, 18
SIDES = (3, 5)
"""Cells along a side of a small shape and of a big one."""
SIZES = ("small", "big")
PLACES = ("left", "right", "top", "bottom", "middle")
DRAWN = """
square    ###  #####
          ###  #####
          ###  #####
               #####
               #####
ring      ###  #####
          #.#  #...#
          ###  #...#
               #...#
               #####
cross     #.#  #...#
          .#.  .#.#.
          #.#  ..#..
               .#.#.
               #...#
plus      .#.  ..#..
          ###  ..#..
          .#.  #####
               ..#..
               ..#..
table     ###  #####
          .#.  ..#..
          .#.  ..#..
               ..#..
               ..#..
cup       #.#  #...#
          #.#  #...#
          ###  #...#
               #...#
               #####
ladder    #.#  #...#
          ###  #...#
          #.#  #####
               #...#
               #...#
triangle  ..#  ....#
          .##  ...##
          ###  ..###
               .####
               #####
"""
KINDS = tuple(line.split()[0] for line in DRAWN.splitlines() if line[:1].strip())
KOREAN = ("네모", "고리", "가위표", "십자", "탁자", "컵", "사다리", "세모")
LANGUAGES = ("english", "no-plural", "korean")
"""English without its plurals too: *three small cross*."""
SLOTS = {
    "english": {"count": 0, "size": 1, "shape": 2, "place": 5},
    "no-plural": {"count": 0, "size": 1, "shape": 2, "place": 5},
    "korean": {"place": 0, "size": 1, "shape": 2, "count": 3},
}
"""At which word of a caption each of the four things is said."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to tell."""

    count: int
    """1 to 3."""
    size: int
    """Index into SIZES."""
    kind: int
    """Index into KINDS."""
    place: int
    """Index into PLACES: where the middle of all shapes together lies."""


SCENES = tuple(Scene(*s) for s in product((1, 2, 3), range(2), range(len(KINDS)), range(len(PLACES))))
"""All 240."""


def caption(scene: Scene, language: str) -> tuple[str, ...]:
    """The sentence, word by word and with its end: 7 words in English, 6 in Korean."""
    if language == "korean":
        where = ("왼쪽에", "오른쪽에", "위쪽에", "아래쪽에", "가운데에")[scene.place]
        count = ("한", "두", "세")[scene.count - 1]
        return where, ("작은", "큰")[scene.size], KOREAN[scene.kind], count, "개", "."
    shape = KINDS[scene.kind]
    if scene.count > 1 and language == "english":
        shape += "es" if shape.endswith("s") else "s"
    place = PLACES[scene.place]
    at = {"left": "on", "right": "on", "middle": "in"}.get(place, "at")
    return ("one", "two", "three")[scene.count - 1], SIZES[scene.size], shape, at, "the", place, "."


def vocabulary(language: str) -> tuple[str, ...]:
    """Every word of every caption once: 31 in English (a shape and its plural are two), 23 without
    plurals, 20 in Korean."""
    return tuple(dict.fromkeys(word for scene in SCENES for word in caption(scene, language)))


def split(seen: float, rng: np.random.Generator) -> tuple[tuple[Scene, ...], tuple[Scene, ...]]:
    """That share of all scenes, drawn by `rng`, and the scenes held out. Every word of
    every caption occurs in the first part, so that none is new in the second."""
    order = [SCENES[i] for i in rng.permutation(len(SCENES))]
    first: list[Scene] = []
    told: set[str] = set()
    for scene in order:
        if not told.issuperset(caption(scene, "english")):
            told.update(caption(scene, "english"))
            first.append(scene)
    rest = [scene for scene in order if scene not in first]
    more = max(0, round(seen * len(SCENES)) - len(first))
    return (*first, *rest[:more]), tuple(rest[more:])


@lru_cache(maxsize=1)
def shapes() -> NDArray[np.bool_]:
    """(8, 2, 5, 5): each shape, small and big; a small one fills a corner only."""
    found = np.zeros((len(KINDS), 2, 5, 5), dtype=bool)
    lines = DRAWN.strip("\n").splitlines()
    for kind in range(len(KINDS)):
        for row, line in enumerate(lines[5 * kind : 5 * kind + 5]):
            for size, (start, side) in enumerate(((10, 3), (15, 5))):
                cells = line[start : start + side].ljust(side)
                found[kind, size, row, :side] = [cell == "#" for cell in cells]
    return found


PLACINGS = 400
"""Ways to place the shapes of a scene that are drawn from; the last quarter is never trained on."""
APART = 1
"""Empty cells between two shapes, at least."""
NEAR, FAR = 0.10, 0.17
"""In heights or widths of the picture from its middle: no further off is middle, further off is a side."""


@lru_cache(maxsize=1)
def placings() -> dict[tuple[int, int, int], NDArray[np.int64]]:
    """(count, size, place) → (400, count, 2): the top left corners (row, column) of the shapes.

    Drawn evenly from all ways that do not touch, always the same ones.
    """
    rng = np.random.default_rng(0x5CE7E)
    found: dict[tuple[int, int, int], NDArray[np.int64]] = {}
    for count, size in product((1, 2, 3), range(2)):
        kept: list[list[NDArray[np.int64]]] = [[] for _ in PLACES]
        while min(sum(map(len, some)) for some in kept) < PLACINGS:
            at = _untouched(rng, count, SIDES[size])  # (n, count, 2)
            for some, mask in zip(kept, _places(at, SIDES[size]), strict=True):
                some.append(at[mask])
        for place, some in enumerate(kept):
            found[count, size, place] = np.concatenate(some)[:PLACINGS]
    return found


def _untouched(rng: np.random.Generator, count: int, side: int) -> NDArray[np.int64]:
    """(n, count, 2) corners of shapes of that side, all inside and none touching another."""
    room = (HEIGHT - side + 1, WIDTH - side + 1)
    at = rng.integers(0, room, size=(20_000, count, 2))
    fine = np.ones(len(at), dtype=bool)
    for i, j in combinations(range(count), 2):
        fine &= (np.abs(at[:, i] - at[:, j]) >= side + APART).any(axis=1)
    return at[fine]


def _places(at: NDArray[np.int64], side: int) -> tuple[NDArray[np.bool_], ...]:
    """For each place (n,) which corners at (n, count, 2) lie there; some lie nowhere clearly."""
    middle = at.mean(axis=1) + (side - 1) / 2
    down, along = ((middle - [(HEIGHT - 1) / 2, (WIDTH - 1) / 2]) / [HEIGHT, WIDTH]).T
    level, upright = np.abs(down) <= NEAR, np.abs(along) <= NEAR
    return (
        level & (along < -FAR),
        level & (along > FAR),
        upright & (down < -FAR),
        upright & (down > FAR),
        level & upright,
    )


def draw(scene: Scene, rng: np.random.Generator, *, trained: bool) -> NDArray[np.bool_]:
    """(12, 18) one picture of a scene: a placing that training draws from, or one that it never does."""
    ways = placings()[scene.count, scene.size, scene.place]
    cut = PLACINGS * 3 // 4
    side, shape = SIDES[scene.size], shapes()[scene.kind, scene.size]
    picture = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for row, column in ways[rng.integers(cut) if trained else rng.integers(cut, PLACINGS)].tolist():
        picture[row : row + side, column : column + side] = shape[:side, :side]
    return picture
