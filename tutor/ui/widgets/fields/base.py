"""What every field for answering has: a response, keys that give it with how sure one is, and its signs."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tutor.kit.say import N_
from tutor.study.ask import Asked, Response
from tutor.study.grade import Grade
from tutor.ui.commands import Command, Commanded, written
from tutor.ui.glyphs import signs
from tutor.ui.sitting import SURE
from tutor.ui.words import _

KEYS = (("1", "f6"), ("2", "f7"), ("3", "f8"))
"""For each confidence a key, and one for where digits are text."""


class Field(Commanded, Vertical):
    """Where one kind of question is answered. Nothing is chosen at first."""

    ACTIONS: ClassVar[tuple[Command, ...]] = tuple(
        Command(",".join(keys), f"sure({n})", word, help, footer=False)
        for n, (keys, word, help) in enumerate(
            zip(
                KEYS,
                SURE,
                (
                    N_("Give this answer, and say that it is a guess"),
                    N_("Give this answer, fairly sure of it"),
                    N_("Give this answer, certain of it"),
                ),
                strict=True,
            )
        )
    )
    DEFAULT_CSS = """
    Field { height: auto; }
    """
    once: ClassVar[bool] = False
    """Whether the learner grades it, so that there is no second try."""
    sure_head: ClassVar[str] = N_("answer as")
    """The words before the keys for how sure one is."""

    class Answered(Message):
        """What the learner gives, and how sure they say they are, if they say it."""

        def __init__(self, field: Field, response: Response, confidence: int | None) -> None:
            super().__init__()
            self.field = field
            self.response = response
            self.confidence = confidence

    class Drafted(Message):
        """What stands before the learner judges it."""

        def __init__(self, field: Field, response: Response) -> None:
            super().__init__()
            self.field = field
            self.response = response

    class Note(Message):
        """A passing remark: a message id."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, asked: Asked) -> None:
        super().__init__(id="field")
        self.asked = asked
        self.settled = False

    def compose(self) -> ComposeResult:
        yield from self.inputs()
        yield Sureness(self.sure_head)

    def inputs(self) -> ComposeResult:
        """The widgets the answer is given with."""
        yield from ()

    def stops(self) -> list[Widget]:
        """The widgets that take the focus, from top to bottom."""
        return [widget for widget in self.query("*") if widget.can_focus and not widget.disabled]

    def focus_field(self) -> None:
        """Put the learner where the answer goes."""
        for widget in self.stops()[:1]:
            widget.focus()

    def response(self) -> Response:
        """The answer as it stands."""
        raise NotImplementedError

    def commit(self, confidence: int | None = None) -> None:
        """Give the answer as it stands."""
        self.post_message(self.Answered(self, self.response(), confidence))

    def action_sure(self, confidence: int) -> None:
        self.commit(confidence)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self.settled if action == "sure" else True

    def judge(self, grade: Grade) -> None:
        """Signs for what was given, after a try; it may be given again."""

    def reveal(self) -> None:
        """Signs for what is right."""

    def settle(self) -> None:
        """Take no more input; what was given stays in sight."""
        self._set(True)

    def open(self) -> None:
        """Take input again, without signs."""
        self._set(False)

    def _set(self, settled: bool) -> None:
        self.settled = settled
        for widget in self.query("*"):
            if widget.can_focus:
                widget.disabled = settled
        self.query_one(Sureness).display = not settled


class Sureness(Static):
    """One quiet line: the keys that give the answer with how sure one is; the mouse may press them too."""

    DEFAULT_CSS = """
    Sureness { height: 1; padding: 0 1; margin: 0 0 1 2; color: $text-muted; }
    """

    def __init__(self, head: str) -> None:
        super().__init__(markup=False)
        self.head = head
        self.typing = False

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._look)

    def _look(self, focused: Widget | None) -> None:
        self.typing = isinstance(focused, Input)
        self.refresh()

    def _parts(self) -> list[tuple[str, str]]:
        return [(written(keys[self.typing]), _(word)) for keys, word in zip(KEYS, SURE, strict=True)]

    def render(self) -> Content:
        line = Content(_(self.head))
        for key, word in self._parts():
            line = Content.assemble(line, "  ", (key, "bold"), f" {word}")
        return line

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset_capture(self).x - Content(_(self.head)).cell_length
        for n, (key, word) in enumerate(self._parts()):
            width = Content(f"  {key} {word}").cell_length
            if 0 <= at < width:
                field = next(node for node in self.ancestors if isinstance(node, Field))
                field.action_sure(n)
                return
            at -= width


def sign(right: bool) -> tuple[str, str]:
    """The sign for right or wrong, and its style."""
    return (signs().right, "bold $success") if right else (signs().wrong, "bold $error")
