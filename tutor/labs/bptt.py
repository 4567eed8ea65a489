"""Backpropagation through time, by hand: a cursor walks back through a word, and autograd checks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import KnobError, Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say, Verbatim
from tutor.labs._bptt_declared import ACTIONS, KNOBS, METRICS, PRESETS
from tutor.labs._bptt_draws import DRAWS

FIRST, MEASURED = 16, 18
"""The shortest unrolling measured, and how many are at most."""
RATE = 0.1
"""Of the action `learn`."""
TOO_LONG = Say(
    N_("Step by step the gradient by hand grew longer, and the weights with it. Is the version right?")
)
EQUAL = 1e-9
"""Differences below this are rounding, in float64."""


class Bptt(Lab):
    """One word there and back through a network of a few units; then unrollings of growing length."""

    name = "bptt"
    title = N_("BPTT by hand")
    about = N_(
        "A cursor walks back through an unrolled network, and each step adds its share of the gradient."
    )
    knobs = KNOBS
    metrics = METRICS
    actions = ACTIONS
    presets = PRESETS
    draws = DRAWS
    pace = 3.0
    models = ("tutor.models.bptt_walk", "tutor.models.kept")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """There, back and a step to compare; then memory, which ends by itself when it has its answer."""
        walk = 2 * (len(clean(str(knobs["text"]))) - 1) + 1
        return {"walk": walk, "memory": MEASURED, "both": walk + MEASURED}[str(knobs["part"])]

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.bptt_walk import Walk

        v = self.values
        text = clean(str(v["text"]))
        if len(text) < 2:
            raise KnobError(
                Say(N_("{knob} needs two characters that can be shown"), {"knob": Verbatim("text")})
            )
        self.walk = Walk(
            text, str(v["cell"]), int(v["hidden"]), str(v["version"]), v["loss"] == "last", seed
        )
        self.walks = v["part"] != "memory"
        self.room = float(v["room"]) * 1e6
        self.bytes: dict[int, int] = {}
        """Length → bytes kept, as measured so far."""
        self.next_length = FIRST if v["part"] != "walk" else 0
        """The length measured next; 0 when there is nothing left to measure."""

    @property
    def done(self) -> bool:
        return super().done or not (self.walking or self.next_length)

    @property
    def walking(self) -> bool:
        """Whether the walk is not over."""
        return self.walks and not self.walk.compared

    def advance(self) -> None:
        if self.walking:
            self.walk.step()
            return
        from tutor.models.kept import unrolled

        self.bytes[self.next_length] = unrolled(self.walk.cell.name, self.next_length)
        self.next_length = next_length(self.bytes, self.room)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Learn from a walk that is over, and walk again."""
        if self.walks and self.walk.compared:
            self.walk.learn(RATE)
            broken = self.walk.broken()
            if broken:
                raise Diverged(broken, TOO_LONG)
            self.length += self.walk.steps

    def measure(self, look: Look) -> Mapping[str, float | None]:
        differences, ratios = self.walk.differences(), self.walk.ratios()
        lengths = sorted(self.bytes)
        a, b = lengths[-2:] if len(lengths) > 1 else (0, 0)
        whole = not self.next_length and bool(lengths)
        return {
            "max_abs_diff": max(differences.values(), default=None),
            **{f"max_abs_diff.{name}": difference for name, difference in differences.items()},
            "sum_ratio": ratios[0] if ratios else None,
            "mean_ratio": ratios[1] if ratios else None,
            "reach": self.walk.reach(),
            "loss": self.walk.loss(),
            "bytes_by_length": self.bytes[lengths[-1]] if lengths else None,
            **{f"bytes_by_length.{length}": self.bytes[length] for length in lengths},
            "bytes_per_step": (self.bytes[b] - self.bytes[a]) / (b - a) if b else None,
            "fits": max((n for n in lengths if self.bytes[n] <= self.room), default=0) if whole else None,
        }

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        from tutor.labs import _bptt_show as draw
        from tutor.labs._bptt_arithmetic import one_step

        memory = (draw.memory(self.bytes, self.room), draw.lengths(self.bytes, self.room))
        if not self.walks:
            return memory
        entry = min(max(0, int(look.focus.get("shares", 0))), self.walk.hidden * self.walk.columns - 1)
        return (
            draw.graph(self.walk),
            draw.shares(self.walk),
            draw.ledger(self.walk, entry),
            one_step(self.walk, entry),
            *(memory[:1] if self.values["part"] == "both" else ()),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        from tutor.labs._bptt_words import of_memory, of_walk

        said = of_walk(self.walk, EQUAL) if self.walks else ()
        return said + of_memory(self.bytes, self.room, done=not self.next_length)

    def record(self) -> dict[str, Array]:
        """The weights, autograd's gradient of U and the shares found, and bytes by length."""
        back = self.walk.back
        shares = [found.shares["U"].numpy() for found in back.found] if back else []
        return {
            **{name: weight.numpy() for name, weight in self.walk.weights.items()},
            "autograd_U": self.walk.truth["U"].numpy(),
            "shares_U": np.array(shares),
            "bytes_by_length": np.array(sorted(self.bytes.items()), dtype=np.int64).reshape(-1, 2),
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import bptt, kept
        from tutor.models.bptt_versions import VERSIONS

        if not self.walks:
            return (kept,)
        slip = VERSIONS[self.walk.version]
        return (
            *((slip,) if slip is not bptt.WayBack else ()),
            bptt.WayBack,
            bptt.Forward,
            bptt.by_autograd,
        )


def next_length(measured: Mapping[int, int], room: float) -> int:
    """The length to measure next on the way to the longest whose bytes fit `room`; 0 when that is known.

    Doubles while it fits, then looks where the line through the last that fits and the first that does not
    meets the room.
    """
    fits = [n for n, kept in measured.items() if kept <= room]
    over = [n for n, kept in measured.items() if kept > room]
    if not over:
        return 2 * max(fits)
    if not fits or min(over) - max(fits) == 1:
        return 0
    a, b = max(fits), min(over)
    share = (room - measured[a]) / (measured[b] - measured[a])
    return min(max(a + 1, a + int(share * (b - a))), b - 1)
