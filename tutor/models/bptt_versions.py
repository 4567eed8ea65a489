"""The way back with one slip each, to be found by comparing with autograd."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from tutor.models.bptt import WayBack


class VersionA(WayBack):
    """Version a."""

    def add(self, shares: Mapping[str, Tensor]) -> None:
        for name, share in shares.items():
            self.total[name] = share.clone()


class VersionB(WayBack):
    """Version b."""

    def slope(self, squashed: Tensor) -> Tensor:
        return torch.ones_like(squashed)


class VersionC(WayBack):
    """Version c."""

    def state_before(self, t: int) -> Tensor:
        return self.there.states[t + 1][0]


class VersionD(WayBack):
    """Version d."""

    def handed_back(self, da: Tensor) -> Tensor:
        self.later_c = torch.zeros_like(self.later_c)
        return torch.zeros_like(self.later)


VERSIONS: dict[str, type[WayBack]] = {
    "right": WayBack,
    "a": VersionA,
    "b": VersionB,
    "c": VersionC,
    "d": VersionD,
}
