"""Reading what is set on a lab: KNOB=VALUE, and text from a file for KNOB=@FILE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tutor.cli.near import quoted, unreadable
from tutor.cli.safely import Wrong
from tutor.kit.inert import clean
from tutor.kit.knobs import TextKnob, Value, nearest
from tutor.kit.lab import Lab

LARGEST = 4_000_000
"""Bytes of a text file; every text knob stops there too."""


@dataclass(frozen=True)
class Settings:
    """Knob values as they were read, and how those that came from files were written."""

    knobs: Mapping[str, Value] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def settings(lab: type[Lab], pairs: Iterable[str]) -> Settings:
    """Reads `KNOB=VALUE` for `lab`, in any order; `@poem.txt` is that file's text, `@@` a text that begins
    with @. Raises Wrong or KnobError, each one sentence."""
    by_name = {knob.name: knob for knob in lab.knobs}
    knobs: dict[str, Value] = {}
    labels: dict[str, str] = {}
    written: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        name = name.strip()
        if not equals:
            raise Wrong(f"--set wants KNOB=VALUE, not {quoted(pair)}")
        if name not in by_name:
            close = nearest(name, by_name)
            raise Wrong(f"{lab.name} has no knob {quoted(name)}" + (f": {close}" if close else ""))
        if written.setdefault(name, text) != text:
            raise Wrong(f"{name} is set twice, to {quoted(written[name])} and {quoted(text)}")
        knob = by_name[name]
        if isinstance(knob, TextKnob) and text.startswith("@@"):
            text = text[1:]
        elif isinstance(knob, TextKnob) and text.startswith("@"):
            labels[name] = clean(text)
            text = file_text(Path(text[1:]).expanduser())
        knobs[name] = knob.read(clean(text))
    return Settings(knobs, labels)


def file_text(path: Path) -> str:
    """The text of a learner's file, made inert. Raises Wrong with one sentence for what is no text."""
    if not path.name:
        raise Wrong("@ wants a file's name behind it, as in --set text=@poem.txt")
    name = f"the file {path}"
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise Wrong(unreadable(path, error)) from error
    if len(raw) > LARGEST:
        raise Wrong(f"{name} is larger than {LARGEST // 1_000_000} MB; take a part of it")
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Wrong(f"{name} is not text (it has zero bytes in it)")
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = clean(raw.decode(encoding))
    except UnicodeDecodeError as error:
        raise Wrong(f"{name} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from error
    if not text.strip():
        raise Wrong(f"{name} is empty")
    return text
