"""How strange the ten detectors of the anomaly lab find each digit, by every score, and their figures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array
from tutor.labs._anomaly_declared import VAE_SCORES

if TYPE_CHECKING:
    from tutor.labs.anomaly import AnomalyLab

ALARMS, BASE = 0.05, 0.01
"""False alarms that are put up with, and how rare strange digits are said to be."""
METRIC = {"reconstruction": "recon"}
"""What a score is called in metrics, where it is not by its name."""


class Rivals:
    """Two detectors without a network, ten of each: PCA's error, and how far the nearest neighbour is."""

    def __init__(self, train: Array, test: Array, latents: int) -> None:
        """train (10, n, 64), test (597, 64)."""
        from tutor.models.detect import Linear

        self.train, self.linear = train, [Linear(normal, latents) for normal in train]
        self.scores = self.judge(test)

    def judge(self, x: Array) -> dict[str, Array]:
        """x (n, 64), or (10, n, 64) for each its own → scores (10, n) by name."""
        from tutor.models.detect import nearest

        each = x if x.ndim == 3 else [x] * len(self.train)
        return {
            "pca": np.stack([one.scores(own) for one, own in zip(self.linear, each, strict=True)]),
            "1nn": np.stack([nearest(own, normal) for own, normal in zip(each, self.train, strict=True)]),
        }


class Seen:
    """One look at the ten detectors at one step. Each part is worked out when first asked for."""

    def __init__(self, lab: AnomalyLab, draws: int) -> None:
        self.lab, self.step, self.draws = lab, lab.steps, draws
        self.seed = lab.looking_seed()

    def __deepcopy__(self, memo: object) -> None:
        """A copied run looks for itself."""
        return

    @cached_property
    def scores(self) -> dict[str, Array]:
        """How strange each held-out digit is to each of the ten: (10, 597) by name."""
        return {**self.judge(self.lab.test), **self.lab.rivals.scores}

    def judge(self, x: Array) -> dict[str, Array]:
        """The VAEs' scores of x (n, 64), or (10, n, 64) for each its own: (10, n) by name."""
        vae = self.lab.vae
        recon, dims = vae.judged(x, self.seed, self.draws)  # (10, n), (10, n, L)
        kl, back = dims.sum(2), vae.decode(vae.encode(x)[0])  # (10, n), (10, n, 64)
        return {"elbo": recon + kl, "reconstruction": recon, "error": ((back - x) ** 2).sum(2), "kl": kl}

    def own(self, name: str) -> tuple[Array, Array]:
        """Scores of normal and of strange held-out digits by the detector on screen."""
        d = int(self.lab.values["left_out"])
        scores, strange = self.scores[name][d], self.lab.strange[d]
        return scores[~strange], scores[strange]

    @property
    def chosen(self) -> str:
        """The score that was chosen."""
        return str(self.lab.values["score"])

    @property
    def threshold(self) -> float:
        """The score above which the detector on screen raises an alarm."""
        from tutor.models.detect import threshold

        return threshold(self.own(self.chosen)[0], float(self.lab.values["threshold"]))

    def of(self, x: Array, name: str) -> Array:
        """Scores (10, n) of x (n, 64) by one score."""
        found = self.judge(x) if name in VAE_SCORES else self.lab.rivals.judge(x)
        return found[name]

    def back(self, x: Array) -> Array:
        """What comes back of x (n, 64) by the detector on screen, (n, 64); by 1-NN the neighbour itself."""
        lab, d = self.lab, int(self.lab.values["left_out"])
        if self.chosen == "pca":
            found: Array = lab.rivals.linear[d].rebuilt(x)
        elif self.chosen == "1nn":
            pairs = -2 * x @ lab.train[d].T + (lab.train[d] ** 2).sum(1)  # (n, m), but for ‖x‖²
            found = lab.train[d][pairs.argmin(1)]
        else:
            found = lab.vae.decode(lab.vae.encode(x)[0])[d]
        return found.astype(np.float32)

    @property
    def paper(self) -> Array:
        """What lies on the sheet, (1, 64)."""
        return self.lab.paper.reshape(1, -1).astype(np.float32)

    @property
    def drawn(self) -> float:
        """How strange the detector on screen finds the sheet."""
        return float(self.of(self.paper, self.chosen)[int(self.lab.values["left_out"]), 0])

    def figures(self, thorough: bool) -> dict[str, float | None]:
        """All metrics. The training digits are judged in a thorough look only."""
        from tutor.models.detect import above

        strange, chosen = self.lab.strange, self.chosen
        each = {name: aurocs(scores, strange) for name, scores in self.scores.items()}  # (10,) by name
        found: dict[str, float | None] = {"auroc": float(each[chosen].mean())}
        found |= {f"auroc_{METRIC.get(name, name)}": float(values.mean()) for name, values in each.items()}
        if self.lab.values["model"] != "vae":
            found["auroc_kl"] = None
        found |= {f"auroc_of.{d}": float(value) for d, value in enumerate(each[chosen])}
        for part, name in (("", chosen), (".pca", "pca"), (".1nn", "1nn")):
            found["recall_at_5" + part], found["precision_at_1" + part] = self.at_five(name)
        normal, own = self.own(chosen)
        found |= {"recall": above(own, self.threshold), "false_alarms": above(normal, self.threshold)}
        found["paper_rank"] = float((normal < self.drawn).mean())
        recon = self.scores["reconstruction"]
        found |= {
            "recon.normal": float(recon[~strange].mean()),
            "recon.strange": float(recon[strange].mean()),
        }
        found |= self.by_training() if thorough else {}
        return found

    def at_five(self, name: str) -> tuple[float, float | None]:
        """Recall where 5 % of normal digits raise an alarm, and precision there: means of the ten."""
        from tutor.models.detect import above, precision, threshold

        recall, alarms = [], []
        for scores, strange in zip(self.scores[name], self.lab.strange, strict=True):
            at = threshold(scores[~strange], 1 - ALARMS)
            recall.append(above(scores[strange], at))
            alarms.append(above(scores[~strange], at))
        right = [precision(r, a, BASE) for r, a in zip(recall, alarms, strict=True)]
        known = [p for p in right if p is not None]
        return float(np.mean(recall)), float(np.mean(known)) if known else None

    def by_training(self) -> dict[str, float | None]:
        """False alarms among held-out digits where 5 % of the digits learned from would raise one."""
        from tutor.models.detect import above, threshold

        learned = {**self.judge(self.lab.train), **self.lab.rivals.judge(self.lab.train)}
        found: dict[str, float | None] = {}
        for part, name in (("", self.chosen), (".pca", "pca"), (".1nn", "1nn")):
            rates = [
                above(scores[~strange], threshold(own, 1 - ALARMS))
                for scores, strange, own in zip(
                    self.scores[name], self.lab.strange, learned[name], strict=True
                )
            ]
            found["alarms_by_train" + part] = float(np.mean(rates))
        return found


def aurocs(scores: Array, strange: Array) -> Array:
    """AUROC of each of the ten, (10,), from scores and who is strange, (10, 597) each."""
    from tutor.models.detect import auroc

    return np.array([auroc(row[~s], row[s]) for row, s in zip(scores, strange, strict=True)])
