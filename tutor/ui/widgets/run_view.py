"""A run on screen: its panels, its state in words, its place in time. What is done to it: `lab_pane`.

The lab itself runs in the worker; the view asks for the newest frame at the screen's rate while the run
plays and not at all while it rests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive, var
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tutor.kit.knobs import KnobError, Value
from tutor.kit.say import Say
from tutor.runner.client import Client, LabFailed, View, WorkerLost
from tutor.runner.spec import Spec
from tutor.study.answers import Json
from tutor.ui.glyphs import signs
from tutor.ui.gone import gone
from tutor.ui.widgets.panels import Panels
from tutor.ui.widgets.timeline import Timeline
from tutor.ui.widgets.wrapping import within
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from tutor.kit.lab import Lab
    from tutor.ui.app import Tutor

FRAMES_PER_SECOND = 15


class RunView(Widget):
    """One run of one lab: opened in the worker, looked at, painted."""

    app: Tutor
    can_focus = True
    DEFAULT_CSS = """
    RunView { layout: vertical; height: 1fr; padding: 0 1; }
    RunView > #head { height: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    RunView > #says { height: 3; }
    RunView:focus > #head { color: $foreground; }
    """

    spec: var[Spec | None] = var(None)
    locked: var[str] = var("")
    """Why the run may not start yet (a prediction is due), or nothing."""
    editing: reactive[bool] = reactive(False, bindings=True)
    playing: reactive[bool] = reactive(False, bindings=True)

    class Looked(Message):
        """A new look at the run; `view.done` says whether it is complete."""

        def __init__(self, pane: RunView, view: View) -> None:
            super().__init__()
            self.pane = pane
            self.view = view

        @property
        def control(self) -> RunView:
            return self.pane

    def __init__(
        self, spec: Spec, *, length: int | None = None, locked: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.set_reactive(RunView.spec, spec)
        self.set_reactive(RunView.locked, locked)
        self.length = length
        self.view: View | None = None
        """The last look."""
        self.kept: Spec | None = None
        """The run as it was then, with all that was done to it: what is opened again."""
        self.focus_on: dict[str, int | str] = {}
        self.only_first = False
        self.remark = ""
        """A line of the lesson's, over what the lab says."""
        self.broken = False
        self._zoomed = ""
        self._until: tuple[str, float] | None = None
        self._timer: Timer | None = None
        self._asking = False
        self._ready = asyncio.Event()
        """Set once the run is open, or could not be opened: commands wait for it."""

    @property
    def client(self) -> Client:
        """The app's side of the worker."""
        return self.app.client

    @property
    def lab(self) -> type[Lab]:
        """The lab's class (knobs, actions, presets), without its model."""
        from tutor import labs

        assert self.spec is not None
        return labs.find(self.spec.lab)

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Panels()
        yield Static(id="says", markup=False)
        timeline = Timeline()
        timeline.visible = False
        yield timeline

    def on_mount(self) -> None:
        self._timer = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self.app.screen_change_signal.subscribe(self, self._front)
        self.open()

    def _front(self, _screen: object) -> None:
        """Another screen is in front: open the run if it was mounted behind one that has gone."""
        if self.view is None and not self.mine and not self.behind:
            self.open()

    # -- the run ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Build the run in the worker, paused at its start."""
        if not self.standing or self.behind:
            return
        self.broken = False
        self._ready.clear()
        self.query_one("#says", Static).update(Content(_("Setting up …")))
        self._do(self._open)

    async def _open(self) -> None:
        assert self.spec is not None
        if not self.standing or self.behind:  # since it was asked for
            return
        self.app.lab_pane = self
        await self.client.open(self.kept or self.spec, length=self.length)
        if self.mine and self.kept and self.view:  # else another pane has the worker since
            await self.client.seek(self.view.step)

    @property
    def mine(self) -> bool:
        """Whether the worker holds this pane's run (another pane may have taken it)."""
        return self.app.lab_pane is self

    @property
    def behind(self) -> bool:
        """Whether another screen covers this one (a sheet does not): the worker is that one's."""
        if gone(self):
            return True
        stack = self.app.screen_stack
        place = stack.index(self.screen) if self.screen in stack else len(stack)
        return any(not screen.is_modal for screen in stack[place + 1 :])

    def _do(self, *calls: Callable[[], Awaitable[object]], then: Callable[[], None] | None = None) -> None:
        """Make calls to the worker one after another, look at the result, and say what went wrong."""

        async def work() -> None:
            opening = calls == (self._open,)
            if not opening:
                await self._ready.wait()
            try:
                if not self.mine and not opening:
                    await self._open()
                for call in calls:
                    if self.mine or call == self._open:
                        await call()
                await self._look()
            except (WorkerLost, LabFailed) as error:
                if self.mine:
                    self._failed(error.say)
            except KnobError as error:
                self._failed(error.say)
            else:
                if then and self.mine:
                    then()
            finally:
                self._ready.set()

        self.run_worker(work(), group=f"lab-{id(self)}", exit_on_error=True)

    @property
    def standing(self) -> bool:
        """Whether there is still a screen to paint on: an answer may come when the page has been turned."""
        return not gone(self) and all(self.query(part) for part in ("#head", ".column", "#says"))

    def _failed(self, say: Say) -> None:
        if not self.standing:
            return
        self.playing, self.broken = False, True
        if self._timer:
            self._timer.pause()
        words = Content.assemble((signs().wrong, "bold $error"), " ", spoken(say))
        words += Content("  ").append(Content(_("Press r to start it again.")))
        self.query_one("#says", Static).update(words)

    async def _tick(self) -> None:
        if not self.mine:  # the worker has let go of the run: it rests where it was last seen
            self.playing = False
            if self._timer:
                self._timer.pause()
        if self._asking or not self.mine:
            return
        try:
            await self._look()
        except (WorkerLost, LabFailed) as error:
            if self.mine:
                self._failed(error.say)

    async def _look(self) -> None:
        if not self.mine:  # another pane has taken the worker while this one waited
            return
        self._asking = True
        try:
            view = await self.client.look(self.focus_on)
        finally:
            self._asking = False
        if view is None or not self.mine or not self.standing:
            return
        first, self.view, self.kept = self.view is None, view, self.client.spec
        if first:
            self.refresh_bindings()
        self.playing = view.playing
        if self._timer:
            (self._timer.resume if view.playing or view.busy else self._timer.pause)()
        self._paint(view)
        self.post_message(self.Looked(self, view))

    def repaint(self) -> None:
        """Paint the last look again (the language changed, the lock went)."""
        if self.view and self.standing:
            self._paint(self.view)

    def run_until(self, at: str) -> None:
        """Run flat out to the end, or to "METRIC NUMBER": the first step where it reaches the number."""
        name, _space, number = at.partition(" ")
        self._until = (name, float(number)) if number else None
        goal = self._until
        self._do(
            (lambda: self.client.until(*goal)) if goal else self.client.finish, then=self._tell_reached
        )

    def _tell_reached(self) -> None:
        """A run that had been there before shows nothing new, so no look tells of it."""
        if self.view and self.reached and not gone(self):
            self.post_message(self.Looked(self, self.view))

    @property
    def reached(self) -> bool:
        """Whether what `run_until` was asked for is there (or the run has ended before)."""
        if self.view is None or self.view.playing or self.view.busy:
            return False
        if self.view.done or self.view.trouble or self._until is None:
            return bool(self.view.done or self.view.trouble)
        name, number = self._until
        value = self.view.frame.metrics.get(name)
        return value is not None and value >= number

    def record(self) -> Json:
        """The run as it stands, with all that was done to it, as the learner's log keeps it."""
        from tutor.runner.recorded import record

        return record(self.kept, self.view.step) if self.kept and self.view else None

    async def thorough(self, metric: str) -> float | None:
        """One metric measured on all its data; the run must have ended.

        As it was last seen where the worker is lost or another pane has taken it; None if it was not seen.
        """
        view = None
        if self.mine:
            with suppress(WorkerLost, LabFailed):  # what is asked of the lab next says so
                view = await self.client.look(self.focus_on, thorough=True)
        view = view or self.view
        return view.frame.metrics.get(metric) if view else None

    # -- painting --------------------------------------------------------------------------------

    def _paint(self, view: View) -> None:
        panels = self.query_one(Panels)
        shown = view.frame.panels[: 1 if self.only_first else None]
        panels.put([p for p in shown if not self._zoomed or p.name == self._zoomed])
        others = {p.name: p for p in view.other.panels} if view.other else {}
        for panel in view.frame.panels:
            if view_of := panels.view_of(panel):
                view_of.update(panel, others.get(panel.name))
        self._head(view)
        self._say(view)
        timeline = self.query_one(Timeline)
        timeline.visible = True
        ended = view.done and view.step == view.furthest
        timeline.length = view.furthest if ended else view.length
        timeline.furthest, timeline.step = view.furthest, view.step

    def _head(self, view: View) -> None:
        assert self.spec is not None
        values = self.values()
        knobs = [k for k in self.lab.knobs if not k.more][:3]
        words = [f"{k.name} {shorten(values[k.name])}" for k in knobs]
        words += [_("seed {n}").format(n=self.spec.seed)]
        if view.playing and view.rate is not None:
            words += [_("{n:g} a second").format(n=view.rate)]
        if view.other is not None:
            words += [_("two runs")]
        if self.editing:
            words += [_("editing")]
        title = Content.assemble((_(self.lab.title), "bold $foreground"), "   ", "   ".join(words))
        self.query_one("#head", Static).update(title)

    def _say(self, view: View) -> None:
        lines = [Content(spoken(say)) for say in view.frame.says]
        if view.trouble:
            lines.insert(0, Content.assemble((signs().wrong, "bold $error"), " ", spoken(view.trouble)))
        if self.remark:
            lines.insert(0, Content.styled(self.remark, "bold $accent"))
        if self.locked:
            lines = [Content(self.locked)]
        says = self.query_one("#says", Static)
        says.update(Content("\n").join(within(lines, says.size.width, rows=3)))

    def on_resize(self, event: Resize) -> None:
        if self.view:
            self.call_after_refresh(self.repaint)

    def values(self) -> dict[str, Value]:
        """Each knob's value as it is turned now, by its name."""
        assert self.spec is not None
        return {k.name: k.default for k in self.lab.knobs} | dict(self.spec.knobs)


def shorten(value: Value) -> str:
    """A knob's value in a few characters."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 20 else text[:17].replace("\n", " ") + "…"
