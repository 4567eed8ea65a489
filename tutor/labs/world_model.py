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
from tutor.labs import _world_model_show as show
from tutor.labs._world_model_declared import ACTIONS, HORIZONS, KNOBS, METRICS, PRESETS, TEMPERATURES
from tutor.labs._world_model_draws import DRAWS
from tutor.labs._world_model_phases import UPDATES, WATCH, Phases
from tutor.labs._world_model_words import HEALTH, told

if TYPE_CHECKING:
    from tutor.models.cartpole import Policy
    from tutor.models.two_carts import TwoCarts
    from tutor.models.world_model import WorldModel


class WorldModelLab(Lab):
    """Watch random play, learn from it, breed a controller for each temperature in dreams, test them."""

    name: ClassVar = "world-model"
    title: ClassVar = N_("World model")
    about: ClassVar = N_(
        "A network learns how a cart with a pole moves; a controller learns in its dreams."
    )
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.dreaming", "tutor.models.two_carts")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Watching, learning, dreaming, and one step in which all is tested."""
        return WATCH + math.ceil(int(knobs["updates"]) / UPDATES) + int(knobs["generations"]) + 1

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        self.run = Phases(self.values, seed, self.length)
        self.own: TwoCarts | None = None
        """The carts while they are the learner's."""
        self.dealt = 0
        self._demo: tuple[object, TwoCarts] | None = None

    def advance(self) -> None:
        self._demo = None
        self.run.step(self.steps)

    @property
    def phase(self) -> str:
        """What the next step does."""
        return self.run.phase(self.steps)

    @property
    def model(self) -> WorldModel | None:
        """The model, once there is one."""
        return self.run.model

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
        if name == "lr" and self.run.training:
            self.run.training.rate = float(value)
        if self.own:
            self.own.tau = self.tau

    def controller(self) -> Policy:
        """What plays: the controller at the temperature on screen; before there is one, a coin."""
        from tutor.models.dreaming import policy

        if self.run.dreamer is None:
            coin = self.looking_rng(5)
            return lambda _: int(coin.integers(2))
        assert self.model
        return policy(self.run.dreamer.controllers[self.chosen], self.model.unit.numpy())

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
            right = float(values["value"]) > 0 if name == "push" else name == "push right"
            self.own.push(int(right), int(right))

    def _carts(self, salt: int, start: Array | None = None) -> TwoCarts:
        from tutor.models.two_carts import TwoCarts

        seed = int(np.random.default_rng([self.seed, salt]).integers(2**31))
        return TwoCarts(self.model, seed, self.tau, start)

    # What is seen

    def carts(self) -> TwoCarts:
        """The carts on screen: the learner's; or the longest unseen game, dreamed after; or, in the end,
        the controller's own games."""
        if self.own:
            return self.own
        if self._demo is None or self._demo[0] != self.steps:
            if self.run.dreamer:
                carts = self._carts(0x1E4)
                carts.play(self.controller())
            else:
                game = max(self.run.unseen, key=len)
                carts = self._carts(0x1E5, game.states[0])
                carts.replay(game.actions)
            self._demo = self.steps, carts
        return self._demo[1]

    def at(self, carts: TwoCarts) -> int:
        """The push on screen: the film rolls on as the run does, and rests at its end."""
        last = max(len(carts.world), len(carts.dream)) - 1
        return last if self.own or self.done or not self.steps else 2 * self.steps % (last + 1)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        recent = (
            self.run.learned.rows()[-10:, 1:].mean(0).tolist() if len(self.run.learned) else [None, None]
        )
        found: dict[str, float | None] = {
            "random_return": self.run.random(),
            "parts_at": self.run.tested["parts"][self.chosen] if self.run.tested else None,
            "endings_found": self.run.seen_ends,
            "endings_seen": float(self.run.training.end.sum()) if self.run.training else None,
            "state_nats": recent[0],
            "ending_nats": recent[1],
        }
        for name, by in (("error_by_horizon", "dream"), ("error_still", "still")):
            found |= {f"{name}.{h}": self.run.ahead[by][h] if self.run.ahead else None for h in HORIZONS}
        values = dict(self.run.tested)
        if values:
            values["gap"] = values["dream"] - values["real"]
        for name, by in (
            ("dream_return", "dream"),
            ("real_return", "real"),
            ("gap", "gap"),
            ("edge", "edge"),
        ):
            by_tau = values.get(by, np.full(len(TEMPERATURES), np.nan))
            found[name] = float(by_tau[self.chosen])
            found |= {f"{name}.t{t}": float(x) for t, x in zip(TEMPERATURES, by_tau, strict=True)}
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        carts = self.carts()
        at = self.at(carts)
        title = (
            N_("Yours")
            if self.own
            else N_("The controller")
            if self.run.dreamer
            else N_("A game of chance")
        )
        count = len(TEMPERATURES)
        dream, real = (self.run.tested.get(k, np.full(count, np.nan)) for k in ("dream", "real"))
        return (
            show.stage(carts, at, title),
            show.trails(carts, at),
            show.returns(self.run.course, self.chosen, count, self.run.random()),
            show.compared(dream, real, tuple(TEMPERATURES), self.chosen),
            show.beliefs(self.run.believed),
            show.hands(),
            show.numbers(carts, at),
            show.horizon(self.run.ahead),
            show.losses(self.run.learned, self.run.often()),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        return told(self)

    def record(self) -> dict[str, Array]:
        """What was learned from and tested on, and how long each controller lasted along the way."""
        found = {
            "lengths": np.array([len(g) for g in self.run.games]),
            "unseen": np.array([len(g) for g in self.run.unseen]),
            "losses": self.run.learned.rows(),
            "course": self.run.course.rows(),
        }
        if self.run.dreamer:
            found["controllers"] = self.run.dreamer.controllers
        return found

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import cartpole, dreaming, world_model

        if self.phase == "watch":
            return (cartpole.random_play, cartpole.played)
        if self.phase == "learn":
            return (world_model.Training.step, world_model.WorldModel, world_model.surprise)
        return (dreaming.Dreamer.step, dreaming.dreamed, world_model.WorldModel.dream)
