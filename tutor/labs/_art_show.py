"""What the art studio shows of a run: the easel, the shelf, the learner's paper, and how new it all is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.lab import Look
from tutor.kit.panels import (
    AnyPanel,
    Array,
    CurvesPanel,
    GridPanel,
    PicturesPanel,
    PointsPanel,
    TablePanel,
)
from tutor.kit.say import N_, Say
from tutor.labs._art_declared import COPY, COPYING, EARLY, KEPT, NAMES, SHOWN, SIDE, SMUDGED

if TYPE_CHECKING:
    from tutor.labs.art import Art

REACH = 3.0
"""The map goes this many σ of the prior each way."""
NEIGHBOURS = 3
COPIED = N_("a copy")


def panels(lab: Art, look: Look) -> tuple[AnyPanel, ...]:
    """The easel over all; below it one glyph beside its nearest, the shelf, and the rest."""
    made = lab.drawn(lab.studio.easel)
    chosen = int(look.focus.get("easel", 0)) % SHOWN
    return (
        easel(lab, made, chosen),
        beside(lab, made[chosen]),
        shelf(lab),
        how_new(lab),
        paper(lab),
        answer(lab),
        latent_map(lab),
        figures(lab),
    )


def easel(lab: Art, made: Array, chosen: int) -> PicturesPanel:
    """What is drawn now, and under each the nearest glyph learned from, by its name."""
    near = lab.compare(made)
    copies = tuple(int(i) for i in np.flatnonzero(near.cells <= COPY))
    said = [COPIED if i in copies else str(cells) for i, cells in enumerate(near.cells)]
    return PicturesPanel(
        name="easel",
        title=N_("new glyphs, and how many cells the nearest one learned from is away"),
        pictures=np.concatenate([made, near.seen]),
        labels=(*said, *(NAMES[lab.order[i]] for i in near.which)),
        across=SHOWN,
        chosen=chosen,
        focus=True,
        edit="keep",
        wide=True,
        warned=copies,
    )


def beside(lab: Art, one: Array) -> PicturesPanel:
    """The chosen glyph, its nearest, and where they differ; no title, so that they fit a low screen."""
    near = lab.compare(one[None])
    apart = np.abs((one > 0.5) - near.seen[0])
    return PicturesPanel(
        name="beside",
        pictures=np.stack([one, near.seen[0], apart]),
        labels=(N_("new"), NAMES[lab.order[near.which[0]]], str(near.cells[0])),
        warned=(0,) if near.cells[0] <= COPY else (),
    )


def shelf(lab: Art) -> PicturesPanel:
    """What was kept, the last one first; copies are called so here as well."""
    kept = np.zeros((KEPT, SIDE, SIDE), dtype=np.float32)
    said, copies = [""] * KEPT, []
    if codes := lab.studio.shelf:
        some = lab.drawn(np.stack(codes))
        kept[: len(some)] = some
        for i, cells in enumerate(lab.compare(some).cells):
            said[i] = COPIED if cells <= COPY else str(cells)
            copies += [i] if cells <= COPY else []
    return PicturesPanel(
        name="shelf",
        title=N_("shelf: e, space keep; a again, mix"),
        pictures=kept,
        labels=tuple(said),
        edit="drop",
        warned=tuple(copies),
    )


def how_new(lab: Art) -> CurvesPanel:
    """How far new glyphs lie from the nearest along the run, beside noise and drawings by hand."""
    noise = lab.compare(lab.noise).cells
    return CurvesPanel(
        name="distance",
        title=N_("cells to the nearest glyph learned from"),
        curves={N_("new glyphs"): lab.quality.curve(1)},
        levels={
            N_("coin flips"): float(noise.mean()),
            N_("drawn by hand"): float(lab.fresh.mean()),
            N_("a copy, at most"): float(COPY),
        },
        x=N_("step"),
        low=0.0,
        high=60.0,
    )


def paper(lab: Art) -> GridPanel:
    """The learner's own glyph."""
    return GridPanel(
        name="paper",
        title=N_("your own glyph"),
        cells=np.where(lab.studio.paper > 0.5, 1, -1).astype(np.int8),
        edit="ink",
    )


def answer(lab: Art) -> PicturesPanel:
    """What the model makes of the learner's glyph, and which of those learned from have codes near its."""
    own = lab.studio.paper[None]
    code = lab.code_of(own)
    away = np.linalg.norm(lab.code_of(lab.learned) - code, axis=1)
    some = away.argsort(kind="stable")[:NEIGHBOURS]
    return PicturesPanel(
        name="answer",
        title=N_("what it makes of it, and its neighbours in the latent space"),
        pictures=np.concatenate([lab.drawn(code), lab.learned[some]]),
        labels=(N_("made of it"), *(NAMES[lab.order[i]] for i in some)),
    )


def latent_map(lab: Art) -> PointsPanel:
    """Two dimensions of the codes: those learned from, those on the easel, those kept."""
    learned = lab.code_of(lab.learned)
    widest = np.sort(np.argsort(-learned.std(0), kind="stable")[:2])
    kept = np.array(lab.studio.shelf).reshape(-1, lab.bank.shape[1])
    return PointsPanel(
        name="map",
        title=N_("codes, in two of their numbers"),
        note=N_("rings: learned from; dots: on the easel; crosses: kept"),
        points=lab.studio.easel[:, widest].astype(np.float32),
        real=learned[:, widest].astype(np.float32),
        crosses=kept[:, widest].astype(np.float32),
        bounds=(-REACH, REACH, -REACH, REACH),
    )


def figures(lab: Art) -> TablePanel:
    """The same figures of new glyphs, of drawings by hand, and of coin flips, which win at novelty."""
    found = lab.measure(Look())
    names = ("nearest_distance", "novelty", "symmetry", "variety")
    head = (N_("cells to nearest"), N_("no copies"), N_("in the mirror"), N_("between two"))
    forms = ("{:.1f}", "{:.2f}", "{:.2f}", "{:.1f}")
    rows = []
    for name, said, form in zip(names, head, forms, strict=True):
        three = [found[name + end] for end in ("", ".drawn", ".noise")]
        rows.append((said, *(form.format(value) for value in three)))
    return TablePanel(
        name="figures",
        title=N_("how new is new?"),
        header=("", N_("new"), N_("by hand"), N_("coin flips")),
        rows=tuple(rows),
    )


def health(lab: Art) -> tuple[Say, ...]:
    """How it stands, and what of the easel is copied."""
    found = lab.figures()
    copies = int((lab.compare(lab.drawn(lab.studio.easel)).cells <= COPY).sum())
    easel = Say(
        N_("On the easel {copies} of {shown} are copies: {copy} cells or fewer from their nearest."),
        {"copies": copies, "shown": SHOWN, "copy": COPY},
    )
    return state(lab, found), easel


def state(lab: Art, found: dict[str, float]) -> Say:
    """Copying, smudged, or drawing."""
    said = {"copies": f"{1 - found['novelty']:.0%}", "grey": f"{found['undecided']:.0%}"}
    if lab.steps < EARLY * lab.length:
        return Say(N_("It has hardly begun: {grey} of the cells are neither ink nor paper."), said)
    if found["novelty"] < COPYING:
        return Say(N_("Copying: {copies} of what it draws are copies of glyphs it learned from."), said)
    if found["undecided"] > SMUDGED:
        return Say(N_("Smudged: {grey} of the cells are neither ink nor paper."), said)
    return Say(N_("Drawing: {copies} copies; {grey} of the cells are neither ink nor paper."), said)
