"""What a storm throws at the app: the bytes of a terminal, made by chance from a seed.

Textual's own parser reads them, so half sequences, letters of every kind and clicks outside the window come
the way they come from a terminal.
"""

from __future__ import annotations

import random

LETTERS = "abcdefghijklmnoprstuvwxyz"
SHIFTED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS = "0123456789 .,;:!?/\\-+=_*'\"()[]{}<>|@#$%^&~`"
HANGUL = "ㅁㅠㅊㅇㄷㄹㅎㅗㅑㅓㅏㅣㅡㅜㅐㅔㄱㄴㅅㅕㅍㅈㅌㅛㅋ가나다한글안녕홉필드"
OTHERS = "éßñøжλ∂σ√→●日本語🙂👩‍👧\u0301\u200b\u202eﷺ"
ARROWS = ("\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D")
PAGING = ("\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1b[2~", "\x1b[3~")
FUNCTION = (
    "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~",
    "\x1b[19~", "\x1b[20~", "\x1b[21~", "\x1b[23~", "\x1b[24~",
)  # fmt: skip
CONTROL = tuple(chr(n) for n in range(1, 32) if n not in (17, 26, 27))
"""Ctrl with a letter; ctrl+q leaves and ctrl+z goes to the shell: those have their own tests."""
MODIFIED = tuple(f"\x1b[1;{how}{way}" for how in range(2, 9) for way in "ABCDHFPQRS")
KITTY = tuple(
    f"\x1b[{code};{how}u" for code in (9, 13, 27, 32, 97, 102, 127, 57376) for how in (1, 2, 5, 7)
)
ODD = (
    "\x1b", "\x1b[", "\x1b[<", "\x1b[<0;1", "\x1b[<999;1;1M", "\x1b[<0;0;0M", "\x1b[M   ", "\x1b[999~",
    "\x1bO", "\x1b\x1b", "\x1b[?2048;0$y", "\x1b[?2026;2$y", "\x1b[1;1R", "\x1b[I", "\x1b[O", "\x1ba",
    "\x1b]11;rgb:0/0/0\x07", "\x1b[?62;4c", "\x1bx", "\x7f", "\x00", "\x9b", "\x1b[200~", "\x1b[201~",
)  # fmt: skip
PASTES = (
    "",
    "0.5",
    "12e999",
    "-0",
    "nan",
    "[b]x[/b]",
    "한글 두 줄\n둘째",
    "\t",
    "x" * 3000,
    "9" * 6000,
    "\u202eabc\x9b2J",
)
ENDS = "q"


class Gestures:
    """One hand on the keyboard and one on the mouse, both without a plan."""

    def __init__(self, rng: random.Random, *, quits: float = 0.0005) -> None:
        self.rng = rng
        self.quits = quits
        self._held = False

    def next(self, columns: int, lines: int) -> str:
        """One gesture, as a terminal of that size sends it."""
        rng = self.rng
        if rng.random() < self.quits:
            return ENDS
        kinds = (
            self._typed,
            self._arrow,
            self._command,
            self._mouse,
            self._control,
            self._paste,
            self._odd,
        )
        kind = rng.choices(kinds, weights=(30, 18, 22, 20, 6, 2, 2))[0]
        return kind(columns, lines)

    def _typed(self, *_: int) -> str:
        letters = self.rng.choices((LETTERS, SHIFTED, SIGNS, HANGUL, OTHERS), weights=(50, 8, 22, 15, 5))[0]
        return self.rng.choice(letters)

    def _arrow(self, *_: int) -> str:
        return self.rng.choice(self.rng.choices((ARROWS, PAGING, MODIFIED), weights=(70, 20, 10))[0])

    def _command(self, *_: int) -> str:
        enters = ("\r", "\r", "\r", " ", " ", "\t", "\t", "\x1b[Z", "\x1b[27u", "\x7f")
        return self.rng.choice(self.rng.choices((enters, FUNCTION, KITTY), weights=(70, 20, 10))[0])

    def _control(self, *_: int) -> str:
        return self.rng.choice(CONTROL)

    def _paste(self, *_: int) -> str:
        return f"\x1b[200~{self.rng.choice(PASTES)}\x1b[201~"

    def _odd(self, *_: int) -> str:
        return self.rng.choice(ODD)

    def _mouse(self, columns: int, lines: int) -> str:
        """A click, a drag, the wheel or a move; one in ten lies outside the window."""
        rng = self.rng

        def at() -> str:
            out = 40 if rng.random() < 0.1 else 0
            return f"{rng.randint(1 - out, columns + out)};{rng.randint(1 - out, lines + out)}"

        button = rng.choice((0, 0, 0, 0, 1, 2)) + rng.choice((0, 0, 0, 4, 8, 16))
        here = at()
        what = rng.random()
        if what < 0.55:
            clicks = rng.choice((1, 1, 1, 2, 3))
            return f"\x1b[<{button};{here}M\x1b[<{button};{here}m" * clicks
        if what < 0.7:
            drag = "".join(f"\x1b[<{button + 32};{at()}M" for _ in range(rng.randint(1, 6)))
            end = f"\x1b[<{button};{at()}m" if rng.random() < 0.9 else ""
            return f"\x1b[<{button};{here}M{drag}{end}"
        if what < 0.85:
            return f"\x1b[<{rng.choice((64, 65, 66, 67))};{here}M" * rng.randint(1, 4)
        return f"\x1b[<35;{here}M"
