"""Dilated causal convolutions against torch's own, their field, and what they may not see."""

import itertools

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from tutor.models.copying import BELL, blind_loss, copying, distance
from tutor.models.tcn import TCN, dilations, receptive_field


def net(layers=3, kernel=2, doubling=True, ahead=False, channels=5):
    return TCN(
        10, 8, channels, kernel, dilations(layers, doubling), torch.Generator().manual_seed(1), ahead=ahead
    )


def reference(m, x):
    h = m.E[x].permute(1, 2, 0)
    for W, b, d in zip(m.W, m.b, m.d, strict=True):
        w = W.flip(0).permute(2, 1, 0)
        h = h + torch.relu(F.conv1d(F.pad(h, ((m.kernel - 1) * d, 0)), w, b, dilation=d))
    return h.permute(2, 0, 1) @ m.V + m.c


@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
def test_values_and_gradients_are_those_of_torchs_convolution(kernel):
    m = net(kernel=kernel).double()
    x = torch.randint(10, (40, 3), generator=torch.Generator().manual_seed(2))
    ours, theirs = m(x), reference(m, x)
    assert torch.allclose(ours, theirs, atol=1e-12)
    one = torch.autograd.grad(ours.square().sum(), list(m.parameters()))
    other = torch.autograd.grad(theirs.square().sum(), list(m.parameters()))
    assert all(torch.allclose(a, b, atol=1e-10) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("steps", "ahead"), [(6, False), (40, False), (40, True)])
def test_the_last_outputs_need_only_their_cone(steps, ahead):
    m = net(kernel=3, ahead=ahead).double()
    x = torch.randint(10, (steps, 2), generator=torch.Generator().manual_seed(2))
    if not ahead:
        assert torch.allclose(m(x)[-4:], m(x, 4), atol=1e-12)
    assert m(x).shape == (steps, 2, 8)


@pytest.mark.parametrize(
    ("layers", "kernel", "doubling"), itertools.product((1, 2, 4, 6), (1, 2, 3, 4), (True, False))
)
def test_the_formula_counts_what_has_a_path(layers, kernel, doubling):
    m = net(layers, kernel, doubling)
    field = receptive_field(kernel, m.d)
    seen = m.seen(field + 7)
    assert int((seen > 0).sum()) == field
    assert (seen[7:] > 0).all()


def test_the_books_numbers():
    assert receptive_field(2, dilations(4, True)) == 16
    assert receptive_field(2, dilations(4, False)) == 5


def test_a_poked_input_changes_nothing_before_it():
    m = net(layers=4, kernel=3)
    x = torch.randint(10, (60, 1), generator=torch.Generator().manual_seed(3))
    poked = x.clone()
    poked[30] = (x[30] + 1) % 10
    change = (m(x) - m(poked)).abs().amax((1, 2))
    assert (change[:30] == 0).all() and change[30] > 0
    leaky = net(layers=4, kernel=3, ahead=True)
    change = (leaky(x) - leaky(poked)).abs().amax((1, 2))
    assert change[:30].max() > 0


def test_the_copy_task_is_what_it_says():
    x, y = copying(50, 4, torch.Generator().manual_seed(1))
    assert x.shape == (70, 4) and y.shape == (10, 4)
    assert (x[:10] == y + 1).all() and (x[10:59] == 0).all() and (x[59:] == BELL).all()
    assert distance(50) == 60
    assert blind_loss(1000) == pytest.approx(0.0204, abs=5e-5)
