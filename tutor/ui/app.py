"""The app: what outlives a screen (store, worker, language, theme) and the way between screens.

Nothing here imports torch, numpy or YAML: home is drawn from the course's cached index, and
the rest is fetched once the first screen stands.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, ScreenStackError, SystemCommand
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import MountError
from textual.widgets import Input, TextArea
from textual.worker import WorkerFailed

from tutor.course.index import Index, read
from tutor.kit.say import N_
from tutor.study.store import Store, cache_folder, profile
from tutor.ui import glyphs, hangul, words
from tutor.ui.commands import Command, Commanded, active
from tutor.ui.ending import end_on_signals
from tutor.ui.filters import ASCII_SIGNS, COLOURLESS, INERT
from tutor.ui.gone import gone
from tutor.ui.themes import DARK, LIGHT
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from tutor.runner.client import Client
    from tutor.runner.spec import Spec
    from tutor.study.rebuild import Rebuild
    from tutor.ui.widgets.run_view import RunView

PLACE_GONE = (MountError, NoMatches, NoScreen, ScreenStackError)
"""What Textual says to whoever asks for a widget or screen that is no longer there."""


class Tutor(Commanded, App[None]):
    """dltutor in a terminal."""

    TITLE = "dltutor"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("slash", "search", N_("search"), N_("Search all lessons")),
        Command("question_mark", "help", N_("help"), N_("What works here")),
        Command("l", "language", N_("한국어"), N_("Switch between English and Korean"), footer=False),
        Command("t", "theme", N_("theme"), N_("Switch between dark and light"), footer=False),
        Command("q,ctrl+q", "quit", N_("quit"), N_("Leave; everything is kept")),
        Command("ctrl+z", "suspend_process", N_("shell"), N_("To the shell; fg comes back"), footer=False),
    )
    CSS = """
    Screen { background: $background; color: $foreground; }
    ModalScreen { background: $background 35%; }
    * { scrollbar-size-vertical: 1; scrollbar-color: $border-blurred; scrollbar-background: $background;
        scrollbar-color-hover: $accent; scrollbar-background-hover: $background;
        scrollbar-color-active: $accent; scrollbar-background-active: $background; }
    OptionList:nocolor:focus > .option-list--option-highlighted { text-style: bold underline; }
    Input:nocolor, TextArea:nocolor { text-style: underline; }
    Input:nocolor > .input--cursor, TextArea:nocolor .text-area--cursor { text-style: reverse; }
    """

    def __init__(
        self,
        lesson: str | None = None,
        lab: Spec | None = None,
        profile_name: str = "default",
        language: str | None = None,
        review: bool = False,
        test: tuple[str, int | None] | None = None,
        store: Store | None = None,
    ) -> None:
        self.store = store or Store(profile(profile_name))
        words.use(language or str(self.store.setting("language") or words.preferred()))
        self.first_lesson = lesson
        self.first_lab = lab
        self.first_review = review
        self.first_test = test
        self._client: Client | None = None
        self._rebuild: Rebuild | None = None
        self.lab_pane: RunView | None = None
        """The pane whose run the worker holds."""
        self.course: Index = read(cache_folder())
        super().__init__()

    # -- what outlives a screen --------------------------------------------------------------------

    @property
    def client(self) -> Client:
        """The app's side of the worker; the process itself starts with the first lab."""
        if self._client is None:
            from tutor.runner.client import Client

            self._client = Client()
        return self._client

    def rebuild(self) -> Rebuild:
        """What works out from the log, in the background, what is due: it is over once that is known."""
        if self._rebuild is None or (self._rebuild.over and not self.store.is_scheduled):
            self._rebuild = self.store.rebuild()
            self._rebuild.start(only_if_needed=True)
        return self._rebuild

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Nothing that commands the terminal; NO_COLOR: no colours, not even greys; ASCII if asked for."""
        found: list[LineFilter] = [INERT, ASCII_SIGNS] if glyphs.signs() is glyphs.ASCII else [INERT]
        return [*found, COLOURLESS] if self.no_color else [*super().get_line_filters(), *found]

    def get_driver_class(self) -> type[Driver]:
        """Textual's, but where there are signals one that stands them."""
        found = super().get_driver_class()
        if found.__name__ == "LinuxDriver":
            from tutor.ui.driver import TerminalDriver

            return TerminalDriver
        return found

    def get_default_screen(self) -> Screen[Any]:
        from tutor.ui.screens.home import HomeScreen

        return HomeScreen()

    def on_load(self) -> None:
        """Before the terminal is touched: whatever ends the app leaves it as it was."""
        if not self.is_headless:
            end_on_signals(self.exit)

    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        chosen = self.store.setting("theme")
        self.theme = LIGHT.name if chosen == LIGHT.name else DARK.name
        if self.first_lab:
            self.open_lab(self.first_lab)
        elif self.first_lesson:
            self.open_lesson(self.first_lesson)
        elif self.first_review:
            self.open_review()
        elif self.first_test:
            self.open_test(*self.first_test)
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """Once the first screen stands: spare the painter the collector, tell what the store has to say."""
        gc.collect()
        gc.freeze()
        gc.enable()
        self.rebuild()
        for say in self.store.says:
            self.notify(spoken(say), severity="warning", timeout=12, markup=False)

    async def on_unmount(self) -> None:
        if self._client is not None:
            await self._client.close()
        if self._rebuild is not None:
            self._rebuild.stop()
        self.store.close()

    # -- the terminal's size -----------------------------------------------------------------------

    def on_resize(self) -> None:
        """Look again a little later: of many sizes in one moment, an old one may be told last."""
        if not self.is_headless:
            self.set_timer(0.2, self._measure)

    def _measure(self) -> None:
        size = Size(*shutil.get_terminal_size())
        if size != self.size:
            self.post_message(events.Resize(size, size))

    # -- keys --------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Korean letters are the keys they lie on, except in a text field.

        No key goes to what has gone, nor to what does not stand yet: such a screen gets it in its turn.
        """
        if isinstance(event, events.InputEvent | events.Paste) and (self._exit or not self.screen_stack):
            return  # the app is leaving
        if isinstance(event, events.Key):
            screen, focused = self.screen, self.focused
            if focused is not None and gone(focused):
                screen.set_focus(None)
            if event.is_forwarded and not screen.is_mounted:  # it was meant for the one before
                screen.post_message(event)
                return
            if event.character in hangul.KEYS and not isinstance(self.focused, Input | TextArea):
                key = hangul.KEYS[event.character]
                event = events.Key(key, key)
        await super().on_event(event)

    def obey(self, command: Command, node: DOMNode) -> None:
        """Do what mouse or palette ask for, in turn with the keys; nothing once they are covered."""

        async def act() -> None:
            if node is self or (not gone(node) and node.screen.is_active):
                await self.run_action(command.action, node)

        self.call_later(act)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette lists every command that works where it was called."""
        for node, command in active(screen):
            title = _(command.label)
            run = partial(self.obey, command, node)
            yield SystemCommand(f"{title[:1].upper()}{title[1:]}  ({command.shown})", _(command.help), run)

    def action_command_palette(self) -> None:
        """Textual's palette, asking in the language in use."""
        from tutor.ui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            asking = _("Search for commands")
            self.push_screen(Palette(placeholder=asking))

    # -- the way between screens -------------------------------------------------------------------

    def leave(self, screen: Screen[Any]) -> None:
        """From the screen in front one back, once; at the bottom lies the map."""
        if screen is self.screen and len(self.screen_stack) > 1:
            self.pop_screen()

    def open_lesson(self, lesson: str, page: str | None = None) -> None:
        """Open a lesson where it was left, or at `page`."""
        from tutor.ui.screens.lesson import LessonScreen

        self.push_screen(LessonScreen(lesson, page))

    def open_lab(self, spec: Spec, *, playing: bool = False) -> None:
        """Open a lab on a screen of its own."""
        from tutor.ui.screens.lab import LabScreen

        self.push_screen(LabScreen(spec, playing=playing))

    def open_review(self) -> None:
        """Ask what is due today."""
        from tutor.ui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen())

    def open_progress(self) -> None:
        """Show what is remembered and what comes next."""
        from tutor.ui.screens.progress import ProgressScreen

        self.push_screen(ProgressScreen())

    def open_test(self, chapter: str, seed: int | None = None) -> None:
        """Test out of a chapter; the same seed draws the same questions."""
        from tutor.ui.screens.chapter_test import TestScreen

        self.push_screen(TestScreen(chapter, seed))

    def action_search(self) -> None:
        from tutor.ui.screens.search import SearchModal

        def chosen(hit: tuple[str, str] | None) -> None:
            if hit:
                self.open_lesson(*hit)

        self.push_screen(SearchModal(), chosen)

    def action_help(self) -> None:
        from tutor.ui.screens.help import HelpModal
        from tutor.ui.widgets.run_view import RunView

        panes = self.screen.query(RunView)
        commands = [command for _node, command in active(self.screen)]
        self.push_screen(HelpModal(commands, panes.first().lab if panes else None))

    def action_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        self.store.put_setting("theme", self.theme)

    async def action_language(self) -> None:
        words.use("ko" if words.language() == "en" else "en")
        self.store.put_setting("language", words.language())
        for screen in self.screen_stack:
            if not screen.children or not screen.is_attached:  # just opened: it will speak the new one
                continue
            if hasattr(screen, "retell"):
                await screen.retell()
            elif screen.is_mounted:
                await screen.recompose()

    async def action_quit(self) -> None:
        self.exit()

    def to_the_end(self) -> int:
        """Run until the learner leaves; the exit code. Raises what went wrong inside."""
        self.run()
        if self._exception is not None:
            raise self._exception
        return self.return_code or 0

    def _handle_exception(self, error: Exception) -> None:
        """A fault of ours ends the app without a word: the command line says what there is to say.

        Once the app is leaving, what was under way finds its place gone; that is no fault.
        """
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and isinstance(cause, PLACE_GONE):
            return
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        self._close_messages_no_wait()


def draw_in_ascii() -> None:
    """From here on all is drawn with ASCII signs."""
    from tutor.ui import paint

    glyphs.use_ascii(True)
    paint.ASCII = True


def run(
    lesson: str | None = None,
    lab: Spec | None = None,
    profile: str = "default",
    language: str | None = None,
    ascii: bool = False,
    review: bool = False,
    test: tuple[str, int | None] | None = None,
) -> int:
    """Run the app until the learner leaves; the exit code. Raises what went wrong inside."""
    if ascii:
        draw_in_ascii()
    return Tutor(lesson, lab, profile, language, review, test).to_the_end()
