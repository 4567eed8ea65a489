"""What is said about a pack: whose it is and what it holds, before it is taken in and in the list."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.cli.output import put_columns
from tutor.course.packs.about import PackFile
from tutor.course.packs.install import Installed, Staged
from tutor.course.problem import LessonError
from tutor.kit import ids
from tutor.ui import words
from tutor.ui.plain.paper import Paper
from tutor.ui.words import _, plural


def in_words(texts: Mapping[str, str]) -> str:
    """The text in the language in use, else in English, else in any; on one line."""
    text = texts.get(words.language()) or texts.get("en") or next(iter(texts.values()), "")
    return " ".join(text.split())


def tell(paper: Paper, found: Staged, there: PackFile | None) -> None:
    """Whose the pack is, what it holds, and how it stands to the one that is installed."""
    pack, holds = found.about, found.holds
    paper.say(f"{in_words(pack.title)} ({pack.name} {pack.version})")
    paper.say(in_words(pack.about))
    counts = [
        plural("{n} chapter", "{n} chapters", holds.chapters),
        plural("{n} lesson", "{n} lessons", holds.lessons),
        plural("{n} question", "{n} questions", holds.questions),
        plural("{n} prediction", "{n} predictions", holds.predictions),
        plural("{n} claim", "{n} claims", holds.claims),
    ]
    rows = [
        (_("authors"), _listed(pack.authors)),
        (_("licence"), " ".join(pack.license.split())),
        (_("languages"), ", ".join(_language(code) for code in pack.languages)),
        (_("contents"), ", ".join(counts)),
        (_("labs"), ", ".join(holds.labs) or _("none")),
        (_("size"), _size(found.contents.size)),
    ]
    if left := len(found.contents.left_out):
        others = plural("{n} file of another kind", "{n} files of other kinds", left)
        rows.append((_("not taken"), others))
    put_columns(paper, [(f"  {name}", value) for name, value in rows])
    if there is not None:
        paper.say(_stands(pack, there))
        if there.authors != pack.authors:
            paper.say(_("Mind: the one installed is by {authors}.").format(authors=_listed(there.authors)))


def _stands(pack: PackFile, there: PackFile) -> str:
    if pack.number > there.number:
        said = _("Version {old} is installed; this is the newer {new}.")
    elif pack.number < there.number:
        said = _("Version {old} is installed, which is newer: this is the older {new}.")
    else:
        said = _("Version {old} is installed already; it would be written anew.")
    return said.format(old=there.version, new=pack.version)


def question(found: Staged, there: PackFile | None) -> str:
    """What is asked before the pack is taken in."""
    if there is None:
        return _("Install it?")
    if found.about.number < there.number:
        return _("Go back to the older version?")
    if found.about.number > there.number:
        return _("Put it in the place of the one installed?")
    return _("Install it again?")


def seen(found: Staged) -> str:
    """Where the pack is to be seen now that it is installed."""
    first = min(file for file in found.contents.files if _is_lesson(file))
    id = ids.whole(found.about.name, first.rpartition("/")[2].removesuffix(".yaml"))
    said = _("Installed. It stands on the map below the course; dltutor learn {id} opens a lesson of it.")
    return said.format(id=id)


def _is_lesson(file: str) -> bool:
    from tutor.course.find import is_lesson

    return file.endswith(".yaml") and is_lesson(file.rpartition("/")[2])


def row(one: Installed) -> tuple[str, ...]:
    """A line of the list."""
    pack = one.about
    if isinstance(pack, LessonError):
        return one.name, "", _("cannot be read: {why}").format(why=pack), ""
    said = (_listed(pack.authors), " ".join(pack.license.split()), " ".join(pack.languages))
    count = plural("{n} lesson", "{n} lessons", one.lessons)
    return one.name, pack.version, in_words(pack.title), ", ".join((*said, count))


def described(one: Installed) -> dict[str, object]:
    """Everything a program may want to know of an installed pack, ready for JSON."""
    pack = one.about
    if isinstance(pack, LessonError):
        return {"name": one.name, "lessons": one.lessons, "trouble": str(pack)}
    return {
        "name": one.name,
        "version": pack.version,
        "title": dict(pack.title),
        "about": dict(pack.about),
        "authors": list(pack.authors),
        "license": pack.license,
        "languages": list(pack.languages),
        "lessons": one.lessons,
    }


def _listed(authors: tuple[str, ...]) -> str:
    return ", ".join(" ".join(author.split()) for author in authors)


def _language(code: str) -> str:
    return words.LANGUAGES.get(code, code)


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} kB" if count >= 1024 else _("less than 1 kB")
