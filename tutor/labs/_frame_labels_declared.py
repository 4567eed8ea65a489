"""What the frame labels lab declares: its knobs, metrics, actions, presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import GRAD_NORM, cell_knob, rate_knob

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(name="curtain", help=N_("columns that the curtain hides"), default=6, low=0, high=10, step=2),
    IntKnob(
        name="window",
        help=N_("frames that a network without memory sees at once"),
        default=2,
        low=2,
        high=12,
    ),
    IntKnob(
        name="clip",
        help=N_("frames after which the recurrent network starts afresh; the whole film has 24"),
        default=24,
        low=1,
        high=24,
    ),
    cell_knob("rnn", more=True),
    IntKnob(name="hidden", help=N_("hidden units"), default=64, low=2, high=256, step=16, more=True),
    FloatKnob(
        name="snow",
        help=N_("share of the cells that flicker at random in each frame"),
        default=0.0,
        low=0.0,
        high=0.1,
        step=0.01,
        more=True,
    ),
    rate_knob(0.004),
)

METRICS = (
    Metric(
        name="accuracy",
        help=N_("share of frames that the recurrent network labels right, in films it never learned from"),
        better="higher",
    ),
    Metric(
        name="accuracy_one_frame",
        help=N_("the same for a network that sees one frame at a time"),
        better="higher",
    ),
    Metric(
        name="accuracy_two_frames",
        help=N_("the same for a network that sees two frames at a time"),
        better="higher",
    ),
    Metric(
        name="accuracy_best",
        help=N_("the most that anybody can get right who has seen the film so far, counted over all films"),
    ),
    Metric(
        name="hidden_rnn",
        help=N_("share of frames behind the curtain that the recurrent network labels right"),
        better="higher",
    ),
    Metric(
        name="hidden_one_frame",
        help=N_("the same for a network that sees one frame at a time"),
        better="higher",
    ),
    Metric(
        name="hidden_two_frames",
        help=N_("the same for a network that sees two frames at a time"),
        better="higher",
    ),
    Metric(
        name="hidden_window",
        help=N_("the same for a network that sees as many frames as `window` says"),
        better="higher",
    ),
    Metric(
        name="hidden_best",
        help=N_("the most that such a window can get right behind the curtain, counted over all films"),
    ),
    Metric(
        name="first_frame",
        help=N_("share of first frames that the recurrent network labels right"),
        better="higher",
    ),
    Metric(
        name="train_nats",
        help=N_("loss of the recurrent network, mean of the last 50 steps"),
        unit=N_("nats/frame"),
        better="lower",
    ),
    GRAD_NORM,
    Metric(
        name="parameters",
        help=N_("numbers that are learned: by the recurrent network, or by the window's"),
        parts=N_("window"),
    ),
)

ACTIONS = (
    Action(name=N_("new film"), help=N_("show another film that was never learned from")),
    Action(name=N_("turn"), help=N_("let the ball turn round behind the curtain, where nobody sees it")),
)

PRESETS = (
    Preset(
        name="curtain-up",
        title=N_("No curtain: nothing to remember"),
        knobs={"curtain": 0},
    ),
    Preset(
        name="long-window",
        title=N_("A window as long as the curtain hides"),
        knobs={"window": 7},
    ),
    Preset(
        name="short-clips",
        title=N_("A film cut into clips of four frames"),
        knobs={"clip": 4},
        bench=True,
        mends={"clip": 24},
        why=N_(
            "Every four frames it starts afresh. A clip that begins behind the curtain has seen no ball."
        ),
    ),
    Preset(
        name="no-memory",
        title=N_("A recurrent network that remembers nothing"),
        knobs={"clip": 1},
        bench=True,
        mends={"clip": 24},
        why=N_("It starts afresh at every frame, so U is never used: it is a network that sees one frame."),
    ),
)
