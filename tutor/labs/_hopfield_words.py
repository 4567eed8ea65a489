"""What the Hopfield lab says: where a recall ended, and why a cell flips or stays."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.kit.say import N_, Say
from tutor.models.hopfield import TIE
from tutor.models.hopfield_ends import CLOSE, Ending

ENDS = {
    "memory": N_("It came to rest at a memory: {a}."),
    "negative": N_("It came to rest at the negative of a memory: {a}, every cell turned."),
    "mixture": N_("It came to rest at a mixture of {a}, {b} and {c}: a state nobody stored."),
    "mixture5": N_("It came to rest at a mixture of {a}, {b}, {c}, {d} and {e}: a state nobody stored."),
    "unclear": N_("It came to rest at a mixture without clear parts; nearest to {a}."),
    "cycle": N_("It swings between two states for ever: a 2-cycle."),
}


def _part(names: Sequence[str], part: int, *, mixed: bool) -> str | Say:
    """The name of a signed part; in a mixture a negative one is told apart."""
    name = names[abs(part) - 1]
    return Say(N_("{name} (turned)"), {"name": name}) if mixed and part < 0 else name


def said_of(end: Ending, names: Sequence[str], cells: int) -> tuple[Say, ...]:
    """Where it ended, in one or two sentences. `cells` is N."""
    mixed = end.kind == "mixture"
    parts = (_part(names, part, mixed=mixed) for part in end.parts)
    blanks: dict[str, str | int | float | Say] = dict(zip("abcde", parts, strict=False))
    key: str = end.kind
    if end.kind == "mixture":
        whole = end.overlap >= CLOSE
        key = (
            ("mixture5" if len(end.parts) == 5 else "mixture")
            if whole and len(end.parts) >= 3
            else "unclear"
        )
    says = [Say(ENDS[key], blanks)]
    wrong = round((1 - end.overlap) / 2 * cells)
    if wrong and end.kind in ("memory", "negative"):
        says.append(
            Say(N_("{wrong} cells of it stay wrong: the other memories push them over."), {"wrong": wrong})
        )
    return tuple(says)


def why(h: float, s: float, row: int, column: int, at_once: bool) -> tuple[Say, ...]:
    """Whether the cell at (row, column), counted from 1, will flip, and why. h its field, s its state."""
    values: dict[str, str | int] = {
        "row": row,
        "column": column,
        "now": f"{s:+.0f}".replace("-", "−"),
        "h": f"{h:+.3f}".replace("-", "−"),
    }
    here = Say(N_("Cell ({row},{column}) is {now}; its field is {h}."), values)
    if abs(h) <= TIE:
        return here, Say(N_("No push either way: it stays as it is."))
    if s * h > 0:
        return here, Say(N_("They agree in sign, so it stays."))
    if at_once:
        return here, Say(N_("They disagree, so it flips in the next sweep, with all others that disagree."))
    return here, Say(N_("They disagree in sign; if they still do when its turn comes, it flips."))
