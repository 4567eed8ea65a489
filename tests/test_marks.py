"""Markdown marks in the sentence said to an answer: drawn, never shown raw, never obeyed."""

import pytest

from tutor.kit.say import Say, Verbatim
from tutor.ui.marks import marked, said


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It learned how *these* turn round.", "It learned how these turn round."),
        ("**Never** `a` and ***both***", "Never a and both"),
        ("2 * 3 * 4, snake_case_name, 3 < 4 & 5", "2 * 3 * 4, snake_case_name, 3 < 4 & 5"),
        ("one\ntwo", "one\ntwo"),
        ("[bold red]no[/] <b>no</b> [x](https://example.org)",) * 2,
        ("한 글자는 *거의* 그렇습니다.", "한 글자는 거의 그렇습니다."),
        ("", ""),
    ],
)
def test_marks_become_styles_and_all_else_stands(text, plain):
    assert marked(text).plain == plain


def test_marks_are_seen():
    spans = {
        (marked("a *b* **c** `d`").plain[s.start : s.end], str(s.style))
        for s in marked("a *b* **c** `d`").spans
    }
    assert spans == {("b", "italic"), ("c", "bold"), ("d", "$accent")}


def test_what_a_learner_typed_is_quoted_as_it_is():
    assert said(Say("You said {x}.", {"x": Verbatim("*a*")})).plain == "You said *a*."
