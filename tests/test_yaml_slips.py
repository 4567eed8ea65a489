"""Slips that make a file no YAML at all: each is told where it was made, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.problem import LessonError
from tutor.course.yaml import read_text

GOOD = """\
schema: 1
pages:
  - id: chain
    title: The chain
    text: |
      Push the pedals.

      So 48 links go by.
  - id: q-turns
    question:
      kind: numeric
      ask: How often does it turn?
      hints:
        - Divide.
      explain: 'Four times.'
      note: It's four.
"""

SLIPS = [  # (what stands there, what was written: ¶ marks where to look, what is wanted)
    ("    title", "   ¶title", "the same indentation as the lines before"),
    ("    title: The chain", "     title¶: The chain", "the same indentation as the keys before"),
    ("    title: The", "¶\ttitle: The", "spaces instead of tabs"),
    ("    title: The", "  ¶\u00a0 title: The", "ordinary spaces at the beginning"),
    ("    title: The", "    ¶title：The", "an ordinary colon and a space, title: (not ：)"),
    ("      So 48", "    ¶So 48", "a key and a colon, or the same indentation"),
    ("The chain", "The chain¶: teeth", "quotes around text that has ': ' in it"),
    ("The chain", "‘The chain¶: teeth’", "straight quotes ' around the text, not ‘"),
    (
        "kind: numeric\n      ask: How",
        "kind:numeric\n      ask¶: How",
        "a space behind the colon",
    ),
    ("hints:\n        - Divide.", "hints: ¶- Divide.", "each - on a line of its own, or quotes"),
    ("  - id: q", "  ¶-id: q", "a space behind the -"),
    ("      explain: 'F", "      ¶- explain: 'F", "a key and a colon, as in the lines before, not a -"),
    ("'Four times.'", "¶'Four times.", "a closing quote at the end of the text"),
    ("'Four times.'", "'It'¶s four.'", "'' for an apostrophe"),
    ("'Four times.'", "'Four' ¶times.", "quotes around the whole text, not only its beginning"),
    ("'Four times.'", "¶@home", "quotes around text that begins with @"),
    ("'Four times.'", "{a} ¶b", "quotes around text that begins with {"),
    ("'Four times.'\n      ", "{a: Gear #3 is hard.}\n      ¶", "quotes around text that has ' #' in it"),
    ("'Four times.'", "> ¶more", "quotes around text that begins with > or |"),
    ("It's four.", "¶'Four.", "a closing quote"),
    (
        "'Four times.'\n      note",
        "'Four times.'\n      ¶explain",
        "or a - before it where another",
    ),
]


@pytest.mark.parametrize(("old", "new", "wanted"), SLIPS)
def test_a_slip_is_told_where_it_was_made(old: str, new: str, wanted: str) -> None:
    before, _, after = GOOD.replace(old, new, 1).partition("¶")
    with pytest.raises(LessonError) as told:
        read_text(before + after, Path("lesson.yaml"))
    problem = told.value.problems[0]
    assert wanted in problem.wanted
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_what_they_were_made_of_is_good() -> None:
    read_text(GOOD, Path("lesson.yaml"))
