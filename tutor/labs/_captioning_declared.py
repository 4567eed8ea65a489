"""What the captioning lab declares: its knobs, metrics, actions, presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import GRAD_NORM, PARAMETERS, cell_knob, rate_knob

HEIGHT, WIDTH = 12, 18
WORDS = {"count": N_("count"), "size": N_("size"), "shape": N_("shape"), "place": N_("place")}
"""The four things a caption says, as they are called on screen."""
_BY_WORD = N_("count, size, shape, place")

KNOBS: tuple[AnyKnob, ...] = (
    FloatKnob(
        name="seen",
        help=N_("share of the 240 scenes it is trained on; the others it never sees"),
        default=0.75,
        low=0.1,
        high=0.9,
        step=0.05,
    ),
    ChoiceKnob(
        name="feed",
        help=N_("when the picture comes in: once at the start, always (at each word again), or never"),
        default="once",
        choices=("once", "always", "never"),
    ),
    ChoiceKnob(
        name="language",
        help=N_("what the captions are written in; without plural it is three small cross"),
        default="english",
        choices=("english", "no-plural", "korean"),
    ),
    cell_knob("rnn", more=True),
    IntKnob(name="hidden", help=N_("hidden units"), default=128, low=4, high=256, step=16, more=True),
    rate_knob(0.003),
)

METRICS = (
    Metric(
        name="exact_match",
        help=N_("share of captions right in every word, for scenes it was never trained on"),
        better="higher",
    ),
    Metric(
        name="exact_seen",
        help=N_("the same for new pictures of scenes it was trained on"),
        better="higher",
    ),
    Metric(
        name="words",
        help=N_("share of the four telling words right, or of one, for scenes it was never trained on"),
        better="higher",
        parts=_BY_WORD,
    ),
    Metric(name="fluent", help=N_("share of captions that are correct sentences"), better="higher"),
    Metric(
        name="caption_nats",
        help=N_("loss of a caption in training, mean of the last 50 steps"),
        unit=N_("nats"),
        better="lower",
    ),
    Metric(
        name="blind_nats",
        help=N_("least loss without looking at the picture: ln of the number of scenes it is trained on"),
        unit=N_("nats"),
    ),
    Metric(
        name="start_nats",
        help=N_("what guessing evenly costs: words of a caption times ln of the vocabulary"),
        unit=N_("nats"),
    ),
    Metric(
        name="p",
        help=N_("probability of the true caption of the picture shown, or of one of its words"),
        better="higher",
        parts=_BY_WORD,
    ),
    Metric(
        name="rank",
        help=N_("rank of its true words, 1 is the likeliest: the worst, or of one of them"),
        better="lower",
        parts=_BY_WORD,
    ),
    GRAD_NORM,
    Metric(name="scenes", help=N_("scenes it is trained on")),
    PARAMETERS,
)

ACTIONS = (
    Action(
        name=N_("flip"),
        help=N_("turn a cell of the picture over"),
        fields=(
            IntKnob(name="row", help=N_("row, from the top"), default=0, low=0, high=HEIGHT - 1),
            IntKnob(name="col", help=N_("column, from the left"), default=0, low=0, high=WIDTH - 1),
        ),
    ),
    Action(name=N_("new scene"), help=N_("show a scene it was never trained on")),
    Action(name=N_("known scene"), help=N_("show a new picture of a scene it was trained on")),
    Action(name=N_("clear"), help=N_("empty the picture, to draw one of your own")),
)

PRESETS = (
    Preset(name="korean", title=N_("Captions in Korean"), knobs={"language": "korean"}),
    Preset(
        name="blind",
        title=N_("Flawless sentences, none of them true"),
        knobs={"feed": "never"},
        bench=True,
        mends={"feed": "once"},
        why=N_("The picture never reaches the words. It learned how captions sound, not what they tell."),
    ),
    Preset(
        name="few-scenes",
        title=N_("It knows what it was shown, and nothing between"),
        knobs={"seen": 0.25},
        bench=True,
        mends={"seen": 0.75},
        why=N_("With 60 scenes it is cheaper to know each by heart than to know what each word means."),
    ),
)
