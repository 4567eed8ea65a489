"""Text broken into rows: what is said under a run stays in its three rows."""

from __future__ import annotations

from textual.content import Content

from tutor.ui.widgets.wrapping import within

SAID = [
    Content("Missed."),
    Content("It came to rest."),
    Content("Cell (4,12) is −1."),
    Content("It stays."),
]


def plain(width: int, rows: int = 3) -> list[str]:
    return [line.plain for line in within(SAID, width, rows)]


def test_lines_that_fit_stand_as_they_are() -> None:
    assert plain(78, rows=4) == [line.plain for line in SAID]
    assert plain(0) == [line.plain for line in SAID]  # not laid out yet


def test_lines_that_do_not_fit_run_on_and_none_is_lost() -> None:
    assert plain(78) == ["Missed.", "It came to rest. Cell (4,12) is −1. It stays."]
    assert plain(20) == ["Missed. It came to rest. Cell (4,12) is −1. It stays."]
