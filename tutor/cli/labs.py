"""`dltutor labs`: which labs there are, and what each can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.cli.completing import complete_lab
from tutor.cli.output import put_columns, put_json
from tutor.cli.wishes import takes, wishes
from tutor.kit.say import N_, rendered
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.kit.lab import Lab
    from tutor.ui.plain.paper import Paper

BETTER = {"higher": N_("higher"), "lower": N_("lower"), "neither": N_("neither")}
WHEN = {"live": N_("live"), "restart": N_("restart")}


@click.command(
    epilog="""\b
Examples:
  dltutor labs
  dltutor labs hopfield
  dltutor labs hopfield --json"""
)
@click.argument("name", required=False, shell_complete=complete_lab)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@takes("lang", "ascii")
def labs(name: str | None, as_json: bool) -> None:
    """List the labs, or what the lab NAME takes.

    With a NAME: its knobs, its metrics, the settings worth trying, the steps of a complete run.
    """
    from tutor.labs import find, names

    paper = wishes().paper()
    found = [find(name)] if name else [find(each) for each in names()]
    if as_json:
        put_json(described(found[0]) if name else [described(lab) for lab in found])
    elif name:
        _tell(found[0], paper)
    else:
        put_columns(paper, [(lab.name, _(lab.about)) for lab in found])


def described(lab: type[Lab]) -> dict[str, object]:
    """Everything a program may want to know of a lab, ready for JSON."""
    return {
        "name": lab.name,
        "title": lab.title,
        "about": lab.about,
        "budget": budget(lab),
        "knobs": [knob.describe() for knob in lab.knobs],
        "metrics": [metric.describe() for metric in lab.metrics],
        "actions": [
            {"name": a.name, "help": a.help, "fields": [field.describe() for field in a.fields]}
            for a in lab.actions
        ],
        "health": [{"word": word, "when": rendered(when)} for word, when in lab.health],
        "presets": [
            {"name": p.name, "title": p.title, "set": dict(p.knobs), "bench": p.bench} for p in lab.presets
        ],
    }


def budget(lab: type[Lab]) -> int:
    """Steps of a complete run with the knobs as they are at first."""
    return lab.budget({knob.name: knob.default for knob in lab.knobs})


def _tell(lab: type[Lab], paper: Paper) -> None:
    paper.say(_(lab.title))
    paper.say(_(lab.about))
    paper.say(_("A complete run has {n} steps.").format(n=f"{budget(lab):,}"))
    paper.line()
    paper.line(_("Knobs, turned with --set KNOB=VALUE:"))
    put_columns(paper, [_knob(knob.describe()) for knob in lab.knobs])
    paper.line()
    paper.line(_("Metrics, and which way is better:"))
    put_columns(
        paper,
        [
            (
                m.name + (f".({_(m.parts)})" if m.parts else ""),
                _(m.unit) or "-",
                _(BETTER[m.better]),
                _(m.help),
            )
            for m in lab.metrics
        ],
    )
    if lab.health:
        paper.line()
        paper.line(_("How it is said to do:"))
        put_columns(paper, [(_(word), rendered(when, _)) for word, when in lab.health])
    if lab.presets:
        paper.line()
        paper.line(_("Settings worth trying:"))
        put_columns(
            paper,
            [
                (p.name, " ".join(f"--set {k}={v}" for k, v in p.knobs.items()), _(p.title))
                for p in lab.presets
            ],
        )


def _knob(facts: dict[str, object]) -> tuple[str, ...]:
    """Name, what it takes, default, when it may be turned, help."""
    choices = facts.get("choices")
    if isinstance(choices, list) and choices:
        takes = "|".join(map(str, choices))
        takes += "|@FILE" if facts["type"] == "text" else ""
    elif facts["type"] == "text":
        takes = "@FILE"
    else:
        takes = _("{low:g} to {high:g}").format(low=facts["low"], high=facts["high"])
    when = _(WHEN[str(facts["when"])])
    return str(facts["name"]), takes, str(facts["default"]), when, _(str(facts["help"]))
