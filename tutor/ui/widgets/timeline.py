"""The run's time as one line: where it stands, how far it has been, and a press of the mouse goes there."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.ui.glyphs import signs
from tutor.ui.words import _


class Timeline(Widget):
    """A slider over the steps 0…length; steps beyond `furthest` have not been run yet."""

    DEFAULT_CSS = """
    Timeline { height: 1; color: $text-muted; }
    """
    can_focus = False

    step: reactive[int] = reactive(0)
    furthest: reactive[int] = reactive(0)
    length: reactive[int] = reactive(1)

    class Sought(Message):
        """The learner pressed on a place in time."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def _label(self) -> str:
        count = max(self.length, self.furthest)
        return _("step {step} of {length}").format(step=f"{self.step:>{len(str(count))}}", length=count)

    def _track(self) -> int:
        return max(8, self.size.width - Content(self._label()).cell_length - 6)

    def render(self) -> RenderResult:
        s, width = signs(), self._track()
        end = max(self.length, self.furthest, 1)
        here = round(self.step / end * (width - 1))
        been = round(self.furthest / end * (width - 1))
        return Content.assemble(
            s.back,
            (s.rule * here, "$foreground"),
            (s.knob, "bold $accent"),
            (s.rule * max(0, been - here), "$foreground"),
            (s.dot * max(0, width - 1 - max(been, here)), "$text-disabled"),
            s.forward,
            "  ",
            self._label(),
        )

    def on_mouse_down(self, event: events.MouseDown) -> None:
        share = (event.x - 1) / max(1, self._track() - 1)
        if -0.1 <= share <= 1.1:
            self.post_message(
                self.Sought(round(max(0.0, min(1.0, share)) * max(self.length, self.furthest)))
            )
