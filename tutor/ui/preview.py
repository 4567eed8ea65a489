"""The app for authors: one lesson from its file, and nothing that is answered is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.screen import Screen

from tutor.study.passing import passing
from tutor.study.store import Store
from tutor.ui.app import Tutor, draw_in_ascii


class Preview(Tutor):
    """The learner's app with the lesson at the bottom, where the map would be."""

    def __init__(
        self, file: Path, store: Store, language: str | None = None, page: str | None = None
    ) -> None:
        self.file = file
        self.first_page = page
        super().__init__(language=language, store=store)

    def get_default_screen(self) -> Screen[Any]:
        from tutor.ui.screens.preview import PreviewScreen

        return PreviewScreen(self.file, self.first_page)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "search" and super().check_action(action, parameters)


def run(
    file: Path,
    page: str | None = None,
    profile: str = "default",
    language: str | None = None,
    ascii: bool = False,
) -> int:
    """Run the preview until its author leaves; the exit code. Raises what went wrong inside.

    The profile only says how it looks.
    """
    if ascii:
        draw_in_ascii()
    with passing(profile) as store:
        return Preview(file, store, language, page).to_the_end()
