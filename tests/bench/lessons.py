"""Reading and linting many lessons: a course of three hundred, made of the real ones under other ids.

All in processor seconds of one process that has linted one lesson before: what a busy machine does to a
clock is left out, and so is importing Python's modules.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from table import Row, spread

from tutor.course import find
from tutor.course.lint import lint
from tutor.course.load import load

COUNT = 300


def numbered(root: Path, count: int = COUNT) -> list[Path]:
    """A course of `count` lessons below `root`: the shipped ones again and again, with translations."""
    originals = find.files()
    for chapter in {file.parent for file in originals}:
        (root / chapter.name).mkdir(parents=True)
        shutil.copy(chapter / find.CHAPTER, root / chapter.name)
    made: list[Path] = []
    for n in range(count):
        original = originals[n % len(originals)]
        again = f"-{n // len(originals)}" if n >= len(originals) else ""
        for file in (original, *(find.translation(original, code) for code in find.LANGUAGES)):
            if file.exists():
                copy = root / file.parent.name / file.name.replace(original.stem, original.stem + again, 1)
                text = re.sub(
                    r"^(id|translates): .+$",
                    rf"\1: {original.stem}{again}",
                    file.read_text("utf-8"),
                    flags=re.M,
                )
                copy.write_text(text, "utf-8")
        made.append(root / original.parent.name / f"{original.stem}{again}.yaml")
    return made


def rows() -> Iterable[Row]:
    """Lint of all at once, and loads of each in both languages."""
    with tempfile.TemporaryDirectory() as folder:
        files = numbered(Path(folder))
        size = statistics.median(file.stat().st_size for file in files) / 1024
        lint(files[:1])
        began = time.process_time()
        problems = lint([Path(folder)])
        spent = time.process_time() - began
        errors = [problem.text() for problem in problems if problem.severity == "error"]
        assert not errors, errors[0]
        yield Row(
            f"lint of {COUNT} lessons with Korean", f"files of {size:.0f} kB, processor seconds",
            f"{spent:.1f} s, {len(problems)} pieces of advice", "≤ 10 s", spent <= 10,
        )  # fmt: skip
        times = []
        for language in find.LANGUAGES:
            for file in files:
                began = time.process_time()
                load(file, language)
                times.append((time.process_time() - began) * 1e3)
        yield Row(
            "loading one lesson", f"{len(times)} loads in two languages, processor time",
            spread(times, ".1f", " ms"), "≤ 20 ms", statistics.median(times) <= 20,
        )  # fmt: skip
