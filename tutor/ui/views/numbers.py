"""Numbers as text that keeps its width, so that nothing jumps while they change; and clean ticks."""

from __future__ import annotations

import math

from tutor.ui.paint import glyph

_TIDY = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def decimal(value: float, digits: int = 2) -> str:
    """`value` with that many decimals and no zero before the point: ".83", "−.04", "12.50"."""
    if not math.isfinite(value):
        return glyph("nothing") if math.isnan(value) else _signed(value, "inf")
    if abs(value) >= 1e6:
        return figure(value)
    text = f"{abs(value):.{max(0, digits)}f}"
    if float(text) == 0.0:
        value = 0.0
    return _signed(value, text[1:] if text.startswith("0.") else text)


def figure(value: float, figures: int = 3) -> str:
    """`value` with that many significant figures: ".0123", "−12.4", "1.2e7"."""
    if not math.isfinite(value):
        return glyph("nothing") if math.isnan(value) else _signed(value, "inf")
    size = abs(value)
    if size == 0:
        return "0"
    if not 1e-3 <= size < 1e5:
        mantissa, exponent = f"{size:.{max(0, figures - 2)}e}".split("e")
        return _signed(value, f"{mantissa}e{int(exponent)}".replace("e-", "e" + glyph("minus")))
    whole = math.floor(math.log10(size)) + 1
    text = f"{size:.{max(0, figures - whole)}f}"
    return _signed(value, text[1:] if text.startswith("0.") else text)


def short(value: float) -> str:
    """`value` with up to three significant figures and no zeros at the end: "1", ".5", "−2.25"."""
    text = figure(value)
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


def _signed(value: float, text: str) -> str:
    return glyph("minus") + text if value < 0 else text


def tidy_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 × 10ᵏ that divides `span` into at most `most` parts."""
    rough = span / max(1, most)
    if not math.isfinite(rough) or rough <= 0:
        return 1.0
    ten = 10.0 ** math.floor(math.log10(rough))
    return next((ten * k for k in (1, 2, 5) if ten * k >= rough * (1 - 1e-9)), ten * 10) or 1.0


def tidy_above(value: float) -> float:
    """The next round number at or above a positive `value`: a limit that seldom has to move."""
    ten = 10.0 ** math.floor(math.log10(value))
    return next((ten * k for k in _TIDY if ten * k >= value * (1 - 1e-9)), value)


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """At most about `most` round numbers from `low` to `high`, each with its text."""
    step = tidy_step(high - low, most)
    first = math.ceil(low / step - 1e-9)
    found = []
    for k in range(first, first + 2 * most + 3):
        at = k * step
        if at > high + step * 1e-9:
            break
        found.append((at, tick_text(at, step)))
    return found


def tick_text(value: float, step: float) -> str:
    """A tick's text: decimals as the step needs, thousands as k and millions as M."""
    size = abs(value)
    if size < step * 1e-9:
        return "0"
    for unit, letter in ((1e6, "M"), (1e3, "k")):
        if size >= max(unit, 10_000) and 1e-3 * unit <= step < 1e9 * unit and size < 1e3 * unit:
            return _signed(value, f"{size / unit:.10g}"[:6] + letter)
    if size >= 1e6 or (size and size < 1e-4) or step < 1e-5:
        return figure(value)
    return decimal(value, max(0, -math.floor(math.log10(step) + 1e-9)))
