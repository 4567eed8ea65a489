"""Encoder–decoder: against torch's own GRU and attention in plain loops, and what the lab must show."""

from __future__ import annotations

import copy
import math
import random

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence

from tutor.kit.lab import Diverged, Look
from tutor.labs._translator_words import health
from tutor.labs.seq2seq import Seq2SeqLab
from tutor.models.attention import additive, attend, entropy, scaled_dot
from tutor.models.pairs import Exam, Numbers, table
from tutor.models.seq2seq import Seq2Seq, Settings
from tutor.models.translator import Translator

THOROUGH = Look(thorough=True)
SMALL = {"hidden": 12, "width": 8}
SOURCES, TARGETS = [(3, 1, 4), (2,), (5, 0, 2, 2, 1)], [(1, 2), (0,), (3, 1, 2, 0)]
KINDS = [("none", "always"), ("none", "once"), ("additive", "always"), ("dot", "always")]


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps=None, seed=1, **knobs):
    lab = Seq2SeqLab(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def network(attention="additive", handed="always", encoder="bidirectional", double=True):
    settings = Settings(attention=attention, encoder=encoder, handed=handed, width=4, hidden=5)
    net = Seq2Seq(6, 5, settings, torch.Generator().manual_seed(3))
    for bias in (net.b, net.a, net.d, net.g, net.r, net.v):
        torch.nn.init.normal_(bias)
    return net.double() if double else net


def torchs(net, W, U, b):
    gru = torch.nn.GRU(W.shape[0], net.U.shape[0]).double()
    gru.weight_ih_l0 = torch.nn.Parameter(W.detach().t().clone())
    gru.weight_hh_l0 = torch.nn.Parameter(U.detach().t().clone())
    gru.bias_ih_l0 = torch.nn.Parameter(b.detach().clone())
    gru.bias_hh_l0.data.zero_()
    return gru


def reference(net, source, target):
    """Loss of one pair, read and written by torch's own GRU, attention in plain loops; and those GRUs."""
    one_hot = torch.nn.functional.one_hot
    x = one_hot(torch.tensor(source), 6).double()[:, None]
    readers = [torchs(net, net.W, net.U, net.b)]
    h, last = readers[0](x)
    if hasattr(net, "W2"):
        readers.append(torchs(net, net.W2, net.U2, net.b2))
        g, g_last = readers[1](x.flip(0))
        h, last = torch.cat([h, g.flip(0)], -1), torch.cat([last, g_last], -1)
    c = torch.tanh(last[0, 0] @ net.A + net.a)
    y = [net.end, *target]
    writer = torchs(net, net.E, net.U3, net.g)
    state, loss = torch.tanh(c @ net.C + net.d)[None, None], 0.0
    extra = c @ net.Z if hasattr(net, "Z") else torch.zeros(15).double()
    for t, word in enumerate([*target, net.end]):
        a = (writer.weight_ih_l0 @ one_hot(torch.tensor(y[t]), 5).double() + extra).view(3, 5)
        u = (writer.weight_hh_l0 @ state[0, 0]).view(3, 5)
        bias = writer.bias_ih_l0.view(3, 5)
        r, z = torch.sigmoid(a[0] + u[0] + bias[0]), torch.sigmoid(a[1] + u[1] + bias[1])
        n = torch.tanh(a[2] + bias[2] + r * u[2])
        state = ((1 - z) * n + z * state[0, 0])[None, None]
        s, out = state[0, 0], state[0, 0] @ net.R + net.r
        if net.settings.attention != "none":
            e = []
            for i in range(len(source)):
                q, k = s @ net.Q, h[i, 0] @ net.K
                dot = (q * k).sum() / math.sqrt(5)
                e.append(dot if net.settings.attention == "dot" else torch.tanh(q + k) @ net.w)
            share = torch.stack(e).exp() / torch.stack(e).exp().sum()
            out = out + sum(share[i] * h[i, 0] for i in range(len(source))) @ net.M
        p = (torch.tanh(out) @ net.V + net.v).softmax(-1)
        loss = loss - p[word].log()
    return loss, readers, writer


@pytest.mark.parametrize("encoder", ["bidirectional", "forward"])
@pytest.mark.parametrize(("attention", "handed"), KINDS)
def test_loss_and_gradients_are_those_of_torchs_own_gru(attention, handed, encoder):
    net = network(attention, handed, encoder)
    loss = net.loss(table(SOURCES), table(TARGETS, net.end))
    words = sum(len(target) + 1 for target in TARGETS)
    grads = torch.autograd.grad(loss, list(net.parameters()), allow_unused=True)
    by_name = dict(zip(dict(net.named_parameters()), grads, strict=True))
    total, summed = 0.0, dict.fromkeys(["U", "W", "U3", "M", "C", "Z"], 0.0)
    for source, target in zip(SOURCES, TARGETS, strict=True):
        one, readers, writer = reference(net, source, target)
        one.backward()
        total += one.item()
        summed["W"] = summed["W"] + readers[0].weight_ih_l0.grad.t()
        summed["U"] = summed["U"] + readers[0].weight_hh_l0.grad.t()
        summed["U3"] = summed["U3"] + writer.weight_hh_l0.grad.t()
        for name in ("M", "C", "Z"):
            if hasattr(net, name):
                summed[name] = summed[name] + getattr(net, name).grad
        net.zero_grad()
    assert loss.item() == pytest.approx(total / words, abs=1e-12)
    for name, expected in summed.items():
        if hasattr(net, name):
            assert torch.allclose(by_name[name], expected / words, atol=1e-10), name


def test_where_there_is_no_word_states_stay_as_they_are():
    net = network(double=False)
    x = torch.nn.functional.one_hot(table(SOURCES).clamp(min=0), 6).float()
    theirs = torch.nn.GRU(6, 5, bidirectional=True)
    for suffix, (W, U, b) in {"": (net.W, net.U, net.b), "_reverse": (net.W2, net.U2, net.b2)}.items():
        getattr(theirs, f"weight_ih_l0{suffix}").data = W.detach().t().clone()
        getattr(theirs, f"weight_hh_l0{suffix}").data = U.detach().t().clone()
        getattr(theirs, f"bias_ih_l0{suffix}").data = b.detach().clone()
        getattr(theirs, f"bias_hh_l0{suffix}").data.zero_()
    packed, last = theirs(pack_padded_sequence(x, torch.tensor([3, 1, 5]), enforce_sorted=False))
    read = net.encode(table(SOURCES))
    out, _ = torch.nn.utils.rnn.pad_packed_sequence(packed)
    assert torch.allclose(read.h[~read.blank], out[~read.blank], atol=1e-6)
    assert torch.allclose(read.c, torch.tanh(torch.cat([*last], -1) @ net.A + net.a), atol=1e-6)
    alone = net.encode(table(SOURCES[:1]))
    assert torch.equal(alone.c, read.c[:1])


def test_attention_shares_add_up_and_hidden_keys_get_none():
    torch.manual_seed(0)
    q, k, v = torch.randn(2, 3, 8), torch.randn(2, 4, 8), torch.randn(2, 4, 6)
    hidden = torch.tensor([[False, False, True, False], [True] * 4])
    alpha, c = attend(scaled_dot(q, k), hidden, v)
    assert torch.allclose(alpha[0].sum(-1), torch.ones(3)) and (alpha[0, :, 2] == 0).all()
    assert torch.equal(alpha[1], torch.zeros(3, 4)) and torch.equal(c[1], torch.zeros(3, 6))
    ours = attend(scaled_dot(q, k), torch.zeros(2, 4, dtype=torch.bool), v)[1]
    assert torch.allclose(ours, torch.nn.functional.scaled_dot_product_attention(q, k, v), atol=1e-6)
    w = torch.randn(8)
    assert additive(q, k, w)[1, 2, 3].item() == pytest.approx((w @ torch.tanh(q[1, 2] + k[1, 3])).item())
    assert entropy(torch.tensor([0.5, 0.5, 0.0])).item() == pytest.approx(math.log(2))


def test_writing_word_by_word_is_what_teacher_forcing_computes():
    net = network(double=False)
    written = net.translate(SOURCES, 6)
    for source, words in zip(SOURCES, written, strict=True):
        y = table([words], net.end)[:6]
        read = net.encode(table([source]))
        best = net.decode(read, net.before(y), net.start(read.c))[0].logits.argmax(-1)
        assert torch.equal(best, y)


def test_a_watched_source_is_what_the_exam_sees():
    task = Numbers()
    model = Translator(task, Settings(**SMALL, attention="dot"), turned=True, rate=0.01, length=9, seed=1)
    exam = Exam.of(task, 1, each=2, draws=4)
    marks = model.examined(exam)
    assert len(marks.right) == len(exam.pairs) and marks.of.sum() == sum(
        len(p.target) + 1 for p in exam.pairs
    )
    seen = model.watch(exam.pairs[0].source)
    assert seen.source == exam.pairs[0].source[::-1]
    assert seen.written == model.translate([exam.pairs[0].source])[0]
    assert seen.p.shape == seen.p.shape and seen.alpha.sum(1) == pytest.approx(
        np.ones(len(seen.p)), abs=1e-5
    )
    masked = model.watch(exam.pairs[0].source, masked=[0])
    assert (masked.alpha[:, -1] == 0).all()  # the first word is the last one it reads


def test_same_data_for_all_models_and_a_copy_goes_on_bit_for_bit():
    lab = run(6, **SMALL)
    twin = copy.deepcopy(lab)
    assert twin.exam is lab.exam and twin.task is lab.task
    for _ in range(6):
        lab.frame(THOROUGH)
        lab.step()
        twin.step()
    for name in lab.losses:
        assert np.array_equal(lab.losses[name].rows(), twin.losses[name].rows())
    again = run(12, **SMALL)
    assert np.array_equal(again.losses["plain"].rows(), twin.losses["plain"].rows())


@pytest.mark.parametrize("compare", ["attention", "encoder", "reversal", "width"])
@pytest.mark.parametrize("task", ["numbers", "reversal", "addition"])
def test_everything_can_be_compared_on_every_task(compare, task):
    lab = run(2, compare=compare, task=task, hidden=2, width=1, shown=6, score="dot")
    frame = lab.frame(Look(focus={"number": "9999999 abcdefghij 999+999", "boxes": 3}, thorough=True))
    assert frame.metrics["exact_match"] is not None
    for name, model in lab.models_by_name.items():
        assert frame.metrics[f"parameters.{name}"] == model.parameters
    assert len(frame.says) == 2 and all(say.render() for say in frame.says)


def test_corners():
    for knobs in (
        {"hidden": 192, "width": 256, "encoder": "forward", "handed": "once", "order": "reversed"},
        {"hidden": 2, "width": 1, "lr": 10.0},
        {"hidden": 2, "lr": 1e-5, "score": "dot"},
    ):
        lab = run(2, **knobs)
        for text in ("", "blah", "five five", "\x1b[31m7", "9" * 3_000, "영", "one " * 400):
            for column in (-5, 0, 4, 999):
                frame = lab.frame(Look(focus={"number": text, "boxes": column}))
                assert all(np.isfinite(p.values).any() for p in frame.panels if p.name == "boxes")


def test_boxes_appear_in_the_order_in_which_they_are_computed():
    lab = run(1, **SMALL)

    def boxes(column):
        frame = lab.frame(Look(focus={"number": "42,000", "boxes": column}))
        return next(p for p in frame.panels if p.name == "boxes")

    def there(column):
        return ~np.isnan(boxes(column).values).all(axis=2)

    assert there(0)[1].sum() == 1 and there(0)[2].tolist()[:3] == [False, False, True]  # one from each end
    assert there(2)[1].sum() == 3 and there(2)[2].all() == False and there(2)[2, :3].all()  # noqa: E712
    assert there(3)[1, 3] and not there(3)[0].any()  # all read, nothing written
    assert there(4)[0].sum() == 1 == there(5)[0].sum() - 1
    panel, seen = boxes(4), lab.seen(lab.task.read("42,000"))["attention"]
    assert panel.columns[:4] == ("forty", "two", "thousand", "c") and panel.chosen == 4
    assert panel.values[1, 1, :12] == pytest.approx(seen.h[1, :12])
    assert panel.values[2, 1, :12] == pytest.approx(seen.h[1, 12:])
    assert panel.values[1, 3, :8] == pytest.approx(seen.c)
    assert panel.values[0, 4, :15] == pytest.approx(seen.p[0])


def test_not_a_number_is_named_and_not_learned():
    lab = run(1, **SMALL)
    lab.models_by_name["plain"].net.R.data[0, 0] = math.nan
    with pytest.raises(Diverged, match="loss"):
        lab.step()
    assert lab.steps == 1


def test_health_in_words():
    def words(loss, norm):
        trace = np.stack([np.arange(30.0), np.full(30, loss), np.full(30, norm)], axis=1)
        return health(trace, 15).text.split(":")[0]

    assert words(0.5, 1.0) == "Learning"
    assert words(2.7, 1.0) == "Not learning"
    assert words(1.0, 99.0) == "Exploding"
    assert health(np.zeros((3, 3)), 15) is None


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in Seq2SeqLab.draws.values():
        for seed in range(60):
            drawn = draw(random.Random(seed), {})
            assert drawn == draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 1e-3 for wrong in drawn.wrong.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15])
def test_attention_translates_and_the_bottleneck_does_not_yet(seed):
    metrics = run(seed=seed).measure(THOROUGH)
    assert metrics["exact_match.attention"] >= 0.98
    assert metrics["exact_match.plain"] < 0.8
    assert metrics["exact_match.plain.3"] > metrics["exact_match.plain.10"] + 0.3


@pytest.mark.soak
def test_wider_is_better():
    metrics = run(compare="width").measure(THOROUGH)
    exact = [metrics[f"exact_match.w{w}"] for w in (4, 8, 16, 32, 64, 128)]
    assert exact == sorted(exact) and exact[0] < 0.1 and exact[-1] > 0.5
