"""Filling a gap from the left, from the right, and from both sides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say, Verbatim
from tutor.labs import _bidirectional_panels as panels
from tutor.labs import _texts
from tutor.labs._bidirectional_data import Data, Ring, Text
from tutor.labs._bidirectional_declared import KNOBS, METRICS, PRESETS
from tutor.labs._bidirectional_draws import DRAWS

if TYPE_CHECKING:
    pass

STEPS, EVERY, LONGEST = 400, 20, 60
BATCH = 32
LEFT, RIGHT, BOTH = N_("left"), N_("right"), N_("both")
PARTS = {LEFT: "uni", RIGHT: "right", BOTH: "bi"}


class Bidirectional(Lab):
    """Three fillers of gaps learn from the same sequences: one reader, the other one, and two together."""

    name: ClassVar = "bidirectional"
    title: ClassVar = N_("Bidirectional")
    about: ClassVar = N_(
        "One symbol is hidden: what a reader from the left knows of it, one from the right, both."
    )
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.bidirectional", "tutor.models.ring_walk", "tutor.models.text")
    constants: ClassVar = ("data", "test")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Some ten thousand sequences."""
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.bidirectional import Filler, equal_width

        of_text = self.values["data"] == "text"
        self.data: Data = (
            Text(_texts.text(str(self.values["text"])))
            if of_text
            else Ring(int(self.values["ring"]), int(self.values["longest"]))
        )
        self.places = int(self.values["length"])
        self.random, tested = np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])
        self.test = self.data.test(tested, self.places)
        symbols, hidden = len(self.data.symbols), int(self.values["hidden"])
        alone = equal_width(symbols, hidden)
        self.fillers = {
            LEFT: Filler(symbols, alone, True, False, seed),
            RIGHT: Filler(symbols, alone, False, True, seed),
            BOTH: Filler(symbols, hidden, True, True, seed),
        }
        self.losses = dict.fromkeys(self.fillers, math.nan)
        self.shares: dict[str, Array] = {}
        self._note()

    @property
    def peek(self) -> bool:
        """Whether the reader from the right has read the hidden symbol already: the bench's mistake."""
        return self.values["stop"] == "after"

    @property
    def inside(self) -> slice:
        """The places that have a neighbour on either side."""
        return slice(1, -1)

    def advance(self) -> None:
        """All three learn from the same sequences, each place being the gap in turn."""
        x = self.data.batch(self.random, self.places, BATCH)
        left = max(1 - self.steps / self.length, 0.01)
        rate = float(self.values["lr"]) * min((self.steps + 1) / (0.02 * self.length), left)
        for name, filler in self.fillers.items():
            self.losses[name] = filler.learn(x, rate, self.peek)
            if not math.isfinite(self.losses[name]):
                raise Diverged(
                    f"loss.{PARTS[name]}", Say(N_("The loss is no number any more. Lower the rate."))
                )

    def step(self) -> None:
        """One step of all three, and now and then the test."""
        super().step()
        if self.steps % EVERY == 0 or self.steps == self.length:
            self._note()

    def _note(self) -> None:
        self.shares = {name: f.right_at(self.test, self.peek) for name, f in self.fillers.items()}

    def _best(self) -> dict[str, float | None]:
        """The most anyone can reach inside, from one side and from both."""
        return {"uni": self.data.best(True, False), "bi": self.data.best(True, True)}

    def measure(self, look: Look) -> Mapping[str, float | None]:
        shares = self.shares
        if look.thorough:
            shares = {name: f.right_at(self.test, self.peek) for name, f in self.fillers.items()}
        hidden = self.fillers[BOTH].right_at(self.test) if self.peek else shares[BOTH]
        found: dict[str, float | None] = {}
        for name, part in PARTS.items():
            found[f"accuracy_{part}"] = float(shares[name][self.inside].mean())
            found |= {f"accuracy_{part}.{t + 1}": float(share) for t, share in enumerate(shares[name])}
        return {
            **found,
            "hidden_bi": float(hidden[self.inside].mean()),
            **{f"optimum_{part}": value for part, value in self._best().items()},
            "params_uni": self.fillers[LEFT].numbers,
            "params_bi": self.fillers[BOTH].numbers,
        }

    def _sequence(self, look: Look) -> tuple[list[int], int, bool]:
        """What is read, where the gap is, and whether it is known what stands in it."""
        ids, left_open = self.data.parse(clean(str(look.focus.get("gap", "")))[:LONGEST])
        if len(ids) < 2:
            ids, left_open = self.test[:, 0].tolist(), None
        at = look.focus.get("unrolled", -1)
        chosen = isinstance(at, int) and 0 <= at < len(ids)
        gap = int(at) if chosen else len(ids) // 2 if left_open is None else left_open
        return ids, gap, gap != left_open

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        ids, gap, _known = self._sequence(look)
        symbols = self.data.symbols
        said = {name: f.watch(np.array(ids), self.peek) for name, f in self.fillers.items()}
        before, after = ids[gap - 1] if gap else None, ids[gap + 1] if gap + 1 < len(ids) else None
        best = self._best()
        levels = {N_("best of one"): best["uni"], N_("best of both"): best["bi"]}
        apart = "" if self.values["data"] == "text" else " "
        return (
            panels.unrolled(symbols, ids, gap, *said[BOTH]),
            panels.expected(
                symbols,
                {name: p[gap] for name, (_s, p) in said.items()},
                self.data.posterior(before, after),
            ),
            panels.by_place(
                {name: self.shares[name] for name in (BOTH, LEFT, RIGHT)},
                {name: v for name, v in levels.items() if v is not None},
            ),
            panels.gap_text(apart.join("_" if t == gap else symbols[i] for t, i in enumerate(ids))),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        """What each says of the gap, and how often they are right inside."""
        ids, gap, known = self._sequence(look)
        said = {}
        for name, filler in self.fillers.items():
            p = filler.watch(np.array(ids), self.peek)[1][gap]
            said[PARTS[name]] = Verbatim(f"{self._named(int(p.argmax()))} ({p.max():.2f})")
        first = Say(N_("In the gap: left says {uni}, right {right}, both {bi}."), said)
        if known:
            truth = Verbatim(self._named(ids[gap]))
            first = Say(N_("{said} It was {true}."), {"said": first, "true": truth})
        right = {PARTS[name]: f"{shares[self.inside].mean():.2f}" for name, shares in self.shares.items()}
        lines = [
            first,
            Say(N_("Right, but for the two ends: left {uni}, right {right}, both {bi}."), right),
        ]
        if self.peek:
            share = self.fillers[BOTH].right_at(self.test[:, :400])[self.inside].mean()
            text = N_("With the symbol really hidden, both: {hidden}.")
            lines.append(Say(text, {"hidden": f"{share:.2f}"}))
        return tuple(lines)

    def _named(self, symbol: int) -> str:
        return self.data.symbols[symbol].replace("\n", "↵").replace(" ", "␣")

    def record(self) -> dict[str, Array]:
        return {"test": self.test, **{f"right_{PARTS[name]}": share for name, share in self.shares.items()}}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import bidirectional, ring_walk

        return (bidirectional.Filler, bidirectional.Reader, ring_walk.best)
