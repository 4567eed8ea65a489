"""The LSTM: one cell in slow motion with its gates under the learner's hand, and what its bias decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace
from tutor.labs import _lstm_show as show
from tutor.labs._lstm_declared import ACTIONS, BIASES, KNOBS, METRICS, PRESETS, TEXTS
from tutor.labs._lstm_draws import DRAWS
from tutor.labs._training import advice_if_broken, mean_with

if TYPE_CHECKING:
    from tutor.models.pupil import Pupil

UPDATES, AT_ONCE = 1_000, 5
"""Updates of a complete training run, and in one step of it."""
RECENT, FEW, MANY = 25, 50, 2_000
UNITS = ("latch", "counter")
GATES = {"keep": 2, "write": 1, "show": 0}


LEARNED, CHANCE, NEAR = 0.95, 0.125, 0.15
"""Share recalled from which a bias is said to have learned; guessing, and how near it counts as that."""
HEALTH = (
    (N_("Learned"), N_("at least 0.95 of the letters recalled")),
    (N_("No better than guessing"), N_("within 0.15 of guessing, which is right in one of eight")),
)
"""What each word means, for `?`."""


class LstmLab(Lab):
    """A cell with weights set by hand, four sub-steps a letter; or cells that learn to recall."""

    name: ClassVar = "lstm"
    title: ClassVar = N_("LSTM")
    about: ClassVar = N_("A ledger with three gates: keep, write, show. Set them by hand and watch.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.lstm_walk", "tutor.models.pupil")
    pace: ClassVar = 3.0

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Four sub-steps a letter; or the updates of a training run."""
        reads = str(knobs["reads"])
        return UPDATES // AT_ONCE if knobs["part"] == "learn" else 4 * len(TEXTS.get(reads, reads))

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.lstm_walk import Walk

        v = self.values
        self.learning = v["part"] == "learn"
        self.walk = Walk.of(TEXTS.get(str(v["reads"]), str(v["reads"])))
        self._hold_forget(str(v["forget"]))
        self.pupils: dict[str, Pupil] = self._pupils(seed) if self.learning else {}
        self.traces = {bias: Trace(3) for bias in self.pupils}
        """Updates, score, mean of the recent scores."""
        self._felt: tuple[int, dict[str, Array]] = (-1, {})

    def _pupils(self, seed: int) -> dict[str, Pupil]:
        from tutor.models.lags import Task
        from tutor.models.pupil import Pupil

        chosen, lag, rate = str(self.values["bias"]), int(self.values["lag"]), float(self.values["lr"])
        return {
            bias: Pupil("lstm", Task("recall", lag), rate, seed, hidden=32, gates=how, loud=1.0, width=32)
            for bias, how in BIASES.items()
            if chosen in ("all", bias)
        }

    @property
    def unit(self) -> int:
        """The number of the unit that is looked at."""
        return UNITS.index(str(self.values["unit"]))

    @property
    def done(self) -> bool:
        return super().done or (not self.learning and self.walk.done)

    def advance(self) -> None:
        if self.learning:
            for number in range(self.steps * AT_ONCE, (self.steps + 1) * AT_ONCE):
                self._update(number)
        else:
            self.walk.advance()

    def _update(self, number: int) -> None:
        from tutor.models.reader import warm_and_cool

        share = warm_and_cool(number, self.length * AT_ONCE)
        for bias, pupil in self.pupils.items():
            with advice_if_broken():
                score, _ = pupil.step(share)
            trace = self.traces[bias]
            trace.append(number + 1, score, mean_with(trace, score, RECENT))

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "forget":
            self._hold_forget(str(value))
        if name == "lr":
            for pupil in self.pupils.values():
                pupil.training.rate = float(value)

    def _hold_forget(self, value: str) -> None:
        for unit in range(len(UNITS)):
            self.walk.hold(GATES["keep"], unit, None if value == "own" else float(value))

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Hold gates of the chosen unit by hand, or give all back."""
        walk, unit = self.walk, self.unit
        if name == "gate":
            walk.hold(show.BARS[int(values["bar"])], unit, float(values["value"]))
        elif name in ("keep", "drop"):
            walk.hold(GATES["keep"], unit, 1.0 if name == "keep" else 0.0)
            if name == "keep":
                walk.hold(GATES["write"], unit, 0.0)
        elif name == "free":
            for gate, one in list(walk.held):
                walk.hold(gate, one, None)
        else:
            super().act(name, values)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        walk, whole = self.walk, self.walk.whole()
        last = walk.read[-1].gates if walk.read else None
        kept = [float(one.gates[2, 0]) for one in whole[1:] if one.gates is not None]
        after = whole[-1].after if whole else None
        found: dict[str, float | None] = {
            "kept_after": float(np.prod(kept)) if whole else None,
            "ledger_error": max((one.error for one in whole), default=None),
            "chance": 0.125 if self.learning else None,
            "accuracy": None,
        }
        for name, gate in GATES.items():
            found[f"gate.{name}"] = None if last is None else float(last[gate, self.unit])
        for unit, name in enumerate(UNITS):
            found[f"state.{name}"] = 0.0 if after is None else float(after[1, unit])
            found[f"shown.{name}"] = 0.0 if after is None else float(after[0, unit])
        for bias in self.pupils:
            found[f"accuracy.{bias}"] = self.score(bias, look.thorough)
        scores = [
            score for name, score in found.items() if name.startswith("accuracy.") and score is not None
        ]
        found["accuracy"] = max(scores, default=None)
        return found

    def score(self, bias: str, thorough: bool = False) -> float | None:
        """Share recalled: on many new sequences, or on those of the last updates."""
        if thorough:
            return self.pupils[bias].score(MANY, int(self.looking_rng(2).integers(2**31)))
        trace = self.traces[bias]
        return float(trace.rows()[-1, 2]) if len(trace) else None

    def felt(self) -> dict[str, Array]:
        """How strongly the loss feels each step, by bias; worked out once a step."""
        if self._felt[0] != self.steps:
            seed = int(self.looking_rng(1).integers(2**31))
            self._felt = self.steps, {b: p.along(FEW, seed).felt for b, p in self.pupils.items()}
        return self._felt[1]

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        if self.learning:
            return show.learning(self.traces, 0.125), show.felt(self.felt())
        return show.cell(self.walk, self.unit)

    def says(self, look: Look) -> tuple[Say, ...]:
        if not self.learning:
            return (show.says(self.walk, self.unit),)
        lost = [b for b in self.pupils if (s := self.score(b)) is not None and s <= CHANCE + NEAR]
        known = [b for b in self.pupils if (s := self.score(b)) is not None and s >= LEARNED]
        words: dict[str, str | int | float] = {
            "known": Verbatim(", ".join(known) or "–"),
            "lost": Verbatim(", ".join(lost) or "–"),
        }
        return (Say(N_("Learned with bias: {known}. No better than guessing: {lost}."), words),)

    def record(self) -> dict[str, Array]:
        whole = self.walk.whole()
        parts = {"kept": "kept", "written": "written", "state": "after"}
        found = {n: np.array([getattr(one, p).numpy() for one in whole]) for n, p in parts.items()}
        return {**found, "letters": np.array(self.walk.letters)}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import cells, lstm_walk, reader

        if self.learning:
            return (cells.lstm, reader.gates, reader.Reader)
        return (cells.lstm, lstm_walk.Walk, lstm_walk.by_hand)
