"""One life of the app in a storm of keys, clicks, pastes and sizes; a program of its own: so is its memory.

    python tests/storm_for_tests.py SEED GESTURES RESIZES LIGHT [STAY]

goes from place to place (every screen, every sheet), throws gestures at each, comes back to the map by Esc
and leaves by `q`; then it prints one line of JSON. The same arguments throw the same again. LIGHT is 1 for
labs that start at once, 0 for all labs; with STAY 1 nothing ends the app before the last gesture. What is
wrong ends it with a traceback.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import faulthandler
import gc
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from storm_input import Gestures
from study_for_tests import row
from terminal_for_tests import children
from textual.events import Resize
from textual.geometry import Size

from tutor.labs import names
from tutor.runner.spec import Spec
from tutor.study import days
from tutor.study.folders import data_folder
from tutor.study.store import Store, profile
from tutor.ui.app import Tutor
from tutor.ui.driver import Parser
from tutor.ui.gone import gone
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.preview import EVERY, PreviewScreen
from tutor.ui.widgets.doubtful import Doubtful
from tutor.ui.widgets.lab_pane import LabPane

KINDS = Path(__file__).parent / "kinds" / "recurrent" / "kinds.yaml"
LIGHT = ("hopfield", "hopfield-capacity", "sequence-gallery", "bptt")
"""Labs that need no torch."""
VISIT = 40
"""Gestures at a place before the next."""
BURST = 6
PATIENCE = 60.0
"""Seconds of no answer after which the app hangs."""
Way = Callable[["Storm"], Awaitable[None]]


class Storm:
    """The app, what is thrown at it, and what was seen of it."""

    def __init__(self, seed: int, gestures: int, resizes: int, light: bool, stay: bool) -> None:
        self.rng = random.Random(seed)
        self.hands = Gestures(self.rng)
        self.gestures, self.resizes, self.light = gestures, resizes, light
        self.app = Tutor(language=self.rng.choice(("en", "ko")))
        if stay:
            self.app.action_quit = nothing  # type: ignore[method-assign]
        self.parser = Parser()
        self.thrown: list[str] = []
        """The gestures of this visit, to be told if something breaks."""
        self.done = self.sized = 0
        self.seen: Counter[str] = Counter()
        """Gestures thrown at each kind of screen."""
        self.memory: list[int] = []
        self.workers = 0

    @property
    def over(self) -> bool:
        """Whether the app was left by a key that leaves it."""
        return self.app._exit or not self.app.is_running

    # -- throwing ----------------------------------------------------------------------------------

    def feed(self, data: str) -> None:
        """What the terminal sends, read by the driver's parser."""
        assert self.app._driver
        for message in [*self.parser.feed(data), *self.parser.tick()]:
            self.app._driver.process_message(message)

    def resize(self, columns: int, lines: int) -> None:
        size = Size(columns, lines)
        self.app._driver._size = size  # type: ignore[union-attr]
        self.app.post_message(Resize(size, size))

    async def settle(self) -> None:
        """Wait until the app, its screen and what has the focus have taken what came."""
        end = time.monotonic() + PATIENCE
        while not self.over:
            passed = asyncio.Event()
            for pump in (self.app, self.app.screen, self.app.focused):
                passed.clear()
                if pump is None or not pump.call_later(passed.set):
                    continue
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(passed.wait(), 2.0)
                if not passed.is_set():
                    break
            else:
                return
            assert time.monotonic() < end, f"the app hangs:\n{self.told()}"

    async def until(self, holds: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds() and not self.over:
            assert time.monotonic() < end, f"waited in vain for {what}:\n{self.told()}"
            await asyncio.sleep(0.02)

    async def home(self) -> None:
        """Back to the map, by Esc."""
        for _ in range(30):
            if self.over or (isinstance(self.app.screen, HomeScreen) and len(self.app.screen_stack) == 1):
                return
            self.feed("\x1b[27u")
            await self.settle()
            await asyncio.sleep(0)
        raise AssertionError(f"stuck: Esc does not lead to the map\n{self.told()}")

    def told(self) -> str:
        """Where the app is and what was thrown since the map was left."""
        stack = [type(screen).__name__ for screen in self.app.screen_stack]
        strips = self.app.screen._compositor.render_strips()
        text = "\n".join("".join(s.text for s in strip).rstrip() for strip in strips)
        tasks = "\n".join(repr(task.get_stack()) for task in asyncio.all_tasks() if "tutor/" in repr(task))
        return f"{stack}, focus {self.app.focused!r}\n{text}\n{self.thrown!r}\n{tasks}"

    async def visit(self, way: Way) -> None:
        """Go somewhere and throw a share of the gestures and sizes there."""
        await way(self)
        await self.settle()
        share = self.resizes / max(1, self.gestures)
        for _ in range(VISIT // BURST):
            for _ in range(BURST):
                if self.over:
                    return
                data = self.hands.next(*self.app.size)
                self.thrown.append(data)
                self.seen[type(self.app.screen).__name__] += 1
                self.feed(data)
                self.done += 1
                if self.sized < self.done * share:
                    self.sized += 1
                    size = (self.rng.randint(20, 400), self.rng.randint(5, 120))
                    if (
                        self.rng.random() < 0.7
                    ):  # most of the time a window as people have it: painting is dear
                        size = (min(size[0], 20 + size[0] // 3), min(size[1], 5 + size[1] // 3))
                    self.thrown.append(f"{size[0]}x{size[1]}")
                    self.resize(*size)
            await self.settle()
        self.feed("\x1b[201~")  # a paste that was begun is ended
        await self.home()
        await self.settle()

    # -- a whole life ------------------------------------------------------------------------------

    async def run(self) -> None:
        """All visits, then leave; raises whatever is wrong."""
        complaints: list[str] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, what: complaints.append(repr(what)))
        async with self.app.run_test(size=(80, 24), tooltips=True, notifications=True):
            await self.until(lambda: self.app.is_running, "the start")
            ways = list(WAYS.values())
            while self.done < self.gestures and not self.over:
                self.thrown.clear()
                where = self.done // VISIT % len(ways)
                await self.visit(ways[where])
                if self.over:
                    break
                self.memory.append(resident())
                self.workers = max(self.workers, len(children(os.getpid())))
            if not self.over:
                await self.home()
                vars(self.app).pop("action_quit", None)
                self.feed("q")
                await self.until(lambda: self.over, "the end after q")
            assert self.app.return_code in (0, None) and self.app._exception is None
        gc.collect()
        await asyncio.sleep(0)
        assert not complaints, complaints

    def report(self) -> dict[str, object]:
        middle, end = len(self.memory) // 2, len(self.memory)
        third, fourth = self.memory[middle : (middle + end) // 2], self.memory[(middle + end) // 2 :]
        return {
            "gestures": self.done, "resizes": self.sized, "seen": self.seen, "workers": self.workers,
            "left": children(os.getpid()), "memory": self.memory[:: max(1, end // 12)],
            "growth": max(fourth) / max(third) if third and fourth else 1.0,
            "cpu": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
        }  # fmt: skip


def resident() -> int:
    """Bytes of memory this process holds, what was freed given back."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


# -- ways to every place ---------------------------------------------------------------------------


async def at_home(storm: Storm) -> None:
    pass


async def in_lesson(storm: Storm) -> None:
    every = storm.app.course.entries
    entry = storm.rng.choice([e for e in every if not (storm.light and e.lab and e.lab.name not in LIGHT)])
    await at_a_page(storm, entry.id)


async def in_kinds(storm: Storm) -> None:
    """A question of any kind there is."""
    await at_a_page(storm, str(KINDS))


async def at_a_page(storm: Storm, lesson: str) -> None:
    storm.app.open_lesson(lesson)
    screen = storm.app.screen  # something late from the last place may come in front of it
    assert isinstance(screen, LessonScreen)
    await storm.until(lambda: screen.is_mounted or not screen.standing, "the lesson")
    if screen.lesson:
        screen.place = storm.rng.randrange(len(screen.lesson.pages))


async def in_lab(storm: Storm) -> None:
    names_ = LIGHT if storm.light else names()
    storm.app.open_lab(Spec(lab=storm.rng.choice(names_), seed=7))
    screen = storm.app.screen

    def drawn() -> bool:
        panes = screen.query(LabPane)
        return not storm.app.screen_stack.count(screen) or any(pane.view or pane.broken for pane in panes)

    await storm.until(drawn, "the lab's picture")


def saved(rng: random.Random) -> Path:
    """A lesson as its author has just saved it: sound, with advice to hear, cut off, or no lesson."""
    text = KINDS.read_text("utf-8")
    advised = text.replace("ask: Which probabilities", "ask: Which is NOT so? Which probabilities")
    text = rng.choice([text, advised, advised, text[: rng.randrange(len(text))], "\0\x1b[2J", ""])
    file = data_folder() / "kinds.yaml"
    file.write_text(text, "utf-8")
    return file


async def in_preview(storm: Storm) -> None:
    """The author's view of a lesson, saved again while it is looked at."""
    screen = PreviewScreen(saved(storm.rng))
    storm.app.push_screen(screen)
    await storm.until(lambda: screen.is_mounted or gone(screen), "the preview")
    again = random.Random(storm.done)
    asyncio.get_running_loop().call_later(EVERY * storm.rng.random(), saved, again)
    if not storm.light and storm.rng.random() < 0.5:
        await asyncio.sleep(2 * EVERY)


async def in_review(storm: Storm) -> None:
    storm.app.open_review()


async def in_test(storm: Storm) -> None:
    storm.app.open_test(storm.rng.choice([chapter.id for chapter in storm.app.course.chapters]))
    await storm.settle()
    storm.feed("\r")


async def in_progress(storm: Storm) -> None:
    storm.app.open_progress()


async def in_problems(storm: Storm) -> None:
    """What lint finds, over the preview."""
    await in_preview(storm)
    for screen in storm.app.screen_stack:
        if isinstance(screen, PreviewScreen) and not gone(screen):
            screen.action_problems()


def sheet(before: Way, action: str) -> Way:
    """A sheet over another place."""

    async def way(storm: Storm) -> None:
        await before(storm)
        await storm.settle()
        nodes = {"report": Doubtful}.get(action, LabPane if before is in_lab else HomeScreen)
        found = [screen for screen in storm.app.screen_stack if screen.query(nodes)]
        if action.startswith("app."):
            await storm.app.run_action(action)
        elif found:
            await storm.app.run_action(action, found[-1].query(nodes).first())

    return way


WAYS: dict[str, Way] = {
    "home": at_home,
    "lesson": in_lesson,
    "kinds": in_kinds,
    "lab": in_lab,
    "review": in_review,
    "test": in_test,
    "progress": in_progress,
    "help": sheet(in_lab, "app.help"),
    "search": sheet(at_home, "app.search"),
    "palette": sheet(in_kinds, "app.command_palette"),
    "knobs": sheet(in_lab, "knobs"),
    "branch": sheet(in_lab, "branch"),
    "presets": sheet(in_lab, "preset"),
    "actions": sheet(in_lab, "act"),
    "source": sheet(in_lab, "source"),
    "report": sheet(in_kinds, "report"),
    "preview": in_preview,
    "problems": in_problems,
    "another lesson": in_lesson,
    "another lab": in_lab,
}


def studied(times: int = 4) -> None:
    """A learner with a past: questions of the course that are due."""
    store = Store(profile())
    if not store.answers():
        for item in ("q-negative", "q-capacity", "q-modern"):
            for n in range(times):
                store.log(row(item, day=days.today() - 40 + n))
    store.close()


async def nothing() -> None:
    """Instead of leaving."""


def main(seed: int, gestures: int, resizes: int, light: int, stay: int = 0) -> None:
    faulthandler.enable()
    faulthandler.dump_traceback_later(PATIENCE * 3 + gestures, exit=True)
    studied()
    storm = Storm(seed, gestures, resizes, bool(light), bool(stay))
    try:
        asyncio.run(storm.run())
    except BaseException:
        print(
            f"seed {seed}, after {storm.done} gestures; at the last place: {storm.thrown!r}",
            file=sys.stderr,
        )
        raise
    print(json.dumps(storm.report()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:6]))
