"""The Hopfield model: what theory says must hold, on networks small and large."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.models.glyphs import GLYPHS, SIDE, parse
from tutor.models.hopfield import (
    RULES,
    TIE,
    Weights,
    hebb,
    network,
    overlaps,
    pseudo_inverse,
    random_patterns,
    spoil,
    storkey,
)
from tutor.models.hopfield_ends import ending, mixture, recalled
from tutor.models.hopfield_recall import AsyncRecall, SyncRecall, recall

seeds = st.integers(0, 10_000)
rules = st.sampled_from([*RULES, "modern"])


def rng_of(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(seed=seeds, n=st.integers(4, 60), p=st.integers(1, 12), bias=st.sampled_from([0.0, 0.3]))
@settings(max_examples=60, deadline=None)
def test_energy_never_rises_in_whole_numbers(seed, n, p, bias):
    """Hebb's weights times N are whole numbers: the comparison is exact, every flip lowers E by 2|h|."""
    rng = rng_of(seed)
    X = random_patterns(p, n, rng)
    W = np.rint(hebb(X) * n)
    assert np.array_equal(W, (X.T @ X) - p * np.eye(n))
    going = AsyncRecall(Weights(W, np.full(n, np.rint(bias * n))), random_patterns(1, n, rng)[0], rng)
    energy = going.net.energy(going.s)
    while not going.settled:
        i = going.next
        drop = 2 * abs(going.h[i])
        assert going.step() == [i]
        assert going.net.energy(going.s) == energy - drop
        energy -= drop


@given(seed=seeds, n=st.integers(4, 60), p=st.integers(1, 20), rule=rules, bias=st.floats(-1, 1))
@settings(max_examples=120, deadline=None)
def test_energy_never_rises_whatever_the_rule(seed, n, p, rule, bias):
    rng = rng_of(seed)
    net = network(random_patterns(p, n, rng), rule, bias)
    going = AsyncRecall(net, random_patterns(1, n, rng)[0], rng)
    energies = [net.energy(going.s)]
    while going.step():
        energies.append(net.energy(going.s))
        np.testing.assert_allclose(going.h, net.fields(going.s), atol=1e-9)
    assert (np.diff(energies) < 1e-9).all()
    assert not (net.fields(going.s) * going.s < -2 * TIE).any()


@given(seed=seeds, n=st.integers(4, 60), p=st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_modern_energy_never_rises_in_whole_sweeps(seed, n, p):
    rng = rng_of(seed)
    net = network(random_patterns(p, n, rng), "modern")
    going = SyncRecall(net, random_patterns(1, n, rng)[0])
    energies = [net.energy(going.s)]
    while not going.settled:
        going.step()
        energies.append(net.energy(going.s))
    assert not going.cycle
    assert (np.diff(energies) < 1e-9).all()
    assert energies[-1] >= -1e-9


@given(seed=seeds, n=st.integers(4, 80), p=st.integers(1, 20), rule=st.sampled_from(list(RULES)))
@settings(max_examples=80, deadline=None)
def test_the_negative_of_a_fixed_point_is_one(seed, n, p, rule):
    rng = rng_of(seed)
    X = random_patterns(p, n, rng)
    net = network(X, rule)
    for s in (*X, recall(net, X[0], rng)[0]):
        fixed = not (net.fields(s) * s < -TIE).any()
        assert fixed == (not (net.fields(-s) * -s < -TIE).any())
        assert net.energy(s) == pytest.approx(net.energy(-s))


@given(seed=seeds, n=st.integers(4, 60), p=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_field_is_half_the_drop_of_energy(seed, n, p):
    rng = rng_of(seed)
    net = network(random_patterns(p, n, rng), "hebb", 0.2)
    s, i = random_patterns(1, n, rng)[0], int(rng.integers(n))
    turned = s.copy()
    turned[i] *= -1
    assert net.energy(turned) - net.energy(s) == pytest.approx(2 * s[i] * net.fields(s)[i])


def test_event_driven_is_the_plain_loop():
    """Visiting every cell in the permutation's order and flipping those that disagree: the same flips."""
    for seed in range(8):
        rng = rng_of(seed)
        X = random_patterns(9, 80, rng)
        net = network(X, "hebb")
        start = random_patterns(1, 80, rng)[0]
        quick = AsyncRecall(net, start, rng_of(seed))
        flips = []
        while step := quick.step():
            flips += step
        s, plain, order, sweeps = start.copy(), [], rng_of(seed), 0
        while True:
            before = len(plain)
            for i in order.permutation(80):
                if s[i] * (net.W[i] @ s) < -TIE:
                    s[i] *= -1
                    plain.append(int(i))
            if len(plain) == before:
                break
            sweeps += 1
        assert flips == plain
        assert np.array_equal(quick.s, s)
        assert quick.sweeps == sweeps


def test_ties_keep_a_cell():
    net = Weights(np.zeros((4, 4)), np.zeros(4))
    assert AsyncRecall(net, np.array([1.0, -1, 1, -1]), rng_of(1)).settled


def test_hebb_by_hand():
    X = np.array([[1.0, -1, 1], [1, 1, -1]])
    assert np.allclose(hebb(X), np.array([[0, 0, 0], [0, 0, -2], [0, -2, 0]]) / 3)


def test_pseudo_inverse_stores_patterns_that_are_alike():
    """Forty patterns that share most of their cells: every one a fixed point; Hebb's rule loses them."""
    rng = rng_of(3)
    one = random_patterns(1, 100, rng)[0]
    X = np.array([spoil(one, 0.1, rng) for _ in range(40)])
    exact, alike = Weights(pseudo_inverse(X), np.zeros(100)), Weights(hebb(X), np.zeros(100))
    assert (exact.fields(X) * X > 0).all()
    assert (alike.fields(X) * X < 0).any(axis=1).mean() > 0.9
    unzeroed = exact.W + np.diag(np.diag(X.T @ np.linalg.pinv(X @ X.T) @ X))
    np.testing.assert_allclose(X @ unzeroed, X, atol=1e-9)


def test_storkey_by_the_definition():
    """Term by term with the sums written out."""
    rng = rng_of(5)
    N = 7
    X, W = random_patterns(3, N, rng), np.zeros((N, N))
    for xi in X:
        h = [
            [sum(W[i, k] * xi[k] for k in range(N) if k not in (i, j)) for j in range(N)] for i in range(N)
        ]
        W = W + [
            [(xi[i] * xi[j] - xi[i] * h[j][i] - h[i][j] * xi[j]) / N if i != j else 0.0 for j in range(N)]
            for i in range(N)
        ]
    np.testing.assert_allclose(storkey(X), W, atol=1e-12)


def test_modern_is_attention_and_needs_one_update():
    """A hundred memories in 64 cells, a tenth of them wrong: softmax attention restores each at once."""
    rng = rng_of(2)
    X = random_patterns(100, 64, rng)
    net = network(X, "modern", beta=2.0)
    S = np.array([spoil(xi, 0.1, rng) for xi in X])
    scores = S @ X.T * (2.0 / 8.0)
    softmax = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(net.fields(S), softmax @ X, atol=1e-12)
    assert (np.sign(net.fields(S)) == X).mean() > 0.999
    assert net.energy(X[0]) == pytest.approx(np.log(100) * 4, abs=0.5)


def test_a_two_cycle_is_found():
    """Exactly half of one memory's cells wrong: every field is −s_i/N, so all cells flip, for ever."""
    xi = random_patterns(1, 40, rng_of(1))
    going = SyncRecall(network(xi, "hebb"), spoil(xi[0], 0.5, rng_of(2)))
    start = going.s.copy()
    assert len(going.step()) == 40
    assert not going.settled
    assert len(going.step()) == 40
    assert going.settled and going.cycle and np.array_equal(going.s, start)
    assert ending(xi, going.s, cycle=True).kind == "cycle"


def test_what_a_state_is():
    X = random_patterns(8, 400, rng_of(4))
    assert recalled(X, X[3]) == 3 and recalled(X, -X[3]) == -1
    assert (ending(X, X[2]).kind, ending(X, X[2]).parts) == ("memory", (3,))
    assert (ending(X, -X[2]).kind, ending(X, -X[2]).parts) == ("negative", (-3,))
    for parts in ((1, -4, 6), (2, 3, -5, 7, 8)):
        end = ending(X, mixture(X, parts))
        assert end.kind == "mixture" and set(end.parts) == set(parts) and end.overlap == 1.0
    nothing = ending(X, random_patterns(1, 400, rng_of(5))[0])
    assert nothing.kind == "mixture" and nothing.overlap < 0.9
    assert ending(X[:1], random_patterns(1, 400, rng_of(5))[0]).kind == "mixture"


def test_mixtures_of_three_have_the_published_energy():
    X = random_patterns(3, 20_000, rng_of(6))
    m = overlaps(X, mixture(X, (1, 2, 3)))
    assert -0.5 * (m**2).sum() == pytest.approx(-0.375, abs=0.01)


def test_glyphs_are_many_distinct_and_balanced():
    assert len(GLYPHS) >= 16
    assert all(g.shape == (SIDE, SIDE) and set(np.unique(g)) == {-1, 1} for g in GLYPHS.values())
    X = np.array([g.ravel() for g in GLYPHS.values()], dtype=np.float64)
    alike = np.abs(X @ X.T / SIDE**2 - np.eye(len(X)))
    assert alike.max() < 0.4
    assert 0.4 < (X > 0).mean() < 0.6
    assert (hebb(X[:10]) @ X[:10].T * X[:10].T > 0).all()


@pytest.mark.parametrize("text", ["face\n" + "#" * 12, "face\n" + "\n".join(["#" * 11 + "x"] * 12)])
def test_a_glyph_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match="'face'"):
        parse(text)
