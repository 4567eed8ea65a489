"""Keys, clicks, pastes and sizes without a plan, through every screen; and what a storm once broke."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from app_for_tests import lab_app, opened, text_of, until
from cli_for_tests import environment
from kinds_for_tests import FILE
from rich.style import Style
from storm_input import Gestures
from terminal_for_tests import dltutor, state
from textual import events
from textual.css.query import NoMatches
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from tutor.runner.spec import Spec
from tutor.ui import words
from tutor.ui.app import Tutor
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.knobs import KnobsModal
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.palette import Palette
from tutor.ui.screens.search import SearchModal
from tutor.ui.widgets.footer import Footer
from tutor.ui.widgets.lab_pane import SPEEDS, LabPane, beside
from tutor.ui.widgets.listing import in_place
from tutor.ui.widgets.panels import Panels
from tutor.ui.widgets.question_box import QuestionBox

STORM = Path(__file__).parent / "storm_for_tests.py"
SCREENS = {
    "HomeScreen", "LessonScreen", "LabScreen", "ReviewScreen", "TestScreen", "ProgressScreen", "HelpModal",
    "SearchModal", "Palette", "KnobsModal", "PickModal", "SourceModal", "ReportModal",
    "PreviewScreen", "ProblemsModal",
}  # fmt: skip
proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")


def life(home: Path, seed: int, gestures: int, resizes: int, light: bool, stay: bool = False) -> dict:
    """One life of the app in a storm; what it reports. The words of a failure hold the seed."""
    home.mkdir(parents=True, exist_ok=True)
    asked = [str(int(word)) for word in (seed, gestures, resizes, light, stay)]
    done = subprocess.run(
        [sys.executable, str(STORM), *asked], capture_output=True, env=environment(home), timeout=3600
    )
    assert done.returncode == 0, (
        f"python tests/storm_for_tests.py {' '.join(asked)}\n" + done.stderr.decode()
    )
    return json.loads(done.stdout)


def weathered(home: Path, seed: int, gestures: int, resizes: int, *, light: bool) -> Counter[str]:
    """So many gestures and sizes, in as many lives as it takes (some keys end one); on which screens."""
    seen: Counter[str] = Counter()
    left = (gestures, resizes)
    while left[0] > 0:
        told = life(home, seed, min(left[0], 5000), max(1, min(left[1], left[1] * 5000 // left[0])), light)
        assert told["left"] == [] and told["workers"] <= 2, told
        seen.update(told["seen"])
        left = (left[0] - told["gestures"], left[1] - told["resizes"])
        seed += 1
    return seen


@proc
def test_a_storm_of_300_gestures_and_20_sizes(home: Path) -> None:
    assert weathered(home, 1, 300, 20, light=True).total() >= 300


@proc
@pytest.mark.soak
def test_a_storm_of_100_000_gestures_and_1_000_sizes(home: Path) -> None:
    seen = weathered(home, int(os.environ.get("SEED", "1000")), 100_000, 1_000, light=False)
    assert seen.total() >= 100_000 and set(seen) >= SCREENS and min(seen[s] for s in SCREENS) > 1000, seen


@proc
@pytest.mark.soak
def test_memory_stays_flat_over_a_long_life(home: Path) -> None:
    told = life(home, 7, 10_000, 100, light=False, stay=True)
    assert told["gestures"] >= 10_000 and told["growth"] <= 1.10, told["memory"]


# ---- what storms have broken -----------------------------------------------------------------------


async def test_a_sheet_is_closed_once_by_two_presses() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: "What works here" in text_of(app))
        sheet = app.screen
        sheet.dismiss()
        sheet.dismiss()
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        palette = app.screen
        palette.dismiss()
        palette.dismiss()
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_two_presses_on_the_footer_leave_one_screen() -> None:
    app = lab_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        app.open_lesson("hopfield")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        lesson = app.screen
        lesson.action_leave()
        lesson.action_leave()
        await pilot.pause()
        assert type(app.screen).__name__ == "LabScreen"


async def test_a_screen_behind_does_not_take_the_worker_from_the_one_in_front() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.query(LabPane), "the map's own picture")
        behind = app.screen.query(LabPane).first()
        app.open_lab(Spec(lab="hopfield", seed=7))
        behind.open()
        behind.action_play()
        front = await opened(pilot)
        assert front is not behind and front.mine
        await pilot.press("escape")
        await until(
            pilot, lambda: [p for p in app.screen.query(LabPane) if p.mine and p.view], "the map's again"
        )


async def test_a_screen_left_before_it_stood_is_no_error() -> None:
    app = Tutor(language="en")
    ways = [
        app.open_review,
        app.open_progress,
        app.action_search,
        lambda: app.open_lesson("hopfield"),
        lambda: app.open_test("recurrent"),
        lambda: app.open_lab(Spec(lab="hopfield")),
    ]
    async with app.run_test() as pilot:
        for way in ways:
            way()
            app.pop_screen()
            await pilot.pause()
            way()
            await app.action_language()
            app.pop_screen()
            await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_panels_that_change_columns_stay_in_sight() -> None:
    app = lab_app()
    async with app.run_test(size=(150, 40)) as pilot:
        pane = await opened(pilot)
        names = {p.name for p in pane.view.frame.panels}
        for size in ((40, 50), (200, 20), (60, 60), (150, 40), (30, 90), (150, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await until(
            pilot,
            lambda: {v.panel.name for v in pane.query("PanelView") if v.parent} == names,
            "all panels",
        )


async def test_a_page_turned_while_the_language_changes_and_a_scroll_goes_on() -> None:
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=(60, 12)) as pilot:
        await until(pilot, lambda: getattr(app.screen, "lesson", None))
        screen = app.screen
        for _ in range(6):
            screen.query_one("Words").scroll_end(duration=0.2)
            screen.action_next()
            await app.action_language()
        screen.query_one("Words").scroll_to(y=3, duration=0.3)
        app.leave(screen)
        await pilot.pause(0.4)
        assert isinstance(app.screen, HomeScreen)


async def test_what_a_page_still_had_to_say_is_dropped_with_it() -> None:
    app = Tutor(lesson=str(FILE), language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.query(QuestionBox))
        box = app.screen.query(QuestionBox).first()
        await until(pilot, lambda: box.query("#field"))
        box.action_reveal()
        screen = app.screen
        screen.action_next()
        await until(pilot, lambda: not box.is_attached)
        box._add(Static("late"))
        fresh = QuestionBox(box.sitting, box.turn)
        fresh.focus_field()
        assert not fresh.check_action("reveal", ())


async def test_a_card_is_turned_once() -> None:
    app = Tutor(lesson=str(FILE), language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: getattr(app.screen, "lesson", None))
        ids = [page.id for page in app.screen.lesson.pages]
        app.screen.place = ids.index("q-recall")
        await until(pilot, lambda: app.screen.query("Back"))
        back = app.screen.query("Back").first()
        back.action_turn()
        back.action_turn()
        await until(pilot, lambda: app.screen.query("#knew"))
        await pilot.pause()
        assert len(app.screen.query("#knew")) == 1


def test_every_pace_has_a_next_one_faster_and_slower() -> None:
    assert [SPEEDS[beside(12.0, by)] for by in (-1, +1)] == [10.0, 30.0]
    assert [SPEEDS[beside(None, by)] for by in (-1, +1)] == [100.0, None]
    assert [SPEEDS[beside(1.0, by)] for by in (-1, +1)] == [1.0, 3.0]


async def test_text_that_goes_while_the_mouse_selects_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.query("#title"))
        widget, screen = app.screen.query_one("#title"), app.screen
        await widget.remove()
        found = (widget, Offset(0, 0))
        monkeypatch.setattr(Screen, "get_widget_and_offset_at", lambda *_: found)
        assert screen.get_widget_and_offset_at(3, 3) == (None, None)
        for kind in (events.MouseDown, events.MouseMove, events.MouseUp):
            app.post_message(kind(None, 3, 3, 0, 1, 1, False, False, False, 3, 3))
        await pilot.pause()
        assert app.screen is screen


async def test_lists_without_room_have_no_pages_and_lines_that_have_gone_are_not_pressed() -> None:
    app = Tutor(language="en")
    async with app.run_test(size=(80, 3)) as pilot:
        for way in ("slash", "ctrl+p"):
            await pilot.press(way, "a")
            await until(pilot, lambda: app.screen.query(OptionList) and app.screen.query(Input))
            listing = app.screen.query(OptionList).first()
            listing.clear_options()
            listing.add_options(["a", "b"])
            listing.highlighted = 1
            listing.action_page_down()
            listing.action_page_up()
            style = Style.from_meta({"option": 7})
            listing.post_message(events.Click(listing, 0, 0, 0, 0, 1, False, False, False, 0, 0, style))
            await pilot.pause()
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_the_palette_opens_again_at_once() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        app.action_command_palette()
        app.action_command_palette()
        app.screen.dismiss()
        app.action_command_palette()
        await until(pilot, lambda: app.screen.query(Input))
        assert [isinstance(s, Palette) for s in app.screen_stack] == [False, True]


async def test_a_palette_closed_while_it_searches_and_the_language_changed_behind_it() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        for _ in range(3):
            app.action_command_palette()
            palette = app.screen
            await until(pilot, lambda p=palette: [o for o in p.query(OptionList) if o.option_count])
            await app.action_language()
            palette._gather_commands("l")
            palette.query(OptionList).remove()
            palette.dismiss()
            palette._gather_commands("la")
            await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


def in_a_terminal(home: Path, seed: int, gestures: int) -> None:
    """The same through the real driver, every byte it writes read; in the end there must be a way out."""
    rng = random.Random(seed)
    hands = Gestures(rng, quits=0.0)
    with dltutor(home, "learn", str(FILE)) as terminal:
        terminal.wait("One of each kind")
        for n in range(gestures):
            if n % 15 == 0:
                terminal.resize(rng.randint(20, 140), rng.randint(5, 50))
            terminal.press(hands.next(terminal.screen.columns, terminal.screen.lines))
            terminal.read(0.01)
            if terminal.process.poll() is not None or not terminal.taken():  # a click on "quit", say
                break
        if terminal.process.poll() is None and terminal.taken():
            workers = terminal.children()
            for _ in range(2):  # ends a paste; half a sequence before it may take the first
                terminal.press("\x1b[201~")
                terminal.settle(0.2)
            terminal.resize(80, 24)

            def leaves() -> bool:
                terminal.press("\x1b[27u")
                terminal.settle(0.5)
                if re.search(r"^ *dltutor .*(course|전체)", terminal.rows[0]):
                    terminal.press("q")
                    terminal.settle(0.5)
                return terminal.process.poll() is not None

            terminal.wait(leaves, f"the way out, seed {seed}")
            for pid in workers:
                terminal.wait(lambda pid=pid: state(pid) in ("", "Z"), "the worker's end")
        assert terminal.ended() == 0, f"seed {seed}:\n{terminal.text}"
        assert terminal.sane(), f"seed {seed}"


@proc
@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_a_storm_in_a_real_terminal(home: Path, seed: int) -> None:
    in_a_terminal(home, seed, 300)


async def test_keys_never_go_to_a_widget_that_has_gone() -> None:
    """Focused as it is taken away, it would hold every key, and Esc would lead nowhere."""
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        app.open_lesson("hopfield")
        await until(pilot, lambda: app.screen.query(QuestionBox) or app.screen.query("Words *"))
        gone = app.screen.query("Words *").first()
        gone.can_focus = True
        await gone.remove()
        app.screen.set_focus(gone)
        assert app.screen.focused is not gone
        app.screen.focused = gone
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_keys_typed_before_a_screen_stands_reach_it_in_their_turn() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        home = app.screen
        app.open_lesson("hopfield")
        lesson = app.screen
        assert not lesson.is_mounted
        key = events.Key("question_mark", "?")
        key._set_forwarded()  # it was on its way to the map and comes back from there
        await app.on_event(key)
        assert app.screen is lesson and home in app.screen_stack
        await until(pilot, lambda: "What works here" in text_of(app), "the help of the lesson")
    await app.on_event(events.Key("question_mark", "?"))  # and none is an error when nothing stands


async def test_a_line_chosen_in_a_list_filled_anew_since_is_not_taken() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await pilot.press("slash", *"memory")
        listing = app.screen.query_one(OptionList)
        await until(pilot, lambda: listing.option_count > 1)
        old = OptionList.OptionSelected(listing, listing.get_option_at_index(1), 1)
        for letters in ("attention", "zzzz"):
            app.screen.query_one(Input).value = letters
            await until(pilot, lambda: not in_place(old))
            app.screen.post_message(old)
            await pilot.pause()
            assert isinstance(app.screen, SearchModal)


async def test_the_footer_pressed_twice_does_one_thing_after_the_other() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        footer = app.screen.query_one(Footer)
        command = next(c for c in app.ACTIONS if c.action == "language")
        app.obey(command, app)
        app.obey(command, app)
        app.open_lesson("hopfield")
        app.obey(next(c for _k, _l, _n, c in footer._commands() if c.action == "review"), footer.screen)
        app.leave(app.screen)
        await pilot.pause()
        assert words.language() == "en"


async def test_a_pane_that_has_gone_is_behind_and_opens_nothing() -> None:
    app = lab_app()
    async with app.run_test() as pilot:
        pane = await opened(pilot)
        await pane.remove()
        assert pane.behind
        pane.open()
        pane._turn("noise", 0.1)
        await pilot.pause()


async def test_the_last_of_all_knobs_when_only_a_few_are_in_view_again() -> None:
    app = lab_app()
    async with app.run_test() as pilot:
        pane = await opened(pilot)
        await pilot.press("k", "m", *["down"] * len(pane.lab.knobs))
        assert app.screen.here == len(pane.lab.knobs) - 1
        await pilot.press("m")
        assert isinstance(app.screen, KnobsModal) and app.screen.here == len(app.screen.knobs) - 1
        hidden = app.screen.query(".knob").last()
        app.screen.post_message(events.Click(hidden, 0, 0, 0, 0, 1, False, False, False))
        await pilot.press("right")


async def test_a_panel_comes_back_to_a_column_before_its_last_view_there_has_gone() -> None:
    app = lab_app()
    async with app.run_test(size=(150, 40)) as pilot:
        pane = await opened(pilot)
        panels = pane.query_one(Panels)
        shown = pane.view.frame.panels
        for some in (shown, shown[:1], shown[1:], shown, shown[::-1], shown[:1], shown):
            panels.put(some)
        await pilot.pause()
        assert {v.panel.name for v in panels.query("PanelView")} == {p.name for p in shown}


async def test_a_key_behind_the_one_that_leaves_does_nothing() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        for key in ("q", "space", "enter", "question_mark"):
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: app._exit)
        app._handle_exception(NoMatches("what was under way finds its place gone"))
        await pilot.pause()
    assert app.return_code == 0 and app._exception is None


async def test_a_question_is_asked_for_nothing_before_its_parts_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Tutor(lesson=str(FILE), language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: getattr(app.screen, "lesson", None))
        app.screen.place = [page.id for page in app.screen.lesson.pages].index("q-cloze")
        await until(pilot, lambda: app.screen.query("#part-cell"))
        box = app.screen.query_one(QuestionBox)
        monkeypatch.setattr(box.field, "_is_mounted", False)
        await box.field.query("*").remove()
        box.focus_field()
        assert not box.ready and not box.check_action("reveal", ())
