"""The real digits, their split, and the two judges of generated ones."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from tutor.models.digits import digits, enlarged
from tutor.models.judge import covered, judge, kid, kid_floor, told


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_the_split_is_that_of_scikit_learn_balanced_and_apart():
    train, test = digits()
    assert train.images.shape == (1200, 8, 8) and test.images.shape == (597, 8, 8)
    assert (np.bincount(train.labels) == 120).all() and np.bincount(test.labels).min() >= 54
    from sklearn.datasets import load_digits

    theirs = load_digits()
    rows = {(*image.tolist(), label) for image, label in zip(theirs.data, theirs.target, strict=True)}
    ours = [
        {(*(16 * image).tolist(), label) for image, label in zip(part.flat, part.labels, strict=True)}
        for part in (train, test)
    ]
    assert ours[0] | ours[1] == rows and not ours[0] & ours[1]
    assert digits() is digits() and not train.images.flags.writeable


def test_reading_digits_does_not_import_scikit_learn():
    code = (
        "import sys; from tutor.models.digits import digits; digits(); sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_few_and_of_and_larger():
    train = digits().train
    few = train.few(5, np.random.default_rng(1))
    assert (np.bincount(few.labels) == 5).all()
    assert set(train.of(3, 8).labels.tolist()) == {3, 8}
    large = train.larger().images
    assert large.shape == (1200, 16, 16) and large.min() >= 0 and large.max() <= 1
    theirs = torch.nn.functional.interpolate(
        torch.tensor(train.images[:5])[:, None], size=(16, 16), mode="bilinear", align_corners=False
    )
    assert large[:5] == pytest.approx(theirs[:, 0].numpy(), abs=1e-6)
    assert enlarged(np.ones((1, 8, 8)), 11) == pytest.approx(1)


def test_the_judge_knows_digits_it_never_saw_at_both_sizes():
    test = digits().test
    p = judge()(test.images)
    assert (p.argmax(axis=1) == test.labels).mean() >= 0.97
    assert p.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (judge(16)(test.larger().images).argmax(axis=1) == test.labels).mean() >= 0.97
    assert covered(p) == 10 and told(p) > 0.9
    ones = judge()(np.repeat(test.of(1).images[:1], 50, axis=0))
    assert covered(ones) <= 1


def test_the_kernel_distance_is_the_sum_over_pairs_and_has_a_floor():
    rng = np.random.default_rng(0)
    a, b = rng.random((4, 2, 2)), rng.random((3, 2, 2))

    def k(x, y):
        return (np.dot(2 * x.ravel() - 1, 2 * y.ravel() - 1) / 4 + 1) ** 3

    by_hand = (
        np.mean([k(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j])
        + np.mean([k(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j])
        - 2 * np.mean([k(x, y) for x in a for y in b])
    )
    assert kid(a, b) == pytest.approx(by_hand)
    train, test = digits()
    floor = kid_floor(train.images, 500, rng)
    assert abs(kid(train.images, test.images)) < 2 * floor < 0.05
    assert kid(rng.random((600, 8, 8)), train.images) == pytest.approx(1.9, abs=0.1)
    with pytest.raises(ValueError):
        kid(a[:1], b)
