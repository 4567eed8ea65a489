"""Number words in two languages, and the pairs that are drawn from them and from the other tasks."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tutor.models.number_words import ENGLISH, KOREAN, MOST, korean_value, read, spoken, value, write
from tutor.models.pairs import LONGEST, TASKS, Exam, Numbers, held_out, table, training

KNOWN = {
    0: ("zero", "영"),
    7: ("seven", "칠"),
    11: ("eleven", "십일"),
    20: ("twenty", "이십"),
    42: ("forty two", "사십이"),
    100: ("one hundred", "백"),
    619: ("six hundred nineteen", "육백십구"),
    1_001: ("one thousand one", "천일"),
    10_000: ("ten thousand", "만"),
    11_000: ("eleven thousand", "만 천"),
    42_000: ("forty two thousand", "사만 이천"),
    110_000: ("one hundred ten thousand", "십일만"),
    1_000_000: ("one million", "백만"),
    1_010_000: ("one million ten thousand", "백일만"),
    MOST: (
        "nine million nine hundred ninety nine thousand nine hundred ninety nine",
        "구백구십구만 구천구백구십구",
    ),
}


def english(n):
    return " ".join(ENGLISH[i] for i in spoken(n).english)


def by_parts(text):
    """Read Korean back, by rules of its own."""
    high, man, low = text.partition("만")
    if not man:
        high, low = "", high
    parts = []
    for part in (high or ("일" if man else ""), low):
        total = digit = 0
        for c in part.strip():
            if c in "십백천":
                total, digit = total + (digit or 1) * 10 ** ("십백천".index(c) + 1), 0
            else:
                digit = "영일이삼사오육칠팔구".index(c)
        parts.append(total + digit)
    return parts[0] * 10_000 + parts[1]


@pytest.mark.parametrize("n", KNOWN)
def test_known_numbers(n):
    assert (english(n), write(spoken(n).korean)) == KNOWN[n]


def test_numbers_of_all_lengths_come_back_from_both_languages():
    dice = random.Random(1)
    for _ in range(3_000):
        n = dice.randrange(10 ** dice.randrange(1, 8))
        s = spoken(n)
        assert value(s.english) == n == by_parts(write(s.korean)) == korean_value(s.korean)
        assert len(s.english) <= LONGEST and len(s.korean) <= 13


def test_each_korean_word_is_said_by_the_right_english_one():
    s = spoken(42_305)
    said = [
        (KOREAN[k], {ENGLISH[s.english[i]] for i in by}) for k, by in zip(s.korean, s.sayers, strict=True)
    ]
    assert said == [
        ("사", {"forty"}),
        ("만", set()),
        ("이", {"two"}),
        ("천", {"thousand"}),
        ("삼", {"three"}),
        ("백", {"hundred"}),
        ("오", {"five"}),
    ]
    s = spoken(113_000)  # 십일만 삼천: a 1 that Korean leaves unsaid, and thirteen for two digits
    assert [len(by) for by in s.sayers] == [2, 1, 0, 1, 1]
    for n in (17, 1_000_000, 207_419, MOST):
        s = spoken(n)
        digits = [(k, by) for k, by in zip(s.korean, s.sayers, strict=True) if 0 < k <= 9]
        for k, by in digits:
            (word,) = (s.english[i] for i in by)
            assert k in (word, word - 10, word - 18)  # five, fifteen, fifty


def test_what_is_typed_is_read_as_far_as_it_can_be():
    assert read("42,000") == spoken(42_000).english == read("Forty-two  THOUSAND")
    assert read("one hundred and one") == spoken(101).english
    assert read("blah") == read("") == read("99999999") == read("9" * 500) == ()
    assert value(read("five five")) is None and value(()) is None
    for odd in ("", "만만", "일십", "오오", "십백", "천만", "영만", "만영"):
        assert korean_value([KOREAN.index(c) for c in odd]) is None
    with pytest.raises(ValueError, match="10000000"):
        spoken(10_000_000)


@pytest.mark.parametrize("name", TASKS)
def test_held_out_sources_are_never_trained_on(name):
    task, rng = TASKS[name](), np.random.default_rng(1)
    exam = {pair.source for pair in Exam.of(task, 5).pairs}
    trained = [pair.source for pair in training(task, rng, 3_000, 5)]
    assert len(trained) == 3_000 and not exam & set(trained)
    assert all(held_out(source, 5) for source in exam)
    assert {p.source for p in Exam.of(task, 6).pairs} != exam
    share = np.mean([held_out(pair.source, 5) for pair in task.draw(rng, 5_000)])
    assert share == pytest.approx(0.09, abs=0.02)
    for pair in task.draw(rng, 300):
        assert task.answer(pair.source) == pair.target and task.read(task.say(pair.source)) == pair.source
        assert 1 <= len(pair.source) <= LONGEST and max(pair.target) < len(task.target)
    assert task.read("") == () and len(task.read("abc 1+2 five " * 500)) <= LONGEST + 3
    assert task.read(task.example)


def test_an_exam_has_all_lengths_and_a_short_one_is_part_of_it():
    exam = Exam.of(Numbers(), 1)
    lengths = [len(pair.source) for pair in exam.pairs]
    assert set(lengths) == set(range(2, 12)) and min(map(lengths.count, range(2, 12))) >= 10
    some = exam.some(5)
    assert len(some.pairs) == 50 and set(some.pairs) <= set(exam.pairs)


def test_rows_of_different_lengths_make_a_table():
    assert table([(1, 2), (3,)], end=9).tolist() == [[1, 3], [2, 9], [9, -1]]
    assert table([]).shape == (0, 0)
