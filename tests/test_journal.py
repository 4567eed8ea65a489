"""The post about a week: what was done is in it, nothing that was not, and the words are the learner's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from cli_for_tests import dltutor, in_terminal
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tutor.course.load import load
from tutor.kit.inert import clean
from tutor.runner.recorded import record
from tutor.runner.run import Run
from tutor.runner.spec import Spec
from tutor.study.answers import Answer, page_read
from tutor.study.store import Store, profile
from tutor.ui import words
from tutor.ui.journal.markdown import cell, code, front, lesson, plain, quote
from tutor.ui.journal.markdown import words as own
from tutor.ui.journal.post import draw, post, studied
from tutor.ui.journal.runs import drawn, run_of
from tutor.ui.journal.sections import believed, results
from tutor.ui.journal.week import Week, done_in, read_week, week_of
from tutor.ui.sitting import Sitting, Turn
from tutor.ui.told import told

NOW = week_of(date.today())
MINE = (
    "Cells vote; *memories* are hollows, and too many <drown> each other.\n---\n# no heading\n| no table |"
)


@pytest.fixture(autouse=True)
def english():
    words.use("en")
    yield
    words.use("en")


@pytest.fixture
def sitting(tmp_path: Path) -> Sitting:
    return Sitting(Store(tmp_path / "default.db"), load("hopfield"), "en")


def ask(sitting: Sitting, page: str, seed: int = 5) -> Turn:
    return sitting.turn(sitting.lesson.page(page), seed)


def predict(sitting: Sitting, page: str, said: str, sure: int = 1, **knobs: float) -> Turn:
    """Predict, run for real, and be told."""
    turn = ask(sitting, page)
    turn.confidence = sure
    sitting.commit(turn, said)
    lab = turn.page.lab
    assert lab
    run = Run(Spec(lab=lab.name, knobs={**lab.set, **knobs}, seed=lab.seed), history=False)
    while run.step():
        pass
    turn.run = record(run.named, run.step_now)
    metric = turn.page.predict.answer
    sitting.answer(turn, said, run.frame().metrics[metric.metric] if metric else None)
    return turn


def a_week(sitting: Sitting) -> None:
    """A wrong and a right answer, one skipped, own words, a prediction beside its run."""
    sitting.store.visit("hopfield", "idea")
    sitting.answer(turn := ask(sitting, "q-negative"), "zero")
    sitting.answer(turn, "neg")
    sitting.answer(ask(sitting, "q-capacity"), "root")
    sitting.skip(ask(sitting, "q-modern"))
    sitting.answer(ask(sitting, "q-explain"), {"text": MINE, "ticked": [0]})
    predict(sitting, "detours", "40")


def written(
    store: Store, *, thoughts: str = "", author: str = "", pictures: bool = True
) -> tuple[str, dict[str, str]]:
    done = done_in(NOW, store.answers(pages=True))
    lessons = studied(done)
    made = post(done, lessons, draw(done, lessons, lambda _: None) if pictures else {}, author, thoughts)
    return made.text, dict(made.pictures)


def headings(text: str) -> list[str]:
    """As a reader of Markdown sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text.split("---\n", 2)[2])
    assert not any(token.type in ("html_block", "hr") for token in tokens)
    inline = [token for token in tokens if token.type == "inline"]
    assert not any(child.type == "html_inline" for token in inline for child in token.children or ())
    return [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]


def test_what_was_done_is_in_it_and_nothing_else(sitting: Sitting) -> None:
    a_week(sitting)
    text, pictures = written(sitting.store, thoughts="It was *good*.", author='Kim: "K" #1')
    fields = yaml.safe_load(text.split("---\n")[1])
    assert fields["author"] == 'Kim: "K" #1' and fields["tags"] == ["deep learning", "Hopfield network"]
    assert fields["title"] == f"Week {NOW}: Hopfield network" and fields["lang"] == "en"
    assert date.fromisoformat(fields["date"]) in NOW
    assert headings(text) == [
        "Summary", "Hopfield network", "In my own words", "Predictions", "Runs", "Believed wrongly",
        "Results", "Retrospective",
    ]  # fmt: skip
    assert "3 questions answered: 1 right, 1 wrong, 1 skipped" in text and "1 prediction: 0 right" in text
    assert "> Cells vote; *memories* are hollows, and too many &lt;drown> each other." in text
    assert "| 40 flips (fairly sure) | 29 flips | wrong |" in text
    assert "Answered: All cells 0" in text and "Correct: Its negative, −ξ" in text, (
        "though it was right later"
    )
    assert "You expected detours" in text and "32 cells have about 500 weights" in text
    assert "softmax" not in text, "of what was skipped there is no answer to tell"
    assert text.endswith("## Retrospective\n\nIt was *good*.\n")
    [(name, svg)] = pictures.items()
    assert f"]({name})" in text and "`dltutor lab hopfield --seed 7" in text
    assert ElementTree.fromstring(svg).find("{*}title").text.startswith("Hopfield · recall, step 29:")


def test_a_week_of_reading_is_a_short_post(sitting: Sitting) -> None:
    sitting.store.visit("hopfield", "idea")
    text, pictures = written(sitting.store)
    assert headings(text) == ["Summary"] and not pictures
    assert "author" not in text and "Retrospective" not in text and "0" not in text.split("## Summary")[1]


def test_it_is_korean_where_that_is_asked_for(sitting: Sitting) -> None:
    a_week(sitting)
    words.use("ko")
    text, [*pictures] = written(sitting.store, thoughts="좋았다.")
    assert headings(text) == [
        "요약", "홉필드 네트워크", "내 말로 설명하기", "예측과 실제", "실행", "잘못 알고 있던 것",
        "결과", "회고",
    ]  # fmt: skip
    assert "ξ의 음화, −ξ" in text and "| 40번 (꽤 확신) | 29번 | 틀림 |" in text and len(pictures) == 1


# ---- runs ------------------------------------------------------------------------------------------


def test_the_learners_own_run_is_drawn_with_what_was_done_to_it(sitting: Sitting) -> None:
    turn = predict(sitting, "detours", "40", stored=3)
    assert turn.last
    run = Run(Spec(lab="hopfield", seed=7), history=False)
    run.burst(0.0, to=3)
    run.act("flip", {"row": 1, "col": 1}) if "flip" in {a.name for a in run.lab.actions} else None
    run.burst(0.0, to=5)
    other = replace(turn.last, id="other", item="energy", more={"run": record(run.named, 5)})
    sitting.store.log(other)
    done = done_in(NOW, sitting.store.answers())
    found = draw(done, studied(done), lambda _: None)["hopfield"]
    assert [run.line.count("stored=3") for _file, run in found] == [1, 0]
    assert [run.turned for _file, run in found] == [False, bool(run.events)]
    assert "step 5" in found[1][1].caption


def test_a_run_that_told_two_answers_is_drawn_once(sitting: Sitting) -> None:
    turn = predict(sitting, "detours", "40")
    assert turn.last
    sitting.store.log(replace(turn.last, id="other", item="bench"))
    done = done_in(NOW, sitting.store.answers())
    heard: list[str] = []
    assert len(draw(done, studied(done), heard.append)["hopfield"]) == 1 and len(heard) == 1


@pytest.mark.parametrize(("truth", "is_drawn"), [(29.0, True), (31.0, False), (None, False)])
def test_without_a_record_only_a_run_that_bears_its_number_out_is_drawn(sitting, truth, is_drawn) -> None:
    turn = ask(sitting, "detours")
    sitting.answer(turn, "40", 29.0)
    assert turn.last and not turn.last.more
    ran = run_of(told(replace(turn.last, truth=truth), sitting.lesson))
    assert bool(ran and drawn(ran)) is is_drawn


def test_a_run_that_comes_to_something_else_today_says_so(sitting: Sitting) -> None:
    turn = predict(sitting, "detours", "40")
    assert turn.last
    other = replace(turn.last, id="other", truth=31.5)
    text, _ = written_of(sitting, other)
    assert "it came to 29" in text


GONE = (
    {},
    {"run": 7},
    {"run": {"lab": "gone", "seed": 1, "step": 3}},
    {"run": {"lab": "hopfield", "knobs": {"nose": 3}, "seed": 1, "step": 3}},
    {"run": {"step": -1}},
)


@pytest.mark.parametrize("more", GONE)
def test_a_run_that_cannot_be_run_any_more_is_left_out(sitting: Sitting, more: dict[str, object]) -> None:
    turn = predict(sitting, "bench", "mixture")
    assert turn.last
    text, pictures = written_of(sitting, replace(turn.last, id="other", more=more))
    assert not pictures and "Runs" not in headings(text)


def written_of(sitting: Sitting, *answers: Answer) -> tuple[str, dict[str, str]]:
    done = done_in(NOW, answers)
    lessons = studied(done)
    made = post(done, lessons, draw(done, lessons, lambda _: None), "", "")
    return made.text, dict(made.pictures)


# ---- what has changed since ------------------------------------------------------------------------


def test_a_lesson_or_question_that_is_gone_is_told_by_the_log_alone(sitting: Sitting) -> None:
    a_week(sitting)
    [answer, *_] = [a for a in sitting.store.answers() if a.kind == "choice"]
    for changed in (
        replace(answer, lesson="gone"),
        replace(answer, item="gone"),
        replace(answer, item="q-field"),
        replace(answer, response="no-such-option"),
        replace(answer, response=[1, {"a": 2}]),
    ):
        text, _ = written_of(sitting, changed)
        headings(text)
        assert "1 wrong" in text


def test_an_answer_from_elsewhere_names_no_file(sitting: Sitting) -> None:
    """A log that was taken in may have any id in it; its runs are drawn into files by harmless names."""
    predict(sitting, "detours", "40")
    answer = [one for one in sitting.store.answers() if one.kind == "predict"][-1]
    for bad in ("/../../../owned", "x.svg) <script>a</script> ![", "..", "x" * 300):
        for changed in (replace(answer, item=bad), replace(answer, lesson=bad)):
            text, pictures = written_of(sitting, changed)
            [name] = pictures
            assert re.fullmatch(r"[A-Za-z0-9-]{1,120}\.svg", name) and f"]({name})" in text
            headings(text)


# ---- text is text ----------------------------------------------------------------------------------

anything = st.text(st.characters(codec="utf-8"), max_size=60) | st.text("-#>|*_`<[]!\n\\ a1.", max_size=40)


@given(text=anything)
def test_own_words_stay_in_their_quotation(text: str) -> None:
    whole = f"before\n\n{quote('x' + text)}\n\n# after"
    tokens = MarkdownIt("commonmark", {"html": True}).parse(whole)
    outside = [token.type for token in tokens if token.level == 0]
    assert outside == [
        f"{block}_{end}" for block in ("paragraph", "blockquote", "heading") for end in ("open", "close")
    ]
    inside = {token.type for token in tokens if token.level > 0}
    assert not inside & {"html_block", "heading_open", "hr"}


hostile = st.lists(
    st.sampled_from(
        ["<img src=x>", "<script>", "`", "``", "\\", "![a](https://b)", "[a](javascript:b)", "{{ site }}",
         "{%", "|", "*a*", "a ", "\n", "<https://a.b>", "&lt;"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(text=hostile)
def test_a_lessons_words_fetch_and_run_nothing_in_the_post(text: str) -> None:
    """The post stands on the learner's own page: no HTML of a stranger's lesson, no picture, no link."""
    for made in (lesson(text), code(text)):
        assert not re.search(r"\{[{%]", made) and "\n" not in made
        tokens = MarkdownIt("commonmark", {"html": True}).parseInline("x " + made)[0].children or []
        assert not {t.type for t in tokens} & {"image", "link_open"}
        assert {t.content for t in tokens if t.type == "html_inline"} <= {"<code>", "</code>"}


def test_a_lessons_emphasis_and_code_stay() -> None:
    assert lesson("*Why* `a<b>`\nand **b**?") == "*Why* `a<b>` and **b**?"
    assert lesson("h[t-1] <b> \\[c]") == r"h\[t-1] &lt;b> \[c]"
    assert code("dltutor lab gan") == "`dltutor lab gan`"
    assert code("--set 'text=`<b>'") == "<code>--set &#39;text=&#96;&#60;b&#62;&#39;</code>"


def test_a_hostile_lesson_in_the_post(sitting: Sitting) -> None:
    bad = "<script>a</script> ![b](https://c) [d](javascript:e) {{ site.f }} | "
    page = sitting.lesson.page("q-negative")
    question = replace(page.question, ask=bad, options=tuple(
        replace(option, text=bad + option.id, why=bad) for option in page.question.options
    ))  # fmt: skip
    lesson_ = replace(sitting.lesson, title=bad, pages=(replace(page, question=question),))
    sitting.answer(ask(sitting, "q-negative"), "zero")
    answers = list(sitting.store.answers())
    one = studied(done_in(NOW, answers))[0]
    one = type(one)(one.id, lesson_, answers)
    assert "<script" not in post(done_in(NOW, answers), [one], {}, "", "").text
    text = "\n\n".join([believed(one), results([one])])
    assert headings("---\n---\n" + text) == [] and "<script" not in text and "{{" not in text
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inner = [child.type for token in tokens for child in token.children or ()]
    assert not {"html_inline", "image", "link_open"} & set(inner)


@given(text=anything)
def test_plain_text_reads_as_it_is(text: str) -> None:
    told = plain(text)
    tokens = MarkdownIt("commonmark", {"html": True}).parseInline("x " + told)[0].children or []
    assert {t.type for t in tokens} <= {"text", "text_special"}
    shown = "".join(t.content for t in tokens).removeprefix("x ")
    assert shown == "; ".join(" ".join(line.split()) for line in clean(text).split("\n") if line.strip())


@given(text=anything)
def test_a_cell_is_one_cell(text: str) -> None:
    assert "\n" not in cell(own(text)) and not re.search(r"(?<!\\)\|", cell(plain(text)))


@given(text=anything)
def test_front_matter_is_yaml(text: str) -> None:
    text = plain(text)
    assert yaml.safe_load(front([("title", text), ("tags", [text])]).strip("-")) == {
        "title": text,
        "tags": [text],
    }


# ---- weeks -----------------------------------------------------------------------------------------


def test_weeks_are_those_of_iso_8601() -> None:
    assert week_of(date(2027, 1, 3)) == Week(2026, 53) and week_of(date(2027, 1, 4)) == Week(2027, 1)
    assert str(week_of(date(2024, 12, 30))) == "2025-W01"
    for good in ("2026-W48", "2026w48", "2026W48", " 2026-w48 "):
        assert read_week(good) == Week(2026, 48)
    for bad in ("", "48", "2026-W00", "2026-W54", "2025-W53", "0000-W01", "2026-11-25", "２０２６-W48x"):
        assert read_week(bad) is None
    assert Week(2026, 48).monday == date(2026, 11, 23) and Week(2026, 48).sunday == date(2026, 11, 29)


def test_a_week_begins_by_the_learners_own_clock() -> None:
    def at(utc: str, offset: int) -> Answer:
        return replace(page_read("rnn", "p"), at=utc, offset_minutes=offset)

    late = at(
        "2026-11-29T16:30:00+00:00", 9 * 60
    )  # half past one on Monday in Seoul: still Sunday's evening
    early = at("2026-11-29T20:00:00+00:00", 9 * 60)
    there = at("2026-11-30T04:00:00+00:00", -5 * 60)
    found = {week: len(done_in(Week(2026, week), [late, early, there]).days) for week in (48, 49)}
    assert found == {48: 1, 49: 1}
    assert done_in(Week(2026, 48), [late, early, there]).days == (date(2026, 11, 29),)


# ---- the command line ------------------------------------------------------------------------------


def test_from_a_pipe_nobody_is_asked_and_nothing_is_written_over(home: Path) -> None:
    home.mkdir()
    (home / "mine.md").write_text("좋은 한 주.\n", "utf-8")
    assert "nothing was studied" in dltutor(home, "journal").err
    a_week(Sitting(Store(profile()), load("hopfield"), "en"))
    said = dltutor(home, "journal", "--author", "Kim", "--retrospective", "mine.md")
    assert said.code == 0 and not said.err
    file = home / "journal" / f"{NOW}.md"
    text = file.read_text("utf-8")
    assert text.endswith("좋은 한 주.\n") and 'author: "Kim"' in text
    for name in re.findall(r"\]\((.*?)\)", text):
        ElementTree.fromstring((home / "journal" / name).read_text("utf-8"))
    again = dltutor(home, "journal")
    assert again.code == 2 and "--force" in again.err
    assert dltutor(home, "journal", "--force", "--no-pictures", "--lang", "ko").code == 0
    text = file.read_text("utf-8")
    assert text.endswith("좋은 한 주.\n") and 'author: "Kim"' in text and ".svg" not in text, (
        "both are kept"
    )
    for args in (
        ["--week", "48"],
        ["--week", "1999-W01"],
        ["--retrospective", "none.md", "--force"],
        ["--out", "mine.md"],
    ):
        bad = dltutor(home, "journal", *args)
        assert bad.code == 2 and len(bad.err.splitlines()) == 1 and not bad.out, args


def test_in_a_terminal_the_name_is_asked_once_and_the_retrospective_each_week(home: Path) -> None:
    home.mkdir()
    store = Store(profile())
    Sitting(store, load("hopfield"), "en").answer(
        Turn(
            load("hopfield").page("q-capacity"),
            ask(Sitting(store, load("hopfield"), "en"), "q-capacity").asked,
        ),
        "seven",
    )
    lines = "김하나\nIt was the crowd.\nNot the noise.\n\n"
    code, told, _sane = in_terminal(home, "journal", keys=lines.encode(), upon=b"Your name")
    assert code == 0 and "Your retrospective of the week" in told
    text = (home / "journal" / f"{NOW}.md").read_text("utf-8")
    assert 'author: "김하나"' in text and text.endswith("It was the crowd.\nNot the noise.\n")
    code, told, _sane = in_terminal(home, "journal", "--force", keys=b"\n", upon=b"keeps it")
    assert code == 0 and "Your name" not in told and "Not the noise." in told
    assert (home / "journal" / f"{NOW}.md").read_text("utf-8") == text
