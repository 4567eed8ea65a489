"""Driving the real app, with its real worker, through Textual's pilot."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.pilot import Pilot

from tutor.runner.spec import Spec
from tutor.ui.app import Tutor
from tutor.ui.widgets.lab_pane import LabPane

PATIENCE = 40.0


async def until(pilot: Pilot, holds: Callable[[], object], what: str = "") -> None:
    """Wait for something to hold; never longer than `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what or holds}"
        await pilot.pause(0.02)


def text_of(app: Tutor) -> str:
    """What is on screen, as lines."""
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def pane_of(app: Tutor) -> LabPane:
    return app.screen.query_one(LabPane)


async def opened(pilot: Pilot) -> LabPane:
    """The screen's lab, once its first picture stands."""
    await until(pilot, lambda: app_has_view(pilot.app), "the lab's first picture")
    return pane_of(pilot.app)


def app_has_view(app) -> bool:
    panes = app.screen.query(LabPane)
    return bool(panes) and panes.first().view is not None


def lab_app(name: str = "hopfield", **knobs) -> Tutor:
    return Tutor(lab=Spec(lab=name, knobs=knobs, seed=7), language="en")
