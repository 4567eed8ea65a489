"""Where the learner's work and the caches lie, and one log for each learner."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from tutor.kit.inert import clean
from tutor.kit.say import Say, Verbatim

HOME = "DLTUTOR_HOME"
"""An environment variable: one folder for everything dltutor keeps, instead of the platform's."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


class ProfileError(ValueError):
    """A name that no profile can have; `say` is the sentence."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.render())
        self.say = say


def data_folder() -> Path:
    """Where the logs of all profiles lie. Nothing is created."""
    if home := os.environ.get(HOME):
        return Path(home).expanduser()
    import platformdirs

    return platformdirs.user_data_path("dltutor", appauthor=False)


def cache_folder() -> Path:
    """Where what can be made again lies (indexes of lessons). Nothing is created."""
    if home := os.environ.get(HOME):
        return Path(home).expanduser() / "cache"
    import platformdirs

    return platformdirs.user_cache_path("dltutor", appauthor=False)


def profile(name: str = "default") -> Path:
    """The log of that learner: letters and digits of any script, `-` and `_`, at most 40, in any case.

    Raises ProfileError.
    """
    word = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    if not re.fullmatch(r"\w[\w-]{0,39}", word) or _RESERVED.fullmatch(word):
        raise ProfileError(
            Say(
                "A profile is named by 1 to 40 letters, digits, - or _, not “{name}”.",
                {"name": Verbatim(clean(name)[:40])},
            )
        )
    return data_folder() / f"{word}.db"


def profiles() -> list[str]:
    """The names of the profiles that have a log."""
    return sorted(unicodedata.normalize("NFC", path.stem) for path in data_folder().glob("*.db"))
