"""One cart in the world and one in the dream, begun alike: pushed by whoever plays."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tutor.models.cartpole import LIMIT, Policy, began
from tutor.models.world_model import WorldModel

Array = NDArray[Any]
LEFT, RIGHT = 0, 1


class TwoCarts:
    """A game in both. Each goes on until it has ended or time is up; what is over stays where it is.

    Without a model there is only the world. The dream's first state is the world's, its memory is empty.
    """

    def __init__(self, model: WorldModel | None, seed: int, tau: float, start: Array | None = None) -> None:
        self.model, self.tau = model, tau
        self.env = began(seed)
        if start is not None:
            self.env.state = start.astype(np.float64)
        self.world = [self.now()]
        """Every state of the world's cart (4,) so far."""
        self.dream = self.world[:1] if model else []
        """And of the dream's."""
        self.over = False
        """Whether the world's game has ended with a fall or at the edge."""
        self.end = 0.0
        """How likely the model holds it that the dream's last push ended the game."""
        self.generator = torch.Generator().manual_seed(seed)
        self.h = model.start(1) if model else torch.zeros(1, 1, 1)
        self.pushed: list[tuple[int, int]] = []
        """The last pushes of world and dream, one pair a push."""

    def now(self) -> Array:
        """The world's state (4,)."""
        return np.array(self.env.state, dtype=np.float32)

    @property
    def awake(self) -> bool:
        """Whether the dream goes on."""
        return bool(self.dream) and self.end < 0.5 and len(self.dream) <= LIMIT

    @property
    def alive(self) -> bool:
        """Whether the world goes on."""
        return not self.over and len(self.world) <= LIMIT

    def push(self, world: int, dream: int) -> None:
        """Push both, each its own way: 0 left, 1 right."""
        if self.alive:
            _, _, self.over, _, _ = self.env.step(world)  # type: ignore[no-untyped-call]
            self.world.append(self.now())
        if self.model is not None and self.awake:
            s, end, self.h = self.model.dream(
                torch.from_numpy(self.dream[-1])[None],
                torch.tensor([dream]),
                self.h,
                torch.tensor([float(self.tau)]),
                self.generator,
            )
            self.dream.append(s[0].numpy())
            self.end = float(end)
        self.pushed.append((world, dream))

    def play(self, policy: Policy, *, alike: bool = False) -> None:
        """Let `policy` push until both are over; with `alike` it sees the world only, and the dream gets
        the same pushes, for as long as the world goes on."""
        while self.alive or (self.awake and not alike):
            world = policy(self.world[-1])
            self.push(world, world if alike or not self.dream else policy(self.dream[-1]))

    def replay(self, actions: Array) -> None:
        """Push both as somebody once did."""
        for action in actions.tolist():
            self.push(action, action)
