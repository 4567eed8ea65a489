"""Looking whether all is well here: versions, the learner's data, the terminal, the lessons.

Each finding says what was found and, where something is off, what to do about it. Only a damaged log is
mended, as it is whenever it is opened.
"""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from tutor.course import find
from tutor.course.index import read
from tutor.kit import ids
from tutor.kit.version import version
from tutor.study.folders import cache_folder, data_folder, profiles
from tutor.study.store import Store, profile
from tutor.ui import terminal
from tutor.ui.words import _, plural, spoken

State = Literal["fine", "note", "stops"]
COLUMNS, ROWS = 80, 24
CPU_BUILD = "pip install torch --index-url https://download.pytorch.org/whl/cpu"
LEAST_FREE = 50_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. "note": it works, with something less; "stops": it cannot work so."""

    about: str
    found: str
    state: State = "fine"
    do: str = ""

    def as_dict(self) -> dict[str, str]:
        """All of it, ready for JSON."""
        return {"about": self.about, "state": self.state, "found": self.found, "do": self.do}


def findings() -> Iterator[Finding]:
    """Everything, one after another; a check that fails itself is a finding too."""
    checks: list[Callable[[], Iterator[Finding]]] = [_versions, _data, _terminal, _lessons]
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            name = check.__name__.strip("_")
            yield Finding(name, f"{type(error).__name__}: {error}", "note", _("Please report this."))


# -- versions --------------------------------------------------------------------------------------


def _versions() -> Iterator[Finding]:
    yield Finding("dltutor", f"{version()} ({Path(__file__).resolve().parents[1]})")
    old = sys.version_info < (3, 11)
    yield Finding(
        "Python",
        f"{platform.python_version()} ({sys.executable})",
        "stops" if old else "fine",
        _("Python 3.11 or newer is needed.") if old else "",
    )
    for name in ("textual", "numpy"):
        found = _installed(name)
        missing = _("It is needed: pip install {name}").format(name=name)
        yield Finding(name, found, "fine") if found else Finding(name, _("not found"), "stops", missing)
    yield _torch(_installed("torch"))


def _torch(found: str) -> Finding:
    if not found:
        todo = _("Some labs need it. The small build: {command}").format(command=CPU_BUILD)
        return Finding("torch", _("not found"), "note", todo)
    if (
        sys.platform == "linux"
        and "+cpu" not in found
        and _installed("nvidia-cublas-cu12", "nvidia-cublas")
    ):
        todo = _("It works. The CPU build is much smaller: {command}").format(command=CPU_BUILD)
        return Finding("torch", found, "note", todo)
    return Finding("torch", found)


def _installed(*names: str) -> str:
    """The version of the first of these packages that is installed, or ""."""
    for name in names:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return ""


# -- the learner's data ----------------------------------------------------------------------------


def _data() -> Iterator[Finding]:
    folder = data_folder()
    about = _("data folder")
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        todo = _("Nothing can be saved. Make it writable, or set DLTUTOR_HOME to another folder.")
        yield Finding(about, _("{folder} cannot be written").format(folder=folder), "note", todo)
    elif shutil.disk_usage(there).free < LEAST_FREE:
        yield Finding(about, str(folder), "note", _("The disk is nearly full; answers may not be saved."))
    elif folder != there:
        yield Finding(about, _("{folder} will be made with the first answer").format(folder=folder))
    else:
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        yield Finding(about, f"{folder} ({size / 1e6:.1f} MB)")
    for name in profiles():
        yield _log(name)


def _log(name: str) -> Finding:
    """One learner's log, read whole."""
    about = _("log of {name}").format(name=name)
    store = Store(profile(name))
    try:
        sound = store.check()
        said = " ".join(spoken(say) for say in store.says)
        count = plural("{n} answer", "{n} answers", len(store.answers()))
    finally:
        store.close()
    state: State = "fine" if sound and not said else "note"
    return Finding(about, count, state, said)


# -- the terminal ----------------------------------------------------------------------------------


def _terminal() -> Iterator[Finding]:
    term = os.environ.get("TERM", "")
    if not terminal.real():
        todo = _("Screens need a terminal; --plain works without one.")
        yield Finding(_("terminal"), term or _("none here"), "note", todo)
    else:
        yield Finding(_("terminal"), term)
        yield _size(*shutil.get_terminal_size())
        yield _ambiguous(terminal.width_of("●"))
    yield _colours(terminal.colours())
    encoding = (sys.stdout.encoding or "").lower()
    about, found = _("encoding"), f"{encoding} ({locale.setlocale(locale.LC_CTYPE)})"
    if encoding.replace("-", "") == "utf8":
        yield Finding(about, found)
    else:
        yield Finding(
            about, found, "note", _("Set LANG to a UTF-8 locale such as C.UTF-8, or use --ascii.")
        )


def _size(columns: int, rows: int) -> Finding:
    small = columns < COLUMNS or rows < ROWS
    todo = _("Make it at least {columns}×{rows}.").format(columns=COLUMNS, rows=ROWS)
    return Finding(_("size"), f"{columns}×{rows}", "note" if small else "fine", todo if small else "")


def _ambiguous(cells: int | None) -> Finding:
    about = _("width of ●")
    if cells == 1:
        return Finding(about, "1")
    if cells is None:
        return Finding(
            about, _("the terminal does not say"), "note", _("If columns look torn, use --ascii.")
        )
    todo = _("Turn off wide ambiguous characters in the terminal's settings, or use --ascii.")
    return Finding(about, str(cells), "note", todo)


def _colours(found: str) -> Finding:
    about = _("colours")
    if found != "none":
        return Finding(about, _("16 million") if found == "16 million" else found)
    if os.environ.get("NO_COLOR"):
        return Finding(about, _("none, as NO_COLOR asks"))
    return Finding(
        about, _("none"), "note", _("Set TERM to what your terminal is, such as xterm-256color.")
    )


# -- lessons ---------------------------------------------------------------------------------------


def _lessons() -> Iterator[Finding]:
    index, folder = read(cache_folder()), find.folder()
    about = _("lessons")
    if own := sum(not ids.pack_of(entry.id) for entry in index.entries):
        yield Finding(about, f"{own} ({folder})")
    else:
        todo = _("Install dltutor again: its lessons are missing.")
        yield Finding(about, _("none in {folder}").format(folder=folder), "stops", todo)
    if index.packs:
        yield Finding(_("packs"), ", ".join(f"{pack.name} {pack.version}".strip() for pack in index.packs))
    for broken in index.broken:
        place = f"{broken.file}:{broken.line}:{broken.column}: {broken.message}"
        yield Finding(_("lesson left out"), place, "note", _("dltutor lint says more."))
