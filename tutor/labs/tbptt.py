"""Truncated backpropagation through time: what a cut every k steps saves, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs._tbptt_declared import KNOBS, METRICS, PRESETS
from tutor.labs._tbptt_draws import DRAWS
from tutor.labs._tbptt_words import HEALTH

SYMBOLS = 24_000
"""Steps of the stream in a complete run …"""
STRETCH = 16
"""… and in one step of the lab, at least."""
UPDATES = 4_000
"""Updates of every line in balance in a complete run …"""
FEW = 200
"""… and steps of the lab, where there is nothing else."""
MOST = 100
"""The longest look back that is tried for `sign_change`."""


class Tbptt(Lab):
    """Two networks on an endless stream, cut at different lengths; and influence balancing."""

    name = "tbptt"
    title = N_("Truncated BPTT")
    about = N_(
        "The gradient is cut every k steps while the state goes on: what is still learned, what not."
    )
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = HEALTH
    draws = DRAWS
    rates = {"symbols_per_second": "symbols"}
    models = ("tutor.models.truncated", "tutor.models.lag_stream", "tutor.models.balance")

    @classmethod
    def stretch(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of the stream in one step of the lab: at least one chunk of each network."""
        return max(STRETCH, int(knobs["k"]), int(knobs["against"]))

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return FEW if knobs["task"] == "balance" else -(-SYMBOLS // cls.stretch(knobs))

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.labs._tbptt_runs import InBalance, OnStream

        v = self.values
        self.k = int(v["k"])
        ks = tuple(dict.fromkeys((self.k, int(v["against"]))))
        self.on_stream = None
        self.in_balance = None
        if v["task"] != "balance":
            self.on_stream = OnStream(ks, int(v["lag"]), str(v["cell"]), seed)
        if v["task"] != "lag":
            self.in_balance = InBalance(self.k)
        self._blame: dict[int, tuple[Any, ...]] = {}

    def advance(self) -> None:
        self._blame = {}
        share = (self.steps + 1) / self.length
        if self.on_stream:
            rate = float(self.values["lr"]) * min(1.0, 2 * (1 - self.steps / self.length))
            try:
                self.on_stream.read(self.stretch(self.values), rate, self.values["carry"] == "state")
            except FloatingPointError as error:
                advice = Say(N_("The steps were too long. Lower the learning rate."))
                raise Diverged(str(error), advice) from error
        if self.in_balance:
            self.in_balance.go_on(round(UPDATES * share))

    @cached_property
    def sign_change(self) -> int | None:
        """The shortest look back that points the right way: the sum of influences has turned negative."""
        from tutor.models.balance import influences

        right = np.flatnonzero(np.cumsum(influences(MOST)) < 0)
        return int(right[0]) + 1 if len(right) else None

    def blame(self) -> tuple[Array, Array, Array, float]:
        """Of the example, as it stands: h, ∂L/∂h as cut and uncut (T, H), and p of the letter."""
        assert self.on_stream is not None
        if not self._blame:
            runs, net = self.on_stream, self.on_stream.nets[self.k]
            h, cut, p = net.blame(runs.example, runs.letter, runs.cuts(self.k))
            _h, uncut, _p = net.blame(runs.example, runs.letter, [])
            self._blame = {0: (h, cut, uncut, p)}
        h, cut, uncut, p = self._blame[0]
        return h, cut, uncut, p

    def measure(self, look: Look) -> Mapping[str, float | None]:
        found: dict[str, float | None] = dict.fromkeys(
            (
                "acc",
                "chance",
                "grad_past_cut",
                "grad_uncut",
                "grad_letter",
                "theta",
                "heard",
                "sign_change",
                "bytes",
            )
        )
        found["bytes_growth"] = None
        if self.on_stream:
            found |= self._of_stream()
        if self.in_balance:
            thetas = {K: line.theta for K, line in self.in_balance.lines.items()}
            found |= {"theta": thetas[self.k], **{f"theta.{K}": theta for K, theta in thetas.items()}}
            found["heard"] = float(self.in_balance.lines[self.k].pushed[0])
            found["sign_change"] = self.sign_change
        return {
            **found,
            "symbols_per_second": None,
            "symbols": self.on_stream.stream.at if self.on_stream else 0,
        }

    def _of_stream(self) -> dict[str, float | None]:
        from tutor.labs._tbptt_runs import BEFORE
        from tutor.models.lag_stream import CHANCE

        runs = self.on_stream
        assert runs is not None
        accuracies = {k: runs.accuracy(k) for k in runs.ks}
        _h, cut, uncut, _p = self.blame()
        past = runs.cuts(self.k)[-1]
        lengths = np.linalg.norm([cut, uncut], axis=2)  # (2, T)
        lengths /= lengths[1, -1] or 1.0
        kept = runs.kept.rows()
        columns = dict(zip(("uncut", *runs.ks), range(1, 2 + len(runs.ks)), strict=True))
        last = {name: kept[~np.isnan(kept[:, c]), c] for name, c in columns.items()}
        return {
            "acc": max((a for a in accuracies.values() if a is not None), default=None),
            **{f"acc.{k}": accuracy for k, accuracy in accuracies.items()},
            "chance": CHANCE,
            "grad_past_cut": float(lengths[0, :past].max()),
            "grad_uncut": float(lengths[1, :past].max()),
            "grad_letter": float(lengths[0, BEFORE]),
            "bytes": float(last[self.k][-1]) if len(kept) else None,
            **{f"bytes.{name}": float(values[-1]) if len(kept) else None for name, values in last.items()},
            "bytes_growth": float(last[self.k][-1] / last[self.k][0]) if len(kept) else None,
        }

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        from tutor.labs import _tbptt_show as draw

        lag: tuple[AnyPanel, ...] = ()
        balance: tuple[AnyPanel, ...] = ()
        if self.on_stream:
            h, cut, uncut, _p = self.blame()
            lag = (
                draw.graph(self.on_stream, self.k, h, cut),
                draw.accuracy(self.on_stream),
                draw.reached(self.on_stream, cut, uncut),
                draw.memory(self.on_stream),
            )
        if self.in_balance:
            balance = (
                draw.thetas(self.in_balance, self.k),
                draw.influence(self.sign_change, MOST),
                draw.directions(self.in_balance, self.k),
            )
        return (*lag[:2], *balance[:1], *lag[2:], *balance[1:])

    def says(self, look: Look) -> tuple[Say, ...]:
        from tutor.labs._tbptt_words import of_balance, of_stream

        said: tuple[Say, ...] = ()
        if self.on_stream:
            said += of_stream(self.on_stream, self.k, self.measure(look))
        if self.in_balance:
            said += of_balance(self.in_balance.lines[self.k].theta, self.k)
        return said

    def record(self) -> dict[str, Array]:
        """Answers of every network over the stream, every θ over updates, what was kept."""
        found: dict[str, Array] = {}
        if self.on_stream:
            found |= {f"answers_{k}": trace.rows() for k, trace in self.on_stream.answers.items()}
            found["kept"] = self.on_stream.kept.rows()
        if self.in_balance:
            found["thetas"] = self.in_balance.thetas.rows()
            found["look_backs"] = np.array(list(self.in_balance.lines))
        return found

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import balance, lag_stream, truncated

        of_lag = (truncated.Truncated.chunk, truncated.Truncated, lag_stream.Stream)
        of_balance = (balance.Balance, balance.influences)
        return (*(of_lag if self.on_stream else ()), *(of_balance if self.in_balance else ()))
