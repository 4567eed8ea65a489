"""What a learner asks of a run, checked against what its lab has: knobs, actions, metrics.

Everything here raises KnobError, one sentence with the nearest right word.
"""

from __future__ import annotations

from dataclasses import replace

from tutor.kit.knobs import AnyKnob, KnobError, Value, pointed, typed
from tutor.kit.lab import Action, Event, Lab
from tutor.kit.metrics import Metric
from tutor.kit.say import Say, Verbatim


def knob_of(lab: Lab | type[Lab], name: str) -> AnyKnob:
    """The knob of that name."""
    for knob in lab.knobs:
        if knob.name == name:
            return knob
    said = Say("there is no knob {name}", {"name": typed(name)})
    raise KnobError(pointed(said, name, (k.name for k in lab.knobs)))


def action_of(lab: Lab | type[Lab], name: str) -> Action:
    """The action of that name."""
    for action in lab.actions:
        if action.name == name:
            return action
    said = Say("{lab} cannot do {name}", {"lab": Verbatim(lab.name), "name": typed(name)})
    raise KnobError(pointed(said, name, (a.name for a in lab.actions)))


def metric_of(lab: Lab | type[Lab], name: str) -> Metric:
    """The metric that covers `name`."""
    for metric in lab.metrics:
        if metric.covers(name):
            return metric
    said = Say("{lab} has no metric {name}", {"lab": Verbatim(lab.name), "name": typed(name)})
    raise KnobError(pointed(said, name, (m.name for m in lab.metrics)))


def checked(lab: Lab | type[Lab], event: Event) -> Event:
    """`event` with its values read by the knobs or fields they belong to."""
    if event.name == "set":
        return replace(
            event, values={name: _live(lab, name, value) for name, value in event.values.items()}
        )
    fields = {field.name: field for field in action_of(lab, event.name).fields}
    for name in event.values:
        if name not in fields:
            said = Say("{action} takes no {name}", {"action": Verbatim(event.name), "name": typed(name)})
            raise KnobError(pointed(said, name, fields))
    for name in fields:
        if name not in event.values:
            lacking = {"action": Verbatim(event.name), "name": Verbatim(name)}
            raise KnobError(Say("{action} needs {name}", lacking))
    return replace(event, values={name: fields[name].read(value) for name, value in event.values.items()})


def _live(lab: Lab | type[Lab], name: str, value: Value) -> Value:
    knob = knob_of(lab, name)
    if not knob.live:
        raise KnobError(Say("{knob} cannot change in the middle of a run", {"knob": Verbatim(name)}))
    return knob.read(value)
