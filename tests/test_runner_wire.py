"""Bytes between the processes: everything gets through, and nothing that does not fit is believed."""

import contextlib
import json
import math
import random
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.kit import panels as p
from tutor.kit.lab import Event, Frame
from tutor.kit.say import Say, Verbatim
from tutor.runner import wire
from tutor.runner.parcel import (
    pack_events,
    pack_frame,
    pack_say,
    pack_spec,
    unpack_events,
    unpack_frame,
    unpack_say,
    unpack_spec,
)
from tutor.runner.spec import Spec
from tutor.runner.view import unpack_view

PANELS = (
    p.GridPanel(name="cells", cells=np.ones((3, 4), np.int8), changed=(1, 2), edit="flip", focus=True),
    p.HeatPanel(name="W", values=np.eye(3), rows=("a", "b", "c"), diverging=True, low=-1),
    p.CurvesPanel(
        name="loss",
        curves={"train": np.array([[0, 1.0], [2.0, math.nan]]), "array": np.zeros((2, 0))},
        levels={"ln V": 3.2},
        marks={"start": 1},
        low=0.5,
    ),
    p.PointsPanel(name="samples", points=np.zeros((5, 2), np.float32), field=np.ones((2, 2))),
    p.PointsPanel(
        name="codes", points=np.zeros((2, 2)), classes=np.arange(2), names=("0", "1"), focus=True
    ),
    p.PicturesPanel(
        name="fakes", pictures=np.zeros((3, 8, 8)), labels=("a", "b", "c"), across=2, edit="keep"
    ),
    p.BarsPanel(name="next", labels=("가", "é", "\u200bx"), values=np.arange(3), chosen=1),
    p.TextPanel(name="sample", text="말 [i] h[t-1]", values=np.zeros(9), given=2, typed=True),
    p.GraphPanel(name="unrolled", values=np.zeros((2, 3, 4)), rows=("y", "x"), flows=(">", ""), cuts=(2,)),
    p.TablePanel(name="sum", header=("i", "w"), rows=(("1", "0.5"), ("2", "−1")), chosen=0, note="n"),
)
FRAME = Frame(7, {"loss": 0.25, "acc.8": None}, PANELS, (Say("At {x}.", {"x": Say("{n} here", {"n": 2})}),))


def through(frame):
    arrays = []
    plain = pack_frame(frame, arrays)
    message = wire.encode({"frame": plain}, arrays)
    head, body = wire.sizes(message[:8])
    assert len(message) == 8 + head + body
    back = wire.decode(message[8 : 8 + head], message[8 + head :])
    return unpack_frame(back.header["frame"], back.arrays)


def test_every_kind_of_panel_gets_through():
    assert {panel.kind for panel in PANELS} == set(p.KINDS)
    back = through(FRAME)
    assert (back.step, back.metrics, back.says) == (FRAME.step, FRAME.metrics, FRAME.says)
    for sent, got in zip(PANELS, back.panels, strict=True):
        assert type(sent) is type(got)
        for name in sent.__dataclass_fields__:
            if name not in sent.arrays() and name != "curves":
                assert getattr(sent, name) == getattr(got, name), name
        assert sent.arrays().keys() == got.arrays().keys()
        for name, array in sent.arrays().items():
            other = got.arrays()[name]
            assert array.dtype == other.dtype and array.shape == other.shape
            assert array.tobytes() == other.tobytes()


def test_a_word_that_is_never_translated_is_still_one_on_the_far_side():
    sent = p.BarsPanel(name="b", labels=("word", Verbatim("size")), values=np.zeros(2))
    arrays = []
    panel = unpack_frame(pack_frame(Frame(0, {}, (sent,)), arrays), arrays).panels[0]
    assert panel.labels == sent.labels
    assert [isinstance(label, Verbatim) for label in panel.labels] == [False, True]


def test_arrays_of_any_layout_get_through():
    for array in (
        np.arange(12, dtype=">f8").reshape(3, 4).T,
        np.arange(10)[::-2],
        np.array(3.5),
        np.zeros((0, 3), bool),
        np.float16([1, 2]),
    ):
        message = wire.encode({}, [array])
        head, _ = wire.sizes(message[:8])
        (back,) = wire.decode(message[8 : 8 + head], message[8 + head :]).arrays
        assert back.shape == array.shape and (back == array).all() and not back.flags.writeable
    for array in (np.array(["text"]), np.array([object()]), np.array([1j])):
        with pytest.raises(TypeError):
            wire.encode({}, [array])


def test_specs_events_and_sentences_get_through():
    events = (Event(0, "set", {"drift": 0.5}), Event(9, "push", {"who": 3, "how": "가"}))
    spec = Spec("walk", {"text": "a\nb", "n": 2}, 9, events, 40, {"text": "@a.txt"})
    assert unpack_spec(json.loads(json.dumps(pack_spec(spec)))) == spec
    assert unpack_events(pack_events(events)) == events
    hostile = Spec("walk", {"text": "\x1b]52;c;eA==\x07beep"}, labels={"text": "\x1b[2J"})
    inert = unpack_spec(pack_spec(hostile))
    assert inert.knobs == {"text": "]52;c;eA==beep"} and inert.labels == {"text": "[2J"}
    assert unpack_say(pack_say(FRAME.says[0])) == FRAME.says[0]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("<f4"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.just("arrays"), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=64), st.binary(max_size=64))
def test_any_bytes_are_a_message_or_a_wire_error(head, body):
    for call in (lambda: wire.sizes(head[:8]), lambda: wire.decode(head, body)):
        with contextlib.suppress(wire.WireError):
            call()


@settings(max_examples=300, deadline=None)
@given(json_like, st.binary(max_size=64))
def test_any_json_is_a_message_or_a_wire_error(header, body):
    try:
        message = wire.decode(json.dumps(header).encode(), body)
    except wire.WireError:
        return
    for unpack in (unpack_frame, unpack_view):
        with pytest.raises(wire.WireError):
            unpack(message.header, message.arrays)


def mutated(value, rng, odd):
    """`value` with one part of it somewhere exchanged for something odd."""
    if rng.random() < 0.15 or not isinstance(value, dict | list) or not value:
        return odd
    at = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    copy = value.copy()
    copy[at] = mutated(value[at], rng, odd)
    return copy


def test_a_frame_with_any_part_exchanged_is_a_frame_or_a_wire_error():
    arrays = []
    plain = json.loads(json.dumps(pack_frame(FRAME, arrays)))
    rng = random.Random(1)
    refused = 0
    for number in range(3000):
        odd = rng.choice([None, True, -1, 99, 1.5, "x", [], {}, [1], {"a": 1}, [[]], {"text": 1}])
        try:
            frame = unpack_frame(mutated(plain, rng, odd), arrays)
        except wire.WireError:
            refused += 1
            continue
        for panel in frame.panels:
            panel.arrays()
        for say in frame.says:
            hash(say.text)
        assert isinstance(frame.step, int), number
    assert refused > 1500


@pytest.mark.parametrize(
    "listed",
    [
        [["<f8", [2**31, 2**31]]],
        [["<f8", [-1]]],
        [["|O8", [1]]],
        [["<f8", [1.0]]],
        [["<f8", [True]]],
        [[["<f8"], [1]]],
        [["<f8", [1] * 99]],
        [["<f8", [2]]],
        [],
        "no",
    ],
)
def test_arrays_that_are_not_there_are_not_believed(listed):
    with pytest.raises(wire.WireError):
        wire.decode(json.dumps({"arrays": listed}).encode(), b"\0" * 8)


def test_lengths_are_not_believed():
    with pytest.raises(wire.WireError):
        wire.sizes(struct.pack(">II", 2**32 - 1, 0))
    with pytest.raises(wire.WireError):
        wire.sizes(struct.pack(">II", 10, 2**32 - 1))
    with pytest.raises(wire.WireError):
        wire.decode(b"[" * 100_000, b"")
