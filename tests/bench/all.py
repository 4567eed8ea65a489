"""Every measurement of this folder, one after another: `python tests/bench/all.py [NAME…]`.

A file here with a function `rows() -> Iterable[Row]` is a measurement; each is run in a process of its own
with one thread for arithmetic, as in the app. Without names docs/measurements.md is written as well.
Exit code 1 if a bound is missed. Figures of a busy machine are worth little: look at the load it states.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from table import Row

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WRITTEN = ROOT / "docs" / "measurements.md"
ORDER = ("start", "memory", "views", "hopfield", "capacity")
"""First what a learner meets first; the rest by name."""
THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
TELL = """import json, sys, {name} as measurement
from dataclasses import asdict
for row in measurement.rows():
    print(json.dumps(asdict(row)), flush=True)"""


def names() -> list[str]:
    """The measurements there are."""
    found = {file.stem for file in HERE.glob("*.py") if "\ndef rows(" in file.read_text("utf-8")}
    return [*(name for name in ORDER if name in found), *sorted(found - set(ORDER))]


def measured(name: str) -> Iterator[Row]:
    """The rows of one measurement as they come. Raises CalledProcessError."""
    path = os.pathsep.join(map(str, (HERE, HERE.parent, ROOT)))
    command = [sys.executable, "-c", TELL.format(name=name)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **THREADS, "PYTHONPATH": path}
    ) as process:
        assert process.stdout
        for line in process.stdout:
            yield Row(**json.loads(line))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def cells(row: Row) -> list[str]:
    """A row as the table's cells."""
    holds = {True: "yes", False: "**no**", None: "–"}[row.holds]
    return [str(cell).replace("|", "\\|") for cell in (*list(asdict(row).values())[:4], holds)]


def table(rows: Sequence[Row]) -> str:
    """Markdown, with the columns aligned."""
    lines = [["what", "against", "measured", "must", "holds"], *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def conditions(load: float) -> str:
    """When, of what and on what it was measured."""
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", info.read_text() if info.exists() else "")
    processor = named[1] if named else platform.processor()
    versions = ", ".join(f"{name} {version(name)}" for name in ("textual", "numpy", "torch"))
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    commit = subprocess.run(git, capture_output=True, text=True).stdout.strip() or "unknown"
    return (
        f"Measured by `make bench` on {datetime.date.today():%Y-%m-%d}, commit {commit}, on {processor}"
        f" with {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()},"
        f" {versions}."
        f" The machine's load was {load:.1f} when it began."
    )


def main() -> int:
    """Measure, print, write; 1 if a bound is missed."""
    asked, load, rows = sys.argv[1:], os.getloadavg()[0], list[Row]()
    for name in asked or names():
        for row in measured(name):
            rows.append(row)
            print("  ".join(cells(row)), flush=True)
    if not asked:
        note = "Times and ratios are medians (least to most); a ratio is of neighbours in time."
        WRITTEN.write_text(f"# Measurements\n\n{conditions(load)}\n{note}\n\n{table(rows)}\n", "utf-8")
    return int(any(row.holds is False for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
