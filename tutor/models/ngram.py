"""Counting: what came after each of the last few symbols, and how often. The oldest model of a sequence.

Nothing is fitted by steps: reading a text once is all the learning there is. Shannon (1948) wrote
sentences with such counts; in 1951 he measured how many bits of English they leave open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class NGram:
    """Probabilities of the next symbol out of `symbols`, from counts behind 0, 1, … `context` symbols.

    A context that was met seldom says little, so each length is mixed with the next shorter one
    (Witten & Bell 1991, method C):

        pₖ(s) = (c(s) + d · pₖ₋₁(s)) / (n + d)      p₋₁ = 1 / symbols

    with n how often the last k symbols were met, c(s) how often s came then, d how many different ones.
    """

    def __init__(self, symbols: int, context: int) -> None:
        self.symbols, self.context = symbols, context
        self.after: list[dict[tuple[int, ...], dict[int, int]]] = [{} for _ in range(context + 1)]
        self.met: list[dict[tuple[int, ...], int]] = [{} for _ in range(context + 1)]

    def chances(self, before: tuple[int, ...], symbol: int) -> Iterator[float]:
        """pₖ(symbol) after `before`, for k = 0, 1, … as far as `before` and `context` reach."""
        p = 1 / self.symbols
        for k in range(min(self.context, len(before)) + 1):
            last = before[len(before) - k :]
            n = self.met[k].get(last, 0)
            if n:
                came = self.after[k][last]
                p = (came.get(symbol, 0) + len(came) * p) / (n + len(came))
            yield p

    def learn(self, before: tuple[int, ...], symbol: int) -> None:
        """Count `symbol` behind each of the last 0 … `context` symbols of `before`."""
        for k in range(min(self.context, len(before)) + 1):
            last = before[len(before) - k :]
            came = self.after[k].setdefault(last, {})
            came[symbol] = came.get(symbol, 0) + 1
            self.met[k][last] = self.met[k].get(last, 0) + 1

    def read(self, ids: Sequence[int]) -> None:
        """Count a whole text, symbols by number."""
        for before, symbol in self._each(ids):
            self.learn(before, symbol)

    def nats(self, ids: Sequence[int]) -> Array:
        """(context + 1,) mean −ln pₖ a symbol of `ids`, which is looked at but not learned."""
        prices = self._prices(ids, learning=False)  # (n, context + 1)
        return np.asarray(prices.mean(axis=0))

    def prices(self, ids: Sequence[int]) -> Array:
        """(n, context + 1) −ln pₖ of each symbol by the counts of those before it; then it is counted too.

        Their sum is how long `ids` is to tell to somebody who knows nothing and learns in the same way
        (Rissanen 1984): the cost of learning is in it, so more context is not better of itself.
        """
        return self._prices(ids, learning=True)

    def _prices(self, ids: Sequence[int], learning: bool) -> Array:
        rows = np.empty((len(ids), self.context + 1))
        for i, (before, symbol) in enumerate(self._each(ids)):
            p = list(self.chances(before, symbol))
            rows[i, : len(p)] = [-math.log(one) for one in p]
            rows[i, len(p) :] = rows[i, len(p) - 1]  # at the start there is no more context to be had
            if learning:
                self.learn(before, symbol)
        return rows

    def _each(self, ids: Sequence[int]) -> Iterator[tuple[tuple[int, ...], int]]:
        """Every symbol with those before it, as far as the context reaches."""
        ids = tuple(ids)
        for i, symbol in enumerate(ids):
            yield ids[max(0, i - self.context) : i], symbol


def entropy(ids: Iterable[int]) -> float:
    """−Σ p ln p over how often each symbol occurs (Shannon 1948): nats a symbol if order is ignored."""
    share = np.unique(np.asarray(list(ids)), return_counts=True)[1].astype(np.float64)
    share /= share.sum()
    return float(-(share * np.log(share)).sum())
