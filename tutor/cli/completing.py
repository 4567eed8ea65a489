"""What the shell is offered while a command is typed: lessons, labs, knobs and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_lab(context: click.Context, option: click.Parameter, typed: str) -> list[CompletionItem]:
    """Names of labs."""
    from click.shell_completion import CompletionItem

    from tutor.labs import names

    return [CompletionItem(name) for name in names() if name.startswith(typed)]


def complete_lesson(context: click.Context, option: click.Parameter, typed: str) -> list[CompletionItem]:
    """Ids of lessons, with their titles."""
    from click.shell_completion import CompletionItem

    from tutor.course.index import entries
    from tutor.kit.folders import cache_folder

    return [
        CompletionItem(entry.id, help=entry.title["en"])
        for entry in entries(cache_folder())
        if entry.id.startswith(typed)
    ]


def complete_set(context: click.Context, option: click.Parameter, typed: str) -> list[CompletionItem]:
    """`KNOB=` for each knob of the lab on this line, then the values of the one typed."""
    from click.shell_completion import CompletionItem

    from tutor.kit.knobs import ChoiceKnob, KnobError, TextKnob
    from tutor.labs import find

    name, equals, value = typed.partition("=")
    lab = context.params.get("name") or " ".join(context.args)  # the words that no option took
    try:
        knobs = find(lab).knobs
    except (KnobError, LookupError, ImportError):
        return []
    if not equals:
        return [CompletionItem(f"{k.name}=", help=k.help) for k in knobs if k.name.startswith(name)]
    return [
        CompletionItem(f"{name}={choice}")
        for knob in knobs
        if knob.name == name and isinstance(knob, ChoiceKnob | TextKnob)
        for choice in knob.choices
        if choice.startswith(value)
    ]
