"""The phases of a world-model run: watching, learning, dreaming, the test; and what came of each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.panels import Array
from tutor.kit.trace import Trace
from tutor.labs._training import advice_if_broken
from tutor.labs._world_model_declared import HORIZONS, TEMPERATURES
from tutor.labs._world_model_show import STEEPEST

if TYPE_CHECKING:
    from tutor.models.cartpole import Game
    from tutor.models.dreaming import Dreamer
    from tutor.models.world_model import Training, WorldModel

WATCH = 20
"""Steps that the games are divided into."""
UPDATES = 5
"""Of the model in a step."""
UNSEEN, ALONG, TESTED, DREAMT = 300, 3, 30, 64
"""Games of random play held out; the controller's games a generation; its games, and dreams, at the end."""
EVERY = 10
"""Steps from one look at the unseen games to the next."""
PHASES = ("watch", "learn", "dream", "test", "done")
APART = math.radians(1.0)


class Phases:
    """What is watched, what is learned of it, and the controllers; a step at a time."""

    def __init__(self, values: Mapping[str, Value], seed: int, length: int) -> None:
        from tutor.models.cartpole import random_play

        self.values, self.seed, self.length = values, seed, length
        self.rng = np.random.default_rng([seed, 0xCA7])
        self.learning = self.length - 1 - int(values["generations"])
        """The step at which dreaming begins."""
        self.games: list[Game] = []
        self.unseen = random_play(UNSEEN, np.random.default_rng([seed, 0xCA8]))
        self.long = [g for g in self.unseen if len(g) >= HORIZONS[-1]]
        self.training: Training | None = None
        self.dreamer: Dreamer | None = None
        count = len(TEMPERATURES)
        self.learned = Trace(3)
        """Update, and the nats of states and of endings, means of a step's."""
        self.course = Trace(1 + 2 * count)
        """Generation, then what each controller lasts in dreams, then in the world."""
        self.tested: dict[str, Array] = {}
        """By temperature (5,), once tested: dream, real, edge, parts."""
        self.ahead: dict[str, Mapping[int, float]] = {}
        self.seen_ends = math.nan
        self.believed: Array = np.zeros((2, 0))
        """Degrees that the pole leans, and the mean belief that the game has ended."""

    def phase(self, step: int) -> str:
        """What step `step` does."""
        bounds = (WATCH, self.learning, self.length - 1, self.length)
        return PHASES[sum(step >= b for b in bounds)]

    @property
    def model(self) -> WorldModel | None:
        """The model, once there is one."""
        return self.training.model if self.training else None

    def step(self, step: int) -> None:
        """Do step `step` (from 0)."""
        {"watch": self._watch, "learn": self._learn, "dream": self._dream, "test": self._test}[
            self.phase(step)
        ](step)

    def _watch(self, step: int) -> None:
        from tutor.models.cartpole import random_play
        from tutor.models.world_model import Training

        n = int(self.values["games"])
        self.games += random_play(n * (step + 1) // WATCH - n * step // WATCH, self.rng)
        if step + 1 == WATCH:
            self.training = Training(
                self.games,
                hidden=int(self.values["hidden"]),
                mixtures=int(self.values["mixtures"]),
                endings=self.values["endings"] == "learned",
                weight=float(self.values["weight"]),
                length=int(self.values["updates"]),
                rate=float(self.values["lr"]),
                seed=self.seed,
            )
            self._look_ahead()

    def _learn(self, step: int) -> None:
        assert self.training
        first = (step - WATCH) * UPDATES
        numbers = range(first, min(first + UPDATES, self.training.length))
        with advice_if_broken():
            noted = [self.training.step(n) for n in numbers]
        self.learned.append(numbers[-1] + 1, *np.mean(noted, axis=0)[:2].tolist())
        if step % EVERY == 0 or step + 1 == self.learning:
            self._look_ahead()

    def _look_ahead(self) -> None:
        from tutor.models.dreaming import drift, ends_in

        assert self.model
        off, still = drift(self.model, self.long, HORIZONS)
        self.ahead = {
            "dream": dict(zip(HORIZONS, off.tolist(), strict=True)),
            "still": dict(zip(HORIZONS, still.tolist(), strict=True)),
        }
        belief, ended, lean = ends_in(self.model, self.unseen)
        self.seen_ends = float((belief[ended] > 0.5).mean())
        degree = np.rad2deg(lean).astype(int)
        some = [d for d in range(STEEPEST) if (degree == d).any()]
        self.believed = np.array([(d + 0.5, belief[degree == d].mean()) for d in some]).T

    def _dream(self, step: int) -> None:
        import tutor.models.dreaming as dreaming

        assert self.model
        if self.dreamer is None:
            self.dreamer = dreaming.Dreamer(self.model, self.games, tuple(TEMPERATURES.values()), self.seed)
        self.dreamer.step()
        generation = step + 1 - self.learning
        dream = self.dreamer.dream(ALONG, generation)
        real = [self._lasts(k, range(ALONG)) for k in range(len(TEMPERATURES))]
        self.course.append(generation, *dream.tolist(), *real)

    def _lasts(self, which: int, seeds: range) -> float:
        assert self.dreamer
        return float(np.mean([len(g) for g in self.dreamer.play(which, seeds)]))

    def _test(self, step: int) -> None:
        from tutor.models.cartpole import EDGE
        from tutor.models.dreaming import parts

        assert self.dreamer and self.model
        first = 1_000 * (self.seed % 100_000 + 1)
        games = [self.dreamer.play(k, range(first, first + TESTED)) for k in range(len(TEMPERATURES))]
        self.tested = {
            "dream": self.dreamer.dream(DREAMT, 0),
            "real": np.array([np.mean([len(g) for g in some]) for some in games]),
            "edge": np.array([np.mean([abs(g.states[-1, 0]) > EDGE for g in some]) for some in games]),
            "parts": np.array([np.median(parts(self.model, some, APART)) for some in games]),
        }

    def random(self) -> float:
        """Pushes that random play lasts; NaN before any was seen."""
        return float(np.mean([len(g) for g in self.games])) if self.games else math.nan

    def often(self) -> float:
        """Nats a push that endings cost somebody who knows only how often there is one."""
        if self.training is None:
            return 0.0
        p = float(self.training.end.sum() / self.training.there.sum())
        return -p * math.log(p) - (1 - p) * math.log(1 - p) if 0 < p < 1 else 0.0
