"""The state of a world-model run in words: which phase it is in, and what it has come to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tutor.kit.say import N_, Say

if TYPE_CHECKING:
    from tutor.labs.world_model import WorldModelLab

PROMISED = 30
"""Pushes by which a dream may be better than the world before it is called a promise not kept."""
PLAYS = 150
"""Pushes in the world from which a controller is said to have learned to balance."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("Promised and not kept"),
        Say(
            N_("the chosen controller lasts over {promised} pushes more in dreams"), {"promised": PROMISED}
        ),
    ),
    (
        N_("Learned in dreams alone"),
        Say(N_("it keeps its promise, and lasts {plays} pushes or more in the world"), {"plays": PLAYS}),
    ),
    (N_("Not learned"), N_("neither of these, after the test in the world")),
)
"""What each word means, for `?`."""


def told(lab: WorldModelLab) -> tuple[Say, ...]:
    """The phase with its figures; and how a learner's own game stands."""
    own = (_game(lab),) if lab.own else ()
    return (*own, _phase(lab))


def _game(lab: WorldModelLab) -> Say:
    assert lab.own
    carts = lab.own
    if not carts.dream:
        return Say(N_("Yours: push {n}. There is no dream yet."), {"n": len(carts.world) - 1})
    words: dict[str, str | int | float | Say] = {
        "world": len(carts.world) - 1,
        "dream": len(carts.dream) - 1,
        "end": f"{carts.end:.2f}",
    }
    return Say(
        N_("Yours: push {world} in the world, {dream} in the dream; an end there is believed {end}."), words
    )


def _phase(lab: WorldModelLab) -> Say:
    words: dict[str, str | int | float | Say] = {
        "games": len(lab.run.games),
        "random": f"{lab.run.random():.0f}",
    }
    if lab.phase == "watch":
        if not lab.run.games:
            return Say(N_("1 of 4, watching: random play is about to begin."))
        return Say(
            N_("1 of 4, watching: {games} games of random play, {random} pushes each on average."), words
        )
    if lab.phase == "learn":
        off = lab.run.ahead["dream"][20]
        words |= {"off": "?" if math.isnan(off) else f"{off:.3f}", "found": f"{lab.run.seen_ends:.0%}"}
        return Say(
            N_("2 of 4, learning: a dream is {off} off after 20 pushes; {found} of unseen endings found."),
            words,
        )
    if lab.phase in ("dream", "test"):
        if not len(lab.run.course):
            return Say(N_("3 of 4, dreaming: the world is left alone now."))
        row = lab.run.course.rows()[-1]
        k = lab.chosen
        words |= {
            "generation": int(row[0]),
            "dream": f"{row[1 + k]:.0f}",
            "real": f"{row[1 + len(row) // 2 + k]:.0f}",
        }
        if lab.phase == "test":
            return Say(N_("4 of 4, the test comes: 30 games in the world for each controller."), words)
        text = N_(
            "3 of 4, dreaming: generation {generation} lasts {dream} in its dreams, {real} in the world."
        )
        return Say(text, words)
    dream, real = (float(lab.run.tested[name][lab.chosen]) for name in ("dream", "real"))
    words |= {"dream": f"{dream:.0f}", "real": f"{real:.0f}"}
    if dream - real > PROMISED:
        return Say(N_("Promised and not kept: {dream} pushes in dreams, {real} in the world."), words)
    if real >= PLAYS:
        return Say(
            N_("Learned in dreams alone: it lasts {real} pushes in the world, random play {random}."), words
        )
    return Say(
        N_("Not learned: {dream} pushes in dreams, {real} in the world, random play {random}."), words
    )
