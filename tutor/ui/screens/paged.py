"""A page on screen: its words, its question, its lab beside them, and the run that answers a question.

Words stand left and the lab right where there is room; at 80 columns Tab turns from one to the other.
A lesson and a sitting of reviews show pages in this way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.course import formula
from tutor.kit.lesson import Page, Trace
from tutor.kit.say import N_
from tutor.runner.spec import Spec
from tutor.study.ask import Response
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.gone import gone
from tutor.ui.screens.steady import Steady
from tutor.ui.widgets.footer import Footer
from tutor.ui.widgets.lab_pane import LabPane
from tutor.ui.widgets.predict_box import PredictBox
from tutor.ui.widgets.prose import Prose
from tutor.ui.widgets.question_box import QuestionBox
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.ui.app import Tutor


class Words(VerticalScroll, can_focus=True):
    """The page's words; focused when there is nothing to answer, so that arrows scroll."""

    @property
    def unread(self) -> bool:
        """Whether some of the page is still below the fold."""
        return self.scroll_y < self.max_scroll_y

    def focus_on_click(self) -> bool:
        """A click on empty space leaves the keys with a question that waits, or gives them back to it."""
        for box in self.query("QuestionBox, PredictBox"):
            assert isinstance(box, QuestionBox | PredictBox)
            if not box.answerable:
                continue
            if not box.has_focus_within:
                box.focus_field()
            return False
        return True

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if not gone(self):  # a scroll may go on when the page has been left
            self.screen.refresh_bindings()


class PagedScreen(Commanded, Steady, Screen[None]):
    """One page at a time."""

    app: Tutor
    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("space", "live", N_("run"), N_("Turn to the lab and play it")),
        Command("u,f4", "undo", N_("undo"), N_("Take your last answer back"), footer=False),
        Command("tab", "turn", N_("lab"), N_("Turn from the words to the lab, and back")),
    )
    DEFAULT_CSS = """
    PagedScreen > #top { height: 1; padding: 0 1; }
    PagedScreen > #top > #name { width: 1fr; text-style: bold; }
    PagedScreen > #top > #where { width: auto; color: $text-muted; }
    PagedScreen .rule { height: 1; color: $border-blurred; }
    PagedScreen > #page { height: 1fr; }
    PagedScreen Words { width: 1fr; padding: 1 2 0 2; }
    PagedScreen #bench { width: 1fr; display: none; }
    PagedScreen.-wide #bench.filled { display: block; border-left: solid $border-blurred; }
    PagedScreen.-wide #bench.filled { width: 6fr; } PagedScreen.-wide Words { width: 5fr; }
    PagedScreen.-wide Words.alone { max-width: 92; }
    PagedScreen.-narrow.bench #bench { display: block; }
    PagedScreen.-narrow.bench Words { display: none; }
    PagedScreen #title { text-style: bold; color: $accent; padding: 0 1 1 1; height: auto; }
    PagedScreen .formula { padding: 0 1 1 3; height: auto; color: $foreground; text-wrap: nowrap; }
    PagedScreen .trouble { padding: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.truth_for: QuestionBox | None = None
        """The question that waits for what a run measures."""
        self.trace_response: Response = None
        self.unseen = False
        """Whether the truth was told while the lab hid the words."""
        self._laying_out = asyncio.Lock()
        """One page after another: the language may change while a page is being turned."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="name", markup=False)
            yield Static(id="where", markup=False)
        yield Static(signs().rule * 400, classes="rule", markup=False)
        with Horizontal(id="page"):
            yield Words()
            yield Vertical(id="bench")
        yield Static(signs().rule * 400, classes="rule", markup=False)
        yield Footer()

    # -- laying out ------------------------------------------------------------------------------

    async def lay_out(self, page: Page | None, words: Sequence[Widget]) -> None:
        """Show these widgets, and the lab of that page beside them."""
        async with self._laying_out:
            if not self.standing:
                return
            self.truth_for, self.unseen = None, False
            place, bench = self.query_one(Words), self.query_one("#bench")
            with self.app.batch_update():
                await place.remove_children()
                await bench.remove_children()
                if not self.standing:
                    return
                await place.mount_all(words)
                lab = self._lab(page) if page and self.standing else None
                bench.set_class(lab is not None, "filled")
                place.set_class(lab is None, "alone")
                if lab:
                    await bench.mount(lab)
                self.remove_class("bench")  # not before: a Tab meanwhile was meant for the page that goes
            if self.standing:
                place.scroll_home(animate=False)
                self.focus_first()

    def told(self, page: Page) -> list[Widget]:
        """The page's own words, up to its question."""
        found: list[Widget] = []
        if page.title:
            found.append(Static(Content(page.title), id="title"))
        if page.text:
            found.append(Prose(page.text))
        if page.formula:
            found.append(Static(Content("\n".join(formula.draw_or_quote(page.formula))), classes="formula"))
        return found

    def _lab(self, page: Page) -> LabPane | None:
        ref = page.lab
        for box in self.query(QuestionBox):
            ref = box.turn.asked.lab or ref
        if ref is None:
            return None
        locked = ""
        if self.query(PredictBox):
            locked = _("First your prediction; then it runs.")
        elif isinstance(page.question, Trace):
            locked = _("First your answer; then it runs.")
        spec = Spec(lab=ref.name, knobs=ref.set, seed=ref.seed)
        return LabPane(spec, length=ref.steps, locked=locked)

    def focus_first(self) -> None:
        """Put the learner where the answer goes, or to the words."""
        for box in self.query("QuestionBox, PredictBox"):
            assert isinstance(box, QuestionBox | PredictBox)
            box.focus_field()
            return
        self.query_one(Words).focus()

    # -- runs --------------------------------------------------------------------------------------

    @property
    def pane(self) -> LabPane | None:
        """The lab on this page, if it has one."""
        return next((pane for pane in self.query(LabPane) if not gone(pane)), None)

    def show_bench(self) -> None:
        """Bring the lab into view and under the keys."""
        self.add_class("bench")
        if self.pane:
            self.pane.focus()
        self.refresh_bindings()

    @on(QuestionBox.NeedsRun)
    async def _run_for(self, message: QuestionBox.NeedsRun) -> None:
        """A trace question waits for its truth: run the lab to where the question looks."""
        if gone(message.box):  # the page was turned meanwhile
            return
        self.truth_for = message.box
        self.trace_response = message.response
        if self.pane:
            self.pane.locked = ""
            self.show_bench()
            at = message.box.question.at if isinstance(message.box.question, Trace) else "end"
            self.pane.run_until(at)

    @on(LabPane.Looked)
    async def _looked(self, message: LabPane.Looked) -> None:
        if gone(message.pane):  # the page was turned meanwhile
            return
        if not self.truth_for or not message.pane.reached:
            await self.looked(message)
            return
        box, self.truth_for = self.truth_for, None
        if self.trace_response and not box.waiting:  # the answer was taken back meanwhile
            return
        assert isinstance(box.question, Trace)
        box.turn.run = message.pane.record()
        truth = message.view.frame.metrics.get(box.question.metric)
        if self.trace_response:
            box.give(self.trace_response, truth)
        else:
            box.reveal(truth)
        self.back_to_words()

    async def looked(self, message: LabPane.Looked) -> None:
        """A look at a run that no question waits for."""

    def back_to_words(self, told: str = "") -> None:
        """The truth is told among the words; at 80 columns the learner turns to them by Tab."""
        words = self.query_one(Words)
        if self.has_class("-wide"):
            words.focus()
        elif self.pane:
            self.unseen = True
            self.pane.remark = _("{told} Tab: the words.").format(told=told).strip()
            self.pane.repaint()
        self.call_after_refresh(words.scroll_end, animate=False)

    @on(QuestionBox.Over)
    def _question_over(self, message: QuestionBox.Over) -> None:
        if gone(message.box):  # the page was turned meanwhile
            return
        if not self.has_class("bench"):
            self.query_one(Words).focus()
        self.call_after_refresh(self.query_one(Words).scroll_end, animate=False)

    # -- commands --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "undo":
            return any(box.turn.last for box in self.query(QuestionBox))
        if action == "turn":
            return self.pane is not None
        if action == "live":
            return self.pane is not None and not self.pane.locked
        return True

    def label_of(self, command: Command) -> str:
        if command.action == "turn" and self.pane and self.pane.has_focus_within:
            return N_("words")
        return command.label

    def action_turn(self) -> None:
        pane = self.pane
        if pane is None:
            return
        if pane.has_focus_within:
            self.remove_class("bench")
            self.to_words()
        else:
            self.show_bench()
        self.refresh_bindings()

    def to_words(self) -> None:
        """To what waits for an answer, else to the words, and in them to what was told meanwhile."""
        boxes = self.query("QuestionBox, PredictBox")
        if any(box.answerable for box in boxes if isinstance(box, QuestionBox | PredictBox)):
            self.focus_first()
        else:  # arrows scroll
            self.query_one(Words).focus()
        said = [one for one in self.query(".said") if not one.has_class("ways")]
        if self.unseen and said:
            self.call_after_refresh(said[-1].scroll_visible, top=True, animate=False)
        self.unseen = False

    async def action_undo(self) -> None:
        for box in self.query(QuestionBox):
            box.undo()

    def action_live(self) -> None:
        if self.pane:
            self.show_bench()
            self.pane.action_play()
