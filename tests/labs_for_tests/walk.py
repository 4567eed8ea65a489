"""A random walk of many walkers: cheap steps, all kinds of state, one of each kind of panel."""

import time

import numpy as np

from tutor.kit import panels as p
from tutor.kit.knobs import ChoiceKnob, FloatKnob, IntKnob, KnobError, TextKnob
from tutor.kit.lab import Action, Diverged, Lab
from tutor.kit.metrics import Metric
from tutor.kit.say import Say


class Walk(Lab):
    name = "walk"
    title = "A walk"
    about = "Walkers walk."
    knobs = (
        IntKnob(name="walkers", help="How many", default=8, low=1, high=5_000_000),
        FloatKnob(name="drift", help="To the right", default=0.0, low=-1.0, high=1000.0, live=True),
        ChoiceKnob(name="law", help="How they step", default="normal", choices=("normal", "coin")),
        IntKnob(name="budget", help="Steps", default=1000, low=0, high=10**9),
        FloatKnob(name="pause", help="Seconds a step takes", default=0.0, low=0.0, high=10.0),
        FloatKnob(name="slow", help="Seconds its construction takes", default=0.0, low=0.0, high=10.0),
        TextKnob(name="text", help="Any text", default="fables", choices=("fables",)),
    )
    metrics = (
        Metric(name="mean", help="Mean place"),
        Metric(name="farthest", help="Largest distance"),
        Metric(name="rare", help="Only in a thorough look"),
        Metric(name="never", help="Never reported"),
    )
    actions = (
        Action(
            name="push",
            help="Push a walker",
            fields=(IntKnob(name="who", help="Which", default=0, low=0, high=10**6),),
        ),
    )
    constants = ("map",)

    @classmethod
    def budget(cls, knobs):
        return knobs["budget"]

    def __init__(self, knobs, seed):
        super().__init__(knobs, seed)
        time.sleep(self.values["slow"])
        self.rng = np.random.default_rng(seed)
        self.places = np.zeros(self.values["walkers"])
        self.map = np.arange(1000)

    def advance(self):
        if self.values["pause"]:
            time.sleep(self.values["pause"])
        if self.values["law"] == "coin":
            self.places += self.rng.choice([-1.0, 1.0], len(self.places))
        else:
            self.places += self.rng.normal(size=len(self.places))
        self.places += self.values["drift"]
        if np.abs(self.places).max() > 10_000:
            raise Diverged("places", Say("Lower {knob}.", {"knob": "drift"}))

    def act(self, name, values):
        if values["who"] >= len(self.places):
            raise KnobError(f"there are only {len(self.places)} walkers")
        self.places[values["who"]] += 5.0

    def measure(self, look):
        found = {"mean": self.places.mean(), "farthest": np.abs(self.places).max()}
        return found | ({"rare": self.looking_rng().random()} if look.thorough else {})

    def show(self, look):
        chosen = int(look.focus.get("places", -1))
        sample = self.looking_rng().normal(size=(16, 2))
        return (
            p.BarsPanel(
                name="places", labels=tuple(map(str, range(8))), values=self.places[:8], chosen=chosen
            ),
            p.PointsPanel(name="samples", points=sample),
        )

    def record(self):
        return {"places": self.places}
