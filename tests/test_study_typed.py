from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.kit import spelling
from tutor.study import typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 0.5 ", 0.5),
        (".5", 0.5),
        ("5.", 5),
        ("0,5", 0.5),
        (",5", 0.5),
        ("1,000", 1000),
        ("1,234,567.5", 1234567.5),
        ("0,125", 0.125),
        ("1 000", 1000),
        ("1/2", 0.5),
        ("-1 / 4", -0.25),
        ("½", 0.5),
        ("50%", 0.5),
        ("50 %", 0.5),
        ("50 percent", 0.5),
        ("50퍼센트", 0.5),
        ("−3", -3),
        ("–3", -3),
        ("- 3", -3),
        ("+3", 3),
        ("3e-2", 0.03),
        ("3E−2", 0.03),
        ("3ㄷ-2", 0.03),
        ("3×10^-2", 0.03),
        ("3 x 10^-2", 0.03),
        ("3·10⁻²", 0.03),
        ("10^3", 1000),
        ("10²", 100),
        ("１２．５", 12.5),
        ("−０．５", -0.5),
        ("≈ 7", 7),
        ("~7", 7),
        ("= 7", 7),
        ("1'000", 1000),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, value: float) -> None:
    assert typed.number(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "face",
        "1 2",
        "2½",
        "1/0",
        "1e999",
        "inf",
        "nan",
        "--3",
        "1.2.3",
        "1,00,0",
        "열둘",
        "12abc",
        "1/2/3",
        "9" * 65,
        "e5",
        "%",
        ".",
        "²",
        "3^2",
    ],
)
def test_what_is_no_number_is_not_guessed_at(text: str) -> None:
    assert typed.number(text) is None


def test_the_questions_unit_may_stand_behind() -> None:
    assert typed.number("12 patterns", "patterns") == 12
    assert typed.number("12Patterns", "patterns") == 12
    assert typed.number("12개", "개") == 12
    assert typed.number(unicodedata.normalize("NFD", "12개"), "개") == 12
    assert typed.number("12 cells", "patterns") is None
    assert typed.number("50%", "%") == 50
    assert typed.number("50", "%") == 50
    assert typed.number("patterns", "patterns") is None


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_is_shown_is_read_back(value: float) -> None:
    assert typed.number(typed.shown(value, "cells"), "cells") == pytest.approx(value, rel=1e-5)


@given(st.text(max_size=80), st.text(max_size=8))
def test_no_text_breaks_the_reader(text: str, unit: str) -> None:
    value = typed.number(text, unit)
    assert value is None or abs(value) < float("inf")
    typed.not_a_number(text).render()


def test_a_text_that_is_no_number_is_said_without_its_escapes() -> None:
    said = typed.not_a_number("\x1b]0;x\x07" + "a" * 60).render()
    assert "\x1b" not in said and "\x07" not in said and len(said) < 120


def test_shown() -> None:
    assert [typed.shown(x) for x in (3.0, -0.0, 0.25, 1 / 3, 1e20)] == [
        "3",
        "0",
        "0.25",
        "0.333333",
        "1e+20",
    ]
    assert typed.shown(12, "patterns") == "12 patterns"
    assert typed.shown(12.5, "%") == "12.5%"
    assert typed.shown(29, "번") == "29번"


@pytest.mark.parametrize(
    ("value", "tolerance", "told"),
    [
        (37.9747, 0.6, "38"),
        (0.987805, 0.01, "0.988"),
        (4 / 3, 0.02, "1.33"),
        (4 / 3, 0.004, "1.333"),
        (-18.25, 0.05, "-18.25"),
        (0.375, 0, "0.375"),
        (1234, 0, "1234"),
        (2 / 3, 0, "0.666667"),
    ],
)
def test_a_worked_out_number_is_told_as_closely_as_it_is_asked_for(value, tolerance, told) -> None:
    assert typed.told(value, tolerance) == told
    assert abs(float(told) - value) <= max(tolerance / 4, 1e-6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("  Hidden\n State ", "hidden state"),
        (unicodedata.normalize("NFD", "인코더"), "인코더"),
        ("encoder-decoder", "Encoder Decoder"),
        ("“LSTM”.", "lstm"),
        ("ＬＳＴＭ", "lstm"),
        ("기울기 소실", "기울기소실"),
        ("An associative memory", "associative memory"),
        ("the state", "state"),
    ],
)
def test_the_same_words_in_another_writing(one: str, other: str) -> None:
    assert spelling.key(one) == spelling.key(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("enegry", "energy"),
        ("energi", "energy"),
        ("enrgy", "energy"),
        ("eneergy", "energy"),
        ("홉필두", "홉필드"),  # one letter of one syllable
        ("그래디언트", "그레이디언트"),
    ],
)
def test_a_single_slip_is_asked_about(typed: str, meant: str) -> None:
    expected = None if typed == "그래디언트" else meant  # two letters: a writing of its own, to be listed
    assert spelling.meant(typed, ["보상함수", "overlap", meant]) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("encoder", "decoder"),
        ("인코더", "디코더"),
        ("GRU", "GPU"),
        ("explicit", "implicit"),
        ("supervised", "unsupervised"),
        ("minimization", "maximization"),
        ("energy", "energy"),
        ("", "a"),
    ],
)
def test_another_word_is_never_taken_for_a_slip(one: str, other: str) -> None:
    assert spelling.meant(one, [other]) is None and spelling.meant(other, [one]) is None


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.517393, "", "0.517"),
        (0.83, "", "0.83"),
        (200, "번", "200번"),
        (22.4375, "번", "22.4번"),
        (349876.4, "", "349876"),
        (-18.2514, "nats", "-18.3 nats"),
        (0.0, "", "0"),
    ],
)
def test_what_a_run_measured_is_told_in_three_digits(value: float, unit: str, told: str) -> None:
    assert typed.measured(value, unit) == told
