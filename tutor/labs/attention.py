"""Attention on the number translator: where it looks, how a look is made, what masking a word changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array, CurvesPanel
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _attention_panels as panels
from tutor.labs import _seq2seq_panels as shared
from tutor.labs._attention_declared import KNOBS, METRICS, PRESETS
from tutor.labs._attention_draws import DRAWS
from tutor.labs._translator_words import HEALTH, RECENT, health

if TYPE_CHECKING:
    from tutor.models.alignment import Looks
    from tutor.models.pairs import Exam
    from tutor.models.translator import Watched

STEPS, BATCH, EXAMS, SHORT = 300, 64, 12, 8


class AttentionLab(Lab):
    """One translator with attention, examined for where it looks."""

    name = "attention"
    title = N_("Attention")
    about = N_("For each word it writes, a translator of numbers looks back at the words it read.")
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = HEALTH
    draws = DRAWS
    models = ("tutor.models.translator", "tutor.models.alignment")
    constants = ("task", "exam", "short")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.pairs import Exam, Numbers
        from tutor.models.seq2seq import Settings
        from tutor.models.translator import Translator

        v = self.values
        self.task = Numbers()
        self.exam = Exam.of(self.task, seed)
        self.short = self.exam.some(SHORT)
        self.random = np.random.default_rng([seed, 0x9A125])
        score, encoder, values = (str(v[name]) for name in ("score", "encoder", "values"))
        handed = "never" if values == "words" else "always"  # then all it knows comes from its looks
        settings = Settings(score, encoder, handed, hidden=int(v["hidden"]), values=values)
        rate = float(v["lr"])
        self.model = Translator(self.task, settings, turned=False, rate=rate, length=self.length, seed=seed)
        self.losses = Trace(3)
        """Step, loss in nats a written word, length of the gradient before clipping."""
        self.progress = Trace(4)
        """Step, share wholly right, digits looked up rightly, all words looked up rightly."""
        self._examine()

    def advance(self) -> None:
        from tutor.models.pairs import training

        pairs = training(self.task, self.random, BATCH, self.seed)
        try:
            loss, norm = self.model.step(pairs, self.steps)
        except FloatingPointError as error:
            text = N_("The {tensor} is no longer a finite number. Lower the learning rate.")
            raise Diverged(str(error), Say(text, {"tensor": str(error)})) from error
        self.losses.append(self.steps + 1, loss, norm)

    def step(self) -> None:
        """One step, and now and then a short exam."""
        super().step()
        if self.steps % (STEPS // EXAMS) == 0 or self.steps == self.length:
            self._examine()

    def _examine(self) -> None:
        self.figures = self._figures(self.short)
        row = (self.figures[name] or 0.0 for name in ("exact_match", "alignment_digits", "alignment_all"))
        self.progress.append(self.steps, *row)

    def _figures(self, exam: Exam) -> dict[str, float | None]:
        from tutor.labs._attention_figures import figures
        from tutor.models.alignment import looks

        found = figures(exam.pairs, looks(self.model, exam.pairs))
        return {"exact_match": self.model.examined(exam).exact, **found}

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "lr":
            self.model.rate = float(value)

    def _five(self) -> float:
        """How far apart the states at “five” are before hundred and before thousand."""
        from tutor.models.alignment import state_of

        hundred, thousand = (state_of(self.model, self.task.read(n), 0) for n in ("500", "5000"))
        return float(np.abs(hundred - thousand).max())

    def measure(self, look: Look) -> Mapping[str, float | None]:
        recent = self.losses.rows()[-RECENT:, 1]
        figures = self._figures(self.exam) if look.thorough else self.figures
        loss = float(recent.mean()) if len(recent) else None
        return {**figures, "five_differs": self._five(), "loss": loss}

    def source_of(self, look: Look) -> tuple[int, ...]:
        """What is translated: what was typed, as far as it can be read, or the example."""
        typed = clean(str(look.focus.get("number", "")))[:400]
        return self.task.read(typed) or self.task.read(self.task.example)

    def _seen(self, look: Look) -> tuple[Watched, Watched]:
        """The translation with every word in sight, and with the masked one out of it."""
        source, mask = self.source_of(look), int(self.values["mask"])
        free = self.model.watch(source)
        return free, self.model.watch(source, [mask - 1]) if 0 < mask <= len(source) else free

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        from tutor.models.alignment import looks
        from tutor.models.pairs import Pair

        free, seen = self._seen(look)
        row = look.focus.get("alignment", 0)
        row = min(max(0, row), len(seen.p) - 1) if isinstance(row, int) else 0
        effect = looks(self.model, [Pair(free.source, free.written)])[0].effect[: len(free.p)]
        names = (N_("wholly right"), N_("digits aligned"), N_("all aligned"))
        return (
            panels.alignment(self.task, seen, row),
            shared.source(self.task, seen, turned=False),
            panels.translations(self.task, free, seen, self.task.answer(free.source)),
            panels.one_look(self.task, seen, row),
            panels.effects(self.task, free, effect),
            CurvesPanel(
                name="progress",
                title=N_("Right, and looking at the right word"),
                curves={name: self.progress.curve(k + 1) for k, name in enumerate(names)},
                x=N_("step"),
                low=0.0,
                high=1.0,
            ),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        state = health(self.losses.rows(), len(self.task.target) + 1)
        share = {"digits": f"{self.figures['alignment_digits'] or 0:.0%}"}
        return *((state,) if state else ()), Say(N_("{digits} of the digits are looked up rightly."), share)

    def looked(self) -> list[Looks]:
        """The looks of the whole exam."""
        from tutor.models.alignment import looks

        return looks(self.model, self.exam.pairs)

    def record(self) -> dict[str, Array]:
        marks = self.model.examined(self.exam)
        top = [int(i) for look in self.looked() for i in look.alpha.argmax(axis=1)]
        return {"lengths": marks.lengths, "right": marks.right, "top": np.array(top)}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import attention
        from tutor.models.seq2seq import Seq2Seq

        score = attention.additive if self.values["score"] == "additive" else attention.scaled_dot
        return (attention.attend, score, Seq2Seq.decode)
