"""What a pack of three hundred lessons costs: a start with it beside one without; installing it.

Both starts run in a real terminal of 80×24 with compiled files and indexes warm, on homes without answers.
Lessons have a translation each, and a third of them a `rev` above 1, which makes reviews look twice.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import packs_for_tests as made
from start import OURS, painted
from table import Row, spread

STARTS = 21
LESSONS, CHAPTERS = 300, 10


def pack(where: Path) -> Path:
    """A pack of all these lessons."""
    found = {"pack.yaml": made.PACK}
    for chapter in range(CHAPTERS):
        name = f"part-{chapter}"
        title = f"title: {{en: Part {chapter}, ko: {chapter}부}}"
        found[f"{name}/chapter.yaml"] = f"schema: 1\nid: {name}\norder: {chapter}\n{title}\n"
        for n in range(LESSONS // CHAPTERS):
            id, rev = f"lesson-{chapter}-{n}", 2 if n % 3 == 0 else 1
            text = made.lesson(id, name, f"Lesson {n} of part {chapter}")
            found[f"{name}/{id}.yaml"] = text.replace("minutes: 5", f"minutes: 5\nrev: {rev}")
            found[f"{name}/{id}.ko.yaml"] = made.korean(id).replace("rev: 1", f"rev: {rev}")
    return made.folder(where, found)


def installed(source: Path, home: Path) -> float:
    """Seconds of the processor that installing takes."""
    from tutor.course import find
    from tutor.course.packs import install

    os.environ["DLTUTOR_HOME"] = str(home)
    began = time.process_time()
    with install.held(find.packs_folder()), install.staged(source, find.packs_folder()) as found:
        install.put(found, find.packs_folder())
    return time.process_time() - began


def rows() -> Iterable[Row]:
    """Clock and processor of a start, each a median of ratios of neighbours; installing."""
    with tempfile.TemporaryDirectory() as folder:
        without, with_it = Path(folder) / "without", Path(folder) / "with"
        seconds = installed(pack(Path(folder) / "bread"), with_it)
        for home in (without, with_it):
            painted(OURS, home, b"quit")
        assert list((with_it / "cache").glob("pack-bread-*.json")), "the pack is on the map"
        pairs = [(painted(OURS, without, b"quit"), painted(OURS, with_it, b"quit")) for _ in range(STARTS)]
    for place, clock in enumerate(("clock", "processor")):
        theirs, ours = [one[place] for one, _ in pairs], [other[place] for _, other in pairs]
        ratio = statistics.median(o / t for t, o in zip(theirs, ours, strict=True))
        yield Row(
            f"a start with a pack of {LESSONS} lessons, {clock}",
            f"the same without, {spread(theirs, '.0f', ' ms')}",
            f"{ratio:.2f}×, {spread(ours, '.0f', ' ms')}",
            "≤ 1.10×",
            ratio <= 1.10,
        )
    yield Row(
        f"installing {LESSONS} lessons, all of them linted, processor", "–", f"{seconds:.1f} s", "–", None
    )
