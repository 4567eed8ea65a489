"""Letters typed with a Korean (two-set) keyboard layout, as the Latin keys they lie on.

A learner whose input method is on Korean presses the key marked Q and the terminal gets ㅂ; commands
listen to keys, so they take it as q. Text fields get the letter itself.
"""

from __future__ import annotations

KEYS: dict[str, str] = dict(
    zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True)
)
KEYS |= dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP", strict=True))
