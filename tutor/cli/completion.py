"""`dltutor completion`: what makes a shell complete the commands."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, get_completion_class

from tutor.cli.safely import Wrong

SHELLS = ("bash", "zsh", "fish")
_INSTALL = {
    "bash": "dltutor completion bash > ~/.dltutor-completion.bash\n"
    "#   echo '. ~/.dltutor-completion.bash' >> ~/.bashrc",
    "zsh": "dltutor completion zsh > ~/.dltutor-completion.zsh\n"
    "#   echo '. ~/.dltutor-completion.zsh' >> ~/.zshrc",
    "fish": "dltutor completion fish > ~/.config/fish/completions/dltutor.fish",
}


class BashWithEquals(BashComplete):
    """Bash takes `rule=hebb` for three words; here it is one, and no blank follows `rule=`."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", "COMPREPLY+=($value); [[ $value == *= ]] && compopt -o nospace"
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one being typed, and that one."""
        args, typed = super().get_completion_args()
        if typed == "=" and args:
            return args[:-1], args[-1] + "="
        if len(args) > 1 and args[-1] == "=":
            return args[:-2], f"{args[-2]}={typed}"
        return args, typed

    def format_completion(self, item: CompletionItem) -> str:
        """What stands before `=` is there already."""
        _name, equals, value = item.value.partition("=")
        item.value = value if equals and value else item.value
        return super().format_completion(item)


add_completion_class(BashWithEquals)


@click.command(
    epilog="""\b
Examples:
  dltutor completion bash > ~/.dltutor-completion.bash
  echo '. ~/.dltutor-completion.bash' >> ~/.bashrc"""
)
@click.argument("shell", required=False, metavar="[SHELL]", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str | None) -> None:
    """Print what makes your shell complete.

    Commands, lessons, labs and knobs are completed. SHELL is bash, zsh or fish; without it the shell
    you use. How to keep it is said in the first lines.
    """
    shell = shell or Path(os.environ.get("SHELL", "")).name
    found = get_completion_class(shell) if shell in SHELLS else None
    if found is None:
        raise Wrong(f"which shell? choose from {', '.join(SHELLS)}")
    script = found(context.find_root().command, {}, "dltutor", "_DLTUTOR_COMPLETE")
    # Not `script.source()`, which looks for the bash that is installed here.
    text = script.source_template % script.source_vars()
    click.echo(f"# To keep it:\n#   {_INSTALL[shell]}\n{text}")
