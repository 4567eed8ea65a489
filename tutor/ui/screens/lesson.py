"""A lesson: one idea a page, a commitment, then the truth.

Words stand left and the lab right where there is room; at 80 columns Tab turns from one to the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from tutor.course import formula
from tutor.course.entry import Entry
from tutor.kit.lesson import Lesson, Page, Trace
from tutor.kit.say import N_
from tutor.runner.spec import Spec
from tutor.ui.commands import Command, Commanded
from tutor.ui.filters import in_ascii
from tutor.ui.glyphs import ASCII, bar, signs
from tutor.ui.sitting import Sitting
from tutor.ui.widgets.footer import Footer
from tutor.ui.widgets.lab_pane import LabPane
from tutor.ui.widgets.predict_box import PredictBox
from tutor.ui.widgets.prose import Prose
from tutor.ui.widgets.question_box import QuestionBox
from tutor.ui.words import _, language, plural, spoken

if TYPE_CHECKING:
    from tutor.ui.app import Tutor


class Words(VerticalScroll, can_focus=True):
    """The page's words; focused when there is nothing to answer, so that arrows scroll."""

    @property
    def unread(self) -> bool:
        """Whether some of the page is still below the fold."""
        return self.scroll_y < self.max_scroll_y

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        self.screen.refresh_bindings()


class LessonScreen(Commanded, Screen[None]):
    """The pages of one lesson, one at a time."""

    app: Tutor
    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "on", N_("next"), N_("Read on: the rest of the page, then the next one")),
        Command("n,ctrl+n", "next", N_("next page"), N_("The next page"), footer=False),
        Command("p,ctrl+b", "previous", N_("previous"), N_("The page before")),
        Command("space", "live", N_("run"), N_("Turn to the lab and play it")),
        Command("u,f4", "undo", N_("undo"), N_("Take your last answer back"), footer=False),
        Command("tab", "turn", N_("lab"), N_("Turn from the words to the lab, and back")),
        Command("escape", "leave", N_("map"), N_("Back to the map; your place is kept")),
    )
    DEFAULT_CSS = """
    LessonScreen > #top { height: 1; padding: 0 1; }
    LessonScreen > #top > #name { width: 1fr; text-style: bold; }
    LessonScreen > #top > #where { width: auto; color: $text-muted; }
    LessonScreen .rule { height: 1; color: $border-blurred; }
    LessonScreen > #page { height: 1fr; }
    LessonScreen Words { width: 1fr; padding: 1 2 0 2; }
    LessonScreen #bench { width: 1fr; display: none; }
    LessonScreen.-wide #bench.filled { display: block; border-left: solid $border-blurred; }
    LessonScreen.-wide #bench.filled { width: 6fr; } LessonScreen.-wide Words { width: 5fr; }
    LessonScreen.-wide Words.alone { max-width: 92; }
    LessonScreen.-narrow.bench #bench { display: block; }
    LessonScreen.-narrow.bench Words { display: none; }
    LessonScreen #title { text-style: bold; color: $accent; padding: 0 1 1 1; height: auto; }
    LessonScreen .formula { padding: 0 1 1 3; height: auto; color: $foreground; text-wrap: nowrap; }
    LessonScreen .trouble { padding: 1 2; }
    """
    place: reactive[int] = reactive(0, init=False, bindings=True)

    def __init__(self, lesson: str, page: str | None = None) -> None:
        super().__init__()
        self.lesson_id = lesson
        self.first_page = page
        self.lesson: Lesson | None = None
        self.sitting: Sitting | None = None
        self.truth_for: QuestionBox | None = None
        self.told_all = False

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

    async def on_mount(self) -> None:
        await self._load()
        if self.lesson:
            ids = [page.id for page in self.lesson.pages]
            at = self.first_page or self.app.store.place(self.lesson.id)
            self.set_reactive(LessonScreen.place, ids.index(at) if at in ids else 0)
            await self._turn_to()

    async def _load(self) -> None:
        from tutor.course.load import load
        from tutor.course.problem import LessonError

        try:
            self.lesson = load(self.lesson_id, language())
        except LessonError as error:
            problems = "\n".join(problem.text() for problem in error.problems[:8])
            said = _("This lesson cannot be read. Its author should know:")
            await self.query_one(Words).mount(Static(Content(f"{said}\n\n{problems}"), classes="trouble"))
            self.query_one(Words).focus()
            return
        if signs() is ASCII:
            self.lesson = in_ascii(self.lesson)
        self.sitting = Sitting(self.app.store, self.lesson, language())

    @property
    def page(self) -> Page:
        """The page in view."""
        assert self.lesson is not None
        return self.lesson.pages[self.place]

    # -- pages -----------------------------------------------------------------------------------

    async def watch_place(self) -> None:
        await self._turn_to()

    async def _turn_to(self) -> None:
        """Show the page at `place`; the learner's place is kept."""
        assert self.lesson is not None and self.sitting is not None
        page = self.page
        self.app.store.visit(self.lesson.id, page.id, rev=self.lesson.rev, language=language())
        self._head()
        self.truth_for, self.told_all = None, False
        self.remove_class("bench")
        words, bench = self.query_one(Words), self.query_one("#bench")
        with self.app.batch_update():
            await words.remove_children()
            await bench.remove_children()
            await words.mount_all(self._words(page))
            lab = self._lab(page)
            bench.set_class(lab is not None, "filled")
            words.set_class(lab is None, "alone")
            if lab:
                await bench.mount(lab)
        words.scroll_home(animate=False)
        self._focus_first()

    def _words(self, page: Page) -> list[Prose | Static | QuestionBox | PredictBox]:
        assert self.sitting is not None
        found: list[Prose | Static | QuestionBox | PredictBox] = []
        if page.title:
            found.append(Static(Content(page.title), id="title"))
        if page.text:
            found.append(Prose(page.text))
        if page.formula:
            found.append(Static(Content("\n".join(formula.draw_or_quote(page.formula))), classes="formula"))
        if page.predict:
            found.append(PredictBox(self.sitting, self.sitting.turn(page)))
        if page.question:
            found.append(QuestionBox(self.sitting, self.sitting.turn(page)))
        if page.more and not page.predict and not page.question:
            found.append(Prose(page.more, classes="more"))
        return found

    def _lab(self, page: Page) -> LabPane | None:
        ref = page.lab
        for box in self.query(QuestionBox):
            ref = box.turn.asked.lab or ref
        if ref is None:
            return None
        locked = ""
        if page.predict:
            locked = _("First your prediction; then it runs.")
        elif isinstance(page.question, Trace):
            locked = _("First your answer; then it runs.")
        spec = Spec(lab=ref.name, knobs=ref.set, seed=ref.seed)
        return LabPane(spec, length=ref.steps, locked=locked)

    def _head(self) -> None:
        assert self.lesson is not None
        entry = self._entry()
        number = f"{entry.order} " if entry else ""
        count = len(self.lesson.pages)
        where = _("{n} of {count}").format(n=self.place + 1, count=count)
        wide = bar((self.place + 1) / count, min(count, 12)) + "  " if self.size.width >= 60 else ""
        self.query_one("#name", Static).update(Content(f"{number}{self.lesson.title}"))
        self.query_one("#where", Static).update(Content(wide + where))

    def _entry(self) -> Entry | None:
        return next((entry for entry in self.app.course.entries if entry.id == self.lesson_id), None)

    def _focus_first(self) -> None:
        for box in self.query("QuestionBox, PredictBox"):
            assert isinstance(box, QuestionBox | PredictBox)
            box.focus_field()
            return
        self.query_one(Words).focus()

    # -- predictions and runs ----------------------------------------------------------------------

    @property
    def pane(self) -> LabPane | None:
        """The lab on this page, if it has one."""
        panes = self.query(LabPane)
        return panes.first() if panes else None

    @on(PredictBox.Committed)
    @on(PredictBox.Skipped)
    def _unlock(self) -> None:
        if self.pane:
            self.pane.locked = ""
            self.pane.repaint()
            self._show_bench()

    def _show_bench(self) -> None:
        """Bring the lab into view and under the keys."""
        self.add_class("bench")
        if self.pane:
            self.pane.focus()
        self.refresh_bindings()

    @on(QuestionBox.NeedsRun)
    async def _run_for(self, message: QuestionBox.NeedsRun) -> None:
        """A trace question waits for its truth: run the lab to where the question looks."""
        self.truth_for = message.box
        self.trace_response = message.response
        if self.pane:
            self.pane.locked = ""
            self._show_bench()
            at = message.box.question.at if isinstance(message.box.question, Trace) else "end"
            self.pane.run_until(at)

    @on(LabPane.Looked)
    async def _looked(self, message: LabPane.Looked) -> None:
        view = message.view
        if self.truth_for and message.pane.reached:
            box, self.truth_for = self.truth_for, None
            assert isinstance(box.question, Trace)
            box.turn.run = message.pane.record()
            truth = view.frame.metrics.get(box.question.metric)
            if self.trace_response:
                box.give(self.trace_response, truth)
            else:
                box.reveal(truth)
            self._back_to_words()
            return
        predict = self.page.predict
        if predict and view.done and not message.pane.locked and not self.told_all:
            self.told_all = True
            metric = predict.answer.metric if predict.answer else ""
            truth = await message.pane.thorough(metric) if metric else None
            asking = self.query_one(PredictBox)
            asking.turn.run = message.pane.record()
            told = await asking.tell(truth)
            if self.page.then:
                await self.query_one(Words).mount(Prose(self.page.then))
            if self.page.more:
                await self.query_one(Words).mount(Prose(self.page.more, classes="more"))
            self._back_to_words(told)

    def _back_to_words(self, told: str = "") -> None:
        """The truth is told among the words; at 80 columns the learner turns to them by Tab."""
        words = self.query_one(Words)
        if self.has_class("-wide"):
            words.focus()
            self.call_after_refresh(words.scroll_end, animate=False)
        else:
            if self.pane:
                self.pane.remark = _("{told} Tab: the words.").format(told=told).strip()
                self.pane.repaint()
            self.call_after_refresh(words.scroll_end, animate=False)

    @on(QuestionBox.Over)
    def _question_over(self, message: QuestionBox.Over) -> None:
        if not message.box.is_attached:  # the page was turned meanwhile
            return
        if not self.has_class("bench"):
            self.query_one(Words).focus()
        self.call_after_refresh(self.query_one(Words).scroll_end, animate=False)

    # -- commands --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted or self.lesson is None:
            return action in {"leave"}
        if action == "undo":
            return any(box.turn.last for box in self.query(QuestionBox))
        if action == "turn":
            return self.pane is not None
        if action == "live":
            return self.pane is not None and not self.pane.locked
        if action == "previous":
            return self.place > 0
        return True

    def label_of(self, command: Command) -> str:
        if command.action == "turn" and self.pane and self.pane.has_focus_within:
            return N_("words")
        if command.action == "on" and self.lesson:
            if self.query_one(Words).unread:
                return N_("read on")
            if self.place == len(self.lesson.pages) - 1:
                return N_("finish")
        return command.label

    def action_on(self) -> None:
        """What is below the fold first, then the next page."""
        words = self.query_one(Words)
        if words.unread and words.display:
            words.scroll_page_down(animate=False)
        else:
            self.action_next()

    def action_next(self) -> None:
        if self.lesson is None:
            return
        if self.place + 1 < len(self.lesson.pages):
            self.place += 1
        else:
            self._end()

    def _end(self) -> None:
        """The last page is read: say how it went, and go back to the map."""
        assert self.lesson is not None
        progress = self.app.store.progress(self.lesson.id)
        ids = [page.id for page in self.lesson.questions]
        said = _("{right} of {count} right.").format(right=progress.right, count=len(ids))
        left = sum(id not in progress.questions for id in ids)
        if left:
            said += " " + plural("{n} question is open.", "{n} questions are open.", left)
        self.app.notify(said, title=self.lesson.title, timeout=8, markup=False)
        self.app.leave()

    def action_previous(self) -> None:
        self.place = max(0, self.place - 1)

    def action_turn(self) -> None:
        pane = self.pane
        if pane is None:
            return
        if pane.has_focus_within:
            self.remove_class("bench")
            self._focus_first()
        else:
            self._show_bench()
        self.refresh_bindings()

    def action_undo(self) -> None:
        for box in self.query(QuestionBox):
            box.undo()

    def action_live(self) -> None:
        if self.pane:
            self._show_bench()
            self.pane.action_play()

    def action_leave(self) -> None:
        self.app.leave()

    async def retell(self) -> None:
        """The same page in the language now in use."""
        await self._load()
        if self.lesson:
            await self._turn_to()
        self.query_one(Footer).refresh()

    def tell_trouble(self) -> None:
        """Say what the store could not do."""
        if self.sitting and self.sitting.trouble:
            self.notify(spoken(self.sitting.trouble), severity="error", markup=False)
