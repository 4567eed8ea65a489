"""How many random patterns a Hopfield network keeps: measured load by load, with theory beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Lab, Look
from tutor.kit.panels import AnyPanel, Array, CurvesPanel, TablePanel
from tutor.kit.say import N_, Say
from tutor.labs._hopfield_capacity_facts import KNOBS, METRICS, PRESETS

FARTHEST = {"hebb": 0.3, "storkey": 0.5, "pseudo-inverse": 0.95, "modern": 0.95}
"""How far a scan of recall goes, as a load."""
FARTHEST_ONE_STEP = 0.7
LOADS = 44
"""Loads in a scan, at most."""
PROBES = 5
"""Patterns of each network that are spoilt and recalled."""
BITS = 500_000
"""A one-step trial takes enough networks (but at most 8) to look at about so many bits."""


def scanned(knobs: Mapping[str, Value]) -> list[int]:
    """The numbers of patterns P that these knobs measure, in order."""
    n, load = int(knobs["n"]), float(knobs["load"])
    if load > 0:
        return [max(1, round(load * n))]
    far = FARTHEST_ONE_STEP if knobs["mode"] == "one-step" else FARTHEST[str(knobs["rule"])]
    most = round(far * n)
    stride = -(-most // LOADS)
    return list(range(stride, most + 1, stride))


class HopfieldCapacity(Lab):
    """One step is one random network at one load: stored, spoilt, recalled, counted."""

    name = "hopfield-capacity"
    title = N_("Hopfield · capacity")
    about = N_("How many random patterns a network keeps before they drown each other.")
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    models = ("tutor.models.hopfield_capacity",)

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Loads × trials; a scan of recall ends earlier once nothing comes back any more."""
        return len(scanned(knobs)) * int(knobs["trials"])

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        self.n, self.trials = int(self.values["n"]), int(self.values["trials"])
        self.converged = self.values["mode"] == "converged"
        self.patterns = np.array(scanned(self.values))  # (loads,)
        self.errors = np.full((len(self.patterns), self.trials), np.nan)
        self.recalled = np.full_like(self.errors, np.nan)

    def advance(self) -> None:
        """One trial at the present load."""
        from tutor.models.hopfield_capacity import converged_trial, one_step_trial

        k, t = divmod(self.steps, self.trials)
        P, rule = int(self.patterns[k]), str(self.values["rule"])
        rng = np.random.default_rng([self.seed, P, t])  # so each load is the same alone and in a scan
        if self.converged:
            trial = converged_trial(P, self.n, rule, float(self.values["noise"]), PROBES, rng)
        else:
            networks = min(8, -(-BITS // (P * self.n)))
            trial = one_step_trial(P, self.n, rule, networks, rng)
        self.errors[k, t], self.recalled[k, t] = trial.bit_error, trial.recalled
        if self.converged and t == self.trials - 1 and k and self.recalled[k - 1 : k + 1].mean() < 0.02:
            self.length = self.steps + 1

    def _reached(self) -> int:
        """The index of the load measured last."""
        return max(0, self.steps - 1) // self.trials

    def _means(self, of: Array) -> Array:
        """The mean over trials at each load measured so far. (loads measured,)"""
        return np.array([row[~np.isnan(row)].mean() for row in of if not np.isnan(row[0])])

    def _crossing(self) -> tuple[int | None, float | None]:
        """The last P of which more than half come back, and the load where the share crosses a half."""
        share = self._means(self.recalled)  # (loads measured,)
        above = np.flatnonzero(share > 0.5)
        if not len(above):
            return None, None
        k = int(above[-1])
        if k + 1 == len(share):
            return int(self.patterns[k]), None
        part = (share[k] - 0.5) / (share[k] - share[k + 1])
        P = self.patterns[k] + part * (self.patterns[k + 1] - self.patterns[k])
        return int(self.patterns[k]), float(P / self.n)

    def _theory(self, P: int) -> float | None:
        """The bit error of an endless network at this load, where theory has one."""
        from tutor.models.hopfield_capacity import one_step_error, retrieved_overlap

        if self.values["rule"] != "hebb":
            return None
        load = P / self.n
        return (1.0 - retrieved_overlap(load)) / 2.0 if self.converged else one_step_error(load)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        """The metrics now; a thorough look has each load's own numbers too."""
        k = self._reached()
        P, done = int(self.patterns[k]), ~np.isnan(self.errors[k])
        count = int(done.sum())
        error, share = self.errors[k, done], self.recalled[k, done]
        some, several = count > 0, count > 1
        last, critical = self._crossing()
        found: dict[str, float | None] = {
            "bit_error": float(error.mean()) if some else None,
            "bit_error_se": float(error.std(ddof=1)) / count**0.5 if several else None,
            "overlap": 1.0 - 2.0 * float(error.mean()) if some else None,
            "recalled_fraction": float(share.mean()) if some else None,
            "recalled_fraction_se": float(share.std(ddof=1)) / count**0.5 if several else None,
            "critical_load": critical if len(self.patterns) > 1 else None,
            "last_load_recalled": last,
            "theory": self._theory(P),
            "load": P / self.n,
            "patterns": P,
            "trials": count,
        }
        if look.thorough and len(self.patterns) > 1:
            rows = zip(self.patterns, self._means(self.errors), self._means(self.recalled), strict=False)
            for P, e, r in rows:
                found |= {f"bit_error.{P}": e, f"overlap.{P}": 1 - 2 * e, f"recalled_fraction.{P}": r}
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        """The curve over loads as far as measured, theory beside it, and the present load in figures."""
        from tutor.models.hopfield_capacity import CRITICAL_LOAD, one_step_error, retrieved_overlap

        error, share = self._means(self.errors), self._means(self.recalled)
        loads = self.patterns[: len(error)] / self.n
        grid = np.linspace(0.005, max(float(self.patterns[-1]) / self.n, 0.02), 200)
        hebb = self.values["rule"] == "hebb"
        if self.converged:
            ideal = np.array([m if (m := retrieved_overlap(a)) else np.nan for a in grid])
            curves = {
                N_("overlap"): np.array([loads, 1 - 2 * error]),
                N_("come back"): np.array([loads, share]),
            }
            marks = {N_("theory: 0.138"): CRITICAL_LOAD} if hebb and grid[-1] > CRITICAL_LOAD else {}
            title, low, high = N_("overlap where recall ends, and share that comes back"), 0.0, 1.0
        else:
            ideal = np.array([one_step_error(a) for a in grid])
            curves = {N_("bits wrong"): np.array([loads, error])}
            marks, title = {}, N_("share of bits wrong after one update")
            low, high = 0.0, max(0.01, float(ideal[-1]) * 1.15)
        if hebb:
            curves[N_("theory")] = np.array([grid, ideal])
        curve = CurvesPanel(
            name="curve", title=title, curves=curves, marks=marks, x=N_("load P/N"), low=low, high=high
        )
        return curve, self._table()

    def _table(self) -> TablePanel:
        """The present load in figures."""
        now = self.measure(Look())

        def figure(name: str, digits: int) -> str:
            value = now[name]
            return "–" if value is None else f"{value:.{digits}f}"

        rows = (
            (N_("patterns stored"), f"{now['patterns']:.0f}", ""),
            (N_("load P/N"), figure("load", 3), ""),
            (N_("networks tried"), f"{now['trials']:.0f}", ""),
            (N_("bits wrong"), figure("bit_error", 5), figure("bit_error_se", 5)),
            (N_("theory, N → ∞"), figure("theory", 5), ""),
            (N_("come back"), figure("recalled_fraction", 3), figure("recalled_fraction_se", 3)),
        )
        return TablePanel(name="load", title=N_("this load"), header=("", N_("measured"), "±"), rows=rows)

    def says(self, look: Look) -> tuple[Say, ...]:
        """How far the scan is, and what it found."""
        last, critical = self._crossing()
        if critical is not None:
            found = Say(
                N_("Up to {last} patterns more than half come back; half do at a load of {load}."),
                {"last": last or 0, "load": f"{critical:.3f}"},
            )
        elif last is not None:
            found = Say(N_("With {last} patterns more than half still come back."), {"last": last})
        elif self.steps:
            found = Say(N_("Fewer than half come back."))
        else:
            found = Say(N_("Nothing measured yet."))
        return (found,)

    def record(self) -> dict[str, Array]:
        """Every trial's numbers; NaN where none was made."""
        return {"patterns": self.patterns, "bit_error": self.errors, "recalled_fraction": self.recalled}

    def sources(self) -> tuple[Any, ...]:
        """What one trial does, and the theory."""
        from tutor.models import hopfield_capacity as model

        if self.converged:
            return model.converged_trial, model.retrieved_overlap
        return model.one_step_trial, model.one_step_error
