"""The commands as one: which there are, in which file each lives, and what to say to a wrong word."""

from __future__ import annotations

import importlib
import keyword
import os
from collections.abc import Iterable

import click

from tutor.cli.group import Group
from tutor.cli.near import quoted, unknown
from tutor.cli.safely import Wrong
from tutor.cli.wishes import Wishes, takes, wishes
from tutor.kit.knobs import KnobError, closest
from tutor.study.folders import ProfileError
from tutor.ui import terminal

FILES = {
    "learn": "learning",
    "lessons": "learning",
    "review": "review",
    "test": "test",
    "lab": "lab",
    "labs": "labs",
    "stats": "stats",
    "journal": "journal",
    "export": "keeping",
    "import": "keeping",
    "new": "new",
    "preview": "preview",
    "pack": "pack",
    "lint": "checking",
    "verify": "checking",
    "doctor": "health",
    "completion": "completion",
}


class Commands(Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a newcomer meets them."""
        return list(FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in FILES:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        found = getattr(importlib.import_module(f"tutor.cli.{FILES[cmd_name]}"), name)
        assert isinstance(found, click.Command)
        return found

    def refusal(self, ctx: click.Context, word: str) -> str:
        """The nearest command, or the one that `word` is a lesson, a lab or a chapter of."""
        from tutor.course.index import read
        from tutor.kit.folders import cache_folder
        from tutor.labs import names

        course = read(cache_folder())
        for what, verb, known in (
            ("start that lesson", "learn", [entry.id for entry in course.entries]),
            ("start that lab", "lab", names()),
            ("test out of that chapter", "test", [chapter.id for chapter in course.chapters]),
        ):
            if word in known:
                return f"there is no command {quoted(word)}: to {what}, dltutor {verb} {word}"
        return unknown("command", word, FILES)


def _version(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        from tutor.kit.version import version

        click.echo(f"dltutor {version()}")
        context.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="""\b
Examples:
  dltutor                         open the course
  dltutor learn hopfield          open one lesson
  dltutor review                  answer what is due today
  dltutor lab hopfield --seed 7   run one lab live
  dltutor COMMAND --help          what a command takes""",
)
@takes("profile", "lang", "ascii", "plain")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say the version."
)
@click.pass_context
def front(context: click.Context) -> None:
    """Deep learning in a terminal: predict, run the real model, see the number.

    Without a command, the course opens; where there is no terminal, a real run is printed instead.
    """
    if context.invoked_subcommand is None:
        asked = wishes()
        if terminal.real() and not asked.plain:
            from tutor.ui.app import run

            context.exit(run(profile=asked.profile, language=asked.lang, ascii=asked.ascii))
        from tutor.ui.greeting import greet

        greet(asked.paper())


def run(args: list[str]) -> int:
    """Run one command line; its exit code. Raises Wrong for what the user got wrong."""
    if "_DLTUTOR_COMPLETE" in os.environ:  # the shell asks what may come next
        importlib.import_module("tutor.cli.completion")
        front.main(args, prog_name="dltutor")
    try:
        with front.make_context("dltutor", args, obj=Wishes()) as context:
            code = front.invoke(context)
    except click.exceptions.Exit as stopped:
        return stopped.exit_code
    except click.ClickException as error:
        raise Wrong(_sentence(error)) from error
    except (KnobError, ProfileError) as error:
        raise Wrong(str(error)) from error
    return code if isinstance(code, int) else 0


def _sentence(error: click.ClickException) -> str:
    """Click's complaint as one sentence, with the nearest right word for a wrong option."""
    context = getattr(error, "ctx", None)
    where = f" ({context.command_path} --help says what it takes)" if context else ""
    if isinstance(error, click.NoSuchOption):
        close = closest(error.option_name, _options(context))
        return f"there is no option {error.option_name[:40]}" + (
            f": did you mean {close}?" if close else where
        )
    message = " ".join(error.format_message().split()).rstrip(".")
    return message[:1].lower() + message[1:] + where


def _options(context: click.Context | None) -> Iterable[str]:
    return [word for option in context.command.params for word in option.opts] if context else []
