"""The command palette: Textual's, with steady hands."""

from __future__ import annotations

from textual.command import CommandPalette

from tutor.ui.screens.steady import Steady


class Palette(Steady, CommandPalette):
    """Lists what works where it was called."""
