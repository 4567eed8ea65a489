"""What is said to a word or a path that was mistyped: what there is not, and the nearest that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tutor.kit.knobs import closest, nearest


def quoted(word: str) -> str:
    """Somebody's word as part of a sentence: in quotes, and not longer than a sentence can bear."""
    return repr(word[:40])


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """`there is no lesson 'hopfild': did you mean hopfield?`"""
    close = nearest(word, known)
    return f"there is no {what} {quoted(word)}" + (f": {close}" if close else "")


def no_file(path: Path, *endings: str) -> str:
    """What to say where `path` is no file. One that is meant has one of `endings`, where there are any."""
    if path.is_dir():
        return f"{path} is a folder, not a file"
    return f"there is no file {path}" + _near(path, lambda one: not endings or one.name.endswith(endings))


def no_folder(path: Path) -> str:
    """What to say where `path` is no folder."""
    if path.exists():
        return f"{path} is a file, not a folder"
    return f"there is no folder {path}" + _near(path, Path.is_dir)


def neither(path: Path) -> str:
    """What to say where nothing has the name `path`."""
    return f"there is no file or folder {path}" + _near(path, lambda one: True)


def unreadable(path: Path, error: OSError | ValueError) -> str:
    """What to say to a file that could not be opened or read (ValueError: the name has a zero in it)."""
    if isinstance(error, FileNotFoundError | IsADirectoryError):
        return no_file(path)
    if isinstance(error, PermissionError):
        return f"the file {path} may not be read (permission denied)"
    return f"the file {path} could not be read: {getattr(error, 'strerror', None) or error}"


def _near(path: Path, fits: Callable[[Path], bool]) -> str:
    """`: did you mean bread/basics/first.yaml?`, or "". What is meant by the whole of `path` has to fit."""
    missing, rest = path, Path()
    while missing != missing.parent and not missing.parent.exists():
        missing, rest = missing.parent, missing.name / rest
    if rest != Path():
        fits = Path.is_dir  # more of the path comes below it
    try:
        seen = (one for one in missing.parent.iterdir() if not one.name.startswith("."))
        there = [one.name for one in seen if fits(one)]
    except OSError:
        return ""
    close = closest(missing.name, there)
    if not close:
        return ""
    found = missing.parent / close
    return f": did you mean {found / rest if (found / rest).exists() else found}?"
