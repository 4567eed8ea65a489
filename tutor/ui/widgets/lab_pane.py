"""A live lab: its panels, its state in words, its time, and every command a run understands.

The same pane stands on the lab's own screen, beside a lesson's text and on the map. The lab itself runs
in the worker; the pane asks for the newest frame at the screen's rate while the run plays and not at all
while it rests.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive, var
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tutor.kit.knobs import KnobError, Value
from tutor.kit.say import N_, Say
from tutor.runner.client import Client, LabFailed, View, WorkerLost
from tutor.runner.spec import Spec
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.views import PanelView, view_for
from tutor.ui.widgets.columns import columns
from tutor.ui.widgets.timeline import Timeline
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from tutor.kit.lab import Lab
    from tutor.kit.panels import AnyPanel
    from tutor.ui.app import Tutor

SPEEDS: tuple[float | None, ...] = (1.0, 3.0, 10.0, 30.0, 100.0, None)
"""Steps a second; None is flat out."""
FRAMES_PER_SECOND = 15
LEISURELY = 400
"""A run of at most so many steps is first played at ten a second, a longer one flat out."""


class LabPane(Commanded, Widget):
    """One run of one lab on screen."""

    app: Tutor
    can_focus = True
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("space", "play", N_("play"), N_("Play the run, or pause it")),
        Command("right,full_stop", "step", N_("step"), N_("Go one step on")),
        Command("left,comma", "back", N_("back"), N_("Go one step back")),
        Command("b", "branch", N_("branch"), N_("Change a knob from here and see both runs overlaid")),
        Command("e", "edit", N_("edit"), N_("Edit the picture with arrows, space and mouse; Esc leaves")),
        Command("escape", "done", N_("done"), N_("Leave edit mode"), footer=False),
        Command("k", "knobs", N_("knobs"), N_("Turn the lab's knobs")),
        Command("r", "reset", N_("reset"), N_("Start again with the same seed")),
        Command("s", "source", N_("source"), N_("Show the source of the step that runs")),
        Command("plus,equals_sign", "faster", N_("faster"), N_("Play faster"), footer=False),
        Command(
            "minus", "slower", N_("slower"), N_("Play slower, down to one step a second"), footer=False
        ),
        Command("home", "first", N_("start"), N_("Go back to the first step"), footer=False),
        Command("end", "finish", N_("end"), N_("Run to the end, flat out"), footer=False),
        Command("f", "preset", N_("presets"), N_("Choose a preset, or a failure to mend"), footer=False),
        Command("a", "act", N_("actions"), N_("Do something to the run"), footer=False),
        Command("z", "zoom", N_("zoom"), N_("Give one panel all the room, or give it back"), footer=False),
        Command("y", "copy_line", N_("copy"), N_("Copy the line that runs this again"), footer=False),
    )
    DEFAULT_CSS = """
    LabPane { layout: vertical; height: 1fr; padding: 0 1; }
    LabPane > #head { height: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    LabPane > #panels { height: 1fr; }
    LabPane .column { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; }
    LabPane .column.left { padding: 0 2 0 0; }
    LabPane .column.empty { display: none; }
    LabPane > #says { height: 3; }
    LabPane:focus > #head { color: $foreground; }
    """

    spec: var[Spec | None] = var(None)
    locked: var[str] = var("")
    """Why the run may not start yet (a prediction is due), or nothing."""
    editing: reactive[bool] = reactive(False, bindings=True)
    playing: reactive[bool] = reactive(False, bindings=True)

    class Looked(Message):
        """A new look at the run; `view.done` says whether it is complete."""

        def __init__(self, pane: LabPane, view: View) -> None:
            super().__init__()
            self.pane = pane
            self.view = view

        @property
        def control(self) -> LabPane:
            return self.pane

    def __init__(
        self, spec: Spec, *, length: int | None = None, locked: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.set_reactive(LabPane.spec, spec)
        self.set_reactive(LabPane.locked, locked)
        self.length = length
        self.view: View | None = None
        self.kept: Spec | None = None
        self.focus_on: dict[str, int | str] = {}
        self.speed: int | None = None
        """Which of `SPEEDS`, once one was asked for."""
        self.only_first = False
        self.remark = ""
        """A line of the lesson's, over what the lab says."""
        self.broken = False
        self._zoomed = ""
        self._until: tuple[str, float] | None = None
        self._timer: Timer | None = None
        self._asking = False
        self._arranged: tuple[object, ...] = ()

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
        with Horizontal(id="panels"):
            yield VerticalScroll(classes="column left", can_focus=False)
            yield VerticalScroll(classes="column right", can_focus=False)
        yield Static(id="says", markup=False)
        yield Timeline()

    def on_mount(self) -> None:
        self._timer = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self.open()

    # -- the run ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Build the run in the worker, paused at its start."""
        self.broken = False
        self.query_one("#says", Static).update(Content(_("Setting up …")))
        self._do(self._open)

    async def _open(self) -> None:
        assert self.spec is not None
        self.app.lab_pane = self
        await self.client.open(self.kept or self.spec, length=self.length)
        if self.kept and self.view:
            await self.client.seek(self.view.step)

    @property
    def mine(self) -> bool:
        """Whether the worker holds this pane's run (another pane may have taken it)."""
        return self.app.lab_pane is self

    def _do(self, *calls: Callable[[], Awaitable[object]], then: Callable[[], None] | None = None) -> None:
        """Make calls to the worker one after another, look at the result, and say what went wrong."""

        async def work() -> None:
            try:
                if not self.mine and calls != (self._open,):
                    await self._open()
                for call in calls:
                    if self.mine or call == self._open:
                        await call()
                await self._look(force=True)
            except (WorkerLost, LabFailed) as error:
                if self.mine:
                    self._failed(error.say)
            except KnobError as error:
                self._failed(error.say)
            else:
                if then:
                    then()

        self.run_worker(work(), group=f"lab-{id(self)}", exit_on_error=True)

    @property
    def standing(self) -> bool:
        """Whether there is still a screen to paint on: an answer may come when the page has been turned."""
        return self.is_attached and bool(self.query("#panels"))

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
        if self._asking or not self.mine:
            return
        try:
            await self._look()
        except (WorkerLost, LabFailed) as error:
            self._failed(error.say)

    async def _look(self, *, force: bool = False) -> None:
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
        self._waiting = True
        goal = self._until
        self._do((lambda: self.client.until(*goal)) if goal else self.client.finish)

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

    async def thorough(self, metric: str) -> float | None:
        """One metric measured on all its data; the run must have ended."""
        view = await self.client.look(self.focus_on, thorough=True)
        return (view or self.view).frame.metrics.get(metric) if (view or self.view) else None  # type: ignore[union-attr]

    # -- painting --------------------------------------------------------------------------------

    def _paint(self, view: View) -> None:
        self._arrange(view.frame.panels)
        others = {p.name: p for p in view.other.panels} if view.other else {}
        for panel in view.frame.panels:
            try:
                self.query_one(f"#panel-{panel.name}", PanelView).update(panel, others.get(panel.name))
            except NoMatches:
                continue
        self._head(view)
        self._say(view)
        timeline = self.query_one(Timeline)
        ended = view.done and view.step == view.furthest
        timeline.length = view.furthest if ended else view.length
        timeline.furthest, timeline.step = view.furthest, view.step

    def _head(self, view: View) -> None:
        assert self.spec is not None
        values = {k.name: k.default for k in self.lab.knobs} | dict(self.spec.knobs)
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
        self.query_one("#says", Static).update(Content("\n").join(lines))

    def _arrange(self, panels: tuple[AnyPanel, ...]) -> None:
        """Put the panels in two columns; only when they or the room changed, so that nothing jumps."""
        room = self.query_one("#panels").size
        if self.only_first:
            panels = panels[:1]
        shown = [p for p in panels if not self._zoomed or p.name == self._zoomed]
        now = (tuple((p.name, p.kind) for p in shown), room)
        if now == self._arranged or not room.width:
            return
        self._arranged = now
        views = {p.name: self._view(p) for p in shown}
        left, right = columns(shown, views, room.width, room.height)
        for column, placed in zip(self.query(".column"), (left, right), strict=True):
            keep = [views[name] for name, _height in placed]
            for child in list(column.children):
                if child not in keep:
                    child.remove()
            for place, (name, height) in enumerate(placed):
                view = views[name]
                view.styles.height = height
                if view.parent is not column:
                    column.mount(view)
                elif column.children.index(view) != place:
                    column.move_child(view, before=place)
            column.set_class(not placed, "empty")

    def _view(self, panel: AnyPanel) -> PanelView[Any]:
        kind = view_for(panel)
        for view in self.query(PanelView):
            if view.id == f"panel-{panel.name}" and type(view) is kind and not view._pruning:
                return view
        return kind(panel, id=f"panel-{panel.name}")

    def on_resize(self, event: Resize) -> None:
        if self.view:
            self.call_after_refresh(self.repaint)

    # -- commands --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.locked and action not in {"source", "zoom", "copy_line"}:
            return False
        if action == "done":
            return self.editing
        if action == "edit":
            return any(getattr(p, "edit", "") for p in (self.view.frame.panels if self.view else ()))
        if action == "act":
            return bool(self.lab.actions)
        if action == "preset":
            return bool(self.lab.presets)
        return True

    def label_of(self, command: Command) -> str:
        if command.action == "play" and self.playing:
            return N_("pause")
        if command.action == "edit" and self.editing:
            return N_("done")
        if command.action == "branch" and self.view and self.view.other:
            return N_("one run")
        return command.label

    def action_play(self) -> None:
        if self.playing:
            self._do(self.client.pause)
        elif self.view and self.view.done and not self.view.trouble:
            self._do(self.client.reset, self._play)
        else:
            self._do(self._play)

    @property
    def rate(self) -> float | None:
        """Steps a second to play at: as asked for, else by how long the run is."""
        if self.speed is not None:
            return SPEEDS[self.speed]
        return 10.0 if self.view and self.view.length <= LEISURELY else None

    async def _play(self) -> None:
        await self.client.play(self.rate)

    def play(self, speed: float | None = None) -> None:
        """Start the run at `speed` steps a second (None: flat out) without being asked by a key."""
        self.speed = SPEEDS.index(speed)
        self._do(self._play)

    def action_step(self) -> None:
        self._do(lambda: self.client.step(1))

    def action_back(self) -> None:
        self._seek((self.view.step if self.view else 0) - 1)

    def action_first(self) -> None:
        self._seek(0)

    def action_finish(self) -> None:
        self.speed = len(SPEEDS) - 1
        self._do(self.client.finish)

    def action_reset(self) -> None:
        if self.broken:
            self.open()
        else:
            self._do(self.client.reset)

    def action_faster(self) -> None:
        self._change_speed(+1)

    def action_slower(self) -> None:
        self._change_speed(-1)

    def _change_speed(self, by: int) -> None:
        self.speed = max(0, min(len(SPEEDS) - 1, SPEEDS.index(self.rate) + by))
        rate = self.rate
        said = _("flat out") if rate is None else _("{n:g} steps a second").format(n=rate)
        if self.playing:
            self._do(self._play)
        self.notify(said, timeout=1.5, markup=False)

    def _seek(self, step: int) -> None:
        self._do(lambda: self.client.seek(max(0, step)))

    def on_timeline_sought(self, message: Timeline.Sought) -> None:
        message.stop()
        if not self.locked:
            self._seek(message.step)

    def action_edit(self) -> None:
        self.editing = not self.editing

    def watch_editing(self, editing: bool) -> None:
        for view in self.query(PanelView):
            editable = getattr(view.panel, "edit", "") != ""
            view.editing = editing and editable
            if view.editing:
                view.focus()
        if not editing and self.is_attached and self.has_focus_within:
            self.focus()
        if self.view:
            self._head(self.view)

    def action_done(self) -> None:
        self.editing = False

    def on_panel_view_picked(self, message: PanelView.Picked) -> None:
        message.stop()
        self.focus_on = {**self.focus_on, message.panel: message.index}
        self._do()

    def on_panel_view_typed(self, message: PanelView.Typed) -> None:
        message.stop()
        self.focus_on = {**self.focus_on, message.panel: message.text}
        self._do()

    def on_panel_view_edited(self, message: PanelView.Edited) -> None:
        message.stop()
        if not self.locked:
            self._do(lambda: self.client.act(message.action, message.values))

    def action_knobs(self) -> None:
        from tutor.ui.screens.knobs import KnobsModal

        self.app.push_screen(KnobsModal(self.lab, self._values(), self._turn))

    def _values(self) -> dict[str, Value]:
        assert self.spec is not None
        return {k.name: k.default for k in self.lab.knobs} | dict(self.spec.knobs)

    def _turn(self, name: str, value: Value) -> None:
        assert self.spec is not None
        self.spec = self.spec.with_knobs({**self.spec.knobs, name: value})
        self._do(lambda: self.client.set(name, value))

    def action_branch(self) -> None:
        if self.view and self.view.other:
            self._do(self.client.unbranch)
            return
        from tutor.ui.screens.knobs import KnobsModal

        def chosen(name: str, value: Value) -> None:
            self._do(lambda: self.client.branch(name, value))

        self.app.push_screen(KnobsModal(self.lab, self._values(), chosen, branching=True))

    def action_preset(self) -> None:
        from tutor.ui.screens.pick import PickModal

        presets = {p.name: p for p in self.lab.presets}

        def chosen(name: str | None) -> None:
            if name and self.spec:
                self.spec = Spec(lab=self.spec.lab, knobs=presets[name].knobs, seed=self.spec.seed)
                self.open()

        rows = [(p.name, _(p.title), _(p.why)) for p in self.lab.presets]
        self.app.push_screen(PickModal(_("Presets"), rows), chosen)

    def action_act(self) -> None:
        from tutor.ui.screens.pick import PickModal

        def chosen(name: str | None) -> None:
            if name:
                self._do(lambda: self.client.act(name, {}))

        rows = [(a.name, _(a.name), _(a.help)) for a in self.lab.actions if not a.fields]
        self.app.push_screen(PickModal(_("Do something to the run"), rows), chosen)

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceModal

        async def fetch() -> None:
            self.app.push_screen(SourceModal(await self.client.source()))

        self._do(fetch)

    def action_zoom(self) -> None:
        views = list(self.query(PanelView))
        if self._zoomed:
            self._zoomed = ""
        elif views:
            focused = next((v for v in views if v.has_focus_within or v.has_focus), views[0])
            self._zoomed = focused.panel.name
        if self.view:
            self.repaint()

    def action_copy_line(self) -> None:
        if self.view:
            self.app.copy_to_clipboard(self.view.line)
            self.notify(self.view.line, title=_("Copied"), markup=False, timeout=4)


def shorten(value: Value) -> str:
    """A knob's value in a few characters."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 20 else text[:17].replace("\n", " ") + "…"
