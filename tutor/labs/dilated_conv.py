"""Dilated causal convolutions: how far a stack of layers sees, and what it can copy over a silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _dilated_conv_show as show
from tutor.labs._dilated_conv_declared import KNOBS, METRICS, MODELS, PRESETS, RATES
from tutor.labs._dilated_conv_draws import DRAWS

if TYPE_CHECKING:
    import torch

    from tutor.models.reader import Reader, Training
    from tutor.models.tcn import TCN

WIDTH = 32
"""Sequences a step."""
RECENT = 10
"""Steps that a live accuracy is the mean of: each brings sequences never seen before."""
MANY = 500
"""Sequences that a thorough look counts on."""


def hidden_for(parameters: int, blocks: int) -> int:
    """The most hidden units with which a cell of k blocks has at most `parameters` numbers; at least 2."""
    hidden = 2
    while (hidden + 1) * (blocks * (hidden + 1 + 11) + 8) + 8 <= parameters:
        hidden += 1
    return hidden


class Pupil:
    """One network learning to copy, on sequences that it sees once."""

    def __init__(self, name: str, model: TCN | Reader, silence: int, seed: int) -> None:
        import torch

        from tutor.models.reader import Training

        # Every model reads the same sequences.
        self.generator: torch.Generator = torch.Generator().manual_seed(seed * 1_009 + silence)
        self.model, self.silence = model, silence
        self.training: Training = Training(model, RATES[name])
        self.trace = Trace(4)
        """Step, share right, mean of the recent shares, loss."""

    def answers(self, x: torch.Tensor) -> torch.Tensor:
        """Scores of the symbols at the last ten steps of x (T, B): (10, B, 8)."""
        from tutor.models.tcn import TCN

        if isinstance(self.model, TCN):
            return self.model(x, 10)  # type: ignore[no-any-return]
        return self.model.states(x)[-10:, 0] @ self.model.V + self.model.c

    def step(self, number: int, share: float) -> None:
        """Read WIDTH new sequences and learn from them. Raises FloatingPointError."""
        import torch.nn.functional as F  # noqa: N812

        from tutor.models.copying import copying

        x, y = copying(self.silence, WIDTH, self.generator)
        o = self.answers(x)  # (10, B, 8)
        loss = F.cross_entropy(o.flatten(0, 1), y.flatten())
        self.training.step(loss, share)
        right = float((o.detach().argmax(-1) == y).float().mean())
        recent = [*self.trace.rows()[1 - RECENT :, 1].tolist(), right]
        self.trace.append(number + 1, right, sum(recent) / len(recent), loss.item())

    def accuracy(self, generator: torch.Generator | None = None) -> float | None:
        """Share right over the last steps, or on many new sequences of `generator`."""
        import torch

        from tutor.models.copying import copying

        if generator is None:
            return float(self.trace.rows()[-1, 2]) if len(self.trace) else None
        right = 0.0
        with torch.inference_mode():
            for _ in range(MANY // 50):
                x, y = copying(self.silence, 50, generator)
                right += float((self.answers(x).argmax(-1) == y).float().mean())
        return right / (MANY // 50)


class DilatedConv(Lab):
    """A stack of dilated causal convolutions and recurrent networks of its size copy over a silence."""

    name: ClassVar = "dilated-conv"
    title: ClassVar = N_("Dilated convolutions")
    about: ClassVar = N_("A network that looks back by jumping: how far it sees, and what it can keep.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.tcn", "tutor.models.reader", "tutor.models.copying")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """The longer the silence, the later learning finds the way through it."""
        return 150 + round(0.35 * int(knobs["silence"]))

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        import torch

        from tutor.models.cells import CELLS
        from tutor.models.copying import copying, distance
        from tutor.models.reader import Reader
        from tutor.models.tcn import TCN, dilations, receptive_field

        v, silence = self.values, int(self.values["silence"])
        d = dilations(int(v["layers"]), v["dilation"] == "doubling")
        kernel, ahead = int(v["kernel"]), v["padding"] == "ahead"
        self.tcn = TCN(10, 8, int(v["channels"]), kernel, d, _dice(seed), ahead=ahead)
        self.formula = receptive_field(kernel, d)
        self.needed = distance(silence) + 1
        numbers = sum(p.numel() for p in self.tcn.parameters())
        self.pupils: dict[str, Pupil] = {}
        for name in MODELS if v["model"] == "all" else (str(v["model"]),):
            model: TCN | Reader = self.tcn
            if name != "tcn":
                hidden = hidden_for(numbers, CELLS[name].blocks)
                model = Reader(10, 8, hidden, name, _dice(seed), how="timed", longest=self.needed)
            self.pupils[name] = Pupil(name, model, silence, seed)
        x, y = copying(silence, 1, _dice(seed + 77))
        self.example, self.asked = x[:, 0], y[:, 0]
        with torch.no_grad():
            self.field = int((self.tcn.seen(self.formula + 8) > 0).sum())

    def advance(self) -> None:
        from tutor.models.reader import warm_and_cool

        share = warm_and_cool(self.steps, self.length) * float(self.values["lr"])
        for pupil in self.pupils.values():
            try:
                pupil.step(self.steps, share)
            except FloatingPointError as error:
                advice = Say(
                    "The {tensor} is no longer a finite number. Lower the learning rate.",
                    {"tensor": str(error)},
                )
                raise Diverged(str(error), advice) from error

    def leak(self) -> float:
        """The largest change of an output when an input after it is changed; 0 exactly if it is causal."""
        import torch

        steps = min(self.formula, 300) + 20
        x = torch.randint(10, (steps,), generator=_dice(self.seed + 5))
        at = steps - 8
        other = x.clone()
        other[at:] = (other[at:] + 1) % 10
        with torch.inference_mode():
            o = self.tcn(torch.stack([x, other], 1))[:at]  # (at, 2, 8)
        return float((o[:, 0] - o[:, 1]).abs().max())

    def measure(self, look: Look) -> Mapping[str, float | None]:
        found: dict[str, float | None] = {
            "chance": 1 / 8,
            "receptive_field": self.field,
            "field_formula": self.formula,
            "needed": self.needed,
            "future_leak": self.leak(),
        }
        for name, pupil in self.pupils.items():
            dice = _dice(int(self.looking_rng(2).integers(2**31))) if look.thorough else None
            found[f"accuracy.{name}"] = pupil.accuracy(dice)
            found[f"loss.{name}"] = float(pupil.trace.rows()[-1, 3]) if len(pupil.trace) else None
            found[f"parameters.{name}"] = sum(p.numel() for p in pupil.model.parameters())
        for metric in ("accuracy", "loss", "parameters"):
            found[metric] = found[f"{metric}.{next(iter(self.pupils))}"]
        return found

    def said(self) -> dict[str, torch.Tensor]:
        """What each model says to the example, (10,)."""
        import torch

        with torch.inference_mode():
            return {n: p.answers(self.example[:, None])[:, 0].argmax(-1) for n, p in self.pupils.items()}

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        import torch

        last = len(self.example) - 1
        chosen = max(0, min(last, int(look.focus.get("tree", last))))
        poked = max(0, min(last, int(look.focus.get("tree", last // 2))))
        with torch.inference_mode():
            answers = self.tcn(self.example[:, None], 10)[:, 0].argmax(-1)
        return (
            show.tree(self.tcn, self.example, answers, chosen),
            show.learning({name: pupil.trace for name, pupil in self.pupils.items()}),
            show.poke(self.tcn, self.example, poked),
            show.table(self.asked, self.said()),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        accuracy = {name: pupil.accuracy() or 0.0 for name, pupil in self.pupils.items()}
        return tuple(show.health(self.field, self.needed, accuracy, self.steps))

    def record(self) -> dict[str, Array]:
        import torch

        from tutor.models.copying import copying

        x, y = copying(int(self.values["silence"]), 50, _dice(int(self.looking_rng(2).integers(2**31))))
        with torch.inference_mode():
            outputs = {f"outputs_{n}": p.answers(x).argmax(-1).numpy() for n, p in self.pupils.items()}
        return {"inputs": x.numpy(), "targets": y.numpy(), **outputs}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import copying, tcn

        return (tcn.TCN, tcn.receptive_field, copying.copying)


def _dice(seed: int) -> torch.Generator:
    """A generator of torch's own."""
    import torch

    return torch.Generator().manual_seed(seed)
