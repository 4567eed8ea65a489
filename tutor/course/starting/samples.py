"""The samples, with their gaps filled: `lesson.en.yaml` is commented, and written, in English."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tutor.course import find, schema, yaml
from tutor.kit.lesson import Lesson

_HEAD = {  # by the language that the author reads
    "en": "# The words of {id}.yaml in {language}, by the same ids. Structure and answers are there.\n",
    "ko": "# {id}.yaml 의 글을 {language}로, 같은 id 아래 적습니다. 구조와 정답은 그 파일에만 있습니다.\n",
}
_UNTOLD = {
    "en": "# All of it is still in {own}: write over it.\n",
    "ko": "# 아직 모두 {own}입니다. 그 위에 옮겨 쓰세요.\n",
}
_NAMES = {"en": {"en": "English", "ko": "Korean"}, "ko": {"en": "영어", "ko": "한국어"}}


def lesson(name: str, chapter: str, order: int, language: str) -> str:
    """The sample lesson's text under that name."""
    return filled("lesson", language, name, chapter=_quoted(chapter), order=str(order))


def read(name: str, chapter: str, language: str) -> Lesson:
    """The sample lesson itself."""
    text = lesson(name, chapter, 1, language)
    return schema.read(Lesson, yaml.read_text(text, Path(f"{name}.yaml")))


def words_head(id: str, language: str, reader: str, own: str = "") -> str:
    """How a translation begins, for somebody who reads the language `reader`; `own` is the language that
    its words are still in."""
    head = _HEAD[reader].format(id=id, language=_NAMES[reader][language])
    return head + (_UNTOLD[reader].format(own=_NAMES[reader].get(own, own)) if own else "")


def filled(kind: str, language: str, name: str, **values: str) -> str:
    """A sample with its gaps filled."""
    text = Path(__file__).with_name(f"{kind}.{language}.yaml").read_text("utf-8")
    text = text.replace("\nid: @id@", f"\nid: {_quoted(name)}")
    title = name.replace("-", " ")
    for key, value in {"id": name, "title": _quoted(title[:1].upper() + title[1:]), **values}.items():
        text = text.replace(f"@{key}@", value)
    return text


def in_languages(text: str, languages: Collection[str]) -> str:
    """Without the lines of other languages."""
    others = tuple(f"  {code}: " for code in find.LANGUAGES if code not in languages)
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(others))


def _quoted(word: str) -> str:
    """In quotes what an editor would not take for text: `2024`, `null`."""
    return word if word[0].isalpha() and word.casefold() not in ("null", "true", "false") else f"'{word}'"
