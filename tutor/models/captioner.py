"""A network that looks at a picture once and then tells it in words: one input, many outputs.

    z  = what two layers of convolution find in the picture         (the eye)
    a₁ = P z + b,   aₜ = E wₜ₋₁ + U hₜ₋₁ + b                        wₜ₋₁ is the word said before
    hₜ = the cell of aₜ,   pₜ = softmax(V hₜ + c)                   (`tutor.models.cells`)
    L  = −Σₜ ln pₜ[wₜ]                                              nats a caption

As in Vinyals et al. (2015), "Show and tell", eq. 10–13: the picture is the first input, and the only one
that comes from outside. In training the word before is the true one; when it tells, its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from tutor.models.adam import Adam
from tutor.models.cells import CELLS
from tutor.models.scan import scan
from tutor.models.scenes import HEIGHT, WIDTH, Scene, caption, draw, vocabulary

Array = NDArray[Any]
CHANNELS = (16, 32)
"""Patterns that the two layers of the eye look for."""
BLOCK = 3
"""Cells along a side of the blocks over which the eye says where it found how much."""
SEEN = CHANNELS[1] * (1 + (HEIGHT // BLOCK) * (WIDTH // BLOCK))
"""Numbers in z: for each pattern its best match anywhere, and its mean over each block."""
FEEDS = ("once", "always", "never")


class Eye(nn.Module):
    """Two convolutions, the same at each place of the picture, then *what* there is and *where*."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        first, second = CHANNELS
        self.K1 = nn.Parameter(torch.randn(first, 1, 3, 3, generator=generator) * math.sqrt(2 / 9))
        self.k1 = nn.Parameter(torch.zeros(first))
        self.K2 = nn.Parameter(
            torch.randn(second, first, 3, 3, generator=generator) * math.sqrt(2 / (9 * first))
        )
        self.k2 = nn.Parameter(torch.zeros(second))

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures (B, 12, 18) of 0 and 1 → z (B, 800)."""
        x = F.relu(F.conv2d(pictures[:, None], self.K1, self.k1, padding=1))  # (B, 16, 12, 18)
        x = F.relu(F.conv2d(x, self.K2, self.k2, padding=1))  # (B, 32, 12, 18)
        what = x.amax(dim=(2, 3))  # (B, 32)   wherever it is
        where = F.avg_pool2d(x, BLOCK).flatten(1)  # (B, 32·4·6)   how much of it, block by block
        return torch.cat([what, where], dim=1)  # (B, 800)


class Captioner(nn.Module):
    """The eye and the teller. W words, T words a caption, H hidden units, a cell of k blocks.

    `feed` says when the picture comes in: `once` (the first input), `always` (at each word) or `never`.
    """

    def __init__(
        self, words: int, length: int, hidden: int, cell: str, feed: str, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.cell, self.feed, self.length = CELLS[cell], feed, length
        k, U = self.cell.blocks, torch.empty(hidden, hidden)
        self.eye = Eye(generator)
        self.P = nn.Parameter(torch.randn(SEEN, k * hidden, generator=generator) * math.sqrt(1 / SEEN))
        self.E = nn.Parameter(torch.randn(words, k * hidden, generator=generator))
        self.U = nn.Parameter(
            torch.cat([nn.init.orthogonal_(U, generator=generator).clone() for _ in range(k)], dim=1)
        )
        self.b = nn.Parameter(torch.zeros(k * hidden))
        self.V = nn.Parameter(torch.randn(hidden, words, generator=generator) * (0.5 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(words))
        if self.cell.name == "lstm":
            self.b.data.view(k, hidden)[2] = 1.0  # the forget gate open at first (Gers et al. 2000)

    def look(self, pictures: Tensor) -> Tensor:
        """What the pictures (B, 12, 18) give to the cell: P z (B, kH), or nothing if it never looks."""
        if self.feed == "never":
            return torch.zeros(len(pictures), self.P.shape[1])
        return self.eye(pictures) @ self.P  # type: ignore[no-any-return]

    def forward(self, pictures: Tensor, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures (B, 12, 18), captions words (T, B) → logits (T, B, W), inputs x (T, B, kH) and hidden
        states (T, B, H). At each word it is told the true words before."""
        v = self.look(pictures)  # (B, kH)
        said = self.E[words[:-1]]  # (T − 1, B, kH)
        if self.feed == "always":
            said = said + v
        x = torch.cat([v[None], said]) + self.b  # (T, B, kH)
        start = torch.zeros(self.cell.states, len(pictures), self.V.shape[0])
        states, _ = scan(self.cell, x, start, self.U)  # (T, S, B, H)
        h = states[:, 0]  # (T, B, H)
        return h @ self.V + self.c, x, h

    @torch.no_grad()
    def tell(self, pictures: Tensor) -> Tensor:
        """Pictures (B, 12, 18) → the likeliest word each time, one after another (T, B)."""
        v = self.look(pictures)  # (B, kH)
        state = torch.zeros(self.cell.states, len(pictures), self.V.shape[0])  # (S, B, H)
        x, said = v, []
        for _ in range(self.length):
            state = self.cell.step(x + self.b, state, self.U)  # (S, B, H)
            word = (state[0] @ self.V + self.c).argmax(dim=-1)  # (B,)
            said.append(word)
            x = self.E[word] + v if self.feed == "always" else self.E[word]  # (B, kH)
        return torch.stack(said)  # (T, B)


class Training:
    """A Captioner being trained on pictures of some scenes, each drawn anew, by Adam (Kingma & Ba 2015)."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        *,
        language: str,
        hidden: int,
        cell: str,
        feed: str,
        length: int,
        rate: float,
        seed: int,
    ) -> None:
        self.scenes, self.length, self.rate = tuple(scenes), length, rate
        self.words = vocabulary(language)
        self.language = language
        self.truth = self.numbers(scenes)  # (scenes, T)
        generator = torch.Generator().manual_seed(seed)
        width = self.truth.shape[1]
        self.model = Captioner(len(self.words), width, hidden, cell, feed, generator)
        self.adam = Adam(self.model.parameters(), *BETAS)
        self.random = np.random.default_rng([seed, 0x5CE])

    def numbers(self, scenes: Sequence[Scene]) -> Tensor:
        """The captions of scenes as numbers of words (n, T)."""
        return torch.tensor([[self.words.index(w) for w in caption(s, self.language)] for s in scenes])

    def batch(self) -> tuple[Tensor, Tensor]:
        """Fresh pictures (B, 12, 18) of scenes drawn evenly, and their captions (T, B)."""
        at = self.random.integers(len(self.scenes), size=BATCH)
        pictures = [draw(self.scenes[i], self.random, trained=True) for i in at]
        return to_tensor(pictures), self.truth[at].t()

    def step(self, number: int) -> tuple[float, float]:
        """Step `number` (from 0) → loss in nats a caption, gradient norm before clipping.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        pictures, words = self.batch()
        logits, _, _ = self.model(pictures, words)  # (T, B, W)
        loss = F.cross_entropy(logits.flatten(0, 1), words.flatten())  # nats a word
        loss.backward()  # type: ignore[no-untyped-call]
        norm = self.adam.clip(CLIP)
        if not math.isfinite(norm):
            broken = self.adam.broken([name for name, _ in self.model.named_parameters()])
            raise FloatingPointError("loss" if not loss.isfinite() else f"gradient of {broken or 'all'}")
        warm, cool = (number + 1) / (0.03 * self.length + 1), max(1 - number / self.length, 0.01)
        self.adam.step(self.rate * min(warm, cool))
        return loss.item() * len(words), norm

    @torch.no_grad()
    def tell(self, picture: Array) -> tuple[tuple[str, ...], Array, Array, Array, Array]:
        """One picture (12, 18) told: T words, each step's probabilities p (T, W) and scores (T, W), what
        went in x (T, kH), and the hidden state after it h (T, H)."""
        pictures = to_tensor([picture])
        words = self.model.tell(pictures)  # (T, 1)
        scores, x, h = self.model(pictures, words)  # (T, 1, …)
        p = scores[:, 0].softmax(dim=-1)  # (T, W)
        said = tuple(self.words[i] for i in words[:, 0].tolist())
        return said, p.numpy(), scores[:, 0].numpy(), x[:, 0].numpy(), h[:, 0].numpy()

    @torch.no_grad()
    def probabilities(self, picture: Array, words: Tensor) -> Array:
        """(T, W) at each step of one picture (12, 18), the words (T,) before it given."""
        scores, _, _ = self.model(to_tensor([picture]), words[:, None])
        found: Array = scores[:, 0].softmax(dim=-1).numpy()
        return found


class Exam(NamedTuple):
    """Pictures that training never draws, and what should be said of them."""

    pictures: Tensor
    """(n, 12, 18)."""
    words: Tensor
    """(T, n)."""

    @classmethod
    def of(cls, pictures: Sequence[Array], captions: Tensor) -> Exam:
        """Pictures (12, 18) with their captions (n, T) as numbers of words."""
        return cls(to_tensor(pictures), captions.t())

    def take(self, model: Captioner, most: int) -> tuple[list[tuple[int, ...]], Array]:
        """What a model says of the first `most` pictures, and (T, most) which words are right."""
        said = model.tell(self.pictures[:most])  # (T, most)
        right: Array = (said == self.words[:, :most]).numpy()
        return [tuple(words) for words in said.t().tolist()], right


def to_tensor(pictures: Sequence[Array]) -> Tensor:
    """Pictures (12, 18) as one tensor (B, 12, 18) of 0 and 1."""
    return torch.from_numpy(np.stack(pictures).astype(np.float32))


BATCH = 64
BETAS = (0.9, 0.98)
CLIP = 1.0
