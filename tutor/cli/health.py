"""`dltutor doctor`."""

from __future__ import annotations

import click

from tutor.cli.output import put_json
from tutor.cli.wishes import takes, wishes
from tutor.kit.say import N_
from tutor.ui.words import _

STATES = {"fine": N_("ok"), "note": N_("check"), "stops": N_("stops")}


@click.command(
    epilog="""\b
Examples:
  dltutor doctor
  dltutor doctor --json"""
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@takes("lang", "ascii")
def doctor(as_json: bool) -> int:
    """Look whether all is well here.

    Versions, your data, this terminal, the lessons: each line says what was found and what to
    do where something is off. Exit code 1 where something stops dltutor from working.
    """
    from tutor.ui.doctor import findings
    from tutor.ui.plain.paper import pad

    paper = wishes().paper()
    found = []
    for finding in findings():
        found.append(finding)
        if not as_json:
            state = pad(_(STATES[finding.state]), 6)
            paper.say(
                f"{state}{finding.about}: {finding.found}" + (f". {finding.do}" if finding.do else "")
            )
    usable = all(finding.state != "stops" for finding in found)
    if as_json:
        put_json({"usable": usable, "findings": [finding.as_dict() for finding in found]})
    return 0 if usable else 1
