"""Files to start from: a lesson as a sample to write over, its twin in the other language, its schema."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tutor.course import find, form, load, schema, twin, yaml
from tutor.course.indexing import ChapterFile
from tutor.course.problem import LessonError, shown
from tutor.course.published import Kind, json_schema
from tutor.kit.lesson import Lesson

SCHEMAS = ".schema"
"""The folder beside the lessons where their schemas lie, for editors; the files' first line says so."""
KINDS: tuple[Kind, ...] = ("lesson", "translation", "chapter")
ALONE = "lessons"
"""The chapter of a lesson whose folder has no name that a chapter could have."""

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
        for other in _others(language):
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
    for other in _others(read.language):
        untold = _UNTOLD[language].format(own=_NAMES[language][read.language])
        texts[find.translation(file, other)] = _head(read.id, other, language) + untold + twin.written(read)
    return _write(texts, file.parent)


def check_name(name: str) -> None:
    """Raises NoStart for what no lesson can be called, with a name that would do."""
    bare = name.removesuffix(".yaml")
    if form.is_id(name) and name != Path(find.CHAPTER).stem:
        return
    if "/" in bare or "\\" in bare:
        raise NoStart(f"a lesson is named by one word, not {shown(name)}; --into FOLDER says where it goes")
    close = slug(bare)
    meant = f"; did you mean {close}?" if close and close != Path(find.CHAPTER).stem else ""
    wanted = "small letters, digits and single hyphens, at most 64"
    raise NoStart(f"no lesson can be called {shown(name)}, wanted {wanted}{meant}")


def slug(words: str) -> str:
    """`words` as an id, as near as can be: "Bread & Dough" → bread-dough; "" where no letter is left."""
    bare = unicodedata.normalize("NFKD", words).casefold().encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:64].strip("-")


def sample(name: str, chapter: str, order: int, language: str) -> str:
    """The sample lesson's text under that name."""
    title = name.replace("-", " ")
    text = (_SAMPLES / f"{language}.yaml").read_text("utf-8")
    text = text.replace("\nid: @id@", f"\nid: {_quoted(name)}")
    values = {"id": name, "title": _quoted(title[:1].upper() + title[1:]), "chapter": _quoted(chapter)}
    for key, value in {**values, "order": str(order)}.items():
        text = text.replace(f"@{key}@", value)
    return text


def _quoted(word: str) -> str:
    """In quotes what an editor would not take for text: `2024`, `null`."""
    return word if word[0].isalpha() and word.casefold() not in ("null", "true", "false") else f"'{word}'"


def _chapter(folder: Path) -> str:
    """The chapter that lessons of this folder are of. Raises NoStart where its file is spoiled."""
    file = folder / find.CHAPTER
    if not file.is_file():
        return slug(folder.resolve().name) or ALONE
    try:
        return schema.read(ChapterFile, yaml.read(file)).id
    except LessonError as error:
        raise NoStart(f"the chapter's file has to be mended first: {error}") from error


def _root(folder: Path) -> Path | None:
    """The course that the folder is a chapter of; None, the shipped one, for a folder on its own."""
    return folder.resolve().parent if (folder / find.CHAPTER).is_file() else None


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


def _others(language: str) -> Iterator[str]:
    return (code for code in find.LANGUAGES if code != language)


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
