from __future__ import annotations

import copy
import math
import random
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Diverged, Look
from tutor.labs import _texts
from tutor.labs._char_rnn_health import health
from tutor.labs.char_rnn import CharRnn
from tutor.models.cells import CELLS
from tutor.models.char_rnn import CharRNN, go_on
from tutor.models.hangul import compose, mostly_hangul, spell
from tutor.models.scan import scan
from tutor.models.text import Corpus

SMALL = {"hidden": 24, "sequence": 16}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps, **knobs):
    lab = CharRnn({**SMALL, **knobs}, seed=3)
    for _ in range(steps):
        lab.step()
    return lab


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_fast_path_equals_the_equations_and_their_autograd(cell):
    torch.manual_seed(0)
    T, B, H = 9, 3, 5
    double = {"dtype": torch.float64, "requires_grad": True}
    x, U = torch.randn(T, B, cell.blocks * H, **double), torch.randn(H, cell.blocks * H, **double)
    start = torch.randn(cell.states, B, H, **double)

    state, slow = start, []
    for t in range(T):
        state = cell.step(x[t], state, U)
        slow.append(state)
    slow = torch.stack(slow)
    fast, last = scan(cell, x, start, U)
    assert torch.allclose(fast, slow, atol=1e-12) and torch.equal(last, fast[-1])

    weigh, weigh_last = torch.randn_like(slow), torch.randn_like(state)
    of_slow = torch.autograd.grad((slow * weigh).sum() + (state * weigh_last).sum(), (x, start, U))
    of_fast = torch.autograd.grad((fast * weigh).sum() + (last * weigh_last).sum(), (x, start, U))
    for a, b in zip(of_slow, of_fast, strict=True):
        assert torch.allclose(a, b, atol=1e-10)
    single, _ = scan(cell, x.detach().float(), start.detach().float(), U.detach().float())
    assert torch.allclose(single.double(), slow, atol=1e-5)


@pytest.mark.parametrize(("name", "torchs"), [("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)])
def test_cells_are_torchs_own_up_to_the_order_of_blocks(name, torchs):
    torch.manual_seed(0)
    H, cell = 6, CELLS[name]
    order = {"rnn": [0], "gru": [0, 1, 2], "lstm": [1, 2, 3, 0]}[name]  # where torch's blocks stand in ours
    theirs = torchs(H, H, bias=False)
    W, U = torch.randn(cell.blocks, H, H), torch.randn(cell.blocks, H, H)
    theirs.weight_ih_l0.data = torch.cat([W[k].t() for k in order])
    theirs.weight_hh_l0.data = torch.cat([U[k].t() for k in order])
    x = torch.randn(7, 2, H)
    ours, _ = scan(
        cell,
        torch.cat([x @ w for w in W], dim=-1),
        torch.zeros(cell.states, 2, H),
        torch.cat(list(U), dim=1),
    )
    assert torch.allclose(ours[:, 0], theirs(x)[0], atol=1e-5)


def test_recurrent_weights_are_as_one_to_three_to_four():
    sizes = {c: CharRNN(10, 8, c, torch.Generator().manual_seed(1)).U.numel() for c in CELLS}
    assert sizes == {"rnn": 64, "gru": 3 * 64, "lstm": 4 * 64}
    assert (
        run(0, cell="rnn", text="ab" * 500).measure(Look())["parameters"]
        == 2 * 24 + 24 * 24 + 24 + 24 * 2 + 2
    )


@pytest.mark.parametrize("cell", CELLS)
def test_starts_at_ln_v_and_learns(cell):
    lab = run(0, cell=cell)
    start = math.log(len(set(_texts.text("fables"))))
    metrics = lab.measure(Look(thorough=True))
    assert metrics["start_nats"] == pytest.approx(start)
    assert metrics["heldout_nats"] == pytest.approx(start, abs=0.15)
    assert metrics["train_nats"] is None
    for _ in range(300):
        lab.step()
    later = lab.measure(Look(thorough=True))
    assert later["heldout_nats"] < start - 1.3
    assert later["train_nats"] < start - 1.3
    assert lab.says(Look())[0].text.startswith("Learning")


def test_a_repeated_sentence_is_learned_by_heart():
    lab = run(250, text="pack my box with jugs. " * 400)
    assert lab.measure(Look(thorough=True))["heldout_nats"] < 0.1
    passage = lab.passage(tuple(lab.corpus.encode("pack my")), 15)
    assert lab.corpus.decode(passage.ids)[0] == "pack my box with jugs."


def test_same_seed_same_run_and_a_copy_goes_on_bit_for_bit():
    lab = run(20)
    twin, other = copy.deepcopy(lab), run(40)
    assert twin.corpus is lab.corpus
    for _ in range(20):
        lab.step()
        twin.step()
    for a, b, c in zip(*(x.training.model.parameters() for x in (lab, twin, other)), strict=True):
        assert torch.equal(a, b) and torch.equal(a, c)
    assert np.array_equal(lab.trace.rows(), twin.trace.rows())
    assert np.array_equal(lab.trace.rows(), other.trace.rows())


def test_looking_changes_nothing():
    seen, unseen = run(0), run(30)
    for step in range(30):
        seen.frame(Look({"sample": "The fox", "hidden": step}, thorough=step % 10 == 0))
        seen.set("temperature", 0.3 + step / 30)
        seen.step()
    for a, b in zip(seen.training.model.parameters(), unseen.training.model.parameters(), strict=True):
        assert torch.equal(a, b)
    assert np.array_equal(seen.quality.rows(), unseen.quality.rows())


def test_panels_agree_with_the_network():
    lab = run(60)
    frame = lab.frame(Look({"sample": "The fox said ", "hidden": 5}))
    by_name = {p.name: p for p in frame.panels}
    sample, hidden = by_name["sample"], by_name["hidden"]
    assert sample.text.startswith("The fox said ") and sample.given == 13
    assert len(sample.values) == len(sample.text) == hidden.values.shape[1] == len(hidden.columns)
    assert np.array_equal(sample.values, hidden.values[5])
    bars = by_name["next"]
    ids = torch.tensor(lab.corpus.encode("The fox said "))
    logits, h, _ = lab.training.model(ids[:, None], lab.training.model.start(1))
    p = logits[-1, 0].softmax(-1).detach().numpy()
    assert bars.values == pytest.approx(np.sort(p)[::-1][:8], abs=1e-5)
    assert h[-1, 0, 5].item() == pytest.approx(sample.values[12], abs=1e-5)
    assert by_name["sum"].rows[-1][0] == "n"
    assert f"{h[-1, 0, 5].item():+.3f}" in by_name["sum"].note
    graph = by_name["unrolled"]
    assert graph.values.shape[:2] == (3, 8) == (len(graph.rows), len(graph.columns))
    assert "".join(graph.columns) == "ox␣said␣"[-8:]
    assert by_name["loss"].levels["ln V"] == lab.start_nats
    for panel in frame.panels:
        for array in panel.arrays().values():
            assert np.isfinite(array).all()


def test_the_sum_of_a_plain_unit_is_its_state():
    lab = run(30, cell="rnn")
    rows = lab.frame(Look({"hidden": 7})).panels[-1].rows
    (_, x, u, a, h) = rows[0]
    assert float(x) + float(u) == pytest.approx(float(a), abs=2e-3)
    assert math.tanh(float(a)) == pytest.approx(float(h), abs=2e-3)


def test_temperature_is_what_the_dice_are_thrown_with():
    lab = run(0, text="abcd" * 300)
    lab.training.model.c.data = torch.tensor([3.0, 2.0, 1.0, 0.0])
    lab.training.model.V.data.zero_()
    dice = np.random.default_rng(0).random((4_000, 4))
    for temperature in (0.5, 1.0, 2.0):
        drawn = go_on(lab.training.model, [0], 4_000, temperature, dice).ids[1:]
        share = np.bincount(drawn, minlength=4) / 4_000
        weights = np.exp(np.array([3.0, 2.0, 1.0, 0.0]) / temperature)
        assert share == pytest.approx(weights / weights.sum(), abs=0.025)


def test_hangul_by_letters_comes_back_whole():
    text = "늑대가 양들의 학교에 와서 닭을 읽었다. Wolf 1."
    spelled = spell(text)
    whole, ends = compose(spelled)
    assert whole == text and len(spelled) > len(text)
    assert [spell(text[: i + 1]) for i in range(len(text))] == [spelled[: end + 1] for end in ends]
    assert compose(spell("각")[1:])[0] == "ㅏㄱ"  # letters on their own are shown as such
    assert mostly_hangul(text) and not mostly_hangul("a fox")
    corpus = Corpus.of(_texts.text("fables-ko"), spelled=True)
    assert corpus.decode(corpus.encode(text[:4]))[0] == text[:4]
    assert len(corpus.held) / corpus.per_character == pytest.approx(
        0.1 * len(_texts.text("fables-ko")), rel=0.05
    )


def test_korean_loss_is_counted_per_character_as_written():
    lab = run(0, text="fables-ko", hangul="letters")
    assert lab.corpus.spelled
    letters, syllables = lab.corpus, run(0, text="fables-ko").corpus
    assert not syllables.spelled and syllables.per_character == 1
    assert lab.start_nats == pytest.approx(math.log(len(letters.symbols)) * letters.per_character)
    assert letters.per_character > 1.7 and len(letters.symbols) < len(syllables.symbols) / 3


def test_any_text_of_a_thousand_characters_runs_and_is_made_harmless():
    dirty = ("\x1b[31mred\x07 \u202etext\r\n" * 200)[:1_800]
    lab = run(60, text=dirty, sequence=256)
    assert not set(lab.corpus.symbols) & set("\x1b\x07\u202e\r")
    lab.frame(Look({"sample": "\x1b]0;x\x07 unknown Ω"}))
    lab = run(60, text="a" * 1_000)
    assert lab.measure(Look(thorough=True))["heldout_nats"] == 0
    with pytest.raises(KnobError, match="1,000 characters"):
        CharRnn({"text": "too short"}, seed=1)


def test_held_out_text_is_never_read():
    corpus = Corpus.of("ab" * 450 + "xyz" * 33 + "x")
    read = {i for step in range(200) for i in corpus.streams(step, 16, 4)[1].flatten().tolist()}
    assert {corpus.symbols[i] for i in read} == {"a", "b"}
    first, _ = corpus.streams(0, 16, 4)
    again, _ = corpus.streams(1, 16, 4)
    _, target = corpus.streams(0, 16, 4)
    assert torch.equal(target[-1], again[0]) and torch.equal(first[1:], target[:-1])


def test_not_a_number_is_named_and_not_learned():
    lab = run(3)
    lab.training.model.V.data[0, 0] = math.inf
    with pytest.raises(Diverged) as caught:
        lab.step()
    assert caught.value.tensor == "loss"
    assert lab.steps == 3


def test_health_says_what_the_numbers_mean():
    steps = np.arange(1.0, 101.0)

    def words(loss, norm, held):
        trace = np.stack([steps, np.broadcast_to(loss, 100), np.full(100, norm)], axis=1)
        return health(trace, np.array([[0, 4.0], [50, held[0]], [100, held[1]]]), 4.0)[0].text.split(":")[0]

    assert words(1.5, 1.0, (1.8, 1.7)) == "Learning"
    assert words(0.7, 1.0, (1.8, 2.0)) == "Overfitting"
    assert words(3.99, 1.0, (3.99, 3.99)) == "Not learning"
    assert words(2.5, 60.0, (2.5, 2.5)) == "Exploding"


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in CharRnn.draws.values():
        for seed in range(50):
            drawn = draw(random.Random(seed), {})
            assert drawn == draw(random.Random(seed), {})
            for wrong in drawn.wrong.values():
                if isinstance(drawn.answer, str):
                    assert wrong != drawn.answer
                else:
                    assert abs(wrong - drawn.answer) > 1e-3
    drawn = CharRnn.draws["parameters"](random.Random(1), {})
    model = CharRNN(int(drawn.values["v"]), int(drawn.values["h"]), "rnn", torch.Generator())
    assert drawn.answer == sum(p.numel() for p in model.parameters())
    drawn = CharRnn.draws["shapes"](random.Random(1), {})
    b, t, h, v = map(int, drawn.values.values())
    model = CharRNN(v, h, "rnn", torch.Generator())
    scores = model(torch.zeros(t, b, dtype=torch.long), model.start(b))[0]  # time first
    axes = [int(drawn.values[axis]) for axis in drawn.answer.split(", ")]
    assert axes == list(scores.transpose(0, 1).shape)


def test_lab_is_known_without_torch():
    code = (
        "import sys; from tutor import labs; lab = labs.find('char-rnn');"
        "lab.budget({k.name: k.default for k in lab.knobs}); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_bundled_texts():
    english, korean = _texts.text("fables"), _texts.text("fables-ko")
    assert len(english.encode()) >= 20_000 and english.isascii()
    assert len(korean.encode()) >= 12_000 and mostly_hangul(korean)
    assert len(_texts.text("python-docs")) > 300_000
