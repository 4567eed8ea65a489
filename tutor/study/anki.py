"""Writing an Anki package. What stands on the cards is given; ids are such that Anki knows a card again.

A note's guid comes from the lesson's and the item's id: taking in a newer package changes the text of a
note and leaves its history alone. The kind of note and the decks have fixed ids for the same reason.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

MODEL = 1_730_601_917
"""The note type's id, for ever. A change of its fields needs another."""
FIELDS = ("Question", "Options", "Answer", "Why", "Source")
_FRONT = '<div class="ask">{{Question}}</div>{{#Options}}<div class="options">{{Options}}</div>{{/Options}}'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="answer">{{Answer}}</div>'
    '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}<div class="source">{{Source}}</div>'
)
_CSS = """.card { font-family: sans-serif; font-size: 18px; line-height: 1.45; text-align: left;
  max-width: 40em; margin: 0 auto; padding: 0 .6em; }
ol, ul { padding-left: 1.6em; } .options { margin-top: .6em; } .why { margin-top: .8em; }
.source { margin-top: 1.6em; font-size: 13px; opacity: .65; }
code, pre { font-family: monospace; white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { border: 1px solid #8888; padding: .1em .5em; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question; every text but the ids is HTML."""

    item: str
    """The page's id."""
    question: str
    options: str = ""
    answer: str
    why: str = ""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A lesson's cards."""

    lesson: str
    """Its id."""
    name: str
    """As Anki shows it; `::` goes one deck deeper."""
    cards: Sequence[Card]
    pack: str = ""


def guid(pack: str, lesson: str, item: str) -> str:
    """The same question, the same note."""
    import genanki

    return str(genanki.guid_for("dltutor", pack, lesson, item))


def deck_id(pack: str, lesson: str) -> int:
    """The same lesson, the same deck: a number from 2³⁰ up to 2³¹."""
    digest = hashlib.sha256(f"dltutor/{pack}/{lesson}".encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)


def write(decks: Iterable[Deck], out: IO[bytes], now: float | None = None) -> int:
    """Write the package; how many notes are in it. Raises OSError.

    `now` (seconds since 1970) is when its notes were changed: Anki takes the newer text of a note.
    """
    import genanki

    moment = time.time() if now is None else now
    model = genanki.Model(
        MODEL,
        "dltutor",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "dltutor", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    made, notes = [], 0
    for deck in decks:
        pile = genanki.Deck(deck_id(deck.pack, deck.lesson), deck.name)
        for card in deck.cards:
            pile.add_note(
                genanki.Note(
                    model=model,
                    fields=[card.question, card.options, card.answer, card.why, card.source],
                    guid=guid(deck.pack, deck.lesson, card.item),
                    tags=["::".join(filter(None, ("dltutor", deck.pack, deck.lesson)))],
                    due=notes,
                )
            )
            notes += 1
        made.append(pile)
    with TemporaryDirectory() as folder:  # genanki's own way of writing leaves its database lying about
        file = Path(folder) / "collection.anki2"
        db = sqlite3.connect(file)
        try:
            genanki.Package(made).write_to_db(db.cursor(), moment, count(int(moment * 1000)))
            db.commit()
        finally:
            db.close()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            with file.open("rb") as source, package.open("collection.anki2", "w") as target:
                shutil.copyfileobj(source, target)
            package.writestr("media", "{}")
    return notes
