"""One LSTM cell in slow motion: every gate, what is kept, what is written, what is shown.

The weights are set by hand, so that what the cell is for can be read off them. It obeys four letters:

    +  write +1      −  write −1      .  nothing      ?  show

Unit 1 is a *latch*: it keeps the last sign written. Unit 2 is a *counter*: it adds the signs up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from tutor.models.cells import lstm

LETTERS = "+-.?"
UNITS = 2
GATES = ("o", "i", "f")
"""Show, write, keep: the order of the blocks, before the candidate g."""
SHUT, OPEN = -5.0, 5.0
"""σ(−5) = .007 and σ(5) = .993: a gate is never quite shut and never quite open."""


def by_hand() -> tuple[Tensor, Tensor]:
    """W (4, 4H) with the bias added in, and U (H, 4H), blocks o, i, f, g of H = 2 units each."""
    W = torch.zeros(4, 4, UNITS, dtype=torch.float64)  # (letter, block, unit)
    W[:, 0] = SHUT
    W[3, 0] = OPEN  # ? opens the way out
    W[:, 1] = SHUT
    W[:2, 1] = OPEN  # + and − open the way in
    W[:, 2] = OPEN
    W[:2, 2, 0] = SHUT  # the latch drops the old sign when a new one comes; the counter keeps it
    W[:, 2, 1] = 12.0  # σ(12) = .999994
    W[0, 3], W[1, 3] = 3.0, -3.0  # tanh(±3) = ±.995
    U = torch.zeros(UNITS, 4, UNITS, dtype=torch.float64)
    U[0, 3, 0] = U[1, 3, 1] = 0.1  # what was shown says a little to the next candidate
    return W.flatten(1), U.flatten(1)


@dataclass
class Letter:
    """One letter being read. What a later sub-step fills in is None before it."""

    name: int
    x: Tensor
    """(4, H): W x + b for the blocks o, i, f, g."""
    u: Tensor
    """(4, H): what h of the letter before says to them."""
    before: Tensor
    """(2, H): h and c before this letter."""
    gates: Tensor | None = None
    """(4, H): o, i, f and the candidate g, squashed or held by hand."""
    kept: Tensor | None = None
    """(H,): f · c."""
    written: Tensor | None = None
    """(H,): i · g."""
    after: Tensor | None = None
    """(2, H): h and c."""
    error: float = 0.0
    """How far c and h are from the cell's own equations, worked out in one go."""


@dataclass
class Walk:
    """A cell reading letters, four sub-steps each: squash the gates, keep, write, show."""

    letters: list[int]
    W: Tensor
    U: Tensor
    held: dict[tuple[int, int], float] = field(default_factory=dict)
    """(gate, unit) → the value it is held at by hand."""
    read: list[Letter] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Walk:
        """A cell before its first letter; whatever is not + − . ? counts as a dot."""
        known = {c: i for i, c in enumerate(LETTERS)} | {"−": 1}
        return cls([known.get(c, 2) for c in text], *by_hand())

    @property
    def done(self) -> bool:
        """Whether every letter has been read to its end."""
        return len(self.read) == len(self.letters) and (not self.read or self.read[-1].after is not None)

    def advance(self) -> None:
        """The next sub-step."""
        if not self.read or self.read[-1].after is not None:
            self._open()
            return
        now = self.read[-1]
        assert now.gates is not None
        o, i, f, g = now.gates  # (H,) each
        if now.kept is None:
            now.kept = f * now.before[1]  # keep
        elif now.written is None:
            now.written = i * g  # write
        else:
            c = now.kept + now.written  # new = kept + written
            now.after = torch.stack([o * torch.tanh(c), c])  # show: (2, H)
            now.error = float((now.after - self._in_one_go(now)).abs().max())

    def _open(self) -> None:
        """A new letter: form the sums and squash them."""
        h = self.read[-1].after if self.read else torch.zeros(2, UNITS, dtype=torch.float64)
        assert h is not None
        name = self.letters[len(self.read)]
        now = Letter(name, self.W[name].view(4, UNITS), (h[0] @ self.U).view(4, UNITS), h)
        a = now.x + now.u  # (4, H)
        now.gates = torch.cat([torch.sigmoid(a[:3]), torch.tanh(a[3:])])  # (4, H)
        self.read.append(now)
        self._hold(now)

    def hold(self, gate: int, unit: int, value: float | None) -> None:
        """Hold a gate at `value` from now on, or give it back to the cell (None).

        In the letter being read it holds too, unless that gate has been used there already.
        """
        if value is None:
            self.held.pop((gate, unit), None)
        else:
            self.held[gate, unit] = value
        if self.read and self.read[-1].after is None:
            self._hold(self.read[-1])

    def _hold(self, now: Letter) -> None:
        """Put the held values, and the cell's own elsewhere, into the gates that are not used yet."""
        assert now.gates is not None
        own = torch.sigmoid((now.x + now.u)[:3])  # (3, H)
        used = {2: now.kept is not None, 1: now.written is not None, 0: now.after is not None}
        for gate in range(3):
            for unit in range(UNITS):
                if not used[gate]:
                    now.gates[gate, unit] = self.held.get((gate, unit), own[gate, unit].item())

    def _in_one_go(self, now: Letter) -> Tensor:
        """h and c by `tutor.models.cells.lstm`: (2, H). A gate held by hand is given to it as its logit."""
        assert now.gates is not None
        sums = torch.cat([torch.logit(now.gates[:3]), (now.x + now.u)[3:]])  # (4, H)
        x = torch.where(torch.isfinite(sums), sums - now.u, sums)
        after = lstm(x.reshape(1, -1), now.before[:, None], self.U)  # (2, 1, H)
        return after[:, 0]

    def whole(self) -> list[Letter]:
        """The letters that have been read to their end."""
        return [one for one in self.read if one.after is not None]
