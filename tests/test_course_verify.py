from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lessons_for_tests import course

from tutor.course.load import load
from tutor.course.verify import expected, holds, verify
from tutor.kit.knobs import Value
from tutor.kit.lesson import Claim, Lesson

NUMBERS = {1: 0.10, 2: 0.17, 3: 0.18, 4: 0.40}


def run(
    lab: str, set: Mapping[str, Value], seed: int, steps: int | None, metric: str, at: str
) -> float | None:
    """The seed's number; half of it for another metric; none, or an error, where a test asks for it."""
    if metric == "silent":
        return None
    if metric == "raises":
        raise ArithmeticError("the lab failed at step 3")
    return NUMBERS[seed] * (0.5 if metric == "half" else 1.0)


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return load(course(tmp_path))


def claim(**changes: object) -> Claim:
    return replace(Claim(lab="any", seeds=(1, 2, 3, 4), metric="number"), **changes)  # type: ignore[arg-type]


def test_the_median_over_seeds_is_compared(lesson: Lesson) -> None:
    claims = {"yes": claim(expect=0.15, within=0.025), "no": claim(expect=0.15, within=0.02)}
    yes, no = verify([replace(lesson, verify=claims)], run)
    assert (yes.lesson, yes.claim, yes.expected) == ("demo", "yes", "0.15 ± 0.025")
    assert (yes.median, yes.low, yes.high) == (pytest.approx(0.175), 0.10, 0.40)
    assert yes.passed and not no.passed and yes.seconds >= 0


def test_differences_slow_claims_and_claims_that_only_measure(lesson: Lesson) -> None:
    claims = {"difference": claim(minus="half", least=0.08), "slow": claim(quick=False), "open": claim()}
    found = {v.claim: v for v in verify([replace(lesson, verify=claims)], run, quick=True)}
    assert found.keys() == {"difference", "open"}
    assert found["difference"].median == pytest.approx(0.0875) and found["difference"].passed
    assert found["open"].passed and found["open"].expected == "measured"
    assert len(list(verify([replace(lesson, verify=claims)], run))) == 3


def test_a_run_without_a_number_or_with_an_error_fails_alone(lesson: Lesson) -> None:
    claims = {"a": claim(metric="silent"), "b": claim(metric="raises"), "c": claim(most=1)}
    a, b, c = verify([replace(lesson, verify=claims)], run)
    assert (a.median, a.passed, a.trouble) == (None, False, "seed 1: no number")
    assert (b.passed, b.trouble) == (False, "seed 1: the lab failed at step 3")
    assert c.passed


@pytest.mark.parametrize(
    ("changes", "median", "says", "right"),
    [
        ({"expect": 0.15, "within": 0.03}, 0.18, "0.15 ± 0.03", True),
        ({"expect": 0.15, "within": 0.03}, 0.1801, "0.15 ± 0.03", False),
        ({"expect": 7.0}, 7.0, "7", True),
        ({"expect": 7.0}, 8.0, "7", False),
        ({"least": 0.9}, 0.9, "≥ 0.9", True),
        ({"least": 0.9}, 0.89, "≥ 0.9", False),
        ({"most": 0.1}, 0.11, "≤ 0.1", False),
        ({"least": 0.0, "most": 1.0}, 0.5, "0 … 1", True),
        ({"least": 0.0, "most": 1.0}, 1.5, "0 … 1", False),
    ],
)
def test_what_a_claim_says(changes: dict[str, float], median: float, says: str, right: bool) -> None:
    assert expected(claim(**changes)) == says
    assert holds(claim(**changes), median) is right
