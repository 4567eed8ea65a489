"""The pix2pix lab's first task: outlines to be hatched, by one network or by three with the same pairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.panels import Array
from tutor.kit.trace import Trace
from tutor.labs._pix2pix_declared import PAPER
from tutor.labs._training import RECENT, advice_if_broken

STEPS, BATCH, EVERY = 600, 16, 30
RATE = 0.002
EDGE = 1
"""Cells round the learner's paper that the networks see too."""
SHOWN = ("house", "cat", "stairs", "arrow")
RIVALS: Mapping[str, tuple[float, str]] = {"l1": (0.0, "none"), "cgan": (0.0, "pair")}
"""λ and critic of the networks beside the learner's own."""
OWN = "own"


def padded(paper: Array) -> Array:
    """(14, 14) → (16, 16)."""
    return np.pad(paper, EDGE)


class Outlines:
    """The networks, what they are examined on, and the outline on the learner's paper."""

    def __init__(self, values: Mapping[str, Value], seed: int) -> None:
        from tutor.models.hatched import Exam
        from tutor.models.pix2pix import Pix2Pix

        chosen = {OWN: (float(values["l1"]), str(values["critic"]))}
        all_of = {**(RIVALS if values["rivals"] == "yes" else {}), **chosen}
        rate = RATE * float(values["lr"])
        self.nets = {who: Pix2Pix(w, critic, rate, STEPS, seed) for who, (w, critic) in all_of.items()}
        self.random = np.random.default_rng([seed, 0xD4A3])
        self.exam = Exam(np.random.default_rng([seed, 0xE8A]))
        self.losses = Trace(2)
        """Step, and D's loss; steps without a D are left out."""
        self.take(str(values["shape"]))
        self.truth, self.reach = self.exam.ambiguity(self.exam.y), self.exam.iou(self.exam.y)
        """How grey true drawings are, and the IoU that they have among themselves."""
        self.tests = {who: Trace(3) for who in self.nets}
        """Step, ambiguity, IoU."""
        self.figures: dict[str, float | None] = {}
        self.test(0)

    def take(self, name: str) -> None:
        """Put a drawn glyph's outline on the paper."""
        from tutor.models.hatched import held_out, outline

        self.paper = outline(held_out()[name])[EDGE:-EDGE, EDGE:-EDGE].copy()  # (14, 14) of booleans

    def step(self, number: int) -> None:
        """All learn from the same pairs."""
        from tutor.models.hatched import batch

        x, y = batch(BATCH, self.random)
        for who, net in self.nets.items():
            with advice_if_broken("" if who == OWN else who):
                _, d_loss = net.step(number, x, y)
        if np.isfinite(d_loss):
            self.losses.append(number + 1, d_loss)
        if (number + 1) % EVERY == 0 or number + 1 == STEPS:
            self.test(number + 1)

    def test(self, step: int) -> None:
        """Note how well they draw now."""
        self.figures = self.measured()
        for who, trace in self.tests.items():
            end = "" if who == OWN else f".{who}"
            trace.append(step, self.figures[f"ambiguity{end}"] or 0.0, self.figures[f"iou{end}"] or 0.0)

    def measured(self) -> dict[str, float | None]:
        """All figures, on all held-out shapes."""
        exam = self.exam
        found: dict[str, float | None] = {"ambiguity.truth": self.truth, "iou.truth": self.reach}
        for who, net in self.nets.items():
            drawn, end = net.draw(exam.x), "" if who == OWN else f".{who}"
            found |= {
                f"ambiguity{end}": exam.ambiguity(drawn),
                f"iou{end}": exam.iou(drawn),
                f"iou_nearest{end}": exam.iou_nearest(drawn),
                f"iou_outline{end}": exam.iou_outline(drawn),
                f"sharpness{end}": exam.sharpness(drawn),
            }
        return {**found, "condition_drop": self.drop()}

    def drop(self) -> float | None:
        """D's word on true drawings with their own outlines, less that with other shapes'."""
        own, exam = self.nets[OWN], self.exam
        if own.critic == "none":
            return None
        others = np.roll(exam.x, len(exam.x) // 2, axis=0)
        return float(own.verdicts(exam.x, exam.y).mean() - own.verdicts(others, exam.y).mean())

    def recent(self) -> float | None:
        """D's loss, mean of the last steps."""
        rows = self.losses.rows()[-RECENT:, 1]
        return float(rows.mean()) if len(rows) else None

    def set(self, name: str, value: Value) -> None:
        """Turn a live knob."""
        own = self.nets[OWN]
        if name == "l1":
            own.weight = float(value)
        elif name == "critic":
            own.critic = str(value)
        elif name == "shape":
            self.take(str(value))
        elif name == "lr":
            for net in self.nets.values():
                net.rate = RATE * float(value)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Draw or rub out a cell, or all."""
        if name == "blank":
            self.paper[:] = False
        else:
            row, column = (int(values[k]) % PAPER for k in ("row", "col"))
            self.paper[row, column] ^= True

    def papers(self) -> tuple[Array, Array]:
        """Outlines (n, 16, 16) that are shown, the learner's first, and true drawings, NaN for none."""
        from tutor.models.hatched import filled, hatch, held_out, inside, outline

        ink = padded(self.paper)
        whole = filled(ink)
        own = hatch(whole, 0) if inside(whole).any() and (outline(whole) <= ink).all() else ink * np.nan
        shapes = [held_out()[name] for name in SHOWN]
        x = np.array([ink, *(outline(s) for s in shapes)], dtype=np.float32)
        return x, np.array([own, *(hatch(s, 0) for s in shapes)], dtype=np.float32)

    def record(self) -> dict[str, Array]:
        """Outlines, shapes, and what each network makes of them."""
        drawn = {f"drawn_{who}": net.draw(self.exam.x) for who, net in self.nets.items()}
        return {"outlines": self.exam.x, "shapes": self.exam.shapes, "true": self.exam.y, **drawn}

    def sources(self) -> tuple[Any, ...]:
        """What runs."""
        from tutor.models.pix2pix import PatchGAN, Pix2Pix, UNet

        return (Pix2Pix.step, Pix2Pix.g_loss, PatchGAN, UNet)
