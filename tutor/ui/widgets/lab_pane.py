"""The lab pane: a run on screen and every command it understands.

The same pane stands on the lab's own screen, beside a lesson's text and on the map, so a new lab brings
panels and knobs and needs no screen of its own.
"""

from __future__ import annotations

import math
from typing import ClassVar

from tutor.kit.knobs import Value
from tutor.kit.panels import Panel
from tutor.kit.say import N_
from tutor.runner.spec import Spec
from tutor.ui.commands import Command, Commanded
from tutor.ui.gone import gone
from tutor.ui.views import PanelView
from tutor.ui.widgets.run_view import RunView
from tutor.ui.widgets.timeline import Timeline
from tutor.ui.words import _

SPEEDS: tuple[float | None, ...] = (1.0, 3.0, 10.0, 30.0, 100.0, None)
"""Steps a second; None is flat out."""


class LabPane(Commanded, RunView):
    """A run under the learner's thumb: time, knobs, branches, edits."""

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
        Command(
            "i",
            "into",
            N_("point"),
            N_("Go to the next panel to point at or to write in"),
            footer=False,
        ),
        Command("z", "zoom", N_("zoom"), N_("Give one panel all the room, or give it back"), footer=False),
        Command("y", "copy_line", N_("copy"), N_("Copy the line that runs this again"), footer=False),
    )

    speed: int | None = None
    """Which of `SPEEDS`, once one was asked for."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.locked and action not in {"source", "zoom", "copy_line"}:
            return False
        if action == "done":
            return self.editing or (self.has_focus_within and not self.has_focus)
        if action == "into":
            return any(view.can_focus for view in self.query(PanelView))
        if action == "edit":
            return any(changeable(p) for p in (self.view.frame.panels if self.view else ()))
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
        """Steps a second to play at: as asked for, else the lab's own pace."""
        return self.lab.pace if self.speed is None else SPEEDS[self.speed]

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
        self.speed = beside(self.rate, by)
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
            view.editing = editing and changeable(view.panel)
        if first := next((view for view in self.query(PanelView) if view.editing), None):
            first.focus()
        if not editing and not gone(self) and self.has_focus_within:
            self.focus()
        if self.view:
            self._head(self.view)

    def action_done(self) -> None:
        if self.editing:
            self.editing = False
        else:
            self.focus()

    def action_into(self) -> None:
        """From the pane to its first panel that does something, on to the next, and back."""
        stops = [self, *(view for view in self.query(PanelView) if view.can_focus and view.display)]
        at = stops.index(self.screen.focused) if self.screen.focused in stops else 0
        stops[(at + 1) % len(stops)].focus()

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

        self.app.push_screen(KnobsModal(self.lab, self.values(), self._turn))

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

        self.app.push_screen(KnobsModal(self.lab, self.values(), chosen, branching=True))

    def action_preset(self) -> None:
        from tutor.ui.screens.pick import PickModal

        presets = {p.name: p for p in self.lab.presets}

        def chosen(name: str | None) -> None:
            if name and self.spec:
                self.spec = Spec(lab=self.spec.lab, knobs=presets[name].knobs, seed=self.spec.seed)
                self.kept = None  # another run begins
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
            source = await self.client.source()
            if not gone(self) and self.screen.is_active:
                self.app.push_screen(SourceModal(source))

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


def beside(rate: float | None, by: int) -> int:
    """Which of `SPEEDS` is the next one faster (`by` +1) or slower (−1) than a rate, if there is one."""
    now = math.inf if rate is None else rate
    speeds = [math.inf if speed is None else speed for speed in SPEEDS]
    if by > 0:
        return min((n for n, speed in enumerate(speeds) if speed > now), default=len(SPEEDS) - 1)
    return max((n for n, speed in enumerate(speeds) if speed < now), default=0)


def changeable(panel: Panel) -> bool:
    """Whether the learner can write in it: cells to flip, points to set, a beginning to type."""
    return bool(getattr(panel, "edit", "") or getattr(panel, "typed", False))
