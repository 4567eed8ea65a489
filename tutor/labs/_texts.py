"""The texts a lab can read by name. Everything else a learner names is a text of their own."""

from __future__ import annotations

from pathlib import Path

from tutor.kit.inert import clean

NAMES = ("fables", "fables-ko", "python-docs")
_DATA = Path(__file__).parents[1] / "data"


def text(named: str) -> str:
    """The text of that name, or `named` itself if it is none; harmless to show.

    `fables` and `fables-ko` were written for this project; `python-docs` is what `help("topics")` of the
    running Python knows, about 0.7 MB.
    """
    if named == "fables":
        return (_DATA / "fables.en.txt").read_text(encoding="utf-8")
    if named == "fables-ko":
        return (_DATA / "fables.ko.txt").read_text(encoding="utf-8")
    if named == "python-docs":
        from pydoc_data.topics import topics

        return clean("\n\n".join(topics[topic].strip() for topic in sorted(topics)))
    return clean(named)
