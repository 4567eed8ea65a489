""" "This question is wrong", as a file to be sent to whoever wrote the lesson.

It says which question was asked how (the seed gives the asking back), what was answered, and what the
learner wrote about it. Nothing else of the learner's is in it: no name, no time, no path, no other answer.
"""

from __future__ import annotations

import json
from pathlib import Path

from tutor.kit.inert import clean
from tutor.study.answers import versions
from tutor.study.kinds.base import Asked

FOLDER = "reports"
MOST = 1_000
"""Reports of one question, and characters of what is said about it."""


def text(
    asked: Asked,
    response: object,
    words: str,
    *,
    lesson: str,
    item: str,
    rev: int = 1,
    pack: str = "",
    language: str = "en",
) -> str:
    """The report: a sentence or two in Markdown, then the facts as JSON. `response` is as JSON has it."""
    facts = {
        **({"pack": pack} if pack else {}),
        "lesson": lesson,
        "rev": rev,
        "item": item,
        "kind": asked.kind,
        "seed": asked.seed,
        "order": list(asked.order),
        "response": response,
        "language": language,
        "versions": versions(),
    }
    said = " ".join(clean(words)[:MOST].split()) or "(no sentence)"
    plain = json.dumps(facts, ensure_ascii=False, indent=2, default=list)
    plain = plain.encode("utf-8", "backslashreplace").decode()
    return f"# A question that may be wrong: {lesson} / {item}\n\n{said}\n\n```json\n{plain}\n```\n"


def write(folder: Path, name: str, report: str) -> Path:
    """Write a report below `folder` under a name of its own. Raises OSError."""
    below = folder / FOLDER
    below.mkdir(parents=True, exist_ok=True)
    for n in range(1, MOST + 1):
        path = below / f"{name}-{n}.md"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(report)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{MOST} reports of {name}")
