"""The few signs the screens use, in Unicode and in an ASCII set for terminals that need it.

Correct and incorrect, done and not done are always a sign and a word, never a colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One sign for each thing said with a sign; each is one cell wide where it stands in a column."""

    done: str = "●"
    begun: str = "◐"
    new: str = "○"
    here: str = "❯"
    full: str = "▰"
    empty: str = "▱"
    rule: str = "─"
    wall: str = "│"
    right: str = "✓"
    partly: str = "≈"
    wrong: str = "✗"
    off: str = "○"
    on: str = "●"
    unticked: str = "☐"
    ticked: str = "☑"
    knob: str = "●"
    back: str = "◀"
    forward: str = "▶"
    dot: str = "·"
    up: str = "↑"
    down: str = "↓"
    left_key: str = "←"
    right_key: str = "→"
    enter_key: str = "↵"
    dash: str = "—"


UNICODE = Glyphs()
ASCII = Glyphs(
    done="*", begun="+", new="o", here=">", full="#", empty=".", rule="-", wall="|", right="v",
    partly="~", wrong="x", off="o", on="*", unticked="[ ]", ticked="[x]", knob="O", back="<",
    forward=">", dot=".", up="^", down="v", left_key="<-", right_key="->", enter_key="Enter", dash="-",
)  # fmt: skip

_chosen = UNICODE


def use_ascii(on: bool) -> None:
    """Draw with ASCII only from now on, or with Unicode again."""
    global _chosen
    _chosen = ASCII if on else UNICODE


def signs() -> Glyphs:
    """The set in use."""
    return _chosen


def bar(share: float, width: int = 5) -> str:
    """A bar of `width` cells, `share` (0…1) of them full."""
    full = round(max(0.0, min(1.0, share)) * width)
    return _chosen.full * full + _chosen.empty * (width - full)
