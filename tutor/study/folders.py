"""One log for each learner, where everything lies that dltutor keeps."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from tutor.kit.folders import HOME, cache_folder, data_folder
from tutor.kit.ids import RESERVED
from tutor.kit.inert import clean
from tutor.kit.say import Say, Verbatim

__all__ = ["HOME", "ProfileError", "cache_folder", "data_folder", "profile", "profiles"]


class ProfileError(ValueError):
    """A name that no profile can have; `say` is the sentence."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.render())
        self.say = say


def profile(name: str = "default") -> Path:
    """The log of that learner: letters and digits of any script, `-` and `_`, at most 40, in any case.

    Raises ProfileError.
    """
    word = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    if not re.fullmatch(r"\w[\w-]{0,39}", word) or RESERVED.fullmatch(word):
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
