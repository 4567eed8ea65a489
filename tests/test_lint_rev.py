"""A lesson's rev moves with its meaning: beside the last commit, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from lessons_for_tests import KOREAN, LESSON, course, spoiled
from test_cli import cli  # noqa: F401

from tutor.course import history
from tutor.course.lint import lint
from tutor.course.problem import Problem

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
KINDS = Path(__file__).parent / "kinds" / "recurrent" / "kinds.yaml"


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True, env=clean)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout with the small lesson and the one of all kinds, committed."""
    file = course(tmp_path)
    for name in ("kinds.yaml", "kinds.ko.yaml"):
        shutil.copy(KINDS.with_name(name), file.parent)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def changed(root: Path, english: str, korean: str = KOREAN) -> list[Problem]:
    course(root, english, korean)
    return lint([root / "recurrent" / "demo.yaml"])


MEANING = [  # (what stood there, what stands there now, words of the problem)
    ("near: 2", "near: 3", "page guess: near was '2.0'"),
    ("kind: order", "kind: multi", "page q-order: another kind of question"),
    ("text: −ξ, right: true,", "text: −ξ,", "options neg right was 'True'"),
    ("{id: zero, text", "{id: nought, text", "page q-choice: options"),
    ("tolerance: 0.01", "tolerance: 0.1", "page q-draw: tolerance was '0.01'"),
    ("name: field, args: {n: 4}", "name: field, args: {n: 5}", "draw args was"),
    (
        "answer: {metric: bit_errors,",
        "answer: {metric: energy,",
        "page guess: answer metric was 'bit_errors'",
    ),
    ("{noise: 0.2}, seed: 7}\n    then", "{noise: 0.1}, seed: 7}\n    then", "page guess: set was"),
    ("id: q-draw", "id: q-drawn", "page q-draw: gone"),
    (
        "        - {id: add, text: Add the votes}\n        - {id: sign, text: Take the sign}\n",
        "        - {id: sign, text: Take the sign}\n        - {id: add, text: Add the votes}\n",
        "another order of items",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), MEANING)
def test_a_change_of_meaning_wants_another_rev(repository: Path, old: str, new: str, says: str) -> None:
    text = spoiled(old, new)
    if "multi" in new:
        text = text.replace("      items:\n", "      options:\n").replace("sign}", "sign, right: true}")
        text = text.replace("votes}", "votes, why: No.}").replace("cell}\n", "cell, why: No.}\n")
    if "right" in old:
        text = text.replace("why: Cells are never 0.", "right: true")
    found = [p for p in changed(repository, text) if p.rule.startswith("rev")]
    assert [(p.rule, p.line, p.column, p.severity) for p in found] == [("rev-should-move", 1, 1, "error")]
    assert says in found[0].message and "wanted rev 2" in found[0].message, found[0].message
    moved = text.replace("schema: 1\n", "schema: 1\nrev: 2\n")
    assert [
        p for p in changed(repository, moved, KOREAN.replace("rev: 1", "rev: 2")) if "rev" in p.rule
    ] == []


FREE = [
    ("why: Cells are never 0.", "why: Cells of this network are plus or minus one."),
    ("hints: [Multiply.]", "hints: [Multiply., Then add.]"),
    ("hopfield, set: {noise: 0.2}, seed: 7}\nlicense", "hopfield, set: {noise: 0.3}, seed: 7}\nlicense"),
    ("see: [idea]", "see: [guess]"),
    ("title: A small demo", "title: Another name altogether"),
    ("ask: Which is surely a fixed point?", "ask: Which one is surely a fixed point?"),
    ("say: A cell does not vote for itself.", "say: No., mistake: self"),
    ("verify:\n", "  - id: last\n    text: The end.\nverify:\n"),
    ("minutes: 5", "minutes: 7"),
]


@pytest.mark.parametrize(("old", "new"), FREE)
def test_what_changes_no_answer_may_change(repository: Path, old: str, new: str) -> None:
    assert [p for p in changed(repository, spoiled(old, new)) if "rev" in p.rule] == []


def test_options_may_change_places(repository: Path) -> None:
    one, other = (line + "\n" for line in LESSON.split("\n") if "{id: neg" in line or "{id: zero" in line)
    assert [
        p for p in changed(repository, LESSON.replace(one + other, other + one)) if "rev" in p.rule
    ] == []


def test_another_question_in_words_is_advice(repository: Path) -> None:
    text = spoiled(
        "ask: Which is surely a fixed point?", "ask: Name the state whose energy is lowest by far"
    )
    [told] = [p for p in changed(repository, text) if "rev" in p.rule]
    assert (told.rule, told.severity) == ("rev-may-move", "warning")
    assert "page q-choice: ask was 'Which is surely a fixed point?'" in told.message


def test_a_rev_never_moves_back(repository: Path) -> None:
    two = LESSON.replace("schema: 1\n", "schema: 1\nrev: 2\n")
    course(repository, two, KOREAN.replace("rev: 1", "rev: 2"))
    git(repository, "commit", "-qam", "second")
    [told] = [p for p in changed(repository, LESSON) if "rev" in p.rule]
    assert (told.rule, told.severity) == ("rev-moved-back", "error")
    assert "found rev 1, wanted 2 or more" in told.message


OTHER_KINDS = [
    ("answer: true", "answer: false", "answer was 'True'"),
    ("accept: [cell state, cell]", "accept: [cell state]", "without 'cell'"),
    ("accept: [batch, time, hidden]", "accept: [time, batch, hidden]", "accept was"),
    ("id: loss, at: 3,", "id: loss, at: 2,", "spots loss at was '3'"),
    ("fake = G(z)", "fake = H(z)", "code was"),
    ("      least: 0.5\n", "      least: 0.6\n", "least was '0.5'"),
    ("{id: one, text: one to one,", "{id: none, text: one to one,", "extra"),
]


@pytest.mark.parametrize(("old", "new", "says"), OTHER_KINDS)
def test_the_other_kinds_too(repository: Path, old: str, new: str, says: str) -> None:
    file = repository / "recurrent" / "kinds.yaml"
    file.write_text(spoiled(old, new, file.read_text("utf-8")), "utf-8")
    [told] = [p for p in lint([file]) if p.rule == "rev-should-move"]
    assert says in told.message


def test_a_spelling_more_is_no_change_of_meaning(repository: Path) -> None:
    file = repository / "recurrent" / "kinds.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        spoiled("accept: [cell state, cell]", "accept: [Cell-State, cell, the cell]", text), "utf-8"
    )
    assert [p for p in lint([file]) if "rev" in p.rule] == []


def test_an_older_commit_may_be_named(repository: Path) -> None:
    course(repository, spoiled("near: 2", "near: 3"))
    git(repository, "commit", "-qam", "second")
    assert [p.rule for p in lint([repository]) if "rev" in p.rule] == []
    assert [p.rule for p in lint([repository], since="HEAD~1") if "rev" in p.rule] == ["rev-should-move"]
    assert history.known("HEAD~1", repository) and not history.known("HEAD~2", repository)
    assert lint([repository], since="no such\nname") == []


def test_the_command_takes_a_commit(repository: Path, cli) -> None:  # noqa: F811
    course(repository, spoiled("near: 2", "near: 3"))
    git(repository, "commit", "-qam", "second")
    folder = str(repository)
    assert cli("lint", folder).code == 0
    told = cli("lint", folder, "--since", "HEAD~1")
    assert told.code == 1 and "wanted rev 2, here and in translations" in told.out
    told = cli("lint", folder, "--since", "HEAD~9")
    assert told.code == 2 and "there is no commit 'HEAD~9'" in told.err


def test_new_files_and_broken_old_ones_say_nothing(repository: Path) -> None:
    file = repository / "recurrent" / "demo.yaml"
    file.write_text("id: [", "utf-8")
    git(repository, "commit", "-qam", "broken")
    assert [p for p in changed(repository, spoiled("near: 2", "near: 3")) if "rev" in p.rule] == []
    new = file.with_name("new.yaml")
    new.write_text(spoiled("id: demo\n", "id: new\n"), "utf-8")
    assert [p.rule for p in lint([new])] == ["no-translation"]


def test_without_git_nothing_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert [p for p in changed(repository, spoiled("near: 2", "near: 3")) if "rev" in p.rule] == []


def test_a_strangers_repository_runs_nothing(repository: Path) -> None:
    """Settings that make git start commands, one for a file that is missing: none is started."""
    ran = repository / "ran"
    for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "core.hooksPath",
                 "core.alternateRefsCommand", "filter.x.smudge", "diff.x.textconv"):  # fmt: skip
        git(repository, "config", name, f"touch {ran}; false")
    for name, value in {
        "remote.origin.url": f"ext::touch {ran}", "remote.origin.promisor": "true",
        "protocol.ext.allow": "always", "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
    }.items():  # fmt: skip
        git(repository, "config", name, value)
    (repository / ".gitattributes").write_text("* filter=x diff=x\n")
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:recurrent/demo.yaml"], cwd=repository, capture_output=True, text=True
    ).stdout.strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    changed(repository, spoiled("near: 2", "near: 3"))
    assert not ran.exists()
    subprocess.run(
        ["git", "cat-file", "blob", blob], cwd=repository, capture_output=True, stdin=subprocess.DEVNULL
    )
    assert ran.exists(), "git itself would have run it: the trap works"
