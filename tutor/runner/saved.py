"""Runs kept in a file: the arrays of the last frame, what recounts the metrics, and how to run it again.

A `.npz` of plain arrays (no pickle): `samples.points` and the like for each `panel.array`, `record.*`,
and `run`, one JSON string.
"""

from __future__ import annotations

import json
import platform
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Frame, Look
from tutor.kit.metrics import Metrics
from tutor.kit.panels import Array
from tutor.kit.version import version
from tutor.kit.whole import written
from tutor.runner.parcel import need, pack_spec, unpack_spec
from tutor.runner.run import Run
from tutor.runner.spec import Spec
from tutor.runner.wire import WireError

RUN_MOST = 256_000_000
"""Bytes of the JSON string (four a character) that are read at most."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file says of its run."""

    spec: Spec
    step: int
    """Where the run stood; `headless.play(saved.spec, steps=saved.step)` goes there again."""
    metrics: Metrics
    versions: dict[str, str]


def save(path: Path, run: Run, frame: Frame | None = None) -> None:
    """Write `run` as it stands; the file appears whole or not at all. Raises OSError, LabFailed.

    `frame` is its last thorough frame, if at hand.
    """
    frame = frame or run.frame(Look(thorough=True))
    arrays: dict[str, Array] = {}
    for panel in frame.panels:
        arrays.update({f"{panel.name}.{name}": array for name, array in panel.arrays().items()})
    arrays.update({f"record.{name}": np.asarray(array) for name, array in run.record().items()})
    arrays["run"] = np.array(json.dumps(_told(run, frame), allow_nan=False, ensure_ascii=False))
    with written(path) as file:
        _write(file, arrays)


def load(path: Path) -> Saved:
    """What the file at `path` says. Raises OSError, or KnobError for a file that `save` did not write."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("run.npy").file_size > RUN_MOST:
                raise WireError("its description is too long")
        with np.load(path, allow_pickle=False) as arrays:
            return _understood(json.loads(str(arrays["run"])))
    except OSError:
        raise
    except (
        ValueError,
        KeyError,
        RecursionError,
        EOFError,
        zipfile.BadZipFile,
        NotImplementedError,
    ) as error:
        raise KnobError(f"{path.name} is not a run that dltutor saved") from error


def _write(file: IO[bytes], arrays: dict[str, Array]) -> None:
    """What `numpy.savez` writes, but never a pickle, in all numpy versions."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


def _told(run: Run, frame: Frame) -> dict[str, Any]:
    return {
        **pack_spec(replace(run.spec, events=run.events_so_far)),
        "values": dict(run.lab.values),
        "step": run.step_now,
        "seconds": run.seconds,
        "metrics": frame.metrics,
        "versions": versions(),
    }


def _understood(told: object) -> Saved:
    fields = need(told, dict)
    metrics, versions = need(fields["metrics"], dict), need(fields["versions"], dict)
    return Saved(unpack_spec(told), need(fields["step"], int), metrics, versions)


def versions() -> dict[str, str]:
    """What the run was computed with: the same versions on the same machine give the same bits."""
    found = {"dltutor": version(), "python": platform.python_version(), "numpy": np.__version__}
    if torch := sys.modules.get("torch"):
        found["torch"] = str(torch.__version__)
    return found
