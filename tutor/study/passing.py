"""A log that is thrown away: for trying a lesson out, where nothing may reach the learner's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutor.study.folders import profile
from tutor.study.store import Store

SETTINGS = ("language", "theme")
"""What is taken over from the learner's own log."""


@contextmanager
def passing(name: str = "default") -> Iterator[Store]:
    """A store in a folder that is gone afterwards, with the settings of the profile of that name.

    Raises ProfileError.
    """
    own, kept = profile(name), {}
    if own.is_file():
        mine = Store(own)
        kept = {setting: mine.setting(setting) for setting in SETTINGS}
        mine.close()
    with tempfile.TemporaryDirectory(prefix="dltutor-", ignore_cleanup_errors=True) as folder:
        store = Store(Path(folder) / "preview.db")
        for setting, value in kept.items():
            if value is not None:
                store.put_setting(setting, value)
        try:
            yield store
        finally:
            store.close()
