"""Gradients on their way back: they fade, explode, are clipped, and sometimes a number breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs._gradient_flow_declared import KNOBS, METRICS, PRESETS
from tutor.labs._gradient_flow_draws import DRAWS
from tutor.labs._gradient_flow_words import HEALTH

if TYPE_CHECKING:
    pass

HIDDEN = 24
UPDATES = 1_500
"""Of a complete training run."""
ADVICE = Say(
    N_("A gradient too long made one giant step of the weights. Clip it, or lower gain or learning rate.")
)


class GradientFlow(Lab):
    """One gradient followed back step by step, a bound tested on a hundred networks; or a training run."""

    name = "gradient-flow"
    title = N_("Gradient flow")
    about = N_("How much of a gradient is left after many steps back, and what it does to training.")
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = HEALTH
    draws = DRAWS
    models = ("tutor.models.gradient_flow",)
    pace = 30.0

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Back step by step and then a network a step to test the bound; or updates."""
        from tutor.labs._gradient_flow_bound import DRAWS as NETWORKS

        return UPDATES if knobs["part"] == "train" else int(knobs["steps"]) + NETWORKS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.labs._gradient_flow_bound import Trial
        from tutor.models.gradient_flow import SQUASHES, Recall, WayBack, forward, matrix

        v = self.values
        self.T, self.squash = int(v["steps"]), SQUASHES[str(v["activation"])]
        random = np.random.default_rng([seed, 0xF10])
        self.U = matrix(str(v["matrix"]), HIDDEN, float(v["gain"]), random)
        self.v = random.standard_normal(HIDDEN) * 0.5
        self.x = float(v["input"]) * random.standard_normal(self.T)
        self.way = WayBack(self.U, self.squash, forward(self.U, self.v, self.squash, self.x))
        self.trial = Trial(seed)
        self.net = Recall(self.U, self.squash, self.T, random) if v["part"] == "train" else None
        self.trace = Trace(3)
        """Updates made, loss, length of the gradient before clipping."""
        self.broken: tuple[str, int] | None = None
        """The tensor that stopped being finite, and the update it happened in."""
        self._seen: tuple[int, Array, Array] | None = None

    def advance(self) -> None:
        if self.net is None:
            if self.way.t:
                self.way.step()
            else:
                self.trial.draw()
            return
        try:
            loss, norm = self.net.step(float(self.values["lr"]), float(self.values["clip"]))
        except FloatingPointError as error:
            self.broken = (str(error), self.steps + 1)
            raise Diverged(str(error), ADVICE) from error
        self.trace.append(self.steps + 1, loss, norm)

    def flow(self) -> tuple[Array, Array, Array]:
        """Norms and bounds (T + 1,), states (T + 1, H): of the walk so far, or of the net as it stands."""
        from tutor.models.gradient_flow import bounds, forward, norms

        if self.net is None:
            return self.way.norms, bounds(self.U, self.squash, self.T), self.way.h
        if self._seen is None or self._seen[0] != self.steps:
            with np.errstate(all="ignore"):
                U, x = self.net.U.astype(np.float64), np.zeros(self.T)
                x[0] = 1.0
                h = forward(U, self.net.v.astype(np.float64), self.squash, x)
                fine = bool(np.isfinite(U).all() and np.isfinite(h).all())
                found = norms(U, self.squash, h) if fine else np.full(self.T + 1, np.nan)
            self._seen = (self.steps, found, h)
        U = self.net.U.astype(np.float64)
        most = bounds(U, self.squash, self.T) if np.isfinite(U).all() else np.full(self.T + 1, np.nan)
        return self._seen[1], most, self._seen[2]

    def measure(self, look: Look) -> Mapping[str, float | None]:
        found, most, h = self.flow()
        last = self.trace.rows()[-1] if len(self.trace) else (None, None, None)
        drawn = len(self.trial.points)
        error = None
        if self.values["activation"] == "linear" and self.values["matrix"] == "orthogonal" and not self.net:
            known = ~np.isnan(found)
            with np.errstate(all="ignore"):
                error = float(np.abs(found[known] / most[known] - 1).max())
        return {
            "norm_first": float(found[0]),
            "bound_first": float(most[0]),
            "linear_error": error,
            "slope": float(self.squash.slope(h[1:]).mean()),
            "bound_held": self.trial.held / drawn if drawn else None,
            "drawn": drawn,
            "loss": last[1],
            "grad_norm": last[2],
            "grad_most": float(self.trace.rows()[:, 2].max()) if len(self.trace) else None,
            "nan_step": self.broken[1] if self.broken else None,
            "nan_time": self._broken_at(),
        }

    def _broken_at(self) -> int | None:
        """The time step of the state that broke, told by its index; None if it was no state."""
        from tutor.models.gradient_flow import below

        names = {f"h{below(t)}": t for t in range(self.T + 1)}
        return names.get(self.broken[0]) if self.broken else None

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        from tutor.labs import _gradient_flow_show as draw

        found, most, h = self.flow()
        bars = draw.bars(found, most, self.way.t if self.net is None else -1)
        slopes = draw.slopes(self.squash.slope(h[1:]))
        if self.net is not None:
            return (
                bars,
                draw.losses(self.trace),
                draw.gradients(self.trace, float(self.values["clip"])),
                slopes,
            )
        table = draw.one_step(self.way, self.squash)
        return bars, table, draw.trial(self.trial), slopes

    def says(self, look: Look) -> tuple[Say, ...]:
        from tutor.labs._gradient_flow_words import of_flow, of_training

        found, most, _h = self.flow()
        if self.net is not None:
            return of_training(self.trace.rows(), float(found[0]), self.broken)
        return of_flow(found, most, self.trial)

    def record(self) -> dict[str, Array]:
        """The norms and bounds, U, and the course of the training or of the trial."""
        found, most, _h = self.flow()
        return {
            "norms": found,
            "bounds": most,
            "U": self.U if self.net is None else self.net.U,
            "trace": self.trace.rows(),
            "trial": np.array(self.trial.points, dtype=np.float64).reshape(-1, 2),
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import gradient_flow as model

        if self.net is not None:
            return (model.Recall.step, model.Recall)
        return (model.WayBack.step, model.WayBack, model.bounds, model.matrix)
