"""The GRU: its ledger beside the LSTM's, and three cells of one size learning the same text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from tutor.kit.inert import clean
from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _gru_show as show
from tutor.labs import _texts
from tutor.labs._gru_declared import CELLS, COST, KNOBS, METRICS, PRESETS, RATES
from tutor.labs._gru_draws import DRAWS
from tutor.labs._training import advice_if_broken

if TYPE_CHECKING:
    from tutor.models.char_rnn import Training
    from tutor.models.gated_ledger import Ledger

UPDATES, STEPS = 600, 120
"""Updates of the GRU in a complete run, and the steps they are divided into."""
SEQUENCE, LETTERS = 32, 16
EVERY = 4
"""Steps from one look at the held-out text to the next."""
AXES = {
    "updates": N_("update"),
    "seconds": N_("time, in updates of the GRU"),
    "work": N_("work, in updates of the GRU"),
}
CLEAR = 0.06
"""Nats: as far apart as the best and the worst of five GRUs that differ in nothing but the seed."""
HEALTH = ((N_("seeds differ as much"), N_("the two are less than 0.06 nats apart")),)
"""What each word means, for `?`."""


class GruLab(Lab):
    """RNN, GRU and LSTM on the same text, with as many learned numbers; two ledgers of what they hold."""

    name: ClassVar = "gru"
    title: ClassVar = N_("GRU")
    about: ClassVar = N_("A ledger with one gate less: the GRU beside the LSTM, on paper and in a race.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    rates: ClassVar[Mapping[str, str]] = {"chars_per_second": "chars"}
    models: ClassVar = ("tutor.models.char_rnn", "tutor.models.gated_ledger")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """In each step every network gets its share of updates."""
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.char_rnn import Training
        from tutor.models.gated_ledger import size, units_for, work

        text, hidden = _texts.text(str(self.values["text"])), int(self.values["hidden"])
        symbols = len(set(text))
        whole = size(CELLS["gru"], hidden, symbols)
        same = self.values["alike"] == "units"
        units = {c: hidden if same else units_for(whole, k, symbols) for c, k in CELLS.items()}
        self.work = {c: work(k, units[c], symbols) for c, k in CELLS.items()}
        price: Mapping[str, float] = {
            "updates": dict.fromkeys(CELLS, 1.0),
            "seconds": COST,
            "work": {c: self.work[c] / self.work["gru"] for c in CELLS},
        }[str(self.values["equal"])]
        self.updates = {c: round(UPDATES / price[c]) for c in CELLS if self.values["cell"] in ("all", c)}
        """How many each network gets in a complete run."""
        self.trainings: dict[str, Training] = {
            c: Training.of(
                text,
                spelled=False,
                cell=c,
                hidden=units[c],
                sequence=SEQUENCE,
                length=n,
                rate=RATES[c] * float(self.values["lr"]),
                seed=seed,
            )
            for c, n in self.updates.items()
        }
        self.held = {c: Trace(2) for c in self.trainings}
        self._look_at_held()
        self._books: tuple[Any, dict[str, Ledger]] = (None, {})

    def given(self, cell: str, steps: int) -> int:
        """Updates that a network has had after so many steps."""
        return round(self.updates[cell] * steps / self.length)

    def advance(self) -> None:
        for cell, training in self.trainings.items():
            with advice_if_broken():
                for number in range(self.given(cell, self.steps), self.given(cell, self.steps + 1)):
                    training.step(number)
        if (self.steps + 1) % EVERY == 0 or self.steps + 1 == self.length:
            self._look_at_held(1)

    def _look_at_held(self, more: int = 0) -> None:
        for cell, trace in self.held.items():
            at = (self.steps + more) * UPDATES / self.length
            trace.append(at, self.trainings[cell].held_out())

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "lr":
            for cell, training in self.trainings.items():
                training.rate = RATES[cell] * float(value)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        losses = {
            c: t.held_out() if look.thorough else float(self.held[c].rows()[-1, 1])
            for c, t in self.trainings.items()
        }
        read = {c: self.given(c, self.steps) for c in self.trainings}
        books = self.books(look)
        found: dict[str, float | None] = {
            "spread": max(losses.values()) - min(losses.values()),
            "gated_gap": losses["lstm"] - losses["gru"] if {"lstm", "gru"} <= losses.keys() else None,
            "ledger_error": max((book.error for book in books.values()), default=0.0),
            "chars_per_second": None,
            "chars": float(sum(read[c] * t.width * SEQUENCE for c, t in self.trainings.items())),
        }
        for cell, blocks in CELLS.items():
            found[f"params.{cell}"] = float(blocks * int(self.values["hidden"]) ** 2)
        for cell, training in self.trainings.items():
            found[f"parameters.{cell}"] = training.parameters
            found[f"units.{cell}"] = training.model.V.shape[0]
            found[f"work.{cell}"] = self.work[cell]
            found[f"updates.{cell}"] = read[cell]
            found[f"heldout_nats.{cell}"] = losses[cell]
        return found

    def sentence(self, look: Look) -> tuple[str, list[int]]:
        """The letters in the ledgers: the learner's, or the first of the held-out text."""
        corpus = next(iter(self.trainings.values())).corpus
        ids = corpus.encode(clean(str(look.focus.get("sample", ""))))[-LETTERS:]
        ids = ids or corpus.held[:LETTERS].tolist()
        return "".join(corpus.symbols[i] for i in ids), ids

    def books(self, look: Look) -> dict[str, Ledger]:
        """Both ledgers over the sentence; worked out once a step."""
        from tutor.models.gated_ledger import read

        _, ids = self.sentence(look)
        key = (self.steps, tuple(ids))
        if self._books[0] != key:
            gated = {c: self.trainings[c].model for c in ("gru", "lstm") if c in self.trainings}
            self._books = key, {c: read(model, ids) for c, model in gated.items()}
        return self._books[1]

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        race = show.race(self.held, AXES[str(self.values["equal"])])
        books, (text, _) = self.books(look), self.sentence(look)
        if not books:
            return (race,)
        at = min(max(0, int(look.focus.get("letters", LETTERS // 2))), len(text) - 1)
        units = {c: min(int(self.values["unit"]), b.new.shape[1]) - 1 for c, b in books.items()}
        ledgers = [show.ledger(c, book, text, units[c], at) for c, book in books.items()]
        sums = [show.sums(c, book, text, units[c], at) for c, book in books.items()]
        letters = show.unrolled(books, text, units, at)
        return (race, *ledgers, show.gates(books, units, at), *sums, letters, show.read(books, text, units))

    def says(self, look: Look) -> tuple[Say, ...]:
        losses = {c: float(trace.rows()[-1, 1]) for c, trace in self.held.items()}
        if len(losses) < 2 or any(len(trace) < 2 for trace in self.held.values()):
            return ()  # what they began with says nothing of how they learn
        best, worst = min(losses, key=losses.__getitem__), max(losses, key=losses.__getitem__)
        words: dict[str, str | int | float] = {
            "best": show.NAMES[best],
            "worst": show.NAMES[worst],
            "gap": f"{losses[worst] - losses[best]:.3f}",
        }
        if losses[worst] - losses[best] < CLEAR:
            return (Say(N_("{best} is ahead of {worst} by {gap} nats: seeds differ as much."), words),)
        return (Say(N_("{best} is ahead of {worst} by {gap} nats. Try other seeds."), words),)

    def record(self) -> dict[str, Array]:
        found = {f"heldout_nats.{c}": trace.rows() for c, trace in self.held.items()}
        return {**found, "heldout": next(iter(self.trainings.values())).corpus.held.numpy()}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import cells, gated_ledger

        return (cells.gru, cells.lstm, gated_ledger.read)
