"""A world model: a network watches random play, and a controller learns in what it dreams of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _world_model_show as show
from tutor.labs._training import advice_if_broken
from tutor.labs._world_model_declared import ACTIONS, HORIZONS, KNOBS, METRICS, PRESETS, TEMPERATURES
from tutor.labs._world_model_draws import DRAWS
from tutor.labs._world_model_words import told

if TYPE_CHECKING:
    from tutor.models.cartpole import Game, Policy
    from tutor.models.dreaming import Dreamer
    from tutor.models.two_carts import TwoCarts
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


class WorldModelLab(Lab):
    """Watch random play, learn from it, breed a controller for each temperature in dreams, test them."""

    name: ClassVar = "world-model"
    title: ClassVar = N_("World model")
    about: ClassVar = N_("A network learns how a cart with a pole moves; a controller learns in its dreams.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.dreaming", "tutor.models.two_carts")
    constants: ClassVar = ("unseen", "long")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Watching, learning, dreaming, and one step in which all is tested."""
        return WATCH + math.ceil(int(knobs["updates"]) / UPDATES) + int(knobs["generations"]) + 1

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.cartpole import random_play

        self.rng = np.random.default_rng([seed, 0xCA7])
        self.learning = self.length - 1 - int(self.values["generations"])
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
        self.own: TwoCarts | None = None
        """The carts while they are the learner's."""
        self.dealt = 0
        self._demo: tuple[object, TwoCarts] | None = None

    # What a step does

    @property
    def phase(self) -> str:
        """What the next step does."""
        bounds = (WATCH, self.learning, self.length - 1, self.length)
        return PHASES[sum(self.steps >= b for b in bounds)]

    @property
    def model(self) -> WorldModel | None:
        """The model, once there is one."""
        return self.training.model if self.training else None

    def advance(self) -> None:
        self._demo = None
        {"watch": self._watch, "learn": self._learn, "dream": self._dream, "test": self._test}[self.phase]()

    def _watch(self) -> None:
        from tutor.models.cartpole import random_play
        from tutor.models.world_model import Training

        n = int(self.values["games"])
        self.games += random_play(n * (self.steps + 1) // WATCH - n * self.steps // WATCH, self.rng)
        if self.steps + 1 == WATCH:
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

    def _learn(self) -> None:
        assert self.training
        first = (self.steps - WATCH) * UPDATES
        numbers = range(first, min(first + UPDATES, self.training.length))
        with advice_if_broken():
            noted = [self.training.step(n) for n in numbers]
        self.learned.append(numbers[-1] + 1, *np.mean(noted, axis=0)[:2].tolist())
        if self.steps % EVERY == 0 or self.steps + 1 == self.learning:
            self._look_ahead()

    def _look_ahead(self) -> None:
        from tutor.models.dreaming import drift, found

        assert self.model
        off, still = drift(self.model, self.long, HORIZONS)
        self.ahead = {
            "dream": dict(zip(HORIZONS, off.tolist(), strict=True)),
            "still": dict(zip(HORIZONS, still.tolist(), strict=True)),
        }
        self.seen_ends = found(self.model, self.unseen)

    def _dream(self) -> None:
        import tutor.models.dreaming as dreaming

        assert self.model
        if self.dreamer is None:
            self.dreamer = dreaming.Dreamer(self.model, self.games, tuple(TEMPERATURES.values()), self.seed)
        self.dreamer.step()
        generation = self.steps + 1 - self.learning
        dream = self.dreamer.dream(ALONG, generation)
        real = [self._lasts(k, range(ALONG)) for k in range(len(TEMPERATURES))]
        self.course.append(generation, *dream.tolist(), *real)

    def _lasts(self, which: int, seeds: range) -> float:
        assert self.dreamer
        return float(np.mean([len(g) for g in self.dreamer.play(which, seeds)]))

    def _test(self) -> None:
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

    # What a learner does

    @property
    def chosen(self) -> int:
        """Which of the temperatures is on screen."""
        return list(TEMPERATURES).index(str(self.values["temperature"]))

    @property
    def tau(self) -> float:
        """The temperature on screen."""
        return TEMPERATURES[str(self.values["temperature"])]

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        self._demo = None
        if name == "lr" and self.training:
            self.training.rate = float(value)
        if self.own:
            self.own.tau = self.tau

    def controller(self) -> Policy:
        """What plays: the controller at the temperature on screen; before there is one, a coin."""
        from tutor.models.dreaming import policy

        if self.dreamer is None:
            coin = self.looking_rng(5)
            return lambda _: int(coin.integers(2))
        assert self.model
        return policy(self.dreamer.controllers[self.chosen], self.model.unit.numpy())

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Take the carts over, or play with them; the run never hears of it."""
        if name == "hand back":
            self.own = None
            return
        if name == "new game" or self.own is None or (self.own.model is None and self.model):
            self.dealt += 1
            self.own = self._carts(0x1E4 + self.dealt)
        if name in ("let it play", "same pushes"):
            self.own.play(self.controller(), alike=name == "same pushes")
        elif name in ("push", "push left", "push right"):
            right = int(values["picture"]) if name == "push" else int(name == "push right")
            self.own.push(right, right)

    def _carts(self, salt: int, start: Array | None = None) -> TwoCarts:
        from tutor.models.two_carts import TwoCarts

        seed = int(np.random.default_rng([self.seed, salt]).integers(2**31))
        return TwoCarts(self.model, seed, self.tau, start)

    # What is seen

    def carts(self) -> TwoCarts:
        """The carts on screen: the learner's; or the longest unseen game, dreamed after; or, once it dreams,
        the controller's own games."""
        if self.own:
            return self.own
        if self._demo is None or self._demo[0] != self.steps:
            if self.dreamer:
                carts = self._carts(0x1E4)
                carts.play(self.controller())
            else:
                game = max(self.unseen, key=len)
                carts = self._carts(0x1E5, game.states[0])
                carts.replay(game.actions)
            self._demo = self.steps, carts
        return self._demo[1]

    def at(self, carts: TwoCarts) -> int:
        """The push on screen: the film rolls on as the run does, and rests at its end."""
        last = max(len(carts.world), len(carts.dream)) - 1
        return last if self.own or self.done or not self.steps else 2 * self.steps % (last + 1)

    def random(self) -> float:
        """Pushes that random play lasts; NaN before any was seen."""
        return float(np.mean([len(g) for g in self.games])) if self.games else math.nan

    def measure(self, look: Look) -> Mapping[str, float | None]:
        recent = self.learned.rows()[-10:, 1:].mean(0).tolist() if len(self.learned) else [None, None]
        found: dict[str, float | None] = {
            "random_return": self.random(),
            "parts_at": self.tested["parts"][self.chosen] if self.tested else None,
            "endings_found": self.seen_ends,
            "endings_seen": float(self.training.end.sum()) if self.training else None,
            "state_nats": recent[0],
            "ending_nats": recent[1],
        }
        for name, by in (("error_by_horizon", "dream"), ("error_still", "still")):
            found |= {f"{name}.{h}": self.ahead[by][h] if self.ahead else None for h in HORIZONS}
        values = dict(self.tested)
        if values:
            values["gap"] = values["dream"] - values["real"]
        for name, by in (("dream_return", "dream"), ("real_return", "real"), ("gap", "gap"), ("edge", "edge")):
            by_tau = values.get(by, np.full(len(TEMPERATURES), np.nan))
            found[name] = float(by_tau[self.chosen])
            found |= {f"{name}.t{t}": float(x) for t, x in zip(TEMPERATURES, by_tau, strict=True)}
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        carts = self.carts()
        at = self.at(carts)
        title = N_("Yours") if self.own else N_("The controller") if self.dreamer else N_("A game of chance")
        shown: list[AnyPanel] = [
            show.stage(carts, at, title),
            show.trails(carts, at),
            show.numbers(carts, at),
            show.pushes(),
        ]
        if self.model:
            from tutor.models.dreaming import believed

            field = believed(self.model, show.lattice()).reshape(show.CELLS, show.CELLS)
            shown.append(show.beliefs(field, carts))
        if len(self.course):
            count, nothing = len(TEMPERATURES), np.full(len(TEMPERATURES), np.nan)
            shown.insert(1, show.returns(self.course, self.chosen, count, self.random()))
            dream, real = (self.tested.get(k, nothing) for k in ("dream", "real"))
            shown.insert(2, show.compared(dream, real, tuple(TEMPERATURES), self.chosen))
        if len(self.learned):
            shown += [show.horizon(self.ahead["dream"], self.ahead["still"]), show.losses(self.learned, self.often())]
        return tuple(shown)

    def often(self) -> float:
        """Nats a push that endings cost somebody who knows only how often there is one, in what is learned."""
        assert self.training
        p = float(self.training.end.sum() / self.training.there.sum())
        return -p * math.log(p) - (1 - p) * math.log(1 - p) if 0 < p < 1 else 0.0

    def says(self, look: Look) -> tuple[Say, ...]:
        return told(self)

    def record(self) -> dict[str, Array]:
        """What was learned from and tested on, and how long each controller lasted along the way."""
        found = {
            "lengths": np.array([len(g) for g in self.games]),
            "unseen": np.array([len(g) for g in self.unseen]),
            "losses": self.learned.rows(),
            "course": self.course.rows(),
        }
        if self.dreamer:
            found["controllers"] = self.dreamer.controllers
        return found

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import cartpole, dreaming, world_model

        if self.phase == "watch":
            return (cartpole.random_play, cartpole.played)
        if self.phase == "learn":
            return (world_model.Training.step, world_model.WorldModel, world_model.surprise)
        return (dreaming.Dreamer.step, dreaming.dreamed, world_model.WorldModel.dream)
