"""What a learner asks of a run, checked against what its lab has: knobs, actions, metrics.

Everything here raises KnobError, one sentence with the nearest right word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tutor.kit.knobs import AnyKnob, KnobError, Value, nearest
from tutor.kit.lab import Action, Event, Lab
from tutor.kit.metrics import Metric


def knob_of(lab: Lab | type[Lab], name: str) -> AnyKnob:
    """The knob of that name."""
    for knob in lab.knobs:
        if knob.name == name:
            return knob
    raise KnobError(_none_such(f"there is no knob {name[:40]!r}", name, (k.name for k in lab.knobs)))


def action_of(lab: Lab | type[Lab], name: str) -> Action:
    """The action of that name."""
    for action in lab.actions:
        if action.name == name:
            return action
    raise KnobError(_none_such(f"{lab.name} cannot do {name[:40]!r}", name, (a.name for a in lab.actions)))


def metric_of(lab: Lab | type[Lab], name: str) -> Metric:
    """The metric that covers `name`."""
    for metric in lab.metrics:
        if metric.covers(name):
            return metric
    raise KnobError(
        _none_such(f"{lab.name} has no metric {name[:40]!r}", name, (m.name for m in lab.metrics))
    )


def checked(lab: Lab | type[Lab], event: Event) -> Event:
    """`event` with its values read by the knobs or fields they belong to."""
    if event.name == "set":
        return replace(
            event, values={name: _live(lab, name, value) for name, value in event.values.items()}
        )
    fields = {field.name: field for field in action_of(lab, event.name).fields}
    for name in event.values:
        if name not in fields:
            raise KnobError(_none_such(f"{event.name} takes no {name[:40]!r}", name, fields))
    for name in fields:
        if name not in event.values:
            raise KnobError(f"{event.name} needs {name}")
    return replace(event, values={name: fields[name].read(value) for name, value in event.values.items()})


def _live(lab: Lab | type[Lab], name: str, value: Value) -> Value:
    knob = knob_of(lab, name)
    if not knob.live:
        raise KnobError(f"{name} cannot change in the middle of a run")
    return knob.read(value)


def _none_such(what: str, name: str, names: Iterable[str]) -> str:
    return f"{what}: {nearest(name, names)}".rstrip(": ")
