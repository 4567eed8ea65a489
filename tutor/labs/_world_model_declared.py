"""What the world-model lab declares: its knobs, metrics, presets and actions."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import rate_knob

TEMPERATURES = {"0.1": 0.1, "0.5": 0.5, "1": 1.0, "2": 2.0, "4": 4.0}
"""Those that controllers are trained at, by how they are chosen."""
HORIZONS = (1, 2, 5, 10, 20)

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="temperature",
        help=N_("how wild the dream on screen is; a controller is trained at each of these"),
        default="1",
        choices=tuple(TEMPERATURES),
        live=True,
    ),
    ChoiceKnob(
        name="endings",
        help=N_("whether the pushes that ended games are learned from, or were left out of the data"),
        default="learned",
        choices=("learned", "left-out"),
    ),
    IntKnob(
        name="games", help=N_("games of random play it watches"), default=400, low=10, high=1000, step=50
    ),
    FloatKnob(
        name="weight",
        help=N_("what a nat about the ending counts in the loss, one about the states being 1"),
        default=100.0,
        low=0.0,
        high=1000.0,
        step=10.0,
        more=True,
    ),
    IntKnob(
        name="updates",
        help=N_("of the model, from what it watched"),
        default=1000,
        low=50,
        high=4000,
        step=50,
        more=True,
    ),
    IntKnob(
        name="hidden",
        help=N_("units of the model's memory"),
        default=48,
        low=4,
        high=128,
        step=8,
        more=True,
    ),
    IntKnob(
        name="mixtures",
        help=N_("Gaussians that a next state is drawn from"),
        default=3,
        low=1,
        high=8,
        more=True,
    ),
    IntKnob(
        name="generations",
        help=N_("of controllers bred in the dream"),
        default=25,
        low=1,
        high=100,
        step=5,
        more=True,
    ),
    rate_knob(0.01),
)

METRICS = (
    Metric(
        name="error_by_horizon",
        help=N_("how far a dream is from an unseen game after so many pushes; 1 is the states' own spread"),
        better="lower",
        parts=N_("pushes ahead"),
    ),
    Metric(
        name="error_still",
        help=N_("the same for a dream in which nothing ever moves"),
        parts=N_("pushes ahead"),
    ),
    Metric(
        name="dream_return",
        help=N_("pushes the controller lasts in dreams at the temperature it learned at, at most 200"),
        unit=N_("pushes"),
        parts=N_("t and the temperature"),
    ),
    Metric(
        name="real_return",
        help=N_("pushes the same controller lasts in gymnasium's CartPole, at most 200"),
        unit=N_("pushes"),
        better="higher",
        parts=N_("t and the temperature"),
    ),
    Metric(
        name="gap",
        help=N_("what the dream promises more than the world keeps"),
        unit=N_("pushes"),
        parts=N_("t and the temperature"),
    ),
    Metric(name="random_return", help=N_("pushes that random play lasts"), unit=N_("pushes")),
    Metric(
        name="edge",
        help=N_("share of the controller's real games that ended at the edge of the track"),
        parts=N_("t and the temperature"),
    ),
    Metric(
        name="parts_at",
        help=N_(
            "pushes until the dreamed pole is 1° off, pushed as the controller's real games were: median"
        ),
        unit=N_("pushes"),
        better="higher",
    ),
    Metric(
        name="endings_found",
        help=N_("share of unseen endings that the model, seeing the true states, calls an ending"),
        better="higher",
    ),
    Metric(
        name="endings_seen",
        help=N_("pushes in its data that ended a game"),
    ),
    Metric(
        name="state_nats",
        help=N_("loss on the states' changes, mean of the last updates"),
        unit=N_("nats/push"),
        better="lower",
    ),
    Metric(
        name="ending_nats",
        help=N_("loss on the endings, mean of the last updates"),
        unit=N_("nats/push"),
        better="lower",
    ),
)

PRESETS = (
    Preset(
        name="few-games",
        title=N_("Thirty games only"),
        knobs={"games": 30},
    ),
    Preset(
        name="immortal",
        title=N_("A dream in which nobody ever falls"),
        knobs={"endings": "left-out"},
        bench=True,
        mends={"endings": "learned"},
        why=N_("The pushes that ended games were left out of the data, so the model never saw an ending."),
    ),
    Preset(
        name="overlooked",
        title=N_("A dream in which falls are overlooked"),
        knobs={"weight": 1.0},
        bench=True,
        mends={"weight": 100.0},
        why=N_(
            "One push in twenty ends a game. In the loss that is drowned out by the nats about the states."
        ),
    ),
)

ACTIONS = (
    Action(
        name="push",
        help=N_("push both carts"),
        fields=(
            IntKnob(name="bar", help=N_("there is only one"), default=0, low=0, high=0),
            FloatKnob(
                name="value", help=N_("below 0 is left, above is right"), default=0.0, low=-1.0, high=1.0
            ),
        ),
    ),
    Action(name=N_("push left"), help=N_("take the carts over, and push both to the left")),
    Action(name=N_("push right"), help=N_("take the carts over, and push both to the right")),
    Action(
        name=N_("let it play"),
        help=N_(
            "the controller plays on to the end, in the world and in the dream, each by what it sees there"
        ),
    ),
    Action(
        name=N_("same pushes"),
        help=N_("the controller plays on in the world, and the dream gets the same pushes"),
    ),
    Action(name=N_("new game"), help=N_("both carts start again, from a new place")),
    Action(name=N_("hand back"), help=N_("leave the carts to the run again")),
)
