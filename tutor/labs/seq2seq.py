"""Encoder–decoder: number words into Korean, through a bottleneck or with attention past it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _seq2seq_panels as panels
from tutor.labs._seq2seq_declared import COMPARED, KNOBS, METRICS, PRESETS, STEPS
from tutor.labs._seq2seq_draws import DRAWS
from tutor.labs._translator_words import HEALTH, RECENT, health

if TYPE_CHECKING:
    from tutor.models.translator import Marks, Translator, Watched

BATCH = 64
EXAMS = 15
"""Exams in a run, short ones of at most `SHORT` sources of each length."""
SHORT = 15
LEAST = 10
"""Sources of a length that are enough to speak of that length."""


class Seq2SeqLab(Lab):
    """A few encoder–decoders that differ in one thing; each step gives all of them the same pairs."""

    name = "seq2seq"
    title = N_("Encoder–decoder")
    about = N_("One network reads a number in English, another writes it in Korean from what it is handed.")
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = HEALTH
    draws = DRAWS
    models = ("tutor.models.translator",)
    constants = ("task", "exam", "short")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return STEPS[str(knobs["task"])]

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.pairs import TASKS, Exam

        self.task = TASKS[str(self.values["task"])]()
        self.exam = Exam.of(self.task, seed)
        self.short = self.exam.some(SHORT)
        self.random = np.random.default_rng([seed, 0x9A125])
        self.models_by_name = {
            name: self._built(differs) for name, differs in COMPARED[str(self.values["compare"])].items()
        }
        self.losses = {name: Trace(3) for name in self.models_by_name}
        """Step, loss in nats a written word, length of the gradient before clipping."""
        self.progress = {name: Trace() for name in self.models_by_name}
        """Step, share of a short exam that is wholly right."""
        self._watched: dict[object, Watched] = {}
        self._full: tuple[int, dict[str, Marks]] = (-1, {})
        self._examine()

    def _built(self, differs: Mapping[str, str | int | bool]) -> Translator:
        from tutor.models.seq2seq import Settings
        from tutor.models.translator import Translator

        v = self.values
        settings = Settings(
            attention=str(differs.get("attention", v["score"])),
            encoder=str(differs.get("encoder", v["encoder"])),
            handed=str(v["handed"]),
            width=int(differs.get("width", v["width"])),
            hidden=int(v["hidden"]),
        )
        turned = bool(differs.get("turned", v["order"] == "reversed"))
        rate = float(v["lr"])
        return Translator(self.task, settings, turned=turned, rate=rate, length=self.length, seed=self.seed)

    def advance(self) -> None:
        """All models learn from the same batch."""
        from tutor.models.pairs import training

        pairs = training(self.task, self.random, BATCH, self.seed)
        for name, model in self.models_by_name.items():
            try:
                loss, norm = model.step(pairs, self.steps)
            except FloatingPointError as error:
                advice = Say(
                    N_("The {tensor} is no longer a finite number. Lower the learning rate."),
                    {"tensor": str(error)},
                )
                raise Diverged(f"{name}: {error}", advice) from error
            self.losses[name].append(self.steps + 1, loss, norm)

    def step(self) -> None:
        """One step of all of them, and now and then a short exam."""
        super().step()
        if self.steps % max(1, self.length // EXAMS) == 0 or self.steps == self.length:
            self._examine()

    def _examine(self) -> None:
        self.marks = {name: model.examined(self.short) for name, model in self.models_by_name.items()}
        for name, mark in self.marks.items():
            self.progress[name].append(self.steps, mark.exact)

    def full(self) -> dict[str, Marks]:
        """The whole exam at this step; worked out once."""
        if self._full[0] != self.steps:
            marks = {name: model.examined(self.exam) for name, model in self.models_by_name.items()}
            self._full = (self.steps, marks)
        return self._full[1]

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "lr":
            for model in self.models_by_name.values():
                model.rate = float(value)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        marks = self.full() if look.thorough or self.done else self.marks
        found: dict[str, float | None] = {"exact_match": next(iter(marks.values())).exact}
        for name, mark in marks.items():
            lengths = mark.by_length(LEAST if look.thorough or self.done else 1)
            recent = self.losses[name].rows()[-RECENT:, 1]
            found[f"exact_match.{name}"] = mark.exact
            found |= {f"exact_match.{name}.{n}": share for n, share in lengths.items()}
            found[f"by_word.{name}"] = mark.by_word
            found[f"first_word.{name}"] = float(mark.first.mean())
            found[f"last_word.{name}"] = float(mark.last.mean())
            found[f"fluent.{name}"] = float(mark.proper.mean())
            found[f"half_length.{name}"] = next((n for n, share in lengths.items() if share < 0.5), None)
            found[f"loss.{name}"] = float(recent.mean()) if len(recent) else None
            found[f"parameters.{name}"] = self.models_by_name[name].parameters
        found["pairs"] = self.steps * BATCH
        return found

    def source_of(self, look: Look) -> tuple[int, ...]:
        """What is translated: what was typed, as far as it can be read, or the example."""
        typed = clean(str(look.focus.get("number", "")))[:400]
        return self.task.read(typed) or self.task.read(self.task.example)

    def seen(self, source: tuple[int, ...]) -> dict[str, Watched]:
        """Each model at that source."""
        found = {}
        for name, model in self.models_by_name.items():
            key = (self.steps, name, source)
            if key not in self._watched:
                if len(self._watched) >= 2 * len(self.models_by_name):
                    self._watched = {}
                self._watched[key] = model.watch(source)
            found[name] = self._watched[key]
        return found

    def _shown(self, look: Look) -> tuple[int, Watched, int]:
        """The model that the boxes show, by place; how it translates; the column pointed at, or −1."""
        seen = list(self.seen(self.source_of(look)).values())
        at = min(int(self.values["shown"]), len(seen)) - 1
        column = look.focus.get("boxes", -1)
        last = len(seen[at].source) + len(seen[at].p)
        return at, seen[at], min(column, last) if isinstance(column, int) else -1

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        source = self.source_of(look)
        answer = self.task.answer(source)
        at, watched, column = self._shown(look)
        turned = list(self.models_by_name.values())[at].turned
        marks = self.full() if look.thorough or self.done else self.marks
        curves: list[AnyPanel] = [
            panels.by_length(marks, LEAST if look.thorough or self.done else 1),
            panels.by_step(self.progress),
        ]
        if self.values["compare"] == "width":
            curves.insert(0, panels.by_width(marks))
        return (
            panels.boxes(self.task, watched, int(self.values["hidden"]), column, len(answer or ()) + 1),
            panels.source(self.task, watched, turned),
            panels.translations(self.task, self.seen(source), answer, at),
            *curves,
            panels.bets(self.task, watched, column),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        at, watched, column = self._shown(look)
        name = list(self.models_by_name)[at]
        state = health(self.losses[name].rows(), len(self.task.target) + 1)
        here = (panels.told(self.task, watched, column),) if column >= 0 else ()
        text = N_("The boxes show “{name}”: {right} of the held-out sources are wholly right.")
        exact = self.full()[name].exact if self.done else self.marks[name].exact
        right = Say(text, {"name": name, "right": f"{exact:.0%}"})
        return *here, *((state,) if state else ()), right

    def record(self) -> dict[str, Array]:
        marks = self.full()
        return {
            "lengths": next(iter(marks.values())).lengths,
            **{f"right.{name}": mark.right for name, mark in marks.items()},
            **{f"loss.{name}": trace.rows() for name, trace in self.losses.items()},
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.attention import attend
        from tutor.models.seq2seq import Seq2Seq
        from tutor.models.translator import Translator

        return (Seq2Seq, Translator.step, attend)
