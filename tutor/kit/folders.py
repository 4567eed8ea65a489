"""Where everything lies that dltutor keeps: what must not be lost, and what can be made again."""

from __future__ import annotations

import os
from pathlib import Path

HOME = "DLTUTOR_HOME"
"""An environment variable: one folder for everything dltutor keeps, instead of the platform's."""


def data_folder() -> Path:
    """Where the logs of all profiles and the installed packs lie. Nothing is created."""
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
