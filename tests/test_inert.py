"""What a hostile lesson can make a real terminal do: nothing.

Every text of the lesson carries terminal commands and markup. It is shown page by page, answered,
searched and clicked, and every byte that reached the terminal is looked at.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_for_tests import environment
from hostile_for_tests import MARKUP, TURNED, hostile_course
from terminal_for_tests import Terminal

LAUNCH = """import sys
from pathlib import Path
from tutor.course import find
folder = Path(sys.argv.pop(1))
find.folder = lambda: folder
from tutor.cli import main
main()"""
"""The command line with another folder of lessons."""

SENT = re.compile(
    r"\x1b\[[0-9;]*m"  # colours and weight
    r"|\x1b\[[0-9]+;[0-9]+H|\x1b\[[HJK]|\x1b\[2J"  # the cursor, wiping
    r"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1049|2004|2026|2048)[hl]"  # modes
    r"|\x1b\[\?(?:2026|2048)\$p|\x1b\[>[0-9]+u|\x1b\[<u"  # questions, the keyboard protocol
    r"|\x1b\]22;[a-z-]+(?:\x07|\x1b\\)"  # the pointer's shape
    r"|\r\n|\r"
)
"""All that Textual itself sends."""


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    hostile_course(folder)
    return folder


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """Where a browser that was started would leave its mark."""
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    script.chmod(0o755)
    return tmp_path / "opened"


def app(lessons: Path, home: Path, *args: str) -> Terminal:
    browser = str(lessons.parent / "browser")
    return Terminal([sys.executable, "-c", LAUNCH, str(lessons), *args], home, (100, 60), BROWSER=browser)


def literal(terminal: Terminal, *numbers: int, left: int = 0) -> None:
    """Wait until the texts are on screen, with everything in them that markup would have swallowed."""
    told = re.sub(r"\s", "", MARKUP)

    def there() -> bool:
        cells = ("".join(terminal.cells(y)[left:]) for y in range(terminal.screen.lines))
        flat = re.sub(r"[\s│▌]", "", "".join(cells))
        return all(f"T{n}{told}" in flat for n in numbers)

    terminal.wait(there, f"the texts {numbers} as they are written")


def harmless(terminal: Terminal) -> None:
    """Nothing reached the terminal but what Textual sends."""
    terminal.settle()
    text = bytes(terminal.raw).decode("utf-8")
    rest = SENT.sub("", text)
    found = re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", rest)
    assert not found, repr(rest[max(0, found.start() - 60) : found.start() + 60])


def click_everywhere(terminal: Terminal, first: int = 2, last: int = -2, left: int = 0) -> None:
    """Press every cell that shows something; the app is where it was, and lives."""
    head = terminal.rows[0]
    for y in range(first, terminal.screen.lines + last):
        for x, cell in enumerate(terminal.cells(y)):
            if x >= left and cell.strip() and cell not in "│─":
                terminal.click(x, y)
        terminal.read(0.0)
    terminal.press("?")
    terminal.wait("What works here")
    terminal.press("\x1b")
    terminal.wait(lambda: "What works here" not in terminal.text, "the end of the help")
    assert terminal.process.poll() is None and terminal.rows[0] == head


def turn(terminal: Terminal, page: int) -> None:
    """The next page, by the key that works in fields too."""
    terminal.press("\x0e")
    terminal.wait(f"{page} of 14")
    literal(terminal, 5)
    terminal.wait("F3 skip", "the focus in the question")


def new_kinds(terminal):
    """Pages 7 to 13: each answered wrongly, by keys and with pasted commands, then shown."""
    turn(terminal, 7)
    literal(terminal, 8, 10, 11, 12, 13)
    terminal.press("\x1b[C\x1b[C\r")
    terminal.wait("space choose", "the focus in the reasons")
    terminal.press("\x1b[B2")
    terminal.wait("Not this.")
    literal(terminal, 33)
    click_everywhere(terminal)

    turn(terminal, 8)
    terminal.press(f"\x1b[200~own \x9b32m{TURNED} words\x1b[201~\r")
    terminal.wait("Not this.")
    literal(terminal, 34)
    terminal.press("\x1bOR")
    literal(terminal, 10, 32)

    turn(terminal, 9)
    literal(terminal, 8, 9, 10, 13)
    terminal.press("\x1b[200~[b]no[/b]\x9b2J\x1b[201~\r")
    terminal.wait("→ choose", "the focus in the next blank")
    terminal.press("\x1b[C\r")
    terminal.wait("[b]no[/b]")
    terminal.wait("Try again")
    terminal.press("\x1bOR")
    terminal.wait("[b]yes[/b]")
    literal(terminal, 32)

    turn(terminal, 10)
    literal(terminal, 8, 20, 21, 22)
    terminal.press("aa\r")
    terminal.wait("Try again")
    terminal.press("\x1bOR")
    literal(terminal, 32)

    turn(terminal, 11)
    literal(terminal, 8, 10)
    terminal.press("b\r")
    literal(terminal, 33)
    terminal.press("\x1bOR")
    literal(terminal, 10, 32)

    turn(terminal, 12)
    terminal.wait("x = '[MASK] [@click=app.quit]x[/]'")
    terminal.press("\x1b[B\x1b[B\r")
    literal(terminal, 33)
    click_everywhere(terminal)

    turn(terminal, 13)
    literal(terminal, 8)
    terminal.press("\r")
    literal(terminal, 36)
    terminal.press("\x1b[B\r")
    literal(terminal, 32)


def test_a_hostile_lesson_page_by_page(lessons, home, opened):
    with app(lessons, home) as terminal:
        terminal.wait("course ")
        terminal.wait("│", "the map")
        right = terminal.place("│")[0]
        literal(terminal, 0, 2, left=right)
        click_everywhere(terminal, left=right)
        terminal.press("\r")
        terminal.wait("1 of 14")
        literal(terminal, 5, 1, 7)
        terminal.wait("x=[MASK]y")
        click_everywhere(terminal)

        turn(terminal, 2)
        literal(terminal, 8)
        terminal.wait("u[MASK]")
        terminal.press("999\r")
        terminal.wait("space choose")
        terminal.press("\x1b[B\r")
        terminal.wait("space play")
        terminal.press(" ")
        terminal.wait("It came to rest")
        terminal.press("\t")
        literal(terminal, 8, 9, 30)

        turn(terminal, 3)
        literal(terminal, 8, 10, 11, 12, 13)
        x, y = terminal.place("T10 ")
        terminal.click(x, y)
        terminal.press("\r")
        terminal.wait("Not this.")
        literal(terminal, 20)
        terminal.press("\x1bOQ")
        literal(terminal, 31)
        terminal.press("\x1bOR")
        literal(terminal, 32, 13)
        click_everywhere(terminal)

        turn(terminal, 4)
        literal(terminal, 8, 10, 11, 12, 13)
        terminal.press("\x1bOR")
        literal(terminal, 32)

        turn(terminal, 5)
        terminal.press("7\r")
        literal(terminal, 8, 33)
        terminal.press("\x1bOQ")
        literal(terminal, 31)
        terminal.press("\x1bOR")
        literal(terminal, 32)

        turn(terminal, 6)
        literal(terminal, 8, 10, 11)
        terminal.press("\x1bOR")
        literal(terminal, 32)

        new_kinds(terminal)
        turn(terminal, 14)
        literal(terminal, 8)
        terminal.wait("F5 done")
        terminal.press(f"\x1b[200~own \x9b32m{TURNED} words\x1b[201~")
        terminal.wait("words")
        terminal.press("\x1b[15~")
        literal(terminal, 34, 35)
        terminal.press("\r")
        literal(terminal, 36, 32)
        terminal.press("\x0e")  # the end is told beside the map
        terminal.wait("course ")
        terminal.press("/")
        terminal.wait("in English or Korean")
        terminal.press("MASK")
        literal(terminal, 0, left=28)
        terminal.press("\x1b")
        harmless(terminal)
    assert not opened.exists()


def test_a_hostile_lesson_that_cannot_be_read(lessons, home, opened):
    file = lessons / "nasty" / "broken.yaml"
    with app(lessons, home, "learn", str(file)) as terminal:
        terminal.wait("This lesson cannot be read")
        terminal.wait("[@click")
        click_everywhere(terminal)
        harmless(terminal)


@pytest.mark.parametrize(
    "args", [["learn", "hostile", "--plain"], ["lessons"], [], ["lint"], ["learn", "broken"]]
)
def test_without_a_screen(lessons, home, args):
    home.mkdir()
    if args == ["lint"]:
        args = ["lint", *map(str, lessons.glob("*/*.yaml"))]
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, str(lessons), *args], input=b"q\n" * 9, capture_output=True,
        env=environment(home), cwd=home, timeout=60,
    )  # fmt: skip
    text = (done.stdout + done.stderr).decode()
    assert "[MASK]" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text), text
