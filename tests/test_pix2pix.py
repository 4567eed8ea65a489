"""The pix2pix lab: shapes and hatching, the networks' arithmetic, benches, what the learner draws."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from tutor.kit.lab import Look
from tutor.labs._pix2pix_declared import PAPER, SHAPES
from tutor.labs._pix2pix_draws import DRAWS
from tutor.labs.pix2pix import Pix2PixLab
from tutor.models import hatched
from tutor.models.class_gan import CLASSES, NOISE, ClassGan
from tutor.models.pix2pix import PatchGAN, Pix2Pix, UNet


def square() -> np.ndarray:
    cells = np.zeros((16, 16), dtype=bool)
    cells[3:11, 4:12] = True
    return cells


def test_an_outline_and_its_inside_make_the_shape_and_filling_gives_it_back():
    for shape in (square(), *hatched.held_out().values(), *hatched.heaps()[:20]):
        edge, inner = hatched.outline(shape), hatched.inside(shape)
        assert not (edge & inner).any() and ((edge | inner) == shape).all()
        assert (hatched.filled(edge) >= shape).all()
        assert inner.sum() >= hatched.INSIDE


def test_over_all_beginnings_the_inside_has_the_median_and_the_mean_of_a_half():
    drawn = np.array([hatched.hatch(square(), p) for p in np.linspace(0, 4, 64, endpoint=False)])
    inner = hatched.inside(square())
    assert np.median(drawn, axis=0)[inner] == pytest.approx(0.5, abs=0.05)
    assert drawn.mean(0)[inner] == pytest.approx(0.5, abs=1e-5)
    assert (drawn[:, hatched.outline(square())] == 1).all() and (drawn[:, ~square()] == 0).all()


def test_no_held_out_glyph_is_among_the_training_shapes_and_the_lab_names_them_all():
    trained = {s.tobytes() for s in hatched.heaps()}
    assert not trained & {s.tobytes() for s in hatched.held_out().values()}
    assert tuple(hatched.held_out()) == SHAPES
    assert (hatched.heaps() == hatched.heaps.__wrapped__()).all()


def test_the_figures_of_true_grey_and_blank_drawings():
    exam = hatched.Exam(np.random.default_rng(1))
    assert exam.iou_nearest(exam.all_y[:, 3]) == 1 and exam.iou_nearest(exam.y) > 0.9
    assert 0.75 < exam.iou(exam.x) < exam.iou(exam.shapes * 1.0) < exam.iou(exam.y) < 0.8
    true = exam.all_y > 0.5
    by_hand = [((a & b).sum() / (a | b).sum()) for one in true for a in one[:1] for b in one]
    assert exam.iou(exam.all_y[:, 0]) == pytest.approx(np.mean(by_hand))
    assert exam.iou(np.zeros_like(exam.y)) == 0
    assert exam.iou_outline(exam.y) == 1 and exam.iou_outline(exam.shapes * 1.0) == 1
    assert exam.iou_outline(exam.x * (np.arange(16) < 8)) < 0.7
    assert exam.sharpness(exam.y) == 1
    assert 0.1 < exam.ambiguity(exam.y) < 0.3
    grey = np.where(exam.inner, 0.5, exam.x).astype(np.float32)
    assert exam.ambiguity(grey) == 1 and exam.sharpness(grey) < 0.9
    assert exam.iou_outline(grey) == 1 and exam.iou_outline(np.zeros_like(grey)) == 0


def test_the_unet_is_what_torch_says_and_one_verdict_depends_on_eight_cells():
    g = torch.Generator().manual_seed(1)
    net, d = UNet(g), PatchGAN(g)
    x = torch.rand(2, 1, 16, 16, generator=g)
    with torch.no_grad():
        first = torch.nn.Conv2d(1, 24, 4, 2, 1)
        first.weight.copy_(net.W[0])
        first.bias.copy_(net.b[0])
        assert torch.allclose(first(2 * x - 1), net._conv(0, 2 * x - 1, 2), atol=1e-6)
    assert net(x).shape == x.shape
    x.requires_grad_()
    (slope,) = torch.autograd.grad(d(x, x)[0, 0, 4, 4], x)
    seen = (slope[0, 0] != 0).nonzero()
    assert (seen.max(0).values - seen.min(0).values + 1).tolist() == [8, 8]
    assert d(x, x).shape == (2, 1, 8, 8)


def test_the_losses_are_those_of_the_paper_and_their_gradients_agree_with_differences():
    model = Pix2Pix(10.0, "pair", 0.001, 10, 3)
    x, y = (torch.from_numpy(a[:, None]) for a in hatched.batch(4, np.random.default_rng(1)))
    with torch.no_grad():
        made = model.G(x)
        real, fake = torch.sigmoid(model.D(x, y)), torch.sigmoid(model.D(x, made))
        said = -(real.log().mean() + (1 - fake).log().mean()) / 2
        assert float(model.d_loss(x, y, made)) == pytest.approx(float(said), abs=1e-5)
        bill = -fake.log().mean() + 10 * F.l1_loss(made, y)
        assert float(model.g_loss(x, made, (y - made).abs().mean())) == pytest.approx(float(bill), abs=1e-5)
    for net in (model.G, model.D):
        net.W = [w.detach().double().requires_grad_() for w in net.W]
        net.b = [b.detach().double().requires_grad_() for b in net.b]
    x, y = x.double(), y.double()

    def bill_of() -> torch.Tensor:
        made = model.G(x)
        return model.g_loss(x, made, (y - made).abs().mean())

    w = model.G.W[2]
    (slope,) = torch.autograd.grad(bill_of(), w)
    with torch.no_grad():
        w[5, 3, 1, 2] += 1e-6
        up = bill_of()
        w[5, 3, 1, 2] -= 2e-6
        down = bill_of()
    assert float(slope[5, 3, 1, 2]) == pytest.approx(float((up - down) / 2e-6), rel=1e-3, abs=1e-7)


def test_a_blind_critic_says_the_same_with_any_outline_and_without_a_critic_d_stays():
    exam = hatched.Exam(np.random.default_rng(1), places=1)
    blind = Pix2Pix(1.0, "picture", 0.001, 10, 1)
    assert (blind.verdicts(exam.x, exam.y) == blind.verdicts(exam.x[::-1].copy(), exam.y)).all()
    alone = Pix2Pix(1.0, "none", 0.001, 10, 1)
    before = [p.detach().clone() for p in alone.D.parameters]
    assert np.isnan(alone.step(0, exam.x, exam.y)[1])
    assert all((a == b).all() for a, b in zip(before, alone.D.parameters, strict=True))


def test_class_gan_takes_the_class_and_a_blind_critic_does_not():
    gan = ClassGan("pair", 0.001, 10, 1)
    z, y = torch.randn(3, NOISE), torch.eye(CLASSES)[:3]
    assert not torch.allclose(gan.make(z, y), gan.make(z, y.roll(1, 0)))
    picture = torch.rand(3, 64)
    assert not torch.allclose(gan.judged(picture, y), gan.judged(picture, y.roll(1, 0)))
    gan.critic = "picture"
    assert torch.equal(gan.judged(picture, y), gan.judged(picture, y.roll(1, 0)))
    rows = gan.samples(np.tile(np.arange(CLASSES), 2), 1, same=True)
    assert rows.shape == (20, 8, 8)


def test_the_drawing_follows_the_learners_outline_at_once():
    lab = Pix2PixLab({"rivals": "no"}, 1)
    lab.step()
    before = lab.show(Look())
    lab.act("pen", {"row": 6, "col": 7})
    after = lab.show(Look())
    assert after[1].cells[6, 7] == -before[1].cells[6, 7]
    assert not np.allclose(before[0].pictures[0], after[0].pictures[0])
    assert np.array_equal(before[2].pictures, after[2].pictures)
    lab.act("blank", {})
    frame = lab.frame()
    assert (frame.panels[1].cells == -1).all() and np.isnan(frame.panels[0].pictures[-1]).all()
    lab.set("shape", "house")
    assert (lab.show(Look())[1].cells == 1).any()
    assert lab.show(Look())[1].cells.shape == (PAPER, PAPER)


@pytest.mark.parametrize(
    ("task", "critic", "l1"),
    itertools.product(("outlines", "digits"), ("pair", "picture", "none"), (0.0, 1000.0)),
)
def test_it_runs_at_the_ends_of_its_knobs(task, critic, l1):
    lab = Pix2PixLab({"task": task, "critic": critic, "l1": l1, "rivals": "no", "lr": 100.0}, 2)
    lab.step()
    for other in ("none", "pair"):
        lab.set("critic", other)
        lab.set("l1", 1000.0 - l1)
        lab.step()
        assert lab.frame().panels


@pytest.mark.parametrize("name", DRAWS)
def test_known_mistakes_are_not_the_answer(name):
    import random

    for seed in range(200):
        draw = DRAWS[name](random.Random(seed), {})
        assert all(abs(draw.answer - wrong) > 0.02 for wrong in draw.wrong.values()), (seed, draw)


def finished(knobs, seed):
    lab = Pix2PixLab(knobs, seed)
    while not lab.done:
        lab.step()
    return lab.measure(Look(thorough=True))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(421, 426))
def test_both_terms_are_less_grey_than_l1_and_truer_than_d_alone(seed):
    m = finished({}, seed)
    assert m["ambiguity"] < 0.5 * m["ambiguity.l1"]
    assert m["iou"] > m["iou.cgan"] and m["iou_outline"] > m["iou_outline.cgan"]
    # not iou_nearest: of nine seeds it led there in seven, tied in one and was behind in one
    assert m["condition_drop"] > 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(401, 406))
def test_digits_are_the_ones_that_were_asked_for(seed):
    m = finished({"task": "digits"}, seed)
    assert m["class_accuracy"] >= 0.9 and m["variety"] > 0.8
    assert finished({"task": "digits", "critic": "picture"}, seed)["class_accuracy"] < 0.2
