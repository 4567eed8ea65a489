"""Claims: the numbers that lessons state, measured again.

How a lab is run is not known here: whoever verifies brings a function that runs one.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from tutor.kit.knobs import Value
from tutor.kit.lesson import Claim, Lesson


class Run(Protocol):
    """Runs a lab and reads one metric off it.

    `steps` None is the lab's budget; `at` is "end" or "METRIC NUMBER", the first step where that metric
    reaches the number. None if the metric has nothing to say there. May raise; the claim then fails.
    """

    def __call__(
        self, lab: str, set: Mapping[str, Value], seed: int, steps: int | None, metric: str, at: str
    ) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one claim."""

    lesson: str
    claim: str
    expected: str
    """The claim as text: "0.15 ± 0.03", "≥ 0.9", or "measured" where a prediction only needs the number."""
    median: float | None
    low: float | None
    high: float | None
    """Over the seeds; None where a run gave no number."""
    seconds: float
    passed: bool
    trouble: str = ""
    """Why there is no number."""


def verify(lessons: Iterable[Lesson], run: Run, quick: bool = False) -> Iterator[Verdict]:
    """A verdict for each claim, as soon as it is known; only the quick claims if `quick`."""
    for lesson in lessons:
        for id, claim in lesson.verify.items():
            if claim.quick or not quick:
                yield _verdict(lesson.id, id, claim, run)


def _verdict(lesson: str, id: str, claim: Claim, run: Run) -> Verdict:
    began = time.perf_counter()
    numbers: list[float] = []
    trouble = ""
    for seed in claim.seeds:
        try:
            number = _measure(claim, seed, run)
        except Exception as error:  # a lab may fail in any way; the other claims are still worth a run
            trouble = f"seed {seed}: {error}"
            break
        if number is None:
            trouble = f"seed {seed}: no number"
            break
        numbers.append(number)
    seconds = time.perf_counter() - began
    if trouble:
        return Verdict(lesson, id, expected(claim), None, None, None, seconds, False, trouble)
    median = statistics.median(numbers)
    passed = holds(claim, median)
    return Verdict(lesson, id, expected(claim), median, min(numbers), max(numbers), seconds, passed)


def _measure(claim: Claim, seed: int, run: Run) -> float | None:
    """The metric, or the difference of two, of one run."""
    number = run(claim.lab, claim.set, seed, claim.steps, claim.metric, claim.at)
    if not claim.minus or number is None:
        return number
    other = run(claim.lab, claim.set, seed, claim.steps, claim.minus, claim.at)
    return None if other is None else number - other


def holds(claim: Claim, median: float) -> bool:
    """Whether a median is what the claim says; bounds belong to it."""
    slack = 1e-12 * max(1.0, abs(median))  # 0.15 ± 0.03 takes 0.18 although 0.18 - 0.15 > 0.03 in binary
    if claim.expect is not None:
        return abs(median - claim.expect) <= claim.within + slack
    above = claim.least is None or median >= claim.least - slack
    below = claim.most is None or median <= claim.most + slack
    return above and below


def expected(claim: Claim) -> str:
    """The claim in one short text."""
    if claim.expect is not None:
        return f"{claim.expect:.6g} ± {claim.within:.6g}" if claim.within else f"{claim.expect:.6g}"
    if claim.least is not None and claim.most is not None:
        return f"{claim.least:.6g} … {claim.most:.6g}"
    if claim.least is not None:
        return f"≥ {claim.least:.6g}"
    return f"≤ {claim.most:.6g}" if claim.most is not None else "measured"
