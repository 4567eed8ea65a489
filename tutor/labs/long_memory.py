"""Long-term dependency: what came first is asked for last, and the lag between is a knob."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _long_memory_show as show
from tutor.labs._long_memory_declared import CELLS, KNOBS, METRICS, PRESETS, RATES
from tutor.labs._long_memory_draws import DRAWS
from tutor.labs._long_memory_show import Along, Read

if TYPE_CHECKING:
    import torch

    from tutor.models.lags import Task
    from tutor.models.reader import Training

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


class Pupil:
    """One cell learning one task at one lag, on sequences that it sees once."""

    def __init__(self, cell: str, task: Task, values: Mapping[str, Value], seed: int) -> None:
        import torch

        from tutor.models.reader import Reader, Training

        # Every cell at the same lag reads the same sequences.
        self.generator: torch.Generator = torch.Generator().manual_seed(seed * 1_009 + task.lag)
        self.cell, self.task = cell, task
        model = Reader(
            task.inputs,
            task.outputs,
            int(values["hidden"]),
            cell,
            torch.Generator().manual_seed(seed),
            how=str(values["gates"]),
            longest=task.lag + 1,
            loud=float(values["input"]),
        )
        self.training: Training = Training(model, RATES[cell])
        self.trace = Trace(3)
        """Step, score, gradient norm before clipping."""

    def step(self, number: int, share: float) -> None:
        """Read WIDTH new sequences and learn from them. Raises FloatingPointError."""
        x, y = self.task.batch(WIDTH, self.generator)
        o = self.training.model.last(x)  # (B, m)
        norm = self.training.step(self.task.loss(o, y), share)
        self.trace.append(number + 1, self.task.score(o.detach(), y), norm)

    def score(self, generator: torch.Generator | None = None) -> float | None:
        """Share right or squared error: of the last steps, or on many new sequences of `generator`."""
        import torch

        if generator is not None:
            with torch.inference_mode():
                x, y = self.task.batch(MANY, generator)
                return self.task.score(self.training.model.last(x), y)
        return float(self.trace.rows()[-RECENT:, 1].mean()) if len(self.trace) else None

    def along(self, generator: torch.Generator) -> Along:
        """The way from the first step to the last, over a few new sequences."""
        import torch

        model, task = self.training.model, self.task
        x, y = task.batch(FEW, generator)
        felt = model.reach(x, lambda o: task.loss(o, y)).numpy().astype(float)  # (T,)
        felt /= max(felt[-1], 1e-30)
        if task.name != "recall":
            return Along(np.zeros(0), felt)
        with torch.inference_mode():
            p = model(x).softmax(-1)  # (T, B, m)
            known = p.gather(-1, y.expand(len(x), -1)[..., None]).mean(dim=(1, 2))  # (T,)
        return Along(known.numpy(), felt)

    def read(self, x: torch.Tensor) -> Read:
        """One sequence (T,) or (T, 2), step by step."""
        import torch

        with torch.inference_mode():
            h = self.training.model.states(x[:, None])[:, 0]  # (T, 1, H)
            o = h @ self.training.model.V + self.training.model.c  # (T, 1, m)
            o = o.softmax(-1) if self.task.name == "recall" else o
        return Read(x.numpy(), h[:, 0].numpy(), o[:, 0].numpy())


class LongMemory(Lab):
    """Recall of a first symbol, or the adding problem, by plain and gated cells."""

    name: ClassVar = "long-memory"
    title: ClassVar = N_("Long memory")
    about: ClassVar = N_("What came first is asked for last: which cell still knows, and how far back?")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.reader", "tutor.models.lags")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.lags import Task

        v = self.values
        lag, symbols = int(v["lag"]), int(v["symbols"])
        lags = rungs(lag) if v["lags"] == "ladder" else [lag]
        tasks = [Task(str(v["task"]), one, symbols) for one in lags]
        self.task = tasks[-1]
        self.cells = CELLS if v["cell"] == "all" else (str(v["cell"]),)
        self.pupils = {(cell, t.lag): Pupil(cell, t, v, seed) for cell in self.cells for t in tasks}
        self._along: tuple[int, dict[str, Along]] = (-1, {})

    def advance(self) -> None:
        from tutor.models.reader import warm_and_cool

        share = warm_and_cool(self.steps, self.length) * float(self.values["lr"])
        for pupil in self.pupils.values():
            try:
                pupil.step(self.steps, share)
            except FloatingPointError as error:
                advice = Say(
                    "The {tensor} is no longer a finite number. Lower the learning rate.",
                    {"tensor": str(error)},
                )
                raise Diverged(str(error), advice) from error

    def farthest(self) -> dict[str, Pupil]:
        """The pupils at the knob's own lag, by cell."""
        return {cell: self.pupils[cell, self.task.lag] for cell in self.cells}

    def looking_generator(self, salt: int) -> torch.Generator:
        """Torch's kind of `looking_rng`."""
        import torch

        return torch.Generator().manual_seed(int(self.looking_rng(salt).integers(2**31)))

    def along(self) -> dict[str, Along]:
        """What each cell makes of the way at the knob's own lag; worked out once a step."""
        if self._along[0] != self.steps:
            found = {
                cell: pupil.along(self.looking_generator(1)) for cell, pupil in self.farthest().items()
            }
            self._along = self.steps, found
        return self._along[1]

    def measure(self, look: Look) -> Mapping[str, float | None]:
        recall = self.task.name == "recall"
        name, other = ("accuracy", "error") if recall else ("error", "accuracy")
        found: dict[str, float | None] = {other: None, "chance": self.task.chance}
        for (cell, lag), pupil in self.pupils.items():
            score = pupil.score(self.looking_generator(2) if look.thorough else None)
            found[f"{name}.{cell}.{lag}"] = score
            if lag == self.task.lag:
                found[f"{name}.{cell}"] = score
        found[name] = found[f"{name}.{self.cells[0]}"]
        for cell in self.cells:
            lost = [
                lag
                for one, lag in self.pupils
                if one == cell
                and (found.get(f"accuracy.{cell}.{lag}") or 1) <= self.task.chance + show.NEAR
            ]
            found[f"lost_at.{cell}"] = min(lost, default=None)
            found[f"reach.{cell}"] = self.reach(cell)
        found["lost_at"], found["reach"] = (found[f"{n}.{self.cells[0]}"] for n in ("lost_at", "reach"))
        first = self.farthest()[self.cells[0]]
        rows = first.trace.rows()[-RECENT:]
        found["grad_norm"] = float(rows[:, 2].mean()) if len(rows) else None
        found["parameters"] = sum(p.numel() for p in first.training.model.parameters())
        return found

    def reach(self, cell: str) -> float:
        """How strongly the loss feels the first step, over the last, as a power of ten."""
        return math.log10(max(float(self.along()[cell].felt[0]), 1e-30))

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        cell = self.cells[0]
        along, farthest = self.along(), self.farthest()
        panels: list[AnyPanel] = [show.learning({c: p.trace for c, p in farthest.items()}, self.task)]
        if self.values["lags"] == "ladder":
            by_lag = {
                one: [(lag, p.score() or 0.0) for (c, lag), p in self.pupils.items() if c == one]
                for one in self.cells
            }
            panels.insert(0, show.ladder(by_lag, self.task))
        if self.task.name == "recall":
            panels.append(show.known(along, self.task))
        read = farthest[cell].read(self._sequence(look))
        return (*panels, *show.passage(read, cell, self.task), show.felt(along))

    def _sequence(self, look: Look) -> torch.Tensor:
        """What the learner typed, or a sequence of the run's own, the same at every step."""
        import torch

        if self.task.name == "recall":
            typed = str(look.focus.get("read", "")).upper()
            ids = [i for c in typed if 0 <= (i := show.LETTERS.find(c)) < self.task.symbols][:500]
            if ids:
                return torch.tensor(ids)
        x, _ = self.task.batch(1, torch.Generator().manual_seed(self.seed + 77))
        return x[:, 0]

    def says(self, look: Look) -> tuple[Say, ...]:
        found = []
        for cell, pupil in self.farthest().items():
            score = pupil.score()
            start = self.task.chance if self.task.name == "recall" else 2 * self.task.chance
            found.append(
                show.health(
                    cell, start if score is None else score, self.reach(cell), self.task, self.steps
                )
            )
        return tuple(found)

    def record(self) -> dict[str, Array]:
        x, y = self.task.batch(MANY, self.looking_generator(2))
        import torch

        with torch.inference_mode():
            outputs = {f"outputs_{c}": p.training.model.last(x).numpy() for c, p in self.farthest().items()}
        return {"inputs": x.numpy(), "targets": y.numpy(), **outputs}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import lags, reader, scan

        model = self.pupils[self.cells[0], self.task.lag].training.model
        return (model.cell.step, reader.Reader, getattr(lags, self.task.name), reader.gates, scan)
