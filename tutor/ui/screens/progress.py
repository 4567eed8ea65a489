"""Progress: what is remembered, how well one knows what one knows, what comes next, what was believed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import bar, signs
from tutor.ui.gone import gone
from tutor.ui.plain.paper import inline
from tutor.ui.screens.steady import Steady
from tutor.ui.sitting import SURE
from tutor.ui.standing import Misbelief, Standing, day_name, misbeliefs, standing, verdict
from tutor.ui.widgets.footer import Footer
from tutor.ui.widgets.listing import Listing, in_place
from tutor.ui.words import _, plural

if TYPE_CHECKING:
    from tutor.ui.app import Tutor

MUTED = "$foreground 60%"
BAR = 10
"""Cells of a bar."""


class ProgressScreen(Commanded, Steady, Screen[None]):
    """Numbers on the left; on the right the wrong beliefs, each a step away from the page that says why."""

    app: Tutor
    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "open", N_("read why"), N_("Open the page of the lesson that says why")),
        Command("tab", "turn", N_("other side"), N_("From the numbers to the beliefs, and back")),
        Command("escape", "leave", N_("map"), N_("Back to the map")),
    )
    DEFAULT_CSS = """
    ProgressScreen > #name { height: 1; padding: 0 1; text-style: bold; }
    ProgressScreen .rule { height: 1; color: $border-blurred; }
    ProgressScreen > #middle { height: 1fr; }
    ProgressScreen #numbers { width: 1fr; padding: 0 1; }
    ProgressScreen #right { width: 1fr; border-left: solid $border-blurred; padding: 0 0 0 1; }
    ProgressScreen .part { height: auto; padding: 0 0 1 0; }
    ProgressScreen #believed { height: auto; padding: 0 1; }
    ProgressScreen OptionList, ProgressScreen OptionList:focus {
        border: none; height: 1fr; background: $background; background-tint: $background 0%; padding: 0 1; }
    ProgressScreen OptionList > .option-list--option-highlighted,
    ProgressScreen OptionList:focus > .option-list--option-highlighted {
        background: $background; color: $foreground; text-style: none; }
    ProgressScreen OptionList:focus > .option-list--option-highlighted { background: $boost; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: Standing | None = None
        self.beliefs: list[Misbelief] = []

    def compose(self) -> ComposeResult:
        yield Static(id="name", markup=False)
        yield Static(signs().rule * 400, classes="rule", markup=False)
        with Horizontal(id="middle"):
            with VerticalScroll(id="numbers"):
                yield Static(id="remembered", classes="part", markup=False)
                yield Static(id="sureness", classes="part", markup=False)
                yield Static(id="ahead", classes="part", markup=False)
            with Vertical(id="right"):
                yield Static(id="believed", markup=False)
                yield Listing(markup=False)
        yield Static(signs().rule * 400, classes="rule", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#numbers").focus()
        self.look()

    def on_screen_resume(self) -> None:
        """Back from a lesson: things may stand otherwise."""
        if self.found is not None:
            self.look()

    def look(self) -> None:
        """Count again; the lessons are read while the numbers stand on screen already."""
        self.found = standing(self.app.store, self.app.course)
        self._draw()
        self.run_worker(self._look_closer(), exclusive=True)

    async def _look_closer(self) -> None:
        beliefs = await asyncio.to_thread(lambda: list(misbeliefs(self.app.store)))
        if gone(self):
            return
        self.beliefs = beliefs
        listing = self.query_one(OptionList)
        at = listing.highlighted
        listing.clear_options()
        listing.add_options([Option(_belief(one)) for one in beliefs])
        if beliefs:
            listing.highlighted = min(at or 0, len(beliefs) - 1)
            if at is None:
                listing.focus()
        self.query_one("#believed", Static).update(_headed(_("What you believed wrongly"), self._none()))
        self.refresh_bindings()

    def _none(self) -> list[Content]:
        return [] if self.beliefs else [Content.styled(_("Nothing so far."), MUTED)]

    async def retell(self) -> None:
        """Say everything again in the language now in use."""
        self.look()
        self.refresh_footer()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    # -- drawing -------------------------------------------------------------------------------------

    def _draw(self) -> None:
        found = self.found
        if found is None or gone(self):
            return
        self.query_one("#name", Static).update(Content(_("Progress")))
        room = self.query_one("#numbers").scrollable_content_region.width or 34
        self.query_one("#remembered", Static).update(
            _headed(_("What you remember"), _remembered(found, room))
        )
        self.query_one("#sureness", Static).update(
            _headed(_("How well you know what you know"), _sureness(found, room))
        )
        self.query_one("#ahead", Static).update(_headed(_("Reviews to come"), _ahead(found, room)))

    # -- commands ------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if in_place(event) and self.is_active:  # of two presses the second finds the lesson open
            self._open(self.beliefs[event.option_index])

    def action_open(self) -> None:
        """Enter on the list does it; the binding is here for footer and help."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._open(self.beliefs[at])

    def _open(self, belief: Misbelief) -> None:
        known = {entry.id for entry in self.app.course.entries}
        if belief.lesson in known:
            self.app.open_lesson(belief.lesson, belief.pages[0][0] if belief.pages else belief.item)
        else:
            self.notify(_("The course has that lesson no more."), markup=False)

    def action_turn(self) -> None:
        listing = self.query_one(OptionList)
        (self.query_one("#numbers") if listing.has_focus else listing).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.beliefs) if action in {"open", "turn"} else True

    def action_leave(self) -> None:
        self.app.leave(self)


def _headed(head: str, lines: Iterable[Content]) -> Content:
    return Content("\n").join([Content.styled(head, "bold $accent"), *lines])


def _row(name: str, tail: str, room: int) -> Content:
    """A name with its bar and number at the right edge."""
    shown = Content(name).truncate(max(6, room - Content(tail).cell_length - 1), ellipsis=True, pad=True)
    return Content.assemble(shown, " ", (tail, "$secondary"))


def _remembered(found: Standing, room: int) -> Iterable[Content]:
    for one in found.remembered:
        yield _row(one.title, f"{bar(one.share, BAR)} {one.share:>4.0%}", room)
    if not found.remembered:
        yield Content.styled(_("Nothing was studied yet."), MUTED)
    if not found.whole:
        yield Content.styled(_("This is being worked out anew."), MUTED)
    if found.not_begun:
        told = plural("{n} lesson is not begun.", "{n} lessons are not begun.", found.not_begun)
        yield Content.styled(told, MUTED)


def _sureness(found: Standing, room: int) -> Iterable[Content]:
    for one in found.calibration:
        if one.answers:
            counted = plural("{n} answer", "{n} answers", one.answers)
            yield _row(_(SURE[one.confidence]), f"{counted} {bar(one.share, BAR)} {one.share:>4.0%}", room)
    yield Content.styled(verdict(found.calibration), MUTED)


def _ahead(found: Standing, room: int) -> Iterable[Content]:
    most = max(found.ahead, default=0)
    for n, count in enumerate(found.ahead):
        if count:
            cells = max(1, round(BAR * count / most))
            tail = f"{signs().full * cells}{' ' * (BAR - cells)} {count:>4}"
            yield _row(day_name(found.today + n, found.today), tail, room)
    if not most:
        yield Content.styled(_("None in the next two weeks."), MUTED)


def _belief(one: Misbelief) -> Content:
    """What was believed, in answer to what, whether it is mended, and which page says why."""
    sign, colour = (signs().right, "$success") if one.mended else (signs().wrong, "$error")
    state = _("right since") if one.mended else _("not mended yet")
    why = one.pages[0][1] if one.pages else one.item
    return Content.assemble(
        (f"{sign} ", f"bold {colour}"),
        (one.said, "bold"),
        "\n",
        (inline(one.asked), MUTED),
        "\n",
        (state, colour),
        (f" {signs().dot} {one.lesson_title}: {why}\n", "$secondary"),
    )
