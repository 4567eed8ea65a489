"""Screen text in the learner's language, through gettext.

`use` chooses the language once at start (or when the learner switches); `_` looks a message up.
Catalogues are compiled by the build (`tutor/locale/<language>/LC_MESSAGES/dltutor.mo`).
"""

from __future__ import annotations

import gettext
import locale
import os
import re
from collections.abc import Mapping
from pathlib import Path

from tutor.kit.say import Say, Verbatim

LANGUAGES = {"en": "English", "ko": "한국어"}
_FOLDER = Path(__file__).parent.parent / "locale"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_NUMBERED = re.compile(r"([a-z]+)-(\d+)")


def use(code: str) -> None:
    """Speak `code` from now on; a language without a catalogue falls back to English."""
    global _catalogue, _language
    _language = code if code in LANGUAGES else "en"
    _catalogue = gettext.translation("dltutor", _FOLDER, languages=[_language], fallback=True)


def language() -> str:
    """The code in use: "en" or "ko"."""
    return _language


def preferred() -> str:
    """The locale's language if the course has it, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if value := os.environ.get(name):
            return value[:2] if value[:2] in LANGUAGES else "en"
    code = (locale.getlocale()[0] or "en")[:2].lower()
    return code if code in LANGUAGES else "en"


def _(message: str) -> str:
    """`message` in the language in use; what is empty or verbatim is itself, a numbered name (`random-3`)
    is said by its name."""
    if isinstance(message, Verbatim):
        return str(message)
    told = _catalogue.gettext(message) if message else ""
    if told == message and (numbered := _NUMBERED.fullmatch(message)):
        return f"{_catalogue.gettext(numbered[1])}-{numbered[2]}"
    return told


def plural(one: str, many: str, count: int) -> str:
    """`one` or `many` by the language's rule, with `{n}` filled."""
    return _catalogue.ngettext(one, many, count).format(n=count)


def in_language(texts: Mapping[str, str]) -> str:
    """The text of the language in use among those of several (by code); else the English one, else any."""
    return texts.get(_language) or texts.get("en") or next(iter(texts.values()), "")


def spoken(say: Say | str) -> str:
    """A sentence from below, in the language in use; a lesson's text is in it already."""
    return say if isinstance(say, str) else say.render(_)
