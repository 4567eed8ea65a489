"""A path that was mistyped: the nearest one that exists, for the sentence that says there is none."""

from __future__ import annotations

from pathlib import Path

from tutor.kit.knobs import nearest


def near(path: Path, *endings: str) -> str:
    """`: did you mean bread/basics/first.yaml?`, or "". A file has to have one of `endings`."""
    missing, rest = path, Path()
    while missing != missing.parent and not missing.parent.exists():
        missing, rest = missing.parent, missing.name / rest
    whole = rest == Path()
    try:
        there = [one.name for one in missing.parent.iterdir() if _fits(one, endings if whole else None)]
    except OSError:
        return ""
    close = nearest(missing.name, there)
    if not close.startswith("did you mean"):
        return ""
    found = missing.parent / close.removeprefix("did you mean ").removesuffix("?")
    return f": did you mean {found / rest if (found / rest).exists() else found}?"


def _fits(file: Path, endings: tuple[str, ...] | None) -> bool:
    """Whether it can be meant: a folder where more of the path comes, else a name with a right ending."""
    if file.name.startswith("."):
        return False
    return file.is_dir() if endings is None else not endings or file.name.endswith(endings)
