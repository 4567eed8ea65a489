"""What lessons, chapters and packs may be called, and what to say of another name."""

from __future__ import annotations

from pathlib import Path

from tutor.course import find
from tutor.course.problem import shown
from tutor.kit import ids

TAKEN = tuple(Path(file).stem for file in (find.CHAPTER, find.PACK))
"""What lessons cannot be called, because those files mean something else."""


class NoStart(ValueError):
    """A file that cannot be started; the message is one sentence."""


def check_lesson(name: str, what: str = "lesson") -> None:
    """Raises NoStart for what no lesson (or chapter) can be called, with a name that would do."""
    bare = name.removesuffix(".yaml")
    if ids.is_id(name) and name not in TAKEN:
        return
    if "/" in bare or "\\" in bare:
        raise NoStart(f"a {what} is named by one word, not {shown(name)}; --into FOLDER says where it goes")
    close = ids.slug(bare)
    meant = f"; did you mean {close}?" if close and close not in TAKEN else ""
    raise NoStart(f"no {what} can be called {shown(name)}, wanted {ids.ID}{meant}")


def check_pack(name: str) -> None:
    """Raises NoStart for what no pack can be called, with a name that would do."""
    if ids.is_pack(name):
        return
    close = ids.slug(name)[: ids.LONGEST].strip("-")
    meant = f"; did you mean {close}?" if close != name and ids.is_pack(close) else ""
    used = ", which means something else" if name in ids.OURS or ids.RESERVED.fullmatch(name) else ""
    raise NoStart(f"no pack can be called {shown(name)}{used}, wanted {ids.PACK}{meant}")
