"""What names a run: its lab, knobs, seed and what the learner did. Plain data, and one line to paste."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tutor.kit.knobs import Value
from tutor.kit.lab import Event

LONGEST_SHOWN = 80
"""Characters of a text value that are printed; longer ones go by their label."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A run as it can be started again, bit for bit, on the same machine and library versions."""

    lab: str
    knobs: Mapping[str, Value] = field(default_factory=dict)
    """Those that were given; the lab's defaults fill the rest."""
    seed: int = 1
    events: tuple[Event, ...] = ()
    """In the order they happened; each is repeated when the run reaches its step."""
    steps: int | None = None
    """The length asked for. Longer than the lab's budget, it lengthens the run (and schedules that
    go by length); a shorter one is complete there, on the same schedule."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """How text that came from a file was written (`@poem.txt`), by knob."""

    def shown(self, name: str, value: Value) -> Value:
        """`value` of knob `name` fit for one line: long text by its label, else cut short."""
        if not isinstance(value, str) or (len(value) <= LONGEST_SHOWN and name not in self.labels):
            return value
        return self.labels.get(name) or value[: LONGEST_SHOWN - 1] + "…"

    def with_knobs(self, knobs: Mapping[str, Value]) -> Spec:
        """The same run with `knobs` instead; labels of values that are gone go too."""
        kept = {n: text for n, text in self.labels.items() if knobs.get(n) == self.knobs.get(n)}
        return replace(self, knobs=dict(knobs), labels=kept)

    def line(self) -> str:
        """The shell line that starts this run, knobs turned before the first step included.

        What the learner did later does not fit a line: a saved file keeps it.
        """
        words = ["dltutor", "lab", self.lab, "--seed", str(self.seed)]
        if self.steps is not None:
            words += ["--steps", str(self.steps)]
        turned = [e.values for e in self.events if e.step == 0 and e.name == "set"]
        for name, value in {**self.knobs, **{n: v for values in turned for n, v in values.items()}}.items():
            words += ["--set", f"{name}={self._typed(name, value)}"]
        return shlex.join(words)

    def _typed(self, name: str, value: Value) -> str:
        """`value` as somebody would type it; text too long to type becomes a file's name."""
        if isinstance(value, str) and len(value) > LONGEST_SHOWN:
            return self.labels.get(name, f"@{name}.txt")
        at = "@" if isinstance(value, str) and value.startswith("@") else ""  # text that names no file
        return self.labels.get(name, f"{at}{value}")
