"""What a terminal sends around a paste, in pieces and not at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste

from tutor.ui import driver
from tutor.ui.driver import BEGUN, ENDED, PATIENCE, Parser


def read(parser: Parser, *pieces: str) -> list[str]:
    """What the pieces mean to the app, a tick after each."""
    events = [event for piece in pieces for event in (*parser.feed(piece), *parser.tick())]
    return [event.text if isinstance(event, Paste) else event.key for event in events]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(driver.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("cut", range(1, len(ENDED)))
def test_a_paste_whose_end_comes_in_two_pieces(cut: int) -> None:
    parser = Parser()
    assert read(parser, f"{BEGUN}a\x1bb{ENDED[:cut]}", f"{ENDED[cut:]}q") == ["a\x1bb", "q"]


@pytest.mark.parametrize("cut", range(1, len(BEGUN)))
def test_a_paste_whose_beginning_comes_in_two_pieces(cut: int) -> None:
    parser = Parser()
    assert read(parser, BEGUN[:cut], f"{BEGUN[cut:]}ab", f"{ENDED}q") == ["ab", "q"]


def test_a_paste_that_never_ends_ends_after_a_while(clock: list[float]) -> None:
    parser = Parser()
    assert read(parser, f"{BEGUN}ab", "c\x1b[20") == []
    clock[0] += PATIENCE / 2
    assert list(parser.tick()) == []
    clock[0] += PATIENCE
    assert [event.text for event in parser.tick()] == ["abc\x1b[20"]
    assert read(parser, "\x1b[27u", "q") == ["escape", "q"]


def test_the_escape_key_is_no_piece_of_a_paste(clock: list[float]) -> None:
    parser = Parser()
    assert read(parser, "a\x1b") == ["a"]
    clock[0] += 0.2
    assert [event.key for event in parser.tick()] == ["escape"]
    assert read(parser, "\x1b", "[A", "\x1b[", "B", "\x1b\x1b[C") == ["up", "down", "escape", "right"]


def test_nothing_pasted_is_a_key() -> None:
    text = "\x1b[31mq\x1b[27u\x11 \x1b[<0;1;1M\x1b[200~ q"
    assert read(Parser(), f"{BEGUN}{text}{ENDED}") == [text]


@given(text=st.text("ab\n한\t \x1b[20~", max_size=20), cuts=st.lists(st.integers(0, 40), max_size=6))
def test_however_a_paste_is_cut_it_is_one(text: str, cuts: list[int]) -> None:
    whole = f"x{BEGUN}{text}{ENDED}y"
    places = sorted({0, len(whole), *(min(cut, len(whole)) for cut in cuts)})
    pieces = [whole[a:b] for a, b in pairwise(places)]
    assert read(Parser(), *pieces) == ["x", text, "y"]
