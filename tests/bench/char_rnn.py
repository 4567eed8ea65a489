"""Two figures of the character RNN, with the baseline they are held against.

    python tests/bench/char_rnn.py FILE [--part baseline|prose] [--seeds 3] [--cells gru rnn lstm]

FILE is English prose, one million characters or more (the first million are used, the last tenth of
them held out). Seconds are process CPU time on one thread, evaluations not counted.

baseline: a plain numpy RNN of the published min-char-rnn design (hidden 100, sequence 25, Adagrad .1,
one stream) reads for 60 s; then, for each seed, how soon the lab with its defaults gets to the same
held-out loss. The baseline must get to 2.25 nats itself.
prose: held-out nats of the lab with its defaults after 20 s, or at the end of its run if that is sooner.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from table import Row, spread  # noqa: E402

HIDDEN, SEQUENCE, RATE, CLIP = 100, 25, 0.1, 5.0


class MinCharRnn:
    """h = tanh(Wxh x + Whh h + bh), y = Why h + by; one stream, Adagrad. Written for this file.

    As fast as the design allows in numpy: one row of W instead of a one-hot product, float32, and one
    product over all 25 steps wherever the recurrence does not forbid it.
    """

    def __init__(self, symbols: int, seed: int) -> None:
        dice = np.random.default_rng(seed)
        shapes = {"Wxh": (symbols, HIDDEN), "Whh": (HIDDEN, HIDDEN), "Why": (HIDDEN, symbols)}
        self.p = {name: dice.standard_normal(s).astype(np.float32) * 0.01 for name, s in shapes.items()}
        self.p |= {"bh": np.zeros(HIDDEN, np.float32), "by": np.zeros(symbols, np.float32)}
        self.memory = {name: np.zeros_like(value) for name, value in self.p.items()}
        self.h = np.zeros(HIDDEN, np.float32)

    def step(self, x: np.ndarray, y: np.ndarray) -> float:
        """Learn from 25 characters x → y (25,); the state is carried on. Mean loss in nats."""
        p, T = self.p, len(x)
        h = np.empty((T + 1, HIDDEN), np.float32)
        h[0] = self.h
        a = p["Wxh"][x] + p["bh"]
        for t in range(T):
            h[t + 1] = np.tanh(a[t] + h[t] @ p["Whh"])
        out = h[1:] @ p["Why"] + p["by"]
        out -= out.max(axis=1, keepdims=True)
        q = np.exp(out)
        q /= q.sum(axis=1, keepdims=True)
        loss = -np.log(q[np.arange(T), y]).mean()
        q[np.arange(T), y] -= 1
        direct, slope, da, carry = q @ p["Why"].T, 1 - h[1:] ** 2, np.empty((T, HIDDEN), np.float32), 0.0
        for t in range(T - 1, -1, -1):
            da[t] = (direct[t] + carry) * slope[t]
            carry = p["Whh"] @ da[t]
        dWxh = np.zeros_like(p["Wxh"])
        np.add.at(dWxh, x, da)
        grads = {"Wxh": dWxh, "Whh": h[:-1].T @ da, "Why": h[1:].T @ q, "bh": da.sum(0), "by": q.sum(0)}
        for name, grad in grads.items():
            np.clip(grad, -CLIP, CLIP, out=grad)
            self.memory[name] += grad * grad
            p[name] -= RATE * grad / np.sqrt(self.memory[name] + 1e-8)
        self.h = h[-1]
        return float(loss)

    def nats(self, ids: np.ndarray) -> float:
        """Mean loss on ids read in one go with the state of training: it never learned to begin."""
        p, h = self.p, np.empty((len(ids), HIDDEN), np.float32)
        h[0] = self.h
        a = p["Wxh"][ids[:-1]] + p["bh"]
        for t in range(len(ids) - 1):
            h[t + 1] = np.tanh(a[t] + h[t] @ p["Whh"])
        out = h[1:] @ p["Why"] + p["by"]
        out -= out.max(axis=1, keepdims=True)
        return float((np.log(np.exp(out).sum(axis=1)) - out[np.arange(len(out)), ids[1:]]).mean())


def baseline(
    train: np.ndarray, held: np.ndarray, symbols: int, seed: int, seconds: float
) -> dict[str, object]:
    """The baseline's held-out loss every ten seconds of work, and at the end."""
    model, at, used, curve = MinCharRnn(symbols, seed), 0, 0.0, []
    while used < seconds:
        start = time.process_time()
        for _ in range(100):
            if at + SEQUENCE + 1 > len(train):
                at, model.h = 0, np.zeros(HIDDEN, np.float32)
            model.step(train[at : at + SEQUENCE], train[at + 1 : at + SEQUENCE + 1])
            at += SEQUENCE
        used += time.process_time() - start
        if used >= 10 * (len(curve) + 1):
            curve.append(round(model.nats(held), 4))
    return {"held-out nats every 10 s": curve, "nats": model.nats(held)}


def lab(text: str, seed: int, cell: str | None, target: float, seconds: float) -> dict[str, float | None]:
    """The lab with its defaults: seconds to `target`, where it stops, and held-out nats at the stop."""
    import torch

    from tutor.labs.char_rnn import CharRnn

    torch.set_num_threads(1)
    CharRnn.warm()
    run = CharRnn({"text": text} | ({"cell": cell} if cell else {}), seed)
    used, reached, look = 0.0, None, 0.0
    while used < seconds and not run.done:
        start = time.process_time()
        run.step()
        used += time.process_time() - start
        if reached is None and run.steps % 5 == 0 and run.held.rows()[-1, 1] < target + 0.3 and used > look:
            if run.training.held_out() <= target:
                reached = used
                break
            look = used * 1.03
    return {
        "seconds to baseline": reached,
        "nats": run.training.held_out(),
        "seconds": used,
        "steps": run.steps,
    }


def rows() -> Iterable[Row]:
    """Both figures over five seeds, on the file that DLTUTOR_PROSE names."""
    file = os.environ.get("DLTUTOR_PROSE")
    if not file:
        yield Row("char-rnn on 1 MB of English prose", "-", "not measured: DLTUTOR_PROSE names no file", "")
        return
    text = Path(file).read_text(encoding="utf-8")[:1_000_000]
    symbols = sorted(set(text))
    ids = np.array([symbols.index(c) for c in text])
    cut = len(ids) - len(ids) // 10
    target = float(baseline(ids[:cut], ids[cut:], len(symbols), 1, 60.0)["nats"])  # type: ignore[arg-type]
    soon = [lab(text, seed, None, target, 60.0)["seconds to baseline"] for seed in range(1, 6)]
    ratios = [60 / seconds for seconds in soon if seconds]
    yield Row(
        "char-rnn: held-out loss the numpy baseline reaches in 60 s, how many times sooner",
        f"min-char-rnn's design, {target:.3f} nats ({'broken' if target > 2.25 else 'sound'})",
        spread(ratios, ".1f", "×"),
        "≥ 10× (proud ≥ 25×)",
        len(ratios) == 5 and statistics.median(ratios) >= 10,
    )
    nats = [float(lab(text, seed, None, -math.inf, 20.0)["nats"] or math.nan) for seed in range(1, 6)]
    yield Row(
        "char-rnn: held-out nats after 20 s, one core, 1 MB of English prose",
        "nanoGPT's README: 1.88 in about 3 min on a CPU",
        spread(nats, ".3f"),
        "≤ 1.80 (proud ≤ 1.68)",
        statistics.median(nats) <= 1.80,
    )


def main() -> None:
    """Measure and print JSON lines."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("file", type=Path)
    ask.add_argument("--part", choices=("baseline", "prose"), default="prose")
    ask.add_argument("--seeds", type=int, default=3)
    ask.add_argument("--cells", nargs="*", default=[None])
    ask.add_argument("--seconds", type=float, default=20.0)
    args = ask.parse_args()
    text = args.file.read_text(encoding="utf-8")[:1_000_000]
    target = -math.inf
    if args.part == "baseline":
        symbols = sorted(set(text))
        ids = np.array([symbols.index(c) for c in text])
        cut = len(ids) - len(ids) // 10
        found = baseline(ids[:cut], ids[cut:], len(symbols), 1, 60.0)
        target = float(found["nats"])  # type: ignore[arg-type]
        print(json.dumps(found), "BROKEN" if target > 2.25 else "", flush=True)
    for cell in args.cells:
        runs = []
        for seed in range(1, args.seeds + 1):
            runs.append(lab(text, seed, cell, target, args.seconds))
            print(json.dumps({"cell": cell or "default", "seed": seed, **runs[-1]}), flush=True)
        print(
            json.dumps(
                {"cell": cell or "default", "median nats": statistics.median(r["nats"] for r in runs)}
            )
        )
        if args.part == "baseline":
            ratios = [60 / r["seconds to baseline"] for r in runs if r["seconds to baseline"]]
            print(json.dumps({"times sooner": ratios, "median": statistics.median(ratios)}))


if __name__ == "__main__":
    main()
