"""Adam against torch's own, and what labs need of it: copies that go on exactly."""

import copy

import torch

from tutor.models.adam import Adam


def gradient(p, seed):
    return torch.randn(p.shape, generator=torch.Generator().manual_seed(seed))


def start():
    rng = torch.Generator().manual_seed(1)
    return [
        torch.randn(4, 3, generator=rng, requires_grad=True),
        torch.randn(5, generator=rng, requires_grad=True),
    ]


def test_it_moves_as_torchs_own_does():
    ours, theirs = start(), start()
    adam = Adam(ours, 0.8, 0.95)
    reference = torch.optim.Adam(theirs, lr=0.01, betas=(0.8, 0.95), fused=True)
    for step in range(20):
        for mine, its in zip(ours, theirs, strict=True):
            mine.grad, its.grad = gradient(mine, step), gradient(its, step)
        if step % 3 == 0:
            ours[1].grad = theirs[1].grad = None
        adam.step(0.01)
        reference.step()
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_a_long_gradient_is_shortened_and_a_short_one_left():
    ours = start()
    adam = Adam(ours)
    for p in ours:
        p.grad = gradient(p, 7)
    length = torch.cat([p.grad.flatten() for p in ours]).norm().item()
    assert abs(adam.clip(1e9) - length) < 1e-5
    adam.clip(0.5)
    assert abs(torch.cat([p.grad.flatten() for p in ours]).norm().item() - 0.5) < 1e-4


def test_a_copy_goes_on_exactly_and_leaves_the_original_alone():
    class Both:
        def __init__(self):
            self.params = start()
            self.adam = Adam(self.params)

        def step(self, seed):
            for p in self.params:
                p.grad = gradient(p, seed)
            self.adam.step(0.1)

    one = Both()
    one.step(1)
    other = copy.deepcopy(one)
    before = one.params[0].clone()
    other.step(2)
    assert torch.equal(one.params[0], before)
    one.step(2)
    assert torch.equal(one.params[0], other.params[0])


def test_the_broken_gradient_is_named():
    ours = start()
    adam = Adam(ours)
    for p in ours:
        p.grad = gradient(p, 7)
    assert adam.broken(["W", "b"]) == ""
    ours[1].grad[0] = float("nan")
    assert adam.broken(["W", "b"]) == "b"
