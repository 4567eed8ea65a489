"""The first scene of the WGAN lab: one real point at 0, one fake at θ, and a critic on the line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, TablePanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace
from tutor.labs._blobs import divergence

BATCH = 64
REACH = 5.0
"""The line is drawn from −5 to 5."""
BARS = 9
"""Bars that the weights are counted in."""
MOVING = 0.7
"""The part of a run in which a fake that goes apart is on its way."""
STEEP = 100.0
"""A mean slope above this is called steep without bound."""
TOGETHER = 0.05
"""Points nearer than this lie on each other."""
WITHIN = 0.02
"""A critic that is this near to the best one has arrived."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("The points lie on each other"),
        Say(N_("two points: θ is below {together}"), {"together": TOGETHER}),
    ),
    (N_("Wrong way round"), N_("two points: the critic's estimate is below 0")),
    (
        N_("Steep without bound"),
        Say(N_("two points: the estimate is over {steep} times θ"), {"steep": f"{STEEP:.0f}"}),
    ),
    (
        N_("Arrived"),
        Say(N_("two points: the estimate is within {within} of the best critic's"), {"within": WITHIN}),
    ),
)
"""What each word means, for `?`."""


class Points:
    """Two point masses and a critic that learns to tell how far they are apart."""

    def __init__(self, values: Mapping[str, Value], settings: Any, seed: int, length: int) -> None:
        from tutor.models.wgan import Critic

        self.values, self.length = values, length
        self.critic = Critic(settings, 1, seed)
        self.log = Trace(4)
        self.at = self.planned(0)
        side = float(values["theta"]) or 1.0
        if values["start"] == "wrong" and self.estimate(side) > 0:
            self.critic.turn()

    def planned(self, steps: int) -> float:
        """Where the fake stands after `steps` steps."""
        share = min(1.0, steps / (MOVING * self.length)) if self.values["move"] == "apart" else 1.0
        return share * float(self.values["theta"])

    def advance(self, step: int, slowed: float) -> float:
        """The critic learns once, then the fake moves on; the estimate before it."""
        fake = np.full((BATCH, 1), self.at)
        estimate = self.critic.learn(np.zeros_like(fake), fake, slowed)
        self.at = self.planned(step)
        self.log.append(step, self.estimate(self.at), abs(self.at), self.js())
        return estimate

    def estimate(self, theta: float) -> float:
        """f(0) − f(θ) of the critic as it stands."""
        real, fake = self.critic.says(np.array([[0.0], [theta]])).tolist()
        return float(real - fake)

    def js(self) -> float:
        """The Jensen-Shannon divergence of the two: each has all its mass on one place."""
        places = np.unique([0.0, self.at])
        return divergence((places == 0.0).astype(float), (places == self.at).astype(float))

    def expected(self) -> float | None:
        """What the best critic says: each slope s between the two earns |θ|·s − λ(s − 1)², most of all
        at s = 1 + |θ|/2λ, and the estimate is |θ|·s. None where nothing, or a clip, bounds s."""
        if self.values["constraint"] not in ("one-sided", "two-sided"):
            return None
        theta = abs(self.at)
        return theta + theta**2 / (2 * float(self.values["penalty"]))

    def measure(self) -> dict[str, float | None]:
        """The metrics of this scene."""
        from tutor.models.transport import rank_correlation

        return {
            "critic_estimate": self.estimate(self.at),
            "theta": abs(self.at),
            "expected": self.expected(),
            "w1": abs(self.at),
            "w1_floor": 0.0,
            "js": self.js(),
            "js_floor": 0.0,
            "rank_corr": rank_correlation(self.log.rows()[:, 1], self.log.rows()[:, 2]),
            "pull": float(np.abs(self.critic.slopes(np.array([[self.at]]))).mean()),
        }

    def panels(self) -> tuple[AnyPanel, ...]:
        """f along the line, the distances in the course of the run, and the sum for the best critic."""
        x = np.linspace(-REACH, REACH, 201)
        f = self.critic.says(x[:, None]) - self.critic.says(np.zeros((1, 1)))
        distances = CurvesPanel(
            name="distances",
            title=N_("how far apart, by three measures"),
            curves={
                N_("W₁ = θ"): self.log.curve(2),
                N_("critic's estimate"): self.log.curve(1),
                N_("JS"): self.log.curve(3),
            },
            levels={N_("ln 2"): math.log(2)},
            x=N_("step"),
        )
        line = CurvesPanel(
            name="line",
            title=N_("the critic along the line: f(x) − f(0)"),
            note=N_("the second line falls by exactly 1 a step"),
            curves={"f": np.stack([x, f]), N_("slope 1"): np.stack([x, -np.sign(self.at) * x])},
            marks={N_("real"): 0.0, N_("fake"): self.at},
            x=N_("place"),
        )
        return (distances, line, self._weights() if self.values["constraint"] == "clip" else self._sum())

    def _sum(self) -> TablePanel:
        """What the best critic would say, step by step, beside what this one says."""
        theta, weight, best = abs(self.at), float(self.values["penalty"]), self.expected()
        rows = [("W₁", "θ", f"{theta:.3f}")]
        if best is not None:
            rows += [
                (
                    N_("best slope"),
                    Verbatim("1 + θ/2λ"),
                    f"{1 + theta / (2 * weight):.4f}",
                ),
                (N_("best sum"), Verbatim("θ + θ²/2λ"), f"{best:.3f}"),
            ]
        rows += [
            (N_("this critic"), Verbatim("f(0) − f(θ)"), _signed(self.estimate(self.at))),
            ("JS", N_("ln 2 if apart"), f"{self.js():.3f}"),
        ]
        return TablePanel(
            name="sum",
            title=N_("what the best critic says, and this one"),
            header=("", "", ""),
            rows=tuple(rows),
        )

    def _weights(self) -> BarsPanel:
        """Where the critic's weights lie between −c and c."""
        c = float(self.values["clip"])
        weights = np.clip(self.critic.weights() / c, -1, 1)
        edges = np.linspace(-1, 1, BARS + 1)
        share = np.histogram(weights, edges)[0] / len(weights)
        return BarsPanel(
            name="weights",
            title=N_("where the critic's weights lie, from −c to c"),
            labels=tuple(f"{(a + b) / 2 * c:+.2g}" for a, b in pairwise(edges)),
            values=share,
            high=max(0.5, float(share.max())),
        )

    def says(self) -> Say:
        """How the critic stands to the truth."""
        said, theta, best = self.estimate(self.at), abs(self.at), self.expected()
        words: dict[str, str | int | float] = {"said": _signed(said), "theta": f"{theta:.3f}"}
        if theta < TOGETHER:
            return Say(N_("The points lie on each other: W₁ is {theta}, the critic says {said}."), words)
        if said < 0:
            return Say(
                N_("Wrong way round: the critic puts the fake above the real point ({said})."), words
            )
        if said > STEEP * theta:
            return Say(N_("Steep without bound: the critic says {said} where W₁ is {theta}."), words)
        if best is None:
            return Say(N_("The critic says {said} where W₁ is {theta}: in no known unit."), words)
        words["best"] = f"{best:.3f}"
        if abs(said - best) < WITHIN:
            return Say(N_("Arrived: the critic says {said}, the best one {best}; W₁ is {theta}."), words)
        return Say(N_("Learning: the critic says {said}, the best one {best}; W₁ is {theta}."), words)

    def record(self) -> dict[str, Array]:
        """What the estimate is counted on."""
        places = np.array([[0.0], [self.at]])
        return {"places": places, "f": self.critic.says(places)}


def _signed(number: float) -> str:
    """Three places, with the minus that numbers have everywhere else on screen."""
    return f"{number:.3f}".replace("-", "−")
