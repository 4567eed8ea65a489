"""A sheet with the lab's knobs; what is turned is felt at once in the picture beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input, Static

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob, KnobError, TextKnob, Value
from tutor.kit.lab import Lab
from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.glyphs import signs
from tutor.ui.screens.modal import Sheet
from tutor.ui.words import _, spoken

Turned = Callable[[str, Value], None]


class KnobsModal(Sheet[None]):
    """Arrows choose and turn, Enter types a value; with `branching`, the first turn branches the run."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("left", "less", N_("less"), N_("Turn the knob down")),
        Command("right", "more", N_("more"), N_("Turn the knob up")),
        Command("enter", "type", N_("type it"), N_("Type a value")),
        Command("m", "all", N_("all knobs"), N_("Show the knobs under “more” too")),
        Command("up", "move(-1)", N_("up"), N_("The knob above"), footer=False),
        Command("down", "move(1)", N_("down"), N_("The knob below"), footer=False),
    )
    DEFAULT_CSS = """
    KnobsModal { align: right bottom; }
    KnobsModal > #sheet { height: auto; max-height: 100%; border: none; padding: 1 2 2 2; }
    KnobsModal .knob { height: 1; }
    KnobsModal #about { color: $text-muted; padding: 1 0 0 0; }
    KnobsModal Input { height: 1; border: none; padding: 0; display: none; }
    KnobsModal Input.asked { display: block; }
    """
    AUTO_FOCUS = ""
    here: reactive[int] = reactive(0)
    everything: reactive[bool] = reactive(False)

    def __init__(
        self, lab: type[Lab], values: Mapping[str, Value], turned: Turned, *, branching: bool = False
    ) -> None:
        super().__init__()
        self.lab = lab
        self.values = dict(values)
        self.turned = turned
        self.branching = branching
        self.heading = _("From here on, change one knob") if branching else _("Knobs")
        self.trouble = ""

    @property
    def knobs(self) -> list[AnyKnob]:
        """Those in view: three at most, unless all are asked for."""
        first = [k for k in self.lab.knobs if not k.more][:3]
        return list(self.lab.knobs) if self.everything or not first else first

    def contents(self) -> ComposeResult:
        for _place in self.lab.knobs:
            yield Static(classes="knob", markup=False)
        yield Input()
        yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        self.set_focus(None)
        self._paint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not (action == "all" and not any(k.more for k in self.lab.knobs))

    def _paint(self) -> None:
        for place, row in enumerate(self.query(".knob").results(Static)):
            row.display = place < len(self.knobs)
            if not row.display:
                continue
            knob, here = self.knobs[place], place == self.here
            value = self.values[knob.name]
            text = f"{value:g}" if isinstance(value, float) else str(value).replace("\n", " ")
            row.update(
                Content.assemble(
                    (f"{signs().here if here else ' '} ", "$accent"),
                    (f"{knob.name:<16}", "bold" if here else ""),
                    (f"{text[:20]:>20}", "bold" if here else ""),
                    "   ",
                    (_("live") if knob.live else "", "$text-muted"),
                )
            )
        knob = self.knobs[self.here]
        lines = [_(knob.help), _range(knob)]
        if not knob.live:
            lines.append(_("Turning it starts the run again with the same seed."))
        if self.trouble:
            lines.append(f"{signs().wrong} {self.trouble}")
        self.query_one("#about", Static).update(Content("\n".join(line for line in lines if line)))

    def validate_here(self, here: int) -> int:
        """A row in view: of a click, the row may have gone since."""
        return max(0, min(len(self.knobs) - 1, here))

    def watch_here(self) -> None:
        if self.is_mounted:
            self._put_field_away()  # what was typed was meant for the knob one was at
        self._paint_if_ready()

    def watch_everything(self) -> None:
        self.set_reactive(KnobsModal.here, self.validate_here(self.here))
        self._paint_if_ready()

    def _paint_if_ready(self) -> None:
        if self.is_mounted:
            self.trouble = ""
            self._paint()

    def action_move(self, by: int) -> None:
        self.here += by

    def action_all(self) -> None:
        self.everything = not self.everything

    def action_less(self) -> None:
        self._turn(-1)

    def action_more(self) -> None:
        self._turn(+1)

    def _turn(self, by: int) -> None:
        knob = self.knobs[self.here]
        self._set(turn(knob, self.values[knob.name], by))

    def _set(self, value: Value) -> None:
        knob = self.knobs[self.here]
        try:
            value = knob.read(value)
        except KnobError as error:
            self.trouble = spoken(error.say)
            self._paint()
            return
        self.trouble = ""
        if value == self.values[knob.name]:
            self._paint()
            return
        self.values[knob.name] = value
        self._paint()
        self.turned(knob.name, value)
        if self.branching:
            self.dismiss(None)

    def action_type(self) -> None:
        field = self.query_one(Input)
        field.value = str(self.values[self.knobs[self.here].name])
        field.set_class(True, "asked")
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._put_field_away()
        self._set(event.value)

    def on_click(self, event: events.Click) -> None:
        rows = list(self.query(".knob"))
        if event.widget in rows:
            self.here = rows.index(event.widget)

    def action_leave(self) -> None:
        if self.query_one(Input).has_class("asked"):
            self._put_field_away()
        else:
            self.dismiss(None)

    def _put_field_away(self) -> None:
        self.query_one(Input).set_class(False, "asked")
        self.set_focus(None)


def turn(knob: AnyKnob, value: Value, by: int) -> Value:
    """`value` one press of a key further (`by` is +1 or −1), kept within the knob's bounds."""
    if isinstance(knob, IntKnob):
        return max(knob.low, min(knob.high, int(value) + by * knob.step))
    if isinstance(knob, FloatKnob):
        number = float(value)
        moved = number * knob.step**by if knob.ratio else round(number + by * knob.step, 10)
        return max(knob.low, min(knob.high, moved))
    choices = knob.choices
    if not choices:
        return value
    place = choices.index(str(value)) + by if str(value) in choices else 0
    return choices[place % len(choices)]


def _range(knob: AnyKnob) -> str:
    if isinstance(knob, IntKnob | FloatKnob):
        return _("from {low:g} to {high:g}").format(low=knob.low, high=knob.high)
    if isinstance(knob, ChoiceKnob) or knob.choices:
        return " · ".join(knob.choices)
    assert isinstance(knob, TextKnob)
    return _("{low:,} to {high:,} characters").format(low=knob.shortest, high=knob.longest)
