"""Two themes, dark and light, with one accent colour each.

`boost`, the ground of fields and of the line under the cursor, is a variable: as a colour of a theme that
names its panel too, Textual ignores it.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dltutor-dark",
    primary="#e0a458",
    secondary="#8fa8c8",
    accent="#e0a458",
    success="#7fb685",
    warning="#e0a458",
    error="#e07a5f",
    foreground="#d8d8d2",
    background="#16181d",
    surface="#1b1e24",
    panel="#22262e",
    dark=True,
    variables={
        "boost": "#262b34",
        "border-blurred": "#3a3f4a",
        "input-selection-background": "#e0a458 30%",
    },
)
LIGHT = Theme(
    name="dltutor-light",
    primary="#9a5b00",
    secondary="#3d5a80",
    accent="#9a5b00",
    success="#2e6b3a",
    warning="#9a5b00",
    error="#a63a24",
    foreground="#23262b",
    background="#faf8f3",
    surface="#f4f1ea",
    panel="#ebe7dd",
    dark=False,
    variables={
        "boost": "#e4dfd3",
        "border-blurred": "#c9c3b5",
        "input-selection-background": "#9a5b00 25%",
    },
)
