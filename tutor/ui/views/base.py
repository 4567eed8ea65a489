"""What every view of a panel shares: title, body and note, repainting of changed rows, messages.

A view draws its body on a canvas; this class compares the new canvas with the old and asks the screen
for the rows that differ. Updating never changes the layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

import numpy as np
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tutor.kit.knobs import Value
from tutor.kit.panels import Panel
from tutor.ui import paint
from tutor.ui.paint import ACCENT, BOLD, DIM, Palette, Theme, ink
from tutor.ui.views.canvas import Canvas, size
from tutor.ui.words import _

P = TypeVar("P", bound=Panel)


class PanelView(Widget, Generic[P]):
    """One panel on screen. `draw` and `body_wanted` are what a kind of panel has to bring."""

    ALLOW_SELECT: ClassVar[bool] = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "panel--text",
        "panel--dim",
        "panel--faint",
        "panel--accent",
        "panel--good",
        "panel--bad",
    }
    DEFAULT_CSS = """
    PanelView {
        height: auto;
        width: 1fr;
        .panel--text { color: $foreground; }
        .panel--dim { color: $foreground 62%; }
        .panel--faint { color: $foreground 26%; }
        .panel--accent { color: $accent; }
        .panel--good { color: $success; }
        .panel--bad { color: $error; }
    }
    """
    editing: reactive[bool] = reactive(False, repaint=False)
    """Whether keys and mouse change the run (the panel's own `edit` action) instead of looking."""

    class Picked(Message):
        """The learner points at something: the cell or row `index` of the panel of that name."""

        def __init__(self, panel: str, index: int) -> None:
            super().__init__()
            self.panel = panel
            self.index = index

    class Edited(Message):
        """The learner did the panel's action, with the values its fields need."""

        def __init__(self, panel: str, action: str, values: Mapping[str, Value]) -> None:
            super().__init__()
            self.panel = panel
            self.action = action
            self.values = values

    class Typed(Message):
        """The learner's own text for a typed panel, as it stands after each key."""

        def __init__(self, panel: str, text: str) -> None:
            super().__init__()
            self.panel = panel
            self.text = text

    def __init__(self, panel: P, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.panel = panel
        self.other: P | None = None
        self.other_name = ""
        self._canvas: Canvas | None = None
        self._palette: Palette | None = None
        self.can_focus = self.usable

    # What a kind of panel brings

    def draw(self, canvas: Canvas) -> None:
        """Draw the panel's body; the canvas may be of any size, also empty."""
        raise NotImplementedError

    def body_wanted(self, width: int) -> int:
        """Rows that the body would like at that width."""
        raise NotImplementedError

    def needed(self, width: int) -> int:
        """Rows that the whole view needs at that width, where that depends on what is in the panel."""
        return 0

    @property
    def usable(self) -> bool:
        """Whether there is something to do here with the keyboard."""
        return False

    def settle(self) -> None:
        """Bring the view's own state (a cursor, say) in line with a new panel."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The app's, but no search for the terminal's own colours in every cell: palettes name none."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]

    # What the screen calls

    def update(self, panel: P, other: P | None = None, other_name: str = "") -> None:
        """Show `panel` from now on, and beside it the same panel of another run, if given.

        Only rows that differ are repainted. `other_name` names the other run in legends.
        """
        self.panel, self.other, self.other_name = panel, other, other_name
        self.settle()
        self.can_focus = self.usable
        self.repaint()

    def wanted(self, width: int) -> int:
        """The height this view would like at that width, title and note included."""
        return self.body_wanted(max(1, width)) + bool(self.panel.title) + bool(self.panel.note)

    def repaint(self) -> None:
        """Draw anew and have the changed rows painted."""
        before = self._canvas
        self._canvas = None
        if not self.is_mounted or not self.size:
            return
        canvas = self._current()
        if before is None or before.codes.shape != canvas.codes.shape:
            self.refresh()
            return
        rows = canvas.changed(before).tolist()
        if rows:
            self.refresh(*(Region(0, y, canvas.width, 1) for y in rows))

    # Textual's side

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as wanted, where the layout leaves it open."""
        return self.wanted(width)

    def render_line(self, y: int) -> Strip:
        """Row y of the content, as the line API wants it."""
        canvas = self._current()
        if y >= canvas.height:
            return Strip.blank(self.size.width, self.palette[0])
        return canvas.strip(y, self.palette)

    def notify_style_update(self) -> None:
        """Colours may have changed: make and draw them anew."""
        super().notify_style_update()
        self._canvas = self._palette = None

    def watch_editing(self) -> None:
        """Entering and leaving edit mode shows in the title and at the cursor."""
        self.can_focus = self.usable
        self.repaint()

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.repaint()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.repaint()

    # For the kinds of panel

    @property
    def palette(self) -> Palette:
        """The colours of the theme in use on this widget's background."""
        if self._palette is None:
            colours = {name: self.get_component_styles(f"panel--{name}").color for name in _ROLES}
            self._palette = Palette(Theme(background=self.background_colors[1], **colours))
        return self._palette

    @property
    def plain(self) -> bool:
        """Whether values must show in glyphs alone: no colour to be had, or ASCII only."""
        return paint.ASCII or self.app.no_color

    @property
    def body(self) -> Region:
        """The part of the content between title and note. When short of room they go, note first."""
        width, height = self.size
        top = int(bool(self.panel.title) and height >= 3)
        note = int(bool(self.panel.note) and height >= 5)
        return Region(0, top, width, max(0, height - top - note))

    def in_body(self, at: Offset) -> Offset:
        """A place in the content as a place in the body."""
        return at - self.body.offset

    def _current(self) -> Canvas:
        width, height = self.size
        if self._canvas is None or self._canvas.codes.shape != (height, width):
            canvas = Canvas.blank(width, height)
            body = self.body
            with np.errstate(all="ignore"):  # a diverging run shows numbers of any size
                self.draw(canvas.window(body.x, body.y, body.width, body.height))
            self._draw_frame(canvas, body)
            self._canvas = canvas
        return self._canvas

    def _draw_frame(self, canvas: Canvas, body: Region) -> None:
        if body.y:
            active = self.has_focus or self.editing
            end = canvas.width
            if self.editing:
                end = canvas.right(end, 0, _("editing"), ink(ACCENT, attributes=BOLD)) - 2
            title = ink(ACCENT, attributes=BOLD) if active else ink(DIM)
            canvas.put(0, 0, _(self.panel.title), title, max(0, end))
        if body.bottom < canvas.height:
            canvas.put(0, canvas.height - 1, _(self.panel.note), ink(DIM))


_ROLES = ("text", "dim", "faint", "accent", "good", "bad")


def shown(label: str) -> str:
    """A label for the screen: translated if it is a message; blanks that would be invisible, named."""
    if label == "\n":
        return paint.glyph("return")
    if label == " ":
        return paint.glyph("space")
    return _(label)


def widest(labels: tuple[str, ...] | list[str]) -> int:
    """Cells that the widest of `labels` takes on screen."""
    return max((size(shown(label)) for label in labels), default=0)
