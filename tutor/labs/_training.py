"""What labs share in which a network is trained.

The knobs, `GRAD_NORM` and `PARAMETERS` are for what a lab declares. `TrainingLab` is the frame of a lab
around one training; a lab with several of them side by side builds on `Lab`, and takes `advice_if_broken`
and `mean_with`. `exploding` is the first thing a health report looks for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Protocol

import numpy as np

from tutor.kit.knobs import ChoiceKnob, FloatKnob, Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.metrics import Metric
from tutor.kit.panels import Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace

RECENT = 50
"""Steps that a figure of the training itself is the mean of."""
AT_ITS_HEIGHT = N_("learning rate at its height; it warms up and falls to nothing along the run")

GRAD_NORM = Metric(
    name="grad_norm", help=N_("length of the gradient before clipping, mean of the last 50 steps")
)
PARAMETERS = Metric(name="parameters", help=N_("numbers that are learned"))


def rate_knob(
    default: float, says: str = AT_ITS_HEIGHT, *, high: float = 1.0, live: bool = True
) -> FloatKnob:
    """The knob `lr`, under "more": from 1e-5 to `high`, times 1.5 a press."""
    return FloatKnob(
        name="lr",
        help=says,
        default=default,
        low=1e-5,
        high=high,
        step=1.5,
        ratio=True,
        live=live,
        more=True,
    )


def times_knob(says: str) -> FloatKnob:
    """The knob `lr` of a lab whose networks each have a rate of their own: what all are multiplied by."""
    return FloatKnob(
        name="lr", help=says, default=1.0, low=0.01, high=100.0, step=2.0, ratio=True, live=True, more=True
    )


def cell_knob(default: str, *, more: bool = False) -> ChoiceKnob:
    """The knob `cell`: rnn, gru or lstm."""
    return ChoiceKnob(
        name="cell",
        help=N_("what carries the state on"),
        default=default,
        choices=("rnn", "gru", "lstm"),
        more=more,
    )


@contextmanager
def advice_if_broken(who: str = "") -> Iterator[None]:
    """Turn a FloatingPointError, by which a model names the tensor that broke, into Diverged.

    `who` is the network, where that is to be told as well.
    """
    try:
        yield
    except FloatingPointError as error:
        advice = Say(
            N_("The {tensor} is no longer a finite number. Lower the learning rate."),
            {"tensor": str(error)},
        )
        raise Diverged(f"{who}: {error}" if who else str(error), advice) from error


def mean_with(trace: Trace, newest: float, last: int) -> float:
    """The mean of `newest` and the numbers before it in column 1 of `trace`, `last` together at most."""
    recent = [*trace.rows()[1 - last :, 1].tolist(), newest]
    return float(sum(recent) / len(recent))


def exploding(trace: Array, above: float) -> Say | None:
    """A warning if the gradient, in column 2 of these steps (n, 3…), is mostly longer than `above`."""
    norm = np.median(trace[:, 2])
    text = N_("Exploding: the gradient is {norm} long before clipping. Lower the learning rate.")
    return Say(text, {"norm": f"{norm:.0f}"}) if norm > above else None


class Training(Protocol):
    """A network of `tutor.models` being trained."""

    rate: float

    def step(self, number: int, /) -> tuple[float, ...]:
        """Step `number` (from 0) → its loss, the gradient's length before clipping, whatever else is noted.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        ...


class TrainingLab(Lab):
    """A lab around one training, which is noted step by step and tested now and then.

    `__init__` of a lab sets `training`, makes the test data, and calls `follow`; its `test` says how good
    the network is. `recent` and `tested` have the figures for `measure`; `trace` and `quality` are the
    curves.
    """

    training: Training
    noted: ClassVar[int] = 2
    """Numbers that a training step returns."""

    @abstractmethod
    def test(self, thorough: bool) -> list[float]:
        """How good it is now: on all test data, or on as much as takes some milliseconds."""

    def follow(self, least: int = 15) -> None:
        """Begin the records with a test before the first step. Tests are `least` steps apart or more."""
        self.every = max(least, self.length // 40)
        """Steps from one test along the way to the next."""
        self.trace = Trace(1 + self.noted)
        """Step, and what was noted of it."""
        first = self.test(thorough=False)
        self.quality = Trace(1 + len(first))
        """Step, and what its test said."""
        self.quality.append(0, *first)

    def learn(self) -> tuple[float, ...]:
        """One training step; what is to be noted of it."""
        return self.training.step(self.steps)

    def advance(self) -> None:
        with advice_if_broken():
            noted = self.learn()
        step = self.steps + 1
        self.trace.append(step, *noted)
        if step % self.every == 0 or step == self.length:
            self.quality.append(step, *self.test(thorough=False))

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "lr":
            self.training.rate = float(value)

    def recent(self) -> list[float] | list[None]:
        """What was noted of the last steps, on average; None before the first."""
        if not len(self.trace):
            return [None] * self.noted
        mean: list[float] = self.trace.rows()[-RECENT:].mean(axis=0)[1:].tolist()
        return mean

    def tested(self, look: Look) -> list[float]:
        """What the last test along the way said; in a thorough look, what one on all data says."""
        if look.thorough:
            return self.test(thorough=True)
        last: list[float] = self.quality.rows()[-1, 1:].tolist()
        return last
