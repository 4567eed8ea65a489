"""Who answers line by line: a person at the keyboard, a pipe or a file."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.ui.plain.listener import Listener
    from tutor.ui.plain.paper import Paper


def listener(paper: Paper) -> Listener:
    """Stdin, whose prompts stand on `paper`. Bytes that are no text come as �: they never end a lesson."""
    from tutor.ui.plain.listener import Listener

    if sys.stdin is not None and isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return Listener(sys.stdin, paper)
