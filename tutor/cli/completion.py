"""`dltutor completion`: what makes a shell complete the commands."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from tutor.cli.safely import Wrong

SHELLS = ("bash", "zsh", "fish")
_INSTALL = {
    "bash": "dltutor completion bash > ~/.dltutor-completion.bash\n"
    "#   echo '. ~/.dltutor-completion.bash' >> ~/.bashrc",
    "zsh": "dltutor completion zsh > ~/.dltutor-completion.zsh\n"
    "#   echo '. ~/.dltutor-completion.zsh' >> ~/.zshrc",
    "fish": "dltutor completion fish > ~/.config/fish/completions/dltutor.fish",
}


@click.command(
    epilog="""\b
Examples:
  dltutor completion bash > ~/.dltutor-completion.bash
  echo '. ~/.dltutor-completion.bash' >> ~/.bashrc"""
)
@click.argument("shell", required=False, type=click.Choice(SHELLS))
def completion(shell: str | None) -> None:
    """Print what makes your shell complete.

    Commands, lessons, labs and knobs are completed. SHELL is bash, zsh or fish; without it the shell
    you use. How to keep it is said in the first lines.
    """
    from tutor.cli.front import front

    shell = shell or Path(os.environ.get("SHELL", "")).name
    found = get_completion_class(shell) if shell in SHELLS else None
    if found is None:
        raise Wrong(f"which shell? choose from {', '.join(SHELLS)}")
    script = found(front, {}, "dltutor", "_DLTUTOR_COMPLETE")
    # `source` of the class looks for an installed bash; its template needs none.
    text = script.source_template % script.source_vars()
    click.echo(f"# To keep it:\n#   {_INSTALL[shell]}\n{text}")
