"""Files to start from: a pack, a lesson as a sample to write over, its words in the other language."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tutor.course import find, form, load, schema, twin, yaml
from tutor.course.indexing import ChapterFile
from tutor.course.packs import about
from tutor.course.problem import LessonError, shown
from tutor.course.published import Kind, json_schema
from tutor.kit import ids
from tutor.kit.lesson import Lesson

SCHEMAS = ".schema"
"""The folder beside the lessons where their schemas lie, for editors; the files' first line says so."""
KINDS: tuple[Kind, ...] = ("lesson", "translation", "chapter", "pack")
ALONE = "lessons"
"""The chapter of a lesson whose folder has no name that a chapter could have."""

_TAKEN = tuple(Path(file).stem for file in (find.CHAPTER, find.PACK))
"""What lessons cannot be called, because those files mean something else."""
_SAMPLES = Path(__file__).parent
_HEAD = {  # by the language that the author reads
    "en": "# The words of {id}.yaml in {language}, by the same ids. Structure and answers are there.\n",
    "ko": "# {id}.yaml 의 글을 {language}로, 같은 id 아래 적습니다. 구조와 정답은 그 파일에만 있습니다.\n",
}
_UNTOLD = {
    "en": "# All of it is still in {own}: write over it.\n",
    "ko": "# 아직 모두 {own}입니다. 그 위에 옮겨 쓰세요.\n",
}
_NAMES = {"en": {"en": "English", "ko": "Korean"}, "ko": {"en": "영어", "ko": "한국어"}}


class NoStart(ValueError):
    """A file that cannot be started; the message is one sentence."""


def lesson(name: str, folder: Path, language: str, alone: bool = False) -> list[Path]:
    """Write the lesson `name` into `folder`, commented in `language`, and its twin in the other language
    unless `alone`. Gives the files, the lesson first. Raises NoStart, and OSError for what a disk can do.
    """
    check_name(name)
    chapter = _chapter(folder)
    taken = find.lesson_file(name, _root(folder))
    if taken is not None:
        raise NoStart(
            f"there is a lesson {name} already, {taken.parent.name}/{taken.name}: choose another name"
        )
    file = folder / f"{name}.yaml"
    texts = {file: sample(name, chapter, _next(folder), language)}
    if not alone:
        for other in _others(language, file):
            texts[find.translation(file, other)] = _twin(
                sample(name, chapter, 1, other), name, other, language
            )
    return _write(texts, folder)


def translation(file: Path, language: str) -> list[Path]:
    """Write the other languages' files of a lesson, with its own words to be written over, commented in
    `language`. Raises NoStart, LessonError, OSError.
    """
    read, _ = load.parse(file)
    texts: dict[Path, str] = {}
    for other in _others(read.language, file):
        untold = _UNTOLD[language].format(own=_NAMES[language][read.language])
        texts[find.translation(file, other)] = _head(read.id, other, language) + untold + twin.written(read)
    return _write(texts, file.parent)


def check_name(name: str) -> None:
    """Raises NoStart for what no lesson can be called, with a name that would do."""
    bare = name.removesuffix(".yaml")
    if form.is_id(name) and name not in _TAKEN:
        return
    if "/" in bare or "\\" in bare:
        raise NoStart(f"a lesson is named by one word, not {shown(name)}; --into FOLDER says where it goes")
    close = slug(bare)
    meant = f"; did you mean {close}?" if close and close not in _TAKEN else ""
    wanted = "small letters, digits and single hyphens, at most 64"
    raise NoStart(f"no lesson can be called {shown(name)}, wanted {wanted}{meant}")


def slug(words: str) -> str:
    """`words` as an id, as near as can be: "Bread & Dough" → bread-dough; "" where no letter is left."""
    bare = unicodedata.normalize("NFKD", words).casefold().encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:64].strip("-")


def pack(name: str, into: Path, language: str) -> list[Path]:
    """Write what a pack says of itself into the folder `name` below `into`, made if need be.

    Raises NoStart, and OSError for what a disk can do.
    """
    if not ids.is_pack(name):
        close = slug(name)[: ids.LONGEST].strip("-")
        meant = f"; did you mean {close}?" if close != name and ids.is_pack(close) else ""
        wanted = f"2 to {ids.LONGEST} small letters, digits and single hyphens, a letter first"
        used = ", which means something else" if name in ids.OURS or ids.RESERVED.fullmatch(name) else ""
        raise NoStart(f"no pack can be called {shown(name)}{used}, wanted {wanted}{meant}")
    folder = into / name
    folder.mkdir(exist_ok=True)
    return _write({folder / find.PACK: _filled("pack", language, name)}, folder)


def sample(name: str, chapter: str, order: int, language: str) -> str:
    """The sample lesson's text under that name."""
    return _filled("lesson", language, name, chapter=_quoted(chapter), order=str(order))


def _filled(kind: str, language: str, name: str, **values: str) -> str:
    """A sample with its gaps filled."""
    text = (_SAMPLES / f"{kind}.{language}.yaml").read_text("utf-8")
    text = text.replace("\nid: @id@", f"\nid: {_quoted(name)}")
    title = name.replace("-", " ")
    for key, value in {"id": name, "title": _quoted(title[:1].upper() + title[1:]), **values}.items():
        text = text.replace(f"@{key}@", value)
    return text


def _quoted(word: str) -> str:
    """In quotes what an editor would not take for text: `2024`, `null`."""
    return word if word[0].isalpha() and word.casefold() not in ("null", "true", "false") else f"'{word}'"


def _chapter(folder: Path) -> str:
    """The chapter of this folder's lessons. Raises NoStart where the file that says it is spoiled."""
    try:
        if (folder / find.PACK).is_file():
            return about.name_of(folder)
        if (folder / find.CHAPTER).is_file():
            return schema.read(ChapterFile, yaml.read(folder / find.CHAPTER)).id
    except LessonError as error:
        raise NoStart(f"this has to be mended first: {error}") from error
    return slug(folder.resolve().name) or ALONE


def _root(folder: Path) -> Path | None:
    """The course or pack that the folder is of; None, the shipped course, for a folder on its own."""
    folder = folder.resolve()
    if pack := find.pack_root(folder / find.CHAPTER):
        return pack
    return folder.parent if (folder / find.CHAPTER).is_file() else None


def _next(folder: Path) -> int:
    """A place behind the lessons that are there."""
    places = [0]
    for file in folder.glob("*.yaml"):
        if find.is_lesson(file.name):
            try:
                places.append(load.parse(file)[0].order)
            except LessonError:
                continue
    return min(max(places) + 1, 10**6)


def _others(language: str, file: Path) -> Iterator[str]:
    """The languages that a lesson needs beside its own; those of its pack, if it is in one."""
    root = find.pack_root(file.resolve())
    ours = about.read(root).languages if root else find.LANGUAGES
    return (code for code in find.LANGUAGES if code != language and code in ours)


def _twin(text: str, name: str, language: str, reader: str) -> str:
    """The translation's file made of the sample's words in another language."""
    document = yaml.read_text(text, Path(f"{name}.yaml"))
    return _head(name, language, reader) + twin.written(schema.read(Lesson, document))


def _head(name: str, language: str, reader: str) -> str:
    line = f"# yaml-language-server: $schema={SCHEMAS}/translation.json\n"
    return line + _HEAD[reader].format(id=name, language=_NAMES[reader][language])


def _write(texts: dict[Path, str], folder: Path) -> list[Path]:
    """All of them, or none where one is there already; the schemas beside them."""
    for file in texts:
        if file.exists() or file.is_symlink():
            raise NoStart(f"there is a file {file} already; nothing was written")
    write_schemas(folder)
    for file, text in texts.items():
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    return list(texts)


def write_schemas(folder: Path) -> None:
    """Put the schemas of this version beside the lessons."""
    place = folder / SCHEMAS
    place.mkdir(exist_ok=True)
    for kind in KINDS:
        text = json.dumps(json_schema(kind), ensure_ascii=False, indent=1)
        (place / f"{kind}.json").write_text(text + "\n", "utf-8")
