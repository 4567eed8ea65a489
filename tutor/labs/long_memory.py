"""Long-term dependency: what came first is asked for last, and the lag between is a knob."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _long_memory_show as show
from tutor.labs._long_memory_declared import CELLS, KNOBS, METRICS, PRESETS, RATES
from tutor.labs._long_memory_draws import DRAWS
from tutor.labs._training import advice_if_broken, mean_with

if TYPE_CHECKING:
    from tutor.models.pupil import Along, Pupil

STEPS = 1_200
WIDTH = 32
"""Sequences a step."""
RECENT = 25
"""Steps that a live score is the mean of: each brings sequences never seen before."""
FEW, MANY = 50, 2_000
"""Sequences that a live look reads, and that a thorough look counts on."""


def rungs(lag: int) -> list[int]:
    """Seven lags up to `lag`, each about 1.4 times the one before."""
    return sorted({max(2, round(lag / 2 ** (k / 2))) for k in range(7)})


class LongMemory(Lab):
    """Recall of a first symbol, or the adding problem, by plain and gated cells."""

    name: ClassVar = "long-memory"
    title: ClassVar = N_("Long memory")
    about: ClassVar = N_("What came first is asked for last: which cell still knows, and how far back?")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.pupil",)

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.lags import Task
        from tutor.models.pupil import Pupil

        v = self.values
        lag, symbols = int(v["lag"]), int(v["symbols"])
        lags = rungs(lag) if v["lags"] == "ladder" else [lag]
        tasks = [Task(str(v["task"]), one, symbols) for one in lags]
        self.task = tasks[-1]
        self.cells = CELLS if v["cell"] == "all" else (str(v["cell"]),)
        self.pupils: dict[tuple[str, int], Pupil] = {
            (cell, task.lag): Pupil(
                cell,
                task,
                RATES[cell],
                seed,
                hidden=int(v["hidden"]),
                gates=str(v["gates"]),
                loud=float(v["input"]),
                width=WIDTH,
            )
            for cell in self.cells
            for task in tasks
        }
        self.traces = {key: Trace(4) for key in self.pupils}
        """Step, score, mean of the recent scores, gradient norm before clipping."""
        self._along: tuple[int, dict[str, Along]] = (-1, {})

    def advance(self) -> None:
        from tutor.models.reader import warm_and_cool

        share = warm_and_cool(self.steps, self.length) * float(self.values["lr"])
        for key, pupil in self.pupils.items():
            with advice_if_broken():
                score, norm = pupil.step(share)
            trace = self.traces[key]
            trace.append(self.steps + 1, score, mean_with(trace, score, RECENT), norm)

    def along(self) -> dict[str, Along]:
        """What each cell makes of the way at the knob's own lag; worked out once a step."""
        if self._along[0] != self.steps:
            far = {cell: self.pupils[cell, self.task.lag] for cell in self.cells}
            self._along = self.steps, {c: p.along(FEW, self.looking_seed(1)) for c, p in far.items()}
        return self._along[1]

    def score(self, cell: str, lag: int) -> float | None:
        """Share right or squared error on the sequences of the last steps; None before the first."""
        trace = self.traces[cell, lag]
        return float(trace.rows()[-1, 2]) if len(trace) else None

    def reach(self, cell: str) -> float:
        """How strongly the loss feels the first step, over the last, as a power of ten."""
        return math.log10(max(float(self.along()[cell].felt[0]), 1e-30))

    def measure(self, look: Look) -> Mapping[str, float | None]:
        name, other = ("accuracy", "error") if self.task.name == "recall" else ("error", "accuracy")
        found: dict[str, float | None] = {other: None, "chance": self.task.chance}
        lost: dict[str, int] = {}
        for (cell, lag), pupil in self.pupils.items():
            score = pupil.score(MANY, self.looking_seed(2)) if look.thorough else self.score(cell, lag)
            found[f"{name}.{cell}.{lag}"] = found[f"{name}.{cell}"] = score  # the longest lag comes last
            if name == "accuracy" and score is not None and score <= self.task.chance + show.NEAR:
                lost.setdefault(cell, lag)
        for cell in self.cells:
            found[f"lost_at.{cell}"], found[f"reach.{cell}"] = lost.get(cell), self.reach(cell)
            known = self.along()[cell].known
            found[f"sooner.{cell}"] = float(known[self.task.lag // 10]) if len(known) else None
        first = self.cells[0]
        found.update({n: found[f"{n}.{first}"] for n in (name, "lost_at", "reach", "sooner")})
        rows = self.traces[first, self.task.lag].rows()[-RECENT:]
        found["grad_norm"] = float(rows[:, 3].mean()) if len(rows) else None
        found["parameters"] = self.pupils[first, self.task.lag].parameters
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        first, lag, along = self.cells[0], self.task.lag, self.along()
        panels = [show.learning({cell: self.traces[cell, lag] for cell in self.cells}, self.task)]
        if self.values["lags"] == "ladder":
            lags = sorted({lag for _, lag in self.pupils})
            scores = {c: [(one, self.score(c, one)) for one in lags] for c in self.cells}
            panels.insert(0, show.ladder(scores, self.task))
        if self.task.name == "recall":
            panels.append(show.known(along, self.task))
        read = self.pupils[first, lag].read(self._sequence(look))
        text, *others = show.passage(read, first, self.task)
        return (*panels, text, show.felt(along), *others)

    def _sequence(self, look: Look) -> Array:
        """What the learner typed, or a sequence of the run's own, the same at every step."""
        if self.task.name == "recall":
            typed = str(look.focus.get("read", "")).upper()
            ids = [i for c in typed if 0 <= (i := show.LETTERS.find(c)) < self.task.symbols][:500]
            if ids:
                return np.array(ids)
        return self.pupils[self.cells[0], self.task.lag].sequence(self.seed + 77)

    def says(self, look: Look) -> tuple[Say, ...]:
        lag = self.task.lag
        return tuple(show.health(c, self.score(c, lag), self.reach(c), self.task) for c in self.cells)

    def record(self) -> dict[str, Array]:
        exams = {c: self.pupils[c, self.task.lag].exam(MANY, self.looking_seed(2)) for c in self.cells}
        x, y, _ = exams[self.cells[0]]
        return {"inputs": x, "targets": y, **{f"outputs_{c}": o for c, (_, _, o) in exams.items()}}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import lags, reader, scan

        model = self.pupils[self.cells[0], self.task.lag].model
        return (model.cell.step, reader.Reader, getattr(lags, self.task.name), reader.gates, scan)
