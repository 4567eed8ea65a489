"""Numbers as options take them, refused in one sentence that says what was wanted."""

from __future__ import annotations

import math
from typing import Any

import click

from tutor.cli.near import quoted
from tutor.cli.safely import Wrong


class Whole(click.IntRange):
    """A whole number, both bounds included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises Wrong for what is none, or out of bounds."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            wanted = f"a whole number from {self.min:,} to {self.max:,}"
            raise Wrong(f"{_name(param)} takes {wanted}, not {quoted(str(value))}") from error


class Seconds(click.FloatRange):
    """A number of seconds above 0."""

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises Wrong for what is none, not above 0, or without end."""
        try:
            seconds = super().convert(value, param, ctx)
        except click.BadParameter:
            seconds = math.inf
        if not math.isfinite(seconds):
            raise Wrong(f"{_name(param)} takes a number of seconds above 0, not {quoted(str(value))}")
        return seconds


def _name(param: click.Parameter | None) -> str:
    return param.opts[0] if param is not None else "it"
