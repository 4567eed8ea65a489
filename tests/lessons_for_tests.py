"""A whole small lesson as text, for tests to write to a folder and to spoil."""

from __future__ import annotations

from pathlib import Path

LESSON = r"""schema: 1
id: demo
title: A small demo
summary: Two pages and some questions.
chapter: recurrent
order: 3
minutes: 5
lab: {name: hopfield, set: {noise: 0.2}, seed: 7}
license: CC-BY-SA-4.0
authors: [the dltutor project]
goals: [Say one thing, Do another]
pages:
  - id: idea
    title: The idea
    text: |
      A broken picture flows to a stored one; [i] and h[t-1] are just text.
    formula: 'h_i = \sum_{j} w_{ij} s_j'
    reads: h i is the sum over j
  - id: guess
    predict:
      ask: How many cells are wrong at the end?
      unit: cells
      answer: {metric: bit_errors, claim: ends-clean}
      near: 2
      low: It is more.
      high: It is less.
    lab: {name: hopfield, set: {noise: 0.2}, seed: 7}
    then: About 0 of 144 cells.
  - id: q-choice
    question:
      kind: choice
      ask: Which is surely a fixed point?
      options:
        - {id: neg, text: −ξ, right: true, why: The products do not change.}
        - {id: zero, text: all cells 0, why: Cells are never 0.}
      hints: [Write down the energy., Flip both signs.]
      explain: Only products matter.
      see: [idea]
  - id: q-draw
    question:
      kind: numeric
      draw: {lab: hopfield, name: field, args: {n: 4}}
      ask: 'With s = {s} and w = {w}, what is the field of cell {cell}?'
      tolerance: 0.01
      wrong: [{drawn: with_self, say: A cell does not vote for itself.}]
      hints: [Multiply.]
      explain: A sum of products.
  - id: q-order
    question:
      kind: order
      ask: Put the steps in order.
      items:
        - {id: add, text: Add the votes}
        - {id: sign, text: Take the sign}
        - {id: set, text: Set the cell}
      hints: [The sum comes first.]
      explain: Sum, sign, set.
verify:
  ends-clean: {lab: hopfield, set: {noise: 0.2}, seeds: [1, 2, 3], metric: bit_errors, most: 2}
references: ['Hopfield, J. J. (1982). PNAS 79(8).']
"""

KOREAN = """translates: demo
rev: 1
title: 작은 예
summary: 두 쪽과 질문 몇 개.
goals: [하나를 말한다, 둘을 한다]
pages:
  idea: {title: 생각, text: 깨진 그림은 저장된 그림으로 흐릅니다., reads: 합}
  guess:
    predict: {ask: 끝에 틀린 칸은?, unit: 칸, low: 더 많아요., high: 더 적어요.}
    then: 144칸 가운데 약 0칸입니다.
  q-choice:
    ask: 무엇이 고정점일까요?
    options:
      neg: {text: −ξ, why: 곱은 그대로입니다.}
      zero: {text: 모두 0, why: 0은 없습니다.}
    hints: [에너지를 쓰세요., 둘 다 뒤집으세요.]
    explain: 곱만 중요합니다.
  q-draw:
    ask: 's = {s}, w = {w}일 때 칸 {cell}의 장은?'
    wrong: [{say: 자기에게는 투표하지 않습니다.}]
    hints: [곱하세요.]
    explain: 곱의 합입니다.
  q-order:
    ask: 순서대로 놓으세요.
    items: {add: {text: 더한다}, sign: {text: 부호}, set: {text: 놓는다}}
    hints: [합이 먼저.]
    explain: 합, 부호, 칸.
"""

CHAPTER = (
    "schema: 1\nid: recurrent\norder: 1\ntextbook: 8\ntitle: {en: Recurrent networks, ko: 순환 신경망}\n"
)


def course(root: Path, english: str = LESSON, korean: str | None = KOREAN) -> Path:
    """Write a course of that one lesson below `root`; gives the lesson's file."""
    chapter = root / "recurrent"
    chapter.mkdir(parents=True, exist_ok=True)
    (chapter / "chapter.yaml").write_text(CHAPTER, "utf-8")
    file = chapter / "demo.yaml"
    file.write_text(english, "utf-8")
    if korean is not None:
        (chapter / "demo.ko.yaml").write_text(korean, "utf-8")
    return file


def spoiled(old: str, new: str, text: str = LESSON) -> str:
    """The lesson with one thing changed; it must have been there once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the lesson"
    return text.replace(old, new)


def numbered(root: Path, count: int) -> None:
    """Write a course of `count` lessons with a translation each, all alike but for their ids."""
    first = course(root)
    for i in range(count):
        for suffix, text in ((".yaml", LESSON), (".ko.yaml", KOREAN)):
            renamed = text.replace("id: demo\n", f"id: demo-{i}\n").replace(
                "tes: demo\n", f"tes: demo-{i}\n"
            )
            first.with_name(f"demo-{i}{suffix}").write_text(renamed, "utf-8")
    first.unlink()
    first.with_name("demo.ko.yaml").unlink()
