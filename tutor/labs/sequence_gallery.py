"""A gallery of sequences, in time and in space: in order, backwards or shuffled, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from tutor.kit.knobs import ChoiceKnob, IntKnob, Value
from tutor.kit.lab import Lab, Look, Preset
from tutor.kit.metrics import Metric
from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, GridPanel, HeatPanel, TextPanel
from tutor.kit.say import N_, Say
from tutor.labs import _sequence_gallery_pieces as pieces

SEEN, STRIP, LETTERS = 96, 24, 240
"""Values in a curve, in a strip of the wall, and letters of a text that are in view."""
UNITS = {
    "weather": "°C",
    "economy": "%",
    "melody": N_("half tones over C"),
}


class SequenceGallery(Lab):
    """Thirteen sequences go by; nothing is trained but counts of what came after what."""

    name: ClassVar = "sequence-gallery"
    title: ClassVar = N_("Gallery of sequences")
    about: ClassVar = N_(
        "Thirteen sequences in time and in space: what their order tells, and what is left."
    )
    knobs: ClassVar = (
        ChoiceKnob(
            name="piece", help=N_("what to look at"), default="ecg", choices=pieces.PIECES, live=True
        ),
        ChoiceKnob(
            name="order",
            help=N_("in which order its values come"),
            default="in-order",
            choices=pieces.ORDERS,
            live=True,
        ),
        IntKnob(
            name="context",
            help=N_("how many values before may be looked back at"),
            default=1,
            low=0,
            high=pieces.MOST,
            live=True,
        ),
    )
    metrics: ClassVar = (
        Metric(
            name="saved",
            help=N_("how much shorter it is told by who may look back, in its own order; 1 is wholly"),
            parts=N_("the same for each piece"),
        ),
        Metric(name="saved_backwards", help=N_("the same, told from the end")),
        Metric(name="saved_shuffled", help=N_("the same, shuffled: below 0 if looking back only misleads")),
        Metric(name="entropy", help=N_("what a value costs if order is not looked at"), unit=N_("nats")),
    )
    presets: ClassVar = (
        Preset(name="heart", title=N_("A heart, shuffled"), knobs={"piece": "ecg", "order": "shuffled"}),
        Preset(
            name="back-and-forth",
            title=N_("A fable backwards"),
            knobs={"piece": "fable", "order": "backwards"},
        ),
        Preset(
            name="short-look",
            title=N_("One value back is not enough for a voice"),
            knobs={"piece": "speech", "context": 1},
            bench=True,
            mends={"context": 4},
            why=N_("One value says where the wave is, not whether it rises: order reaches further back."),
        ),
    )
    models: ClassVar = ("tutor.models.gallery", "tutor.models.ngram")
    constants: ClassVar = ("pieces",)
    pace: ClassVar = 12.0

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Twenty seconds at its own pace."""
        return 240

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        self.pieces = pieces.build(seed)

    def advance(self) -> None:
        """The next value comes."""

    @property
    def piece(self) -> pieces.Piece:
        """The piece that the metrics are about."""
        return self.pieces[str(self.values["piece"])]

    def _pointed(self, look: Look) -> pieces.Piece:
        """The piece pointed at on the wall, or the knob's."""
        at = look.focus.get("wall", -1)
        if isinstance(at, int) and 0 <= at < len(pieces.PIECES):
            return self.pieces[pieces.PIECES[at]]
        return self.piece

    def _window(self, piece: pieces.Piece, count: int) -> Array:
        """(count,) which of its values are the last `count` to have come by."""
        came = np.arange(self.steps + SEEN - count, self.steps + SEEN) % pieces.LENGTH
        return np.asarray(piece.order(str(self.values["order"]))[came])

    def measure(self, look: Look) -> Mapping[str, float | None]:
        context = int(self.values["context"])
        told = {how: self.piece.saved(how, context) for how in pieces.ORDERS}
        every = {f"saved.{name}": p.saved("in-order", context) for name, p in self.pieces.items()}
        return {
            "saved": told["in-order"],
            "saved_backwards": told["backwards"],
            "saved_shuffled": told["shuffled"],
            "entropy": self.piece.entropy,
            **(every if look.thorough else {}),
        }

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        piece = self._pointed(look)
        return self._picture(piece), self._wall(piece), self._bars(piece)

    def _picture(self, piece: pieces.Piece) -> AnyPanel:
        title = pieces.LABELS[piece.name]
        if piece.name in pieces.PICTURES:
            return GridPanel(name="frame", title=title, cells=self._frame(piece))
        if piece.text:
            return self._letters(piece, title)
        at = self._window(piece, SEEN)
        x = np.arange(self.steps, self.steps + SEEN)
        return CurvesPanel(
            name="curve",
            title=title,
            curves={title: np.stack([x, piece.numbers[at]])},
            y=UNITS.get(piece.name, ""),
            low=float(piece.numbers.min()),
            high=float(piece.numbers.max()),
        )

    def _frame(self, piece: pieces.Piece) -> Array:
        from tutor.models import gallery

        at = int(self._window(piece, 1)[0])
        value = float(piece.numbers[at])
        return gallery.walker(value) if piece.name == "walk" else gallery.ball(value, at)

    def _letters(self, piece: pieces.Piece, title: str) -> TextPanel:
        """What came last; blue was expected by who looks back, orange was not."""
        order = str(self.values["order"])
        count = min(LETTERS, self.steps + SEEN)
        at = self._window(piece, count)
        came = np.arange(self.steps + SEEN - count, self.steps + SEEN) % pieces.LENGTH
        price = piece.prices(order)[came, int(self.values["context"])]
        even = np.log(piece.ids.max() + 1)
        return TextPanel(
            name="letters",
            title=title,
            text="".join(piece.text[i] for i in at),
            values=np.clip(2 * price / even - 1, -1, 1).astype(np.float32),
            note=N_("blue: expected, orange: a surprise"),
        )

    def _wall(self, chosen: pieces.Piece) -> HeatPanel:
        rows = [p.values[self._window(p, STRIP)] for p in self.pieces.values()]
        return HeatPanel(
            name="wall",
            title=N_("The wall: nine in time, four in space"),
            values=np.stack(rows).astype(np.float32),
            low=-1.0,
            high=1.0,
            diverging=True,
            rows=tuple(pieces.LABELS.values()),
            row_focus=True,
            chosen=pieces.PIECES.index(chosen.name),
        )

    def _bars(self, piece: pieces.Piece) -> BarsPanel:
        context = int(self.values["context"])
        return BarsPanel(
            name="saved",
            title=N_("Told shorter by looking back"),
            labels=(N_("in order"), N_("backwards"), N_("shuffled")),
            values=np.array([piece.saved(how, context) for how in pieces.ORDERS]),
            low=-0.4,
            high=1.0,
            chosen=pieces.ORDERS.index(str(self.values["order"])),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        piece, context = self._pointed(look), int(self.values["context"])
        return (
            Say(pieces.ABOUT[piece.name]),
            Say(
                N_("Looking back {context}: {ordered} % shorter in order, {shuffled} % shuffled."),
                {
                    "context": context,
                    "ordered": f"{100 * piece.saved('in-order', context):.0f}".replace("-", "−"),
                    "shuffled": f"{100 * piece.saved('shuffled', context):.0f}".replace("-", "−"),
                },
            ),
        )

    def record(self) -> dict[str, Array]:
        return {name: p.ids for name, p in self.pieces.items()}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import gallery, ngram

        name = self.piece.name
        made = gallery.IN_TIME.get(name, getattr(gallery, name, None))
        return (*([made] if made else []), ngram.NGram)
