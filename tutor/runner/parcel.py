"""Frames, sentences and specs as plain JSON with arrays beside it, and back.

Packing goes by the dataclasses' own fields, so a new kind of panel needs nothing here. A word that is never
translated travels in a list. Unpacking checks every field against its declared type and raises WireError
for whatever does not fit.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import Value
from tutor.kit.lab import Event, Frame
from tutor.kit.panels import KINDS, AnyPanel, Array, Panel
from tutor.kit.say import Say, Verbatim
from tutor.runner.spec import Spec
from tutor.runner.wire import Plain, WireError

T = TypeVar("T")


def pack_frame(frame: Frame, arrays: list[Array]) -> Plain:
    """`frame` as plain data; its arrays are appended to `arrays` and stand as indices."""
    return {
        "step": frame.step,
        "metrics": frame.metrics,
        "panels": [_pack_panel(panel, arrays) for panel in frame.panels],
        "says": [pack_say(say) for say in frame.says],
    }


def unpack_frame(plain: object, arrays: Sequence[Array]) -> Frame:
    """The frame that was packed."""
    fields = need(plain, dict)
    metrics = need(fields.get("metrics"), dict)
    if not all(value is None or isinstance(value, int | float) for value in metrics.values()):
        raise WireError("a metric is no number")
    return Frame(
        step=need(fields.get("step"), int),
        metrics=metrics,
        panels=tuple(_unpack_panel(need(p, dict), arrays) for p in need(fields.get("panels"), list)),
        says=tuple(unpack_say(say) for say in need(fields.get("says"), list)),
    )


def pack_say(say: Say) -> Plain:
    """A sentence; those inside it too."""

    def packed(value: str | int | float | Say) -> object:
        if isinstance(value, Say):
            return pack_say(value)
        return [str(value)] if isinstance(value, Verbatim) else value

    return {"text": say.text, "values": {name: packed(value) for name, value in say.values.items()}}


def unpack_say(plain: object) -> Say:
    """The sentence that was packed."""
    fields = need(plain, dict)
    values: dict[str, str | int | float | Say] = {}
    for name, value in need(fields.get("values"), dict).items():
        if isinstance(value, dict):
            values[name] = unpack_say(value)
        elif isinstance(value, list) and len(value) == 1:
            values[name] = Verbatim(need(value[0], str))
        elif isinstance(value, str | int | float):
            values[name] = value
        else:
            raise WireError("a sentence is filled with no word")
    return Say(need(fields.get("text"), str), values)


def pack_events(events: Sequence[Event]) -> list[Plain]:
    """A log of events."""
    return [{"step": event.step, "name": event.name, "values": dict(event.values)} for event in events]


def unpack_events(plain: object) -> tuple[Event, ...]:
    """The events that were packed."""
    events = []
    for item in need(plain, list):
        fields = need(item, dict)
        step, name = need(fields.get("step"), int), need(fields.get("name"), str)
        events.append(Event(step, name, _values(fields.get("values"))))
    return tuple(events)


def pack_spec(spec: Spec) -> Plain:
    """What names a run, whole."""
    return {
        "lab": spec.lab,
        "knobs": dict(spec.knobs),
        "labels": dict(spec.labels),
        "seed": spec.seed,
        "steps": spec.steps,
        "events": pack_events(spec.events),
    }


def unpack_spec(plain: object) -> Spec:
    """The spec that was packed; its text made inert, for it may come from a file."""
    fields = need(plain, dict)
    steps = fields.get("steps")
    return Spec(
        lab=need(fields.get("lab"), str),
        knobs=_values(fields.get("knobs")),
        seed=need(fields.get("seed"), int),
        events=unpack_events(fields.get("events")),
        steps=None if steps is None else need(steps, int),
        labels={name: clean(need(text, str)) for name, text in need(fields.get("labels"), dict).items()},
    )


def _values(plain: object) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, value in need(plain, dict).items():
        if not isinstance(value, str | int | float):
            raise WireError("a value of no known kind")
        values[name] = clean(value) if isinstance(value, str) else value
    return values


def need(value: object, kind: type[T]) -> T:
    """`value` if it is of that kind (a whole number is a float too)."""
    if kind is float and type(value) is int:
        value = float(value)
    if not isinstance(value, kind) or (type(value) is bool and kind is not bool):
        raise WireError(f"{type(value).__name__} where {kind.__name__} belongs")
    return value


def _pack_panel(panel: Panel, arrays: list[Array]) -> Plain:
    fields = {field.name: _pack(getattr(panel, field.name), arrays) for field in dataclasses.fields(panel)}
    return {"kind": panel.kind, "fields": fields}


def _pack(value: Any, arrays: list[Array]) -> Any:
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return len(arrays) - 1
    if isinstance(value, Mapping):
        return {str(name): _pack(inner, arrays) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_pack(inner, arrays) for inner in value]
    if isinstance(value, Verbatim):
        return [str(value)]
    return value.item() if isinstance(value, np.generic) else value


def _unpack_panel(plain: Plain, arrays: Sequence[Array]) -> AnyPanel:
    kind = KINDS.get(need(plain.get("kind"), str))
    if kind is None:
        raise WireError("a panel of no known kind")
    fields, hints = need(plain.get("fields"), dict), _hints(kind)
    if fields.keys() != hints.keys():
        raise WireError(f"the fields of a {kind.kind} panel do not match")
    return typing.cast(
        AnyPanel, kind(**{name: _unpack(fields[name], hint, arrays) for name, hint in hints.items()})
    )


def _hints(kind: type[Panel]) -> dict[str, Any]:
    """Each field's type."""
    if kind.kind not in _HINTS:
        hints = typing.get_type_hints(kind)
        _HINTS[kind.kind] = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    return _HINTS[kind.kind]


_HINTS: dict[str, dict[str, Any]] = {}


def _unpack(value: object, hint: Any, arrays: Sequence[Array]) -> Any:
    """`value` as the type `hint` says, which is one of the few that panels are made of."""
    outer, inner = typing.get_origin(hint), typing.get_args(hint)
    if outer is np.ndarray:
        index = need(value, int)
        if not 0 <= index < len(arrays):
            raise WireError("an array that was not sent")
        return arrays[index]
    if outer is types.UnionType:
        return None if value is None else _unpack(value, inner[0], arrays)
    if outer is tuple:
        items = need(value, list)
        each = [inner[0]] * len(items) if inner[-1] is Ellipsis else list(inner)
        if len(each) != len(items):
            raise WireError("too many or too few numbers")
        return tuple(_unpack(item, kind, arrays) for item, kind in zip(items, each, strict=True))
    if outer is collections.abc.Mapping:
        return {name: _unpack(item, inner[1], arrays) for name, item in need(value, dict).items()}
    if hint is str and isinstance(value, list) and len(value) == 1:
        return Verbatim(need(value[0], str))
    return need(value, hint)
