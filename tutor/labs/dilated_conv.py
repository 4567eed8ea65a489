"""Dilated causal convolutions: how far a stack of layers sees, and what it can copy over a silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _dilated_conv_show as show
from tutor.labs._dilated_conv_declared import KNOBS, METRICS, MODELS, PRESETS, RATES
from tutor.labs._dilated_conv_draws import DRAWS
from tutor.labs._training import advice_if_broken, mean_with

WIDTH = 32
"""Sequences a step."""
RECENT = 10
"""Steps that a live accuracy is the mean of: each brings sequences never seen before."""
MANY = 500
"""Sequences that a thorough look counts on."""


class DilatedConv(Lab):
    """A stack of dilated causal convolutions and recurrent networks of its size copy over a silence."""

    name: ClassVar = "dilated-conv"
    title: ClassVar = N_("Dilated convolutions")
    about: ClassVar = N_("A network that looks back by jumping: how far it sees, and what it can keep.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.tcn", "tutor.models.reader", "tutor.models.copying")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """The longer the silence, the later learning finds the way through it."""
        return 150 + round(0.35 * int(knobs["silence"]))

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.copying import BELL, SYMBOLS, copiers, distance, example
        from tutor.models.tcn import TCN, dilations, receptive_field

        v, silence = self.values, int(self.values["silence"])
        d = dilations(int(v["layers"]), v["dilation"] == "doubling")
        kernel, ahead = int(v["kernel"]), v["padding"] == "ahead"
        self.tcn = TCN.of(BELL + 1, SYMBOLS, int(v["channels"]), kernel, d, seed, ahead)
        self.formula, self.field = receptive_field(kernel, d), self.tcn.field()
        self.needed = distance(silence) + 1
        names = MODELS if v["model"] == "all" else (str(v["model"]),)
        self.copiers = copiers(names, self.tcn, silence, RATES, seed)
        self.traces = {name: Trace(4) for name in names}
        """Step, share right, mean of the recent shares, loss in nats a symbol."""
        self.example, self.asked = (sequence[:, 0] for sequence in example(silence, 1, seed + 77))

    def advance(self) -> None:
        from tutor.models.reader import warm_and_cool

        share = warm_and_cool(self.steps, self.length) * float(self.values["lr"])
        for name, copier in self.copiers.items():
            with advice_if_broken():
                right, loss = copier.step(WIDTH, share)
            trace = self.traces[name]
            trace.append(self.steps + 1, right, mean_with(trace, right, RECENT), loss)

    def last(self, name: str, column: int) -> float | None:
        """The newest number in a model's trace."""
        rows = self.traces[name].rows()
        return float(rows[-1, column]) if len(rows) else None

    def exam_seed(self) -> int:
        """The first of MANY seeds for looking, from `looking_rng`."""
        return int(self.looking_rng(2).integers(2**31 - MANY))

    def measure(self, look: Look) -> Mapping[str, float | None]:
        found: dict[str, float | None] = {
            "chance": 1 / 8,
            "receptive_field": self.field,
            "field_formula": self.formula,
            "needed": self.needed,
            "future_leak": self.tcn.leak(self.seed + 5),
        }
        for name, copier in self.copiers.items():
            seen = copier.accuracy(MANY, self.exam_seed()) if look.thorough else self.last(name, 2)
            found[f"accuracy.{name}"] = seen
            found[f"loss.{name}"] = self.last(name, 3)
            found[f"parameters.{name}"] = copier.parameters
        for metric in ("accuracy", "loss", "parameters"):
            found[metric] = found[f"{metric}.{next(iter(self.copiers))}"]
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        last = len(self.example) - 1
        chosen = max(0, min(last, int(look.focus.get("tree", last))))
        poked = max(0, min(last, int(look.focus.get("tree", last // 2))))
        said = {name: copier.said(self.example[:, None])[:, 0] for name, copier in self.copiers.items()}
        return (
            show.tree(self.tcn, self.example, said.get("tcn"), chosen),
            show.learning(self.traces),
            show.poke(self.tcn, self.example, poked),
            show.table(self.asked, said),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        accuracy = {name: self.last(name, 2) or 0.0 for name in self.copiers}
        return tuple(show.health(self.field, self.needed, accuracy, self.steps))

    def record(self) -> dict[str, Array]:
        from tutor.models.copying import example

        x, y = example(int(self.values["silence"]), 50, self.exam_seed())
        outputs = {f"outputs_{name}": copier.said(x) for name, copier in self.copiers.items()}
        return {"inputs": x, "targets": y, **outputs}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import copying, tcn

        return (tcn.TCN, tcn.receptive_field, copying.copying)
