"""The world: a cart on a track with a pole on it, as gymnasium has it (Barto, Sutton & Anderson 1983).

Four numbers say how it stands: x (the cart's place, metres), ẋ (m/s), θ (the pole's angle, radians, 0 is
upright), θ̇ (rad/s). Fifty times a second one pushes: 0 to the left, 1 to the right, always with 10 N; there
is no third choice. A game ends when the pole leans further than 12° or the cart is further than 2.4 m from
the middle, and here after 200 pushes, as in CartPole-v0. Its return is the pushes it lasted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium.envs.classic_control.cartpole import CartPoleEnv
from numpy.typing import NDArray

Array = NDArray[Any]
Policy = Callable[[Array], int]
"""State (4,) → 0 or 1."""

LIMIT = 200
"""Pushes after which a game is over, won."""
LEAN = np.deg2rad(12.0)
"""The lean at which the pole counts as fallen, radians."""
EDGE = 2.4
"""How far the track goes to either side, metres."""
SECONDS = 0.02
"""From one push to the next."""


@dataclass(frozen=True, slots=True)
class Game:
    """One game from its first state to its last: T pushes."""

    states: Array
    """(T + 1, 4), float32."""
    actions: Array
    """(T,), int64."""
    ended: bool
    """Whether the last push ended it: the pole fell or the track did. False when time was up."""

    def __len__(self) -> int:
        return len(self.actions)

    def __deepcopy__(self, memo: object) -> Game:
        return self


def began(seed: int) -> CartPoleEnv:
    """The world at the start of a game: all four numbers drawn evenly from −.05 … .05."""
    world = CartPoleEnv()
    world.reset(seed=seed)
    return world


def played(policy: Policy, seed: int, limit: int = LIMIT) -> Game:
    """One game of `policy` in gymnasium's own CartPole."""
    world = CartPoleEnv()
    state, _ = world.reset(seed=seed)
    states, ended = [state], False
    actions: list[int] = []
    while not ended and len(actions) < limit:
        actions.append(int(policy(state)))
        state, _, ended, _, _ = world.step(actions[-1])  # type: ignore[no-untyped-call]
        states.append(state)
    return Game(np.array(states, dtype=np.float32), np.array(actions, dtype=np.int64), ended)


def random_play(count: int, rng: np.random.Generator) -> list[Game]:
    """Games of somebody who throws a coin at every push."""

    def coin(_: Array) -> int:
        return int(rng.integers(2))

    return [played(coin, int(rng.integers(2**31))) for _ in range(count)]
