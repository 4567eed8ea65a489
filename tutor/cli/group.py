"""Groups of commands: their order, and what to say to a wrong word."""

from __future__ import annotations

import click

from tutor.cli.near import quoted
from tutor.cli.safely import Wrong
from tutor.kit.knobs import nearest


class Group(click.Group):
    """Commands in the order in which they were written; a wrong word is told the nearest right one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they are needed, not by the alphabet."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Raises Wrong for a word that is no command."""
        if not (ctx.resilient_parsing or args[0] in self.list_commands(ctx) or args[0].startswith("-")):
            raise Wrong(self.refusal(ctx, args[0]))
        return super().resolve_command(ctx, args)

    def refusal(self, ctx: click.Context, word: str) -> str:
        """What to say to a word that is no command."""
        close = nearest(word, self.list_commands(ctx))
        return f"{ctx.info_name} has no command {quoted(word)}: {close}"


def which(context: click.Context) -> str:
    """What to say where a group stands without a command."""
    assert isinstance(context.command, click.Group)
    return f"{context.info_name} what? choose from {', '.join(context.command.list_commands(context))}"
