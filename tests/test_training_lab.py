"""The frame that labs with one training share."""

import numpy as np
import pytest

from tutor.kit.lab import Diverged, Look
from tutor.kit.trace import Trace
from tutor.labs._training import (
    TrainingLab,
    advice_if_broken,
    exploding,
    mean_with,
    rate_knob,
    times_knob,
)


class Halves:
    """A training whose loss halves at each step; it breaks at a rate above 1."""

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def step(self, number: int) -> tuple[float, float]:
        if self.rate > 1:
            raise FloatingPointError("gradient of U")
        return 0.5**number, self.rate


class Toy(TrainingLab):
    name, title, about = "toy", "", ""
    knobs, metrics = (rate_knob(0.25),), ()

    @classmethod
    def budget(cls, knobs):
        return 70

    def __init__(self, knobs, seed):
        super().__init__(knobs, seed)
        self.training = Halves(float(self.values["lr"]))
        self.asked = []
        self.follow()

    def test(self, thorough):
        self.asked.append(thorough)
        return [float(self.steps), float(thorough)]

    def measure(self, look):
        return {}

    def show(self, look):
        return ()


def run(steps: int) -> Toy:
    lab = Toy({}, 1)
    for _ in range(steps):
        lab.step()
    return lab


def test_every_step_is_noted_and_tests_come_before_the_first_now_and_then_and_after_the_last():
    lab = run(70)
    assert lab.trace.rows()[:, 0].tolist() == list(range(1, 71))
    assert lab.trace.rows()[2].tolist() == [3, 0.25, 0.25]
    assert lab.quality.rows()[:, 0].tolist() == [0, 15, 30, 45, 60, 70]
    assert not any(lab.asked)


def test_figures_are_means_of_the_last_steps_and_nothing_before_the_first():
    assert Toy({}, 1).recent() == [None, None]
    assert run(60).recent() == pytest.approx([np.mean(0.5 ** np.arange(10, 60)), 0.25])


def test_only_a_thorough_look_tests_on_everything():
    lab = run(20)
    assert lab.tested(Look()) == [14, 0] and len(lab.asked) == 2
    assert lab.tested(Look(thorough=True)) == [20, 1]
    assert len(lab.quality) == 2, "looking leaves no trace"


def test_the_rate_can_be_turned_while_it_learns_and_a_broken_number_comes_with_advice():
    lab = run(1)
    lab.set("lr", 0.5)
    lab.step()
    assert lab.trace.rows()[:, 2].tolist() == [0.25, 0.5]
    lab.set("lr", 2.0)
    with pytest.raises(Diverged) as broken:
        lab.step()
    assert broken.value.tensor == "gradient of U"
    assert "gradient of U" in broken.value.advice.render()
    assert len(lab.trace) == 2


def test_which_of_several_networks_broke_is_told():
    with pytest.raises(Diverged) as broken, advice_if_broken("gru"):
        raise FloatingPointError("loss")
    assert broken.value.tensor == "gru: loss"


def test_a_running_mean_is_of_the_last_few():
    trace = Trace()
    for step, value in enumerate([8.0, 2.0, 4.0]):
        trace.append(step, value)
    assert mean_with(Trace(), 5.0, 3) == 5.0
    assert mean_with(trace, 6.0, 3) == 4.0
    assert mean_with(trace, 6.0, 30) == 5.0


def test_a_gradient_is_exploding_if_it_mostly_is():
    steps = np.column_stack([np.arange(5), np.zeros(5), [1, 90, 1, 30, 25]])
    assert exploding(steps, 20) and not exploding(steps, 25)
    assert "25" in exploding(steps, 20).render()


def test_rates_are_turned_by_factors_under_more():
    for knob in (rate_knob(0.01), times_knob("")):
        assert knob.name == "lr" and knob.ratio and knob.live and knob.more
    assert rate_knob(0.01, high=10.0).high == 10.0
    assert not rate_knob(0.01, live=False).live
