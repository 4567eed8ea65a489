"""A label for every frame of a film: a network that remembers beside networks that only see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _frame_labels_show as panels
from tutor.labs._frame_labels_declared import ACTIONS, KNOBS, METRICS, PRESETS
from tutor.labs._frame_labels_draws import DRAWS
from tutor.labs._training import TrainingLab
from tutor.models import curtain
from tutor.models.curtain import FRAMES, Films

if TYPE_CHECKING:
    from tutor.models.labeller import Training

HELD_OUT = 0.25
"""Share of all films that no network learns from."""
SLOWER = 8
"""Training steps to one frame of the film on screen, unless the learner chooses a frame."""


class FrameLabels(TrainingLab):
    """The networks of `tutor.models.labeller` on the films of `tutor.models.curtain`."""

    name: ClassVar = "frame-labels"
    title: ClassVar = N_("Frame labels")
    about: ClassVar = N_("A ball rolls behind a curtain. Which way is it rolling? A label for each frame.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = panels.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.labeller",)
    constants: ClassVar = ("films", "held", "seen", "waits")
    reports: ClassVar = 5
    training: Training

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of 32 films; enough for the longest memory that is asked for."""
        return 800

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.labeller import Training

        self.films = curtain.all_films(int(self.values["curtain"]))
        order = np.random.default_rng([seed, 0xF1]).permutation(len(self.films.x))
        cut = round(HELD_OUT * len(order))
        self.held = self.films.take(order[:cut])
        """Films that no network learns from."""
        self.window = int(self.values["window"])
        self.training = Training(
            self.films.take(order[cut:]),
            tuple(sorted({1, 2, self.window})),
            hidden=int(self.values["hidden"]),
            cell=str(self.values["cell"]),
            clip=int(self.values["clip"]),
            snow=float(self.values["snow"]),
            length=self.length,
            rate=float(self.values["lr"]),
            seed=seed,
        )
        self.names = ("rnn", *map(str, self.training.windows))
        self.seen = self.training.shown(self.held, np.random.default_rng([seed, 0x57]))
        """The held-out films as they come in, snow and all (T, n, D)."""
        waited = self.films.waited
        self.best = curtain.best_of_window(self.films, self.window, waited > 0)
        self.best_ever = curtain.best_of_window(self.films, FRAMES, waited >= 0)
        self.waits = self._waits(waited)
        self.follow(least=10)
        self.film_rng = np.random.default_rng([seed, 0xF2])
        self._put()
        self._labelled: tuple[object, dict[str, Array]] = (None, {})

    def _waits(self, waited: Array) -> Array:
        """(2, n): how long hidden, and the share the best window gets right then."""
        by_wait = [
            (k, curtain.best_of_window(self.films, self.window, waited == k))
            for k in range(waited.max() + 1)
        ]
        return np.array([(k, best) for k, best in by_wait if best is not None]).T

    def _put(self) -> None:
        """Show one of the held-out films."""
        self._show_film(self.held.take([int(self.film_rng.integers(len(self.held.x)))]))

    def _show_film(self, film: Films) -> None:
        self.film = film
        self.film_seen = self.training.shown(film, np.random.default_rng([self.seed, 0x58]))  # (T, 1, D)
        self._labelled = (None, {})

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Change the film on screen; the training never hears of it."""
        if name == "new film":
            self._put()
        elif name == "turn":
            self._show_film(curtain.turned(self.film))
        else:
            raise NotImplementedError(name)

    def right(self) -> dict[str, Array]:
        """(n, T) which frames of the held-out films each network labels right now."""
        return {name: (p > 0.5) == self.held.right for name, p in self.training.label(self.seen).items()}

    def test(self, thorough: bool) -> list[float]:
        """For each network the share right of all frames, and of those behind the curtain (NaN without)."""
        row: list[float] = []
        for right in self.right().values():
            behind = right[self.held.hidden].mean() if self.held.hidden.any() else np.nan
            row += [float(right.mean()), float(behind)]
        return row

    def measure(self, look: Look) -> Mapping[str, float | None]:
        nats, norm = self.recent()
        right = self.right()
        everywhere = {name: float(found.mean()) for name, found in right.items()}
        behind: dict[str, float | None] = dict.fromkeys(right)
        if self.held.hidden.any():
            behind = {name: float(found[self.held.hidden].mean()) for name, found in right.items()}
        window = self.training.windows[self.window]
        return {
            "accuracy": everywhere["rnn"],
            "accuracy_one_frame": everywhere["1"],
            "accuracy_two_frames": everywhere["2"],
            "accuracy_best": self.best_ever,
            "hidden_rnn": behind["rnn"],
            "hidden_one_frame": behind["1"],
            "hidden_two_frames": behind["2"],
            "hidden_window": behind[str(self.window)],
            "hidden_best": self.best,
            "first_frame": float(right["rnn"][:, 0].mean()),
            "train_nats": nats,
            "grad_norm": norm,
            "parameters": sum(p.numel() for p in self.training.recurrent.parameters()),
            "parameters.window": sum(p.numel() for p in window.parameters()),
        }

    def labelled(self) -> dict[str, Array]:
        """The probability of rightwards for each frame of the film on screen (1, T), by network."""
        if self._labelled[0] != self.steps:
            self._labelled = self.steps, self.training.label(self.film_seen)
        return self._labelled[1]

    def frame_at(self, look: Look) -> int:
        """Which frame is on screen: the one the learner chose, or the film rolls on as it trains."""
        at = look.focus.get("unrolled", self.steps // SLOWER % FRAMES)
        return min(max(0, int(at)), FRAMES - 1)

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        t, p = self.frame_at(look), self.labelled()
        a, h = self.training.inside(self.film_seen)  # (T, kH), (T, H)
        frame = self.film_seen[t, 0].numpy().reshape(curtain.HEIGHT, curtain.WIDTH)
        shown: list[AnyPanel] = [
            panels.stage(self.film, t, frame),
            panels.labels(self.film, p),
            panels.unrolled(self.film, p["rnn"][0], a, h, t, self.training.recurrent.clip),
            panels.by_wait(self._by_wait(), self.waits if self.steps else None),
        ]
        if self.held.hidden.any():
            shown.append(panels.hidden(self.quality, self.names, self.best if self.steps else None))
        if self.values["cell"] == "rnn":
            net = self.training.recurrent
            before = np.arange(FRAMES) % net.clip != 0  # frames that have a state before them
            U, V = net.U.detach().numpy(), net.V.detach().numpy()
            shown.append(panels.arithmetic(a, h, U if before[t] else 0 * U, V, t))
        return tuple(shown)

    def _by_wait(self) -> dict[str, Array]:
        """For each network (2, n): frames the ball has been hidden, and the share right then."""
        waited = self.held.waited
        ks = [k for k in range(waited.max() + 1) if (waited == k).any()]
        return {
            name: np.array([(k, right[waited == k].mean()) for k in ks]).T
            for name, right in self.right().items()
        }

    def says(self, look: Look) -> tuple[Say, ...]:
        _, everywhere, behind, *_ = self.quality.rows()[-1].tolist()
        health = panels.health(self.trace.rows(), everywhere, behind, self.done)
        return (panels.said(self.film, self.frame_at(look), self.labelled()), *health)

    def record(self) -> dict[str, Array]:
        """The held-out films as they come in, what is true of each frame, and what each network says."""
        said = self.training.label(self.seen)
        return {
            "frames": self.seen.numpy().swapaxes(0, 1) > 0.5,
            "right": self.held.right,
            "hidden": self.held.hidden,
            "loss": self.trace.rows(),
            **{f"said_{name}": p for name, p in said.items()},
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.labeller import Recurrent, Training, Window

        return (Recurrent.forward, self.training.recurrent.cell.step, Window.forward, Training.step)
