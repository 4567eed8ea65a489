"""The BPTT lab's state in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.kit.say import N_, Say, Verbatim
from tutor.labs._bptt_show import seen

if TYPE_CHECKING:
    from tutor.models.bptt_walk import Walk


def of_walk(walk: Walk, equal: float) -> tuple[Say, ...]:
    """Where the walk stands; at its end, whether the sum is autograd's."""
    T = len(walk.x)
    words: dict[str, str | int | float | Say]
    if walk.compared:
        off = max(walk.differences().values())
        words = {"T": T, "off": f"{off:.1e}".replace("-", "−")}
        if off < equal:
            text = N_("The sum of {T} shares is autograd's gradient; largest difference {off}.")
        else:
            text = N_("By hand and autograd differ by up to {off}: a line of this version is wrong.")
        return (Say(text, words),)
    if walk.back is not None:
        found = walk.back.found[-1]
        words = {"t": found.t + 1, "own": f"{found.own.norm():.2f}", "later": f"{found.later.norm():.2f}"}
        text = N_(
            "At step {t} two voices meet in ∂L/∂h: its own bet, of length {own}, and later steps, {later}."
        )
        return (Say(text, words),)
    t = len(walk.there.a)
    if not t:
        return (Say(N_("Forward first: read {T} letters and keep everything."), {"T": T}),)
    p = float(walk.there.p[t - 1][walk.y[t - 1]])
    words = {
        "read": Verbatim(seen(walk.text[t - 1])),
        "next": Verbatim(seen(walk.text[t])),
        "p": f"{p:.2f}",
    }
    return (Say(N_("Forward: it reads {read} and gives {next} a probability of {p}."), words),)


def of_memory(bytes_by_length: dict[int, int], room: float, done: bool) -> tuple[Say, ...]:
    """How much was kept, and where it no longer fits."""
    if not bytes_by_length:
        return ()
    longest = max(bytes_by_length)
    words: dict[str, str | int | float | Say]
    if not done:
        words = {"n": longest, "mb": f"{bytes_by_length[longest] / 1e6:.2f}"}
        return (Say(N_("{n} steps unrolled keep {mb} MB until the way back is over."), words),)
    fits = max((n for n, kept in bytes_by_length.items() if kept <= room), default=0)
    words = {"n": fits, "room": f"{room / 1e6:g}"}
    return (Say(N_("{room} MB hold {n} steps. A longer sequence must be cut."), words),)
