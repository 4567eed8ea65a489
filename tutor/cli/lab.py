"""`dltutor lab`: a lab live in the app, or run here and told line by line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import complete_lab, complete_set
from tutor.cli.near import no_folder, quoted, unreadable
from tutor.cli.numbers import Seconds, Whole
from tutor.cli.safely import Failed, Wrong, complain
from tutor.cli.wishes import takes, wishes
from tutor.ui import terminal

if TYPE_CHECKING:
    from tutor.runner.saved import Saved
    from tutor.runner.spec import Spec

SEEDS = 2**32


@click.command(
    epilog="""\b
Examples:
  dltutor lab hopfield --seed 7 --set noise=0.3
  dltutor lab hopfield --json | tail -1
  dltutor lab hopfield-capacity --steps 200 --save run.npz"""
)
@click.argument("name", required=False, shell_complete=complete_lab)
@click.option(
    "--set",
    "pairs",
    multiple=True,
    metavar="KNOB=VALUE",
    shell_complete=complete_set,
    help="Turn a knob (see dltutor labs NAME); text=@poem.txt reads a text from a file.",
)
@click.option(
    "--seed",
    type=Whole(0, SEEDS - 1),
    metavar="N",
    help="The same seed gives the same run. Default 1.",
)
@click.option(
    "--steps", type=Whole(1, 10**9), metavar="N", help="Steps to run, instead of the lab's budget."
)
@click.option(
    "--seconds",
    type=Seconds(),
    metavar="S",
    help="Stop after S seconds of the lab's own work.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, also in a terminal.")
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="FILE.npz",
    help="Write the last frame's arrays, the knobs, the seed and what was done to the run.",
)
@click.option(
    "--replay", type=click.Path(path_type=Path), metavar="FILE.npz", help="Run a saved run again."
)
@takes("profile", "lang", "ascii", "plain")
def lab(
    name: str | None,
    pairs: tuple[str, ...],
    seed: int | None,
    steps: int | None,
    seconds: float | None,
    as_json: bool,
    save: Path | None,
    replay: Path | None,
) -> int:
    """Run the lab NAME.

    In a terminal the lab opens live, unless --json, --seconds or --save asks for a run that ends by
    itself. Otherwise each reported frame is one line of JSON, at most ten a second, and the last line
    has every metric.
    """
    if steps is not None and seconds is not None:
        raise Wrong("give --steps or --seconds, not both")
    spec, stop = _spec(name, pairs, seed, steps, replay)
    if save is not None:
        _check_save(save)
    asked = wishes()
    live = not (as_json or asked.plain or seconds is not None or save is not None)
    if live and terminal.real():
        from tutor.ui.app import run

        return run(lab=spec, profile=asked.profile, language=asked.lang, ascii=asked.ascii)
    with _told(save):
        if asked.plain and not as_json:
            from tutor.ui.plain.watch import watch

            watch(spec, asked.paper(), stop, seconds, save)
        else:
            _lines(spec, stop, seconds, save)
    return 0


def _spec(
    name: str | None, pairs: tuple[str, ...], seed: int | None, steps: int | None, replay: Path | None
) -> tuple[Spec, int | None]:
    """The run that is asked for, checked as far as can be before it starts, and where to stop."""
    from tutor.cli.values import settings
    from tutor.kit.knobs import settle
    from tutor.labs import find, names
    from tutor.runner.spec import Spec

    if name is None:
        raise Wrong(f"which lab? choose from {', '.join(names())}")
    found = find(name)
    given = settings(found, pairs)
    settle(found.knobs, given.knobs)
    if replay is None:
        spec = Spec(lab=name, knobs=given.knobs, seed=1 if seed is None else seed, labels=given.labels)
        return replace(spec, steps=steps), steps
    saved = _replayed(replay)
    if saved.spec.lab != name:
        raise Wrong(f"{replay.name} holds a run of the lab {saved.spec.lab}, not of {name}")
    spec = replace(
        saved.spec,
        knobs={**saved.spec.knobs, **given.knobs},
        labels={**saved.spec.labels, **given.labels},
        seed=saved.spec.seed if seed is None else seed,
        steps=saved.spec.steps if steps is None else steps,
    )
    settle(found.knobs, spec.knobs)
    return spec, saved.step if steps is None else steps


def _replayed(file: Path) -> Saved:
    from tutor.kit.knobs import KnobError
    from tutor.runner.saved import load

    try:
        return load(file)
    except KnobError as error:
        raise Wrong(str(error)) from error
    except OSError as error:
        raise Wrong(unreadable(file, error)) from error


def _check_save(file: Path) -> None:
    """Refuse before the run what could not be written after it."""
    if file.suffix != ".npz":
        raise Wrong(f"--save wants a name that ends in .npz, not {quoted(file.name)}")
    if file.is_dir():
        raise Wrong(f"{file} is a folder, not a file to save to")
    if not file.parent.is_dir():
        raise Wrong(no_folder(file.parent))
    if not os.access(file.parent, os.W_OK):
        raise Wrong(f"nothing may be written in the folder {file.parent}")


@contextmanager
def _told(save: Path | None) -> Iterator[None]:
    """Make one sentence of a lab that failed, or of a file that could not be written."""
    from tutor.runner.failing import LabFailed

    try:
        yield
    except LabFailed as failed:
        raise Failed(str(failed)) from failed
    except OSError as error:
        if save is None or isinstance(error, BrokenPipeError):
            raise
        raise Failed(f"the run could not be saved in {save}: {error.strerror or error}") from error


def _lines(spec: Spec, stop: int | None, seconds: float | None, save: Path | None) -> None:
    """One JSON object a line, as others script it."""
    from tutor.cli.output import put_json
    from tutor.runner.headless import play

    def report(frame: dict[str, object]) -> None:
        put_json(frame, indent=None)

    last = play(spec, steps=stop, seconds=seconds, save=save, report=report)
    if "trouble" in last:
        complain(str(last["trouble"]))
