"""The two experiments of the truncated-BPTT lab with their histories: on a stream, and in balance."""

from __future__ import annotations

from collections import deque

import numpy as np

from tutor.kit.panels import Array
from tutor.kit.trace import Trace
from tutor.models.balance import Balance
from tutor.models.lag_stream import ASK, CHATTER, LETTERS, SYMBOLS, Stream
from tutor.models.truncated import Truncated, tensors

HIDDEN, WIDTH = 32, 16
RECENT = 2_400
"""Steps of the stream over which an accuracy is counted: about as many questions."""
UNCUT = 4_096
"""The longest stream whose uncut memory is measured."""
BEFORE = 3
"""Steps of the chunk before the letter's in the example."""
COMPARED = (1, 10, 20, 40, 50, 100)
"""Looks back that are tried on the line in balance, besides the learner's own."""


class OnStream:
    """Networks that read one and the same stream, each with its own k."""

    def __init__(self, ks: tuple[int, ...], lag: int, cell: str, seed: int) -> None:
        self.lag, self.ks = lag, ks
        self.stream = Stream(lag, WIDTH, np.random.default_rng([seed, 0x1A6]))
        self.nets = {k: Truncated(cell, HIDDEN, WIDTH, k, seed) for k in ks}
        self.unread: dict[int, deque[tuple[Array, Array]]] = {k: deque() for k in ks}
        """What a network has not read yet, step by step."""
        self.answers = {k: Trace(3) for k in ks}
        """Steps read, questions answered right, questions asked, a row an update."""
        self.kept = Trace(2 + len(ks))
        """Steps read, then bytes kept for one update, uncut and with each k."""
        self.measured_next = 16
        self.example, self.letter = example(lag, np.random.default_rng([seed, 0xE8]))

    def read(self, steps: int, rate: float, carry: bool) -> None:
        """Let every network read `steps` more of the stream and learn at each of its cuts."""
        x, y = self.stream.read(steps)
        for k, net in self.nets.items():
            unread = self.unread[k]
            unread.extend(zip(x, y, strict=True))
            while len(unread) >= k:
                part = [unread.popleft() for _ in range(k)]
                xs, ys = (tensors(np.stack(rows)) for rows in zip(*part, strict=True))
                right, asked, _loss = net.chunk(xs, ys, rate, carry)
                self.answers[k].append(self.stream.at - len(unread), right, asked)
        while self.stream.at >= self.measured_next:
            self._measure(self.measured_next)
            self.measured_next *= 2

    def _measure(self, length: int) -> None:
        """What one update keeps now: of the whole stream so far, and of one chunk."""
        nets = list(self.nets.values())
        blank = np.zeros((min(length, UNCUT), WIDTH), dtype=np.int64)
        uncut = nets[0].kept(tensors(blank)) if length <= UNCUT else np.nan
        self.kept.append(length, uncut, *(net.kept(tensors(blank[:1].repeat(net.k, 0))) for net in nets))

    def accuracy(self, k: int) -> float | None:
        """The share of the last questions answered right; None before any was asked."""
        rows = self.answers[k].rows()
        late = rows[rows[:, 0] > self.stream.at - RECENT] if len(rows) else rows
        asked = late[:, 2].sum()
        return float(late[:, 1].sum() / asked) if asked else None

    def curve(self, k: int, points: int = 60) -> Array:
        """(2, n): accuracy over the stream, in n stretches of it."""
        rows = self.answers[k].rows()
        if not len(rows):
            return np.zeros((2, 0))
        stretch = (rows[:, 0] * points / max(RECENT * 4, self.stream.at)).astype(int).clip(0, points - 1)
        right, asked = (np.bincount(stretch, weights=rows[:, c]) for c in (1, 2))
        at = np.bincount(stretch, weights=rows[:, 0]) / np.maximum(1, np.bincount(stretch))
        known = asked > 0
        return np.stack([at[known], right[known] / asked[known]])

    def cuts(self, k: int) -> list[int]:
        """Before which steps of the example a network with that k is cut: the letter comes after one."""
        return list(range(BEFORE % k or k, len(self.example), k))


def example(lag: int, random: np.random.Generator) -> tuple[list[int], int]:
    """Chatter, a letter, chatter, and after `lag` steps the question; and the letter's number."""
    letter = int(random.integers(len(LETTERS)))
    chatter = (len(LETTERS) + random.integers(len(CHATTER), size=BEFORE + lag - 1)).tolist()
    return [*chatter[:BEFORE], letter, *chatter[BEFORE:], SYMBOLS.index(ASK)], letter


class InBalance:
    """Lines of units, each with its own look back."""

    def __init__(self, k: int) -> None:
        self.lines = {K: Balance(K) for K in dict.fromkeys((k, *COMPARED))}
        self.updates = 0
        self.thetas = Trace(1 + len(self.lines))
        """Updates made, then every line's θ."""
        self._note()

    def _note(self) -> None:
        self.thetas.append(self.updates, *(line.theta for line in self.lines.values()))

    def go_on(self, updates: int) -> None:
        """Learn until so many updates have been made."""
        while self.updates < updates:
            for line in self.lines.values():
                line.chunk()
            self.updates += 1
            if self.updates % 20 == 0:
                self._note()
