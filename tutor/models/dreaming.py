"""Living in a world model: playing whole games in it, and learning to play without ever leaving it.

The controller is a line: push right if w·[s, 1] > 0, the four numbers in units of their spread. Ha &
Schmidhuber (2018) call it C and give it the model's memory h as well, since there one picture does not tell
everything; here the four numbers do. It is searched for by CMA-ES (`tutor.models.cma`), as theirs was; its
score is how long it lasts in dreams. A dream ends when the model holds an end for likelier than not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.cartpole import LIMIT, Game, Policy, played
from tutor.models.cma import Cma
from tutor.models.world_model import STATE, WorldModel, table

Array = NDArray[Any]
CANDIDATES, DREAMS, SPREAD = 16, 8, 0.5
"""Controllers in a generation, dreams that each is scored by, and how far apart they are at first."""


def policy(w: Array, unit: Array) -> Policy:
    """The controller with weights w (5,), as something that plays."""
    return lambda state: int((state / unit) @ w[:STATE] + w[STATE] > 0)


def dreamed(
    model: WorldModel,
    w: Tensor,
    tau: Tensor,
    starts: Tensor,
    generator: torch.Generator,
    limit: int = LIMIT,
) -> Tensor:
    """How long controllers w (B, 5) last, each in a dream from starts (B, 4), at τ (B,) → (B,)."""
    s, h, lasted, awake = starts, model.start(len(w)), torch.zeros(len(w)), torch.arange(len(w))
    for _ in range(limit):
        a = ((s / model.unit) * w[:, :STATE]).sum(-1) + w[:, STATE] > 0  # (B,)
        s, end, h = model.dream(s, a, h, tau, generator)
        lasted[awake] += 1
        on = end < 0.5  # dreams that have ended are dreamed no further
        if not on.all():
            s, h, w, tau, awake = s[on], h[:, on], w[on], tau[on], awake[on]
        if not len(awake):
            break
    return lasted


class Dreamer:
    """A controller learning in dreams alone, one for each temperature."""

    def __init__(
        self, model: WorldModel, games: list[Game], temperatures: tuple[float, ...], seed: int
    ) -> None:
        self.model, self.temperatures = model, temperatures
        self.begun = torch.from_numpy(np.stack([g.states[0] for g in games]))  # how games it watched began
        self.searches = [
            Cma(STATE + 1, CANDIDATES, SPREAD, np.random.default_rng([seed, k, 0xC3A]))
            for k in range(len(temperatures))
        ]
        self.generator = torch.Generator().manual_seed(seed + 0xD5EA)

    def score(self, w: Array, dreams: int, generator: torch.Generator) -> Array:
        """Controllers (temperatures, n, 5) → how long each lasts, mean of its dreams (temperatures, n)."""
        every = torch.from_numpy(w).float().flatten(0, 1).repeat_interleave(dreams, 0)  # (B, 5)
        tau = torch.tensor(self.temperatures).repeat_interleave(w.shape[1] * dreams)  # (B,)
        starts = self.begun[torch.randint(len(self.begun), (len(every),), generator=generator)]
        lasted = dreamed(self.model, every, tau, starts, generator)
        return np.asarray(lasted.view(*w.shape[:2], dreams).mean(-1), dtype=np.float64)

    def step(self) -> Array:
        """One generation → the mean score of its candidates (temperatures,)."""
        scores = self.score(np.stack([search.ask() for search in self.searches]), DREAMS, self.generator)
        for search, score in zip(self.searches, scores, strict=True):
            search.tell(score)
        means: Array = scores.mean(1)
        return means

    @property
    def controllers(self) -> Array:
        """The controllers as they stand (temperatures, 5)."""
        return np.stack([search.m for search in self.searches])

    def dream(self, dreams: int, seed: int) -> Array:
        """How long the controllers last in fresh dreams, each at its temperature (temperatures,)."""
        return self.score(self.controllers[:, None], dreams, torch.Generator().manual_seed(seed))[:, 0]

    def play(self, which: int, seeds: range) -> list[Game]:
        """Games of one of them in the world."""
        chosen = policy(self.controllers[which], self.model.unit.numpy())
        return [played(chosen, seed) for seed in seeds]


@torch.no_grad()
def followed(
    model: WorldModel, games: list[Game], tau: float, generator: torch.Generator
) -> tuple[Array, Array]:
    """What the model dreams from the first state of each game when pushed as the game was: states
    (T + 1, B, 4), and the chance at each push that it ended (T, B). NaN after a game's end."""
    T, B = max(len(g) for g in games), len(games)
    s, h = torch.from_numpy(np.stack([g.states[0] for g in games])), model.start(B)
    temperature = torch.full((B,), tau)
    states, ends = np.full((T + 1, B, STATE), np.nan, np.float32), np.full((T, B), np.nan, np.float32)
    states[0] = s
    for t in range(T):
        a = torch.tensor([int(g.actions[t]) if t < len(g) else 0 for g in games])
        s, end, h = model.dream(s, a, h, temperature, generator)
        on = np.array([t < len(g) for g in games])
        states[t + 1, on], ends[t, on] = s.numpy()[on], end.numpy()[on]
    return states, ends


def drift(model: WorldModel, games: list[Game], horizons: tuple[int, ...]) -> tuple[Array, Array]:
    """How far likeliest dreams are from the games after h pushes (root mean square over games and the four
    numbers, each in units of its spread), and how far the first state is: (horizons,) each. All games must
    be as long as the longest horizon; NaN if there are none."""
    if not games:
        nothing = np.full(len(horizons), np.nan)
        return nothing, nothing
    states, _ = followed(model, games, 0.0, torch.Generator().manual_seed(0))
    true = np.stack([[g.states[h] for g in games] for h in horizons])  # (horizons, B, 4)
    first, unit = states[0], model.unit.numpy()

    def off(said: Array) -> Array:
        return np.asarray(np.sqrt((((said - true) / unit) ** 2).mean((1, 2))))

    return off(states[list(horizons)]), off(first[None])


@torch.no_grad()
def ends_in(model: WorldModel, games: list[Game]) -> tuple[Array, Array, Array]:
    """Shown these games' true states: for each push the belief that it ended the game, whether it did,
    and how far the pole leaned after it, radians (pushes,)."""
    s, a, delta, end, there = table(games, True, LIMIT)
    on = there > 0
    lean = (s + delta)[..., 2].abs()
    return torch.sigmoid(model(s, a)[3])[on].numpy(), end[on].numpy() > 0, lean[on].numpy()


def parts(model: WorldModel, games: list[Game], apart: float) -> Array:
    """Pushes until the likeliest dream of each game, pushed as the game was, leans `apart` radians more or
    less than the world; where it never does, the game's length."""
    states, _ = followed(model, games, 0.0, torch.Generator().manual_seed(0))
    at = []
    for i, g in enumerate(games):
        off = np.abs(states[: len(g) + 1, i, 2] - g.states[:, 2]) > apart
        at.append(int(off.argmax()) if off.any() else len(g))
    return np.array(at)
