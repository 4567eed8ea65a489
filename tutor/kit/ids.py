"""Ids of lessons: `hopfield` is the course's own, `bread/intro` is the lesson `intro` of the pack `bread`.

The log keeps pack and lesson apart; everywhere else a lesson goes by its whole id.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

LONGEST_ID = 64
"""Characters of a lesson's, a page's or an option's id."""
ID = f"small letters, digits and single hyphens, at most {LONGEST_ID}"
"""What an id is made of, in words."""
LONGEST = 40
"""Characters of a pack's name."""
PACK = f"2 to {LONGEST} small letters, digits and single hyphens, a letter first"
"""What a pack's name is made of, in words."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""What Windows keeps for itself: no file or folder can have such a name there."""
OURS = frozenset(
    (
        "all", "anki", "cache", "chapter", "course", "default", "dltutor", "journal", "lab", "labs",
        "lesson", "lessons", "pack", "packs", "page", "profile", "reports", "review", "test", "tutor",
    )
)  # fmt: skip
"""Words that mean something else here."""
_FILE = re.compile(r"(?=.{1,110}$)[a-z0-9]+([.-][a-z0-9]+)*", re.ASCII)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_PACK = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


def whole(pack: str, lesson: str) -> str:
    """The id by which a lesson goes; `pack` is "" for the course."""
    return f"{pack}/{lesson}" if pack else lesson


def parts(id: str) -> tuple[str, str]:
    """The pack ("" for the course) and the lesson that a whole id names; chapters' ids are alike."""
    pack, slash, lesson = id.partition("/")
    return (pack, lesson) if slash else ("", id)


def pack_of(id: str) -> str:
    """The pack of a lesson or chapter, "" for the course's."""
    return parts(id)[0]


def as_file(id: str) -> str:
    """A whole id as part of a file's name, another for every id. An answer taken in from somebody else's
    file may have any id: of a strange one little more than its sum is kept."""
    name = id.replace("/", ".")
    if _FILE.fullmatch(name):
        return name
    told = re.sub(r"[^a-z0-9]+", "-", name.casefold(), flags=re.ASCII).strip("-")[:40]
    return f"{told}-{zlib.crc32(id.encode('utf-8', 'replace')):08x}"


def is_id(word: str) -> bool:
    """Whether a lesson, a page or an option may have that id."""
    return len(word) <= LONGEST_ID and _ID.fullmatch(word) is not None


def is_pack(name: str) -> bool:
    """Whether a pack may have that name."""
    good = 2 <= len(name) <= LONGEST and _PACK.fullmatch(name)
    return bool(good) and not RESERVED.fullmatch(name) and name not in OURS


def slug(words: str) -> str:
    """`words` as an id, as near as can be: "Bread & Dough" → bread-dough; "" where no letter is left."""
    bare = unicodedata.normalize("NFKD", words).casefold().encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:LONGEST_ID].strip("-")
