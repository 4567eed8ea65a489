"""What the frame labels lab shows: each function makes one panel, or says the state of the run in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from tutor.kit.panels import Array, CurvesPanel, GraphPanel, GridPanel, HeatPanel, TablePanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace
from tutor.labs._training import exploding
from tutor.models.curtain import Films

UNITS = 4
"""Units of a box in the graph."""
PALE = 0.45
"""How strongly the truth is coloured where the ball is hidden."""
EXPLODING = 20.0
"""Gradient norm before clipping; a healthy run's is about 0.2 to 3."""
GUESSING = 0.03
"""Nats below ln 2 that do not count as learning."""
FORGETS = 0.8
"""Frames behind the curtain right less often than this, while those in sight are."""
NETWORKS = {"rnn": N_("RNN"), "1": N_("1 frame"), "2": N_("2 frames")}


def called(network: str) -> str:
    """A network's name on screen."""
    return NETWORKS.get(network, N_("window"))


def arrow(right: bool) -> str:
    """The label as it is shown."""
    return "→" if right else "←"


def stage(film: Films, t: int, frame: Array) -> GridPanel:
    """Frame t as it comes in (7, 18), with the place marked where a hidden ball is."""
    cells = np.where(frame > 0.5, 1, -1).astype(np.int8)
    ghost = cells.copy()
    if film.hidden[0, t]:
        ghost[film.y[0, t], film.x[0, t]] *= -1
    return GridPanel(
        name="stage",
        title=N_("The stage"),
        note=N_("marked: the ball that nobody sees"),
        cells=cells,
        ghost=ghost,
    )


def labels(film: Films, p: Mapping[str, Array]) -> HeatPanel:
    """What each network says of each frame of the film, −1 leftwards to 1 rightwards, under the truth,
    which is pale where the ball is hidden."""
    truth = np.where(film.right[0], 1.0, -1.0) * np.where(film.hidden[0], PALE, 1.0)
    return HeatPanel(
        name="labels",
        title=N_("Each frame's label: blue ←, orange →"),
        values=np.stack([truth, *(2 * p[name][0] - 1 for name in p)]).astype(np.float32),
        low=-1.0,
        high=1.0,
        diverging=True,
        rows=(N_("truth"), *map(called, p)),
        columns=tuple(str(t + 1) for t in range(len(truth))),
    )


def unrolled(film: Films, p: Array, a: Array, h: Array, t: int, clip: int) -> GraphPanel:
    """One column a frame: what came in, the state, and the label. p (T,), a (T, kH), h (T, H)."""
    values = np.full((3, len(p), UNITS), np.nan, dtype=np.float32)
    values[0] = (2 * p - 1)[:, None]
    for row, part in ((1, h), (2, np.tanh(a))):
        values[row, :, : part.shape[1]] = part[:, :UNITS]
    return GraphPanel(
        name="unrolled",
        title=N_("An output for every input"),
        values=values,
        rows=(N_("label"), N_("hidden"), N_("frame")),
        columns=tuple("▒" if hidden else "●" for hidden in film.hidden[0]),
        outputs=tuple(arrow(bool(x > 0.5)) for x in p),
        flows=("", ">", ""),
        cuts=tuple(range(clip, len(p), clip)),
        chosen=t,
        focus=True,
    )


def by_wait(curves: Mapping[str, Array], best: Array | None) -> CurvesPanel:
    """Frames right by how long the ball has been hidden. `best` is counted for the window, and not given
    before the run has begun: somebody may be about to predict it."""
    shown = {called(name): curve for name, curve in curves.items()}
    if best is not None:
        shown[N_("at best")] = best
    return CurvesPanel(
        name="wait",
        title=N_("Right, by frames behind the curtain"),
        curves=shown,
        note=N_("0: in sight"),
        x=N_("frames hidden"),
        low=0.0,
        high=1.0,
    )


def hidden(quality: Trace, names: tuple[str, ...], best: float | None) -> CurvesPanel:
    """Frames behind the curtain right along the run."""
    return CurvesPanel(
        name="hidden",
        title=N_("Right behind the curtain"),
        curves={called(name): quality.curve(2 + 2 * i) for i, name in enumerate(names)},
        levels={} if best is None else {N_("at best"): best},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def arithmetic(a: Array, h: Array, U: Array, V: Array, t: int) -> TablePanel:
    """One plain unit at frame t, the one that says most about the label: what the frame gave, what the
    state before gave, and what it became. a, h (T, H), U (H, H), V (H, 2)."""
    unit = int(np.abs(h[t] * (V[:, 1] - V[:, 0])).argmax())
    before = float(h[t - 1] @ U[:, unit]) if t else 0.0
    total = float(a[t, unit]) + before
    vote = float(h[t, unit] * (V[unit, 1] - V[unit, 0]))
    rows = (
        (N_("from the frame, W x + b"), f"{a[t, unit]:+.3f}"),
        (N_("from the state before, U h"), f"{before:+.3f}"),
        (N_("sum"), f"{total:+.3f}"),
        (N_("tanh of it: the new state"), f"{math.tanh(total):+.3f}"),
        (N_("its vote for → over ←"), f"{vote:+.3f}"),
    )
    return TablePanel(
        name="unit",
        title=N_("The unit that says most here"),
        note=f"h[{unit + 1}]",
        header=(N_("part"), N_("value")),
        rows=rows,
        chosen=1,
    )


def said(film: Films, t: int, p: Mapping[str, Array]) -> Say:
    """What is said of the frame on screen."""
    rnn, two = float(p["rnn"][0, t]), float(p["2"][0, t])
    where = N_("behind the curtain") if film.hidden[0, t] else N_("in sight")
    words: dict[str, str | int] = {"n": t + 1, "where": where}
    words |= {"a": Verbatim(arrow(rnn > 0.5)), "p": f"{max(rnn, 1 - rnn):.2f}"}
    words |= {"b": Verbatim(arrow(two > 0.5)), "q": f"{max(two, 1 - two):.2f}"}
    return Say(N_("Frame {n}, {where}: RNN {a} ({p}), 2 frames {b} ({q})."), words)


HEALTH = (
    (N_("Exploding"), N_("half of the last 20 gradients were longer than 20 before clipping")),
    (N_("Not learning"), N_("the loss of the last 20 steps is within 0.03 nats of a coin's, ln 2")),
    (
        N_("It sees but does not keep"),
        N_("at the end fewer than 0.8 of the frames behind the curtain are right"),
    ),
)
"""What each word means, for `?`."""


def health(trace: Array, everywhere: float, behind: float, done: bool) -> tuple[Say, ...]:
    """The state of the recurrent network by plain thresholds; nothing before there is something to tell.

    trace (n, 3): step, loss, gradient norm; accuracy on all frames, and behind the curtain (NaN without).
    """
    if len(trace) < 20:
        return ()
    loss = trace[-20:, 1].mean()
    words = {"all": f"{everywhere:.3f}", "hidden": f"{behind:.3f}"}
    if warning := exploding(trace[-20:], EXPLODING):
        return (warning,)
    if loss > math.log(2) - GUESSING:
        text = N_("Not learning: it does no better than a coin.")
    elif math.isnan(behind):
        text = N_("RNN: {all} of the frames right. Nothing is hidden.")
    elif done and behind < FORGETS:
        text = N_("It sees but does not keep: RNN {all} right, behind the curtain {hidden}.")
    else:
        text = N_("RNN: {all} of the frames right, {hidden} behind the curtain.")
    return (Say(text, words),)
