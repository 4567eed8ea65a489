"""A lesson that would take the terminal over if its text were obeyed; its texts are numbered."""

from __future__ import annotations

import json
from pathlib import Path

COMMANDS = "\x1b]52;c;aGk=\x07\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b32m\x9d0;c1\x9c\x90q\x1b\\\x1b]8;;file:///x\x1b\\\x08\x0e\x7f"
TURNED = "\u202e\u2066\u200f"
MARKUP = "[@click=app.quit]x[/] [MASK] [pad] h[t-1] softmax(x)[i] [/INST]"
HOSTILE = f"{MARKUP} {COMMANDS}{TURNED}."
CODE = f"x = '[MASK] [@click=app.quit]x[/]'{COMMANDS[-9:]}{TURNED}\ny = h[t-1]"
LINKS = (
    "[js](javascript:alert(1)) [file](file:///etc/passwd) [web](https://example.org) <b>b</b> ![i](x.png)"
)


def said(n: int) -> str:
    """The hostile text with a number to know it by, as a YAML scalar with every control character."""
    return json.dumps(f"T{n} {HOSTILE}")


def lesson() -> str:
    """A lesson of every kind of page; texts are numbered."""
    option = "{{id: {}, text: {}, why: {}, right: {}}}"
    four = ", ".join(
        option.format(id, said(10 + k), said(20 + k), str(k == 3).lower()) for k, id in enumerate("abcd")
    )
    lab = "{name: hopfield, set: {memory: face, stored: 3}, seed: 7}"
    raw = f"      T1 {MARKUP} {LINKS}\n\n      - {HOSTILE}\n      - ok\n\n      > quoted {MARKUP}\n"
    return f"""schema: 1
id: hostile
title: {said(0)}
summary: {said(2)}
chapter: nasty
order: 1
minutes: 5
lab: {lab}
license: CC0-1.0
authors: [{said(3)}]
goals: [{said(4)}]
pages:
  - id: words
    title: {said(5)}
    text: |
{raw}    formula: 'x = \\text{{[MASK]}} y'
    reads: {said(6)}
    more: {said(7)}
  - id: guess
    title: {said(5)}
    predict:
      ask: {said(8)}
      unit: {json.dumps("u[MASK]" + COMMANDS)}
      answer: {{metric: flips}}
      low: {said(9)}
      high: {said(9)}
    lab: {lab}
    then: {said(30)}
  - id: one
    title: {said(5)}
    question: {{kind: choice, ask: {said(8)}, options: [{four}], hints: [{said(31)}], explain: {said(32)}}}
  - id: many
    title: {said(5)}
    question: {{kind: multi, ask: {said(8)}, options: [{four}], hints: [{said(31)}], explain: {said(32)}}}
  - id: number
    title: {said(5)}
    question:
      kind: numeric
      ask: {said(8)}
      answer: 1
      unit: {json.dumps("u[MASK]" + COMMANDS)}
      wrong: [{{value: 7, say: {said(33)}}}]
      hints: [{said(31)}]
      explain: {said(32)}
  - id: order
    title: {said(5)}
    question:
      kind: order
      ask: {said(8)}
      items: [{{id: a, text: {said(10)}}}, {{id: b, text: {said(11)}}}, {{id: c, text: {said(12)}}}]
      hints: [{said(31)}]
      explain: {said(32)}
  - id: judged
    title: {said(5)}
    question:
      kind: true_false
      ask: {said(8)}
      answer: true
      say: {said(33)}
      reasons: [{four}]
      hints: [{said(31)}]
      explain: {said(32)}
  - id: typed
    title: {said(5)}
    question:
      kind: short
      ask: {said(8)}
      accept: [{said(10)}]
      near_miss: [{{words: [{json.dumps("near[MASK]" + COMMANDS)}], say: {said(33)}}}]
      wrong: [{{words: [{said(11)}], say: {said(33)}}}]
      other: {said(34)}
      hints: [{said(31)}]
      explain: {said(32)}
  - id: blanks
    title: {said(5)}
    question:
      kind: cloze
      ask: {said(8)}
      text: {json.dumps("{a} {b} T9 " + HOSTILE)}
      blanks:
        - id: a
          accept: [{json.dumps("[b]yes[/b]" + COMMANDS)}]
          wrong: [{{words: [x], say: {said(33)}}}]
        - {{id: b, options: [{four}]}}
      hints: [{said(31)}]
      explain: {said(32)}
  - id: pairs
    title: {said(5)}
    question:
      kind: match
      ask: {said(8)}
      pairs:
        - {{id: a, left: {said(10)}, right: {said(20)}, why: {said(33)}}}
        - {{id: b, left: {said(11)}, right: {said(21)}, why: {said(33)}}}
      extra: [{{id: c, text: {said(22)}, why: {said(34)}}}]
      hints: [{said(31)}]
      explain: {said(32)}
  - id: axes
    title: {said(5)}
    question:
      kind: shape
      ask: {said(8)}
      dims:
        - {{id: a, name: {said(10)}, short: [{json.dumps("B[b]" + COMMANDS)}], size: 3}}
        - {{id: b, size: 4}}
      accept: [a, b]
      wrong: [{{shape: [b], say: {said(33)}}}]
      hints: [{said(31)}]
      explain: {said(32)}
  - id: code
    title: {said(5)}
    question:
      kind: spot
      ask: {said(8)}
      code: {json.dumps(CODE)}
      spots:
        - {{id: a, at: 1, right: true, why: {said(20)}}}
        - {{id: b, at: 2, why: {said(33)}}}
      hints: [{said(31)}]
      explain: {said(32)}
  - id: card
    title: {said(5)}
    question: {{kind: recall, ask: {said(8)}, back: {said(36)}, explain: {said(32)}}}
  - id: own
    title: {said(5)}
    question:
      kind: explain
      ask: {said(8)}
      rubric: [{said(34)}, {said(35)}]
      model: {said(36)}
      hints: [{said(31)}]
      explain: {said(32)}
references: [{said(37)}]
"""


def hostile_course(folder: Path) -> Path:
    """Write a course of that lesson, and of one more that cannot be read; the latter's file."""
    chapter = folder / "nasty"
    chapter.mkdir(parents=True)
    title = f"{{en: {said(40)}, ko: {said(40)}}}"
    (chapter / "chapter.yaml").write_text(f"schema: 1\nid: nasty\norder: 1\ntitle: {title}\n", "utf-8")
    (chapter / "hostile.yaml").write_text(lesson(), "utf-8")
    broken = chapter / "broken.yaml"
    broken.write_text(lesson().replace("id: hostile", f"id: broken\n{said(41)}: {said(42)}"), "utf-8")
    return broken
