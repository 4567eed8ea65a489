"""The real app in a real terminal, shown spoiled lesson after spoiled lesson; a program of its own.

Run by `test_spoiled_lessons.py` in a pseudo-terminal whose bytes are looked at. Each lesson that can be
read is opened at the page that was spoiled, pressed and clicked at; what went wrong is
written to a file, a line of JSON each.
"""

from __future__ import annotations

import json
import random
import sys
import time
import traceback
from pathlib import Path

from spoiling_for_tests import Spoiled, Spoiler
from textual.pilot import Pilot

from tutor.course.load import load
from tutor.course.problem import LessonError
from tutor.ui.app import Tutor
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.paged import PagedScreen

KEYS = ("tab", "enter", "down", "1", "a", "b", "f2", "f3", "space", "right", "pagedown", "enter", "9", "up")
_lab = PagedScreen._lab


def _light_lab(self, page):
    """The real lab pane where that costs nothing: hopfield, and whatever is no lab at all."""
    ref = page.lab
    heavy = (
        ref is not None and ref.name != "hopfield" and (LABS / f"{ref.name.replace('-', '_')}.py").is_file()
    )
    return None if heavy else _lab(self, page)


LABS = Path(sys.modules["tutor"].__file__ or "").parent / "labs"


class Showing(Tutor):
    """The app, driven from inside."""

    def __init__(self, spoiler: Spoiler, count: int, folder: Path, told: Path) -> None:
        super().__init__(language="en")
        self.spoiler, self.count, self.folder, self.told = spoiler, count, folder, told
        self.rng = random.Random(5)
        self.quits = 0

    def tell(self, **what: object) -> None:
        with self.told.open("a", encoding="utf-8") as out:
            out.write(json.dumps(what) + "\n")

    async def action_quit(self) -> None:
        self.quits += 1

    def on_mount(self) -> None:
        super().on_mount()
        self.run_worker(self.all(), exit_on_error=True)

    async def all(self) -> None:
        shown = 0
        for number, spoiled in enumerate(self.spoiler.draw(self.count)):
            file = write(self.folder, spoiled)
            try:
                pages = load(file, "ko").pages
            except LessonError:
                if number % 20:  # one kind of screen tells of all of them
                    continue
                pages = ()
            shown += bool(pages)
            ids = [page.id for page in pages]
            await self.one(number, file, ids[spoiled.page] if spoiled.page < len(ids) else None)
        self.tell(shown=shown, quits=self.quits)
        self.exit()

    async def one(self, number: int, file: Path, page: str | None) -> None:
        """Open it, press keys, click where its words are, leave it."""
        began, pilot = time.process_time(), Pilot(self)
        place = f"{number} {file.name} {page}"
        try:
            screen = LessonScreen(str(file), page)
            await self.push_screen(screen)
            await pilot._wait_for_screen()
            self.look(place, screen)
            await pilot.press(*self.rng.sample(KEYS, 4))
            for widget in self.rng.sample(list(self.screen.query("Words *")), 2) if pages(self) else ():
                if self.screen.region.contains_point(widget.region.offset):
                    await pilot.click(offset=widget.region.offset)
            self.look(place, self.screen)
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        except Exception:
            self.tell(place=place, trouble=traceback.format_exc(limit=-8))
        if (took := time.process_time() - began) > 2:
            self.tell(place=place, trouble=f"{took:.1f} s")

    def look(self, place: str, screen) -> None:
        """No cell on screen carries an action but those of the app's own widgets."""
        for y, strip in enumerate(screen._compositor.render_strips()):
            for segment in strip:
                meta = segment.style.meta if segment.style else {}
                if "app." in str(meta.get("@click")):
                    self.tell(place=place, trouble=f"an action on line {y}: {meta}")


def pages(app: Tutor) -> bool:
    return len(app.screen.query("Words *")) > 2


def write(folder: Path, spoiled: Spoiled) -> Path:
    """The lesson's files in a course of their own; its English one."""
    chapter = folder / "chapter"
    chapter.mkdir(parents=True, exist_ok=True)
    for old in chapter.iterdir():
        old.unlink()
    (chapter / "chapter.yaml").write_text(
        "schema: 1\nid: chapter\norder: 1\ntitle: {en: A, ko: 가}\n", "utf-8"
    )
    for name, data in spoiled.files.items():
        (chapter / name).write_bytes(data)
    return chapter / f"{spoiled.name}.yaml"


if __name__ == "__main__":
    seed, count, folder, told = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    PagedScreen._lab = _light_lab  # type: ignore[method-assign]
    Showing(Spoiler(seed), count, folder, told).run()
