"""A lab: one experiment with knobs, metrics, a budget, state and a `step()`.

A lab knows no screen, process, file or clock. Its whole state hangs on the object, so a deep copy goes
on exactly as the original would; all randomness is its own. Looking (`measure`, `show`, `record`)
never changes the run: whatever is sampled for display draws from `looking_rng`.
"""

from __future__ import annotations

import importlib
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from tutor.kit.knobs import AnyKnob, Value, settle
from tutor.kit.metrics import Metric, Metrics, finite
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import Say


class Diverged(ArithmeticError):
    """A number stopped being finite. Names the tensor; the runner adds the step."""

    def __init__(self, tensor: str, advice: Say) -> None:
        super().__init__(f"{tensor} is not finite")
        self.tensor = tensor
        self.advice = advice
        """What happened and what to change, in one or two sentences."""


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at a run: what they point at (panel → index or typed text), how thoroughly."""

    focus: Mapping[str, int | str] = field(default_factory=dict)
    thorough: bool = False
    """The last look of a run: every metric, on all its data. A live look may measure on less."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One look at a run at one step."""

    step: int
    metrics: Metrics
    panels: tuple[AnyPanel, ...] = ()
    says: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something the learner did to a run after `step` steps: an action, or `set` of a live knob."""

    step: int
    name: str
    values: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Something a learner may do to a run: flip a cell, set a gate, draw a point."""

    name: str
    help: str
    fields: tuple[AnyKnob, ...] = ()
    """Typed and bounded like knobs; all are needed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """A named setting of the knobs worth trying; with `bench`, one that fails and is to be mended."""

    name: str
    title: str
    knobs: Mapping[str, Value]
    bench: bool = False
    mends: Mapping[str, Value] = field(default_factory=dict)
    """For a bench: the knobs that mend it."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """Numbers for one asking of a parameterised question."""

    values: Mapping[str, str]
    """What fills the `{blanks}` of the question."""
    answer: float | str
    wrong: Mapping[str, float | str] = field(default_factory=dict)
    """Known wrong answers by name: the results of known mistakes on the same numbers."""


DrawFunction = Callable[[random.Random, Mapping[str, Value]], Draw]


class Lab(ABC):
    """Base of all labs. A subclass in `tutor/labs/NAME.py` is found by its file; nothing is registered."""

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    """One sentence."""
    knobs: ClassVar[tuple[AnyKnob, ...]]
    metrics: ClassVar[tuple[Metric, ...]]
    actions: ClassVar[tuple[Action, ...]] = ()
    presets: ClassVar[tuple[Preset, ...]] = ()
    draws: ClassVar[Mapping[str, DrawFunction]] = {}
    health: ClassVar[tuple[tuple[str, str | Say], ...]] = ()
    """The states that `says` may call a run by: the word it begins with, and the threshold for it, best as
    a Say that is filled with the very constant that `says` goes by."""
    rates: ClassVar[Mapping[str, str]] = {}
    """Metric → the running total it is the speed of. Whoever holds the stopwatch fills it in."""
    models: ClassVar[tuple[str, ...]] = ()
    """Modules with the model code. Imported by `warm`, never when this file is."""
    constants: ClassVar[tuple[str, ...]] = ()
    """Attributes that never change after construction (data sets, say): copies of a run share them."""
    pace: ClassVar[float | None] = None
    """Steps a second at which it is first played, where each step is worth seeing; None is flat out."""

    @classmethod
    def warm(cls) -> None:
        """Import what the lab computes with (slow for torch), so that its clock need not count it."""
        for module in cls.models:
            importlib.import_module(module)

    @classmethod
    @abstractmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of a complete run with these knob values."""

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        """Knob values may be partial; the rest are defaults. Raises KnobError."""
        self.warm()
        self.values = settle(self.knobs, knobs)
        self.seed = seed
        self.steps = 0
        self.length = self.budget(self.values)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.steps >= self.length

    def step(self) -> None:
        """One step of the run. Raises Diverged when a number stops being finite."""
        self.advance()
        self.steps += 1

    @abstractmethod
    def advance(self) -> None:
        """What one step does."""

    def set(self, name: str, value: Value) -> None:
        """Turn a live knob; `value` has been read by the knob."""
        self.values[name] = value

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Carry out one of `actions`; `values` have been read by its fields."""
        raise NotImplementedError(name)

    @abstractmethod
    def measure(self, look: Look) -> Mapping[str, float | None]:
        """The metrics now. A thorough look has them all; a live one may leave out slow ones."""

    @abstractmethod
    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        """The panels now, the most telling one first."""

    def says(self, look: Look) -> tuple[Say, ...]:
        """The state of the run in words: what is going on, health, what it ended as."""
        return ()

    def record(self) -> dict[str, Array]:
        """What is needed to recount the metrics: held-out inputs, targets, outputs, or samples."""
        return {}

    def sources(self) -> tuple[Any, ...]:
        """Functions or classes whose source is the step that runs, the most telling first."""
        return (type(self).advance,)

    def looking_rng(self, salt: int = 0) -> np.random.Generator:
        """A generator for display only: the same at the same step, apart from the run's own."""
        return np.random.default_rng([self.seed, self.steps, salt, 0x100C])

    def looking_seed(self, salt: int = 0) -> int:
        """A seed from `looking_rng`, for a model's own generator."""
        return int(self.looking_rng(salt).integers(2**31))

    def frame(self, look: Look | None = None, *, panels: bool = True) -> Frame:
        """One look at the run as it stands."""
        look = look or Look()
        return Frame(
            step=self.steps,
            metrics=finite(self.measure(look)),
            panels=self.show(look) if panels else (),
            says=self.says(look) if panels else (),
        )
