"""Recall in a Hopfield network: a broken picture flows back to a stored one, or to what nobody stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs._hopfield_draws import DRAWS
from tutor.labs._hopfield_facts import ACTIONS, KINDS, KNOBS, METRICS, PRESETS, SIDE, N

if TYPE_CHECKING:
    from tutor.models.hopfield_ends import Ending
    from tutor.models.hopfield_recall import AsyncRecall, SyncRecall


class Hopfield(Lab):
    """One network of 144 cells and one state in it, flowing downhill."""

    name = "hopfield"
    title = N_("Hopfield · recall")
    about = N_("A memory that finishes what you start: a broken picture flows back to the stored one.")
    knobs = KNOBS
    metrics = METRICS
    actions = ACTIONS
    presets = PRESETS
    pace = 10.0
    draws = DRAWS
    models = (
        "tutor.models.hopfield",
        "tutor.models.hopfield_recall",
        "tutor.models.hopfield_ends",
        "tutor.models.glyphs",
    )

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """More flips, or sweeps, than recall was seen to need; it ends by itself when nothing changes."""
        return 2 * N if knobs["update"] == "async" else 64

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        from tutor.labs._hopfield_memories import Memories
        from tutor.models.hopfield import spoil

        super().__init__(knobs, seed)
        rngs = [np.random.default_rng([seed, stream]) for stream in range(3)]
        self.memories = Memories(self.values, rngs[0])
        self.noise_rng, self.order_rng = rngs[1:]
        self.flips = 0
        self.changed: tuple[int, ...] = ()
        self.energies = Trace()
        self.recall = self._begin(spoil(self.memories.wanted, float(self.values["noise"]), self.noise_rng))
        self._note()

    def _begin(self, s: Array) -> AsyncRecall | SyncRecall:
        from tutor.models.hopfield_recall import AsyncRecall, SyncRecall

        if self.values["update"] == "async":
            return AsyncRecall(self.memories.net, s, self.order_rng)
        return SyncRecall(self.memories.net, s)

    def _go_on(self, s: Array) -> None:
        """After the learner has changed something: recall goes on from s, also where it had ended."""
        self.changed = ()
        self.recall.restart(self.memories.net, s)
        self.length = max(self.length, self.steps + self.budget(self.values))
        self._note()

    def _note(self) -> None:
        self.energies.append(self.steps, self.memories.net.energy(self.recall.s) / N)

    @property
    def done(self) -> bool:
        """Whether nothing changes any more (or nothing new: a 2-cycle), or the budget is spent."""
        return self.recall.settled or super().done

    def step(self) -> None:
        """One flip of the next unstable cell, or one sweep of all cells at once."""
        super().step()
        self._note()

    def advance(self) -> None:
        """Flip the next cell that disagrees with its field; in a sync update, all of them."""
        self.changed = tuple(self.recall.step())
        self.flips += len(self.changed)

    def set(self, name: str, value: Value) -> None:
        """Turn a live knob in mid-recall."""
        super().set(name, value)
        self.memories.build(self.values)
        if name == "update":
            sweeps = self.recall.sweeps
            self.recall = self._begin(self.recall.s)
            self.recall.sweeps += sweeps
        self._go_on(self.recall.s)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Edit the cells, or store them."""
        from tutor.models.hopfield import spoil

        s = self.recall.s.copy()
        if name == "flip":
            s[int(values["row"]) * SIDE + int(values["col"])] *= -1
        elif name == "spoil":
            s = spoil(s, float(self.values["noise"]), self.noise_rng)
        elif name == "clear":
            s[:] = -1
        elif name == "invert":
            s *= -1
        elif name == "mix":
            s = self.memories.mixed()
        elif name == "store":
            self.memories.store(s, self.values)
        else:
            raise NotImplementedError(name)
        self._go_on(s)

    def _ended(self) -> Ending | None:
        from tutor.models.hopfield_ends import ending

        if not self.recall.settled:
            return None
        return ending(self.memories.X, self.recall.s, cycle=getattr(self.recall, "cycle", False))

    def _unstable(self) -> Array:
        from tutor.models.hopfield import TIE

        return np.asarray(self.recall.s * self.recall.h < -TIE)  # (N,)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        """The metrics now."""
        from tutor.models.hopfield import overlaps
        from tutor.models.hopfield_ends import recalled

        memories, s, end = self.memories, self.recall.s, self._ended()
        m = overlaps(memories.X, s)  # (P,)
        return {
            "energy": memories.net.energy(s) / N,
            "overlap": float(m[memories.target]),
            **{f"overlap.{name}": float(m[k]) for k, name in enumerate(memories.names)},
            "bit_errors": float((s != memories.wanted).sum()),
            "recalled": recalled(memories.X, s),
            "flips": self.flips,
            "sweep": self.recall.sweeps,
            "unstable": float(self._unstable().sum()),
            "stored": len(memories.names),
            "ended": end is not None,
            **{f"ended.{kind}": end is not None and end.kind == kind for kind in KINDS},
        }

    def _pointed(self, look: Look) -> int:
        """The cell under the cursor; without one the cell that flips next, or the last that did."""
        at = look.focus.get("cells", -1)
        if isinstance(at, int) and 0 <= at < N:
            return at
        upcoming = getattr(self.recall, "next", -1)
        if upcoming >= 0:
            return int(upcoming)
        return int([*np.flatnonzero(self._unstable()), *self.changed, 0][0])

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        """The cells, the energy so far, the overlap with each memory, the sum under the cursor."""
        from tutor.labs import _hopfield_panels as draw

        memories, s = self.memories, self.recall.s
        return (
            draw.cells_panel(memories, s, self.changed),
            draw.energy_panel(memories, self.energies.curve()),
            draw.overlap_panel(memories, s),
            draw.field_table(memories, str(self.values["rule"]), s, self._pointed(look)),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        """Where it ended, and why the cell under the cursor flips or stays."""
        from tutor.labs._hopfield_words import said_of, why

        i, end = self._pointed(look), self._ended()
        unstable = int(self._unstable().sum())
        going = (Say(N_("Cells that disagree with their field: {unstable}."), {"unstable": unstable}),)
        ended = said_of(end, self.memories.names, N) if end else going
        h, s = float(self.recall.h[i]), float(self.recall.s[i])
        return *ended, *why(h, s, i // SIDE + 1, i % SIDE + 1, self.values["update"] == "sync")

    def record(self) -> dict[str, Array]:
        """The memories and the state, to recount every metric from."""
        return {"memories": self.memories.X, "state": self.recall.s, "fields": self.recall.h}

    def sources(self) -> tuple[Any, ...]:
        """The step, the field and the rule that are running."""
        from tutor.models.hopfield import RULES

        rule = RULES.get(str(self.values["rule"]))
        return (type(self.recall), type(self.memories.net), *([rule] if rule else []))
