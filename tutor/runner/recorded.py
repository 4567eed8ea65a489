"""A run as the learner's log keeps it beside the answer it gave: enough to run it again, as plain JSON."""

from __future__ import annotations

import json

from tutor.runner.parcel import need, pack_spec, unpack_spec
from tutor.runner.spec import Spec
from tutor.runner.wire import Plain, WireError

LONGEST = 100_000
"""Characters of JSON that are kept; a run on a longer text of the learner's own is not."""


def record(spec: Spec, step: int) -> Plain | None:
    """The run of `spec` with all that was done to it, as it stood after `step` steps; None if too long.

    What is left at its default is left out, so that most runs take a line.
    """
    told = {name: value for name, value in pack_spec(spec).items() if value not in (None, {}, [])}
    told = {**told, "step": step}
    return told if len(json.dumps(told)) <= LONGEST else None


def recorded(plain: object) -> tuple[Spec, int]:
    """The run that was recorded, and its step. Raises WireError for what is no record of a run."""
    told = need(plain, dict)
    step = need(told.get("step"), int)
    if step < 0:
        raise WireError("no run has a negative step")
    whole = {"knobs": {}, "labels": {}, "steps": None, "events": [], **told}
    return unpack_spec(whole), step
