"""The lessons as cards, opened by Anki itself: what it counts, shows, and does with a newer package."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from cli_for_tests import dltutor
from hostile_for_tests import HOSTILE, MARKUP
from hostile_for_tests import lesson as hostile_lesson
from kinds_for_tests import kinds_lesson

from tutor.course import find
from tutor.course.load import load
from tutor.kit.inert import clean
from tutor.kit.lesson import QUESTIONS, Lesson, Page
from tutor.study import anki
from tutor.study.ask import pose
from tutor.study.grade import grade
from tutor.ui import words
from tutor.ui.anki import backs
from tutor.ui.anki.decks import deck, seed
from tutor.ui.anki.html import inline, literal, markdown

if TYPE_CHECKING:
    from anki.cards import Card

TAGS = {"style", "div", "p", "em", "strong", "code", "pre", "ol", "ul", "li", "br", "hr", "b", "span", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
OWN = load("hopfield"), load("rnn"), load("gan")


class Seen(HTMLParser):
    """What a browser would show, as runs of text between tags, and the tags."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(re.sub(r"<style>.*?</style>", "", told, flags=re.DOTALL))
        self.text = "".join(self.runs)

    def handle_data(self, data: str) -> None:
        self.runs.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


@pytest.fixture
def collection(tmp_path: Path):
    found = Collection(str(tmp_path / "collection.anki2"))
    yield found
    found.close()


@pytest.fixture(autouse=True)
def english():
    words.use("en")
    yield
    words.use("en")


def carded(lesson: Lesson) -> list[Page]:
    """The questions of which there is a card."""
    return [page for page in lesson.questions if backs.known(lesson, page)]


def package(tmp_path: Path, *lessons: Lesson, now: float = 1_800_000_000) -> Path:
    file = tmp_path / f"{now:.0f}.apkg"
    with file.open("wb") as out:
        count = anki.write([deck(lesson, "Chapter") for lesson in lessons], out, now)
    assert count == sum(len(carded(lesson)) for lesson in lessons)
    return file


def take_in(collection: Collection, file: Path) -> tuple[int, int, int]:
    """New, updated and unchanged notes; nothing else may have happened."""
    request = ImportAnkiPackageRequest(package_path=str(file), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    others = (log.conflicting, log.missing_notetype, log.missing_deck, log.empty_first_field)
    assert not any(map(len, others))
    return len(log.new), len(log.updated), len(log.duplicate)


def card_of(collection: Collection, lesson: str, item: str) -> Card:
    guid = anki.guid("", lesson, item)
    [card] = [c for id in collection.find_cards("") if (c := collection.get_card(id)).note().guid == guid]
    return card


def test_anki_counts_a_card_for_each_question_and_a_deck_for_each_lesson(tmp_path, collection) -> None:
    count = sum(len(carded(lesson)) for lesson in OWN)
    assert take_in(collection, package(tmp_path, *OWN)) == (count, 0, 0)
    assert collection.note_count() == collection.card_count() == count
    for lesson in OWN:
        name = f"dltutor::Chapter::{lesson.order:02} {lesson.title}"
        assert len(collection.find_cards(f'"deck:{name}"')) == len(carded(lesson))
        assert len(collection.find_notes(f'"tag:dltutor::{lesson.id}"')) == len(carded(lesson))
        for page in carded(lesson):
            card = card_of(collection, lesson.id, page.id)
            front, back = Seen(card.question()), Seen(card.answer())
            assert {tag for tag, _ in back.tags} <= TAGS
            assert back.text.startswith(front.text.rstrip()) and len(back.text) > len(front.text)
            assert not card.question_av_tags() and not card.answer_av_tags()


def test_a_newer_package_changes_the_words_and_leaves_the_history(tmp_path, collection) -> None:
    lesson, korean = load("hopfield"), load("hopfield", "ko")
    count = len(carded(lesson))
    take_in(collection, package(tmp_path, lesson))
    deck_id = collection.decks.id_for_name(f"dltutor::Chapter::02 {lesson.title}")
    assert deck_id
    collection.decks.select(deck_id)
    queued = collection.sched.get_queued_cards().cards[0]
    reviewed = collection.get_card(queued.card.id)
    reviewed.start_timer()
    answer = collection.sched.build_answer(card=reviewed, states=queued.states, rating=3)
    collection.sched.answer_card(answer)
    before = collection.get_card(reviewed.id)
    assert before.reps == 1
    assert take_in(collection, package(tmp_path, lesson)) == (0, 0, count), "the same again is nothing new"
    words.use("ko")
    assert take_in(collection, package(tmp_path, korean, now=1_800_000_100)) == (0, count, 0)
    assert collection.note_count() == count
    card = card_of(collection, "hopfield", "q-negative")
    options = korean.page("q-negative").question.options
    assert all(option.text in Seen(card.question()).text for option in options)
    after = collection.get_card(reviewed.id)
    assert (after.reps, after.due, after.queue) == (1, before.due, before.queue)
    assert after.did == before.did, "and each stays in the deck it is in"


def test_every_kind_makes_a_card_that_does_not_give_itself_away(tmp_path, collection) -> None:
    lesson = kinds_lesson()
    asked_kinds = {page.question.kind for one in (lesson, *OWN) for page in carded(one)}
    assert asked_kinds == set(QUESTIONS), "each kind is looked at"
    take_in(collection, package(tmp_path, lesson, *OWN))
    for one in (lesson, *OWN):
        for page in carded(one):
            asked = pose(page.question, seed(one.id, page.id))
            card = card_of(collection, one.id, page.id)
            front, back = Seen(card.question()), Seen(card.answer())
            told = back.text[len(front.text) :]
            for text in asked.texts.values():
                assert text.strip() in front.text or asked.kind in ("true_false", "trace"), (page.id, text)
            right = grade(asked, None).right_text
            for line in words.spoken(right).split("\n"):
                if asked.kind not in ("order", "explain", "recall"):
                    assert line.strip() in told, page.id
            for spoiler in (option.why for option in getattr(page.question, "options", ())):
                assert not spoiler or spoiler not in front.text
            if asked.explain:
                assert Seen(markdown(asked.explain)).text.strip() in told
                assert Seen(markdown(asked.explain)).text.strip() not in front.text
    assert "0.138 N" in Seen(card_of(collection, "kinds", "q-recall").answer()).text
    assert "0.138" not in card_of(collection, "kinds", "q-recall").question()
    assert "____" in card_of(collection, "kinds", "q-cloze").question()


def test_a_question_that_only_a_run_can_answer_is_no_card() -> None:
    rnn = load("rnn")
    left = {page.id for page in rnn.questions} - {card.item for card in deck(rnn, "Chapter").cards}
    assert left and all(rnn.page(id).question.kind == "trace" for id in left)
    for lesson in map(load, (file.stem for file in find.files())):
        for card in deck(lesson, "Chapter").cards:
            assert card.answer.strip(), (lesson.id, card.item)
            page = lesson.page(card.item)
            if page.question.kind == "trace":
                assert re.search(r"[0-9]", card.answer), (lesson.id, card.item)


def test_nothing_on_a_card_is_a_command(tmp_path, collection) -> None:
    (tmp_path / "hostile.yaml").write_text(hostile_lesson(), "utf-8")
    lesson = load(tmp_path / "hostile.yaml")
    take_in(collection, package(tmp_path, lesson))
    for page in carded(lesson):
        card = card_of(collection, "hostile", page.id)
        told = card.answer()
        seen = Seen(told)
        assert {tag for tag, _ in seen.tags} <= TAGS and "[MASK]" in seen.text
        assert MARKUP.split()[2] in seen.text and clean(HOSTILE) != HOSTILE
        assert all(
            value.startswith("https://") for _, a in seen.tags for name, value in a if name == "href"
        )
        assert not any(name.startswith("on") for _, a in seen.tags for name, _value in a)


TRICKS = (
    "<b>bold</b> <script>alert(1)</script> <img src=x onerror=alert(1)> &lt; &amp;amp;",
    "[sound:a.mp3] [anki:tts lang=en]x[/anki:tts] [latex]x[/latex] [$]x[/$] [i] h[t-1]",
    "{{c1::hidden}} {{FrontSide}} {{#Why}}x{{/Why}} {{type:Answer}}",
    r"\(x^2\) \[y\] \\(z\\) $a$ C:\(dir)",
)


@pytest.mark.parametrize("make", [literal, markdown, inline])
@pytest.mark.parametrize("trick", TRICKS)
def test_anki_shows_tricks_as_they_are_written(tmp_path, collection, make, trick) -> None:
    card = anki.Card(item="a", question=make(trick), options=make(trick), answer=make(trick), source="s")
    file = tmp_path / "t.apkg"
    with file.open("wb") as out:
        anki.write([anki.Deck(lesson="l", name="dltutor::l", cards=[card])], out)
    take_in(collection, file)
    found = card_of(collection, "l", "a")
    front, back = Seen(found.question()), Seen(found.answer())
    shown = (
        trick if make is literal else trick.replace("\\\\", "\\").replace("&lt;", "<").replace("&amp;", "&")
    )
    if make is literal or "\\" not in trick:
        assert front.text.count(shown) == 2 and back.text.count(shown) == 3
    assert not found.question_av_tags() and not found.answer_av_tags()
    assert not any("\\(" in run or "\\[" in run for run in (*front.runs, *back.runs)), "no MathJax"
    assert {tag for tag, _ in back.tags} <= TAGS - {"a"}


def test_links_are_https_and_pictures_are_not_fetched() -> None:
    links = "[js](javascript:alert(1)) [file](file:///etc) [web](https://a.org) ![i](https://x/y.png)"
    told = Seen(markdown(links))
    assert [a for tag, a in told.tags if tag == "a"] == [
        [("href", "https://a.org")],
        [("href", "https://x/y.png")],
    ]
    assert {tag for tag, _ in told.tags} == {"p", "a"}


def test_ids_never_change() -> None:
    assert anki.MODEL == 1730601917
    assert anki.guid("", "hopfield", "q-field") == "w[Iruz]bWC"
    assert anki.deck_id("", "hopfield") == DECK and anki.deck_id("mine", "hopfield") != DECK
    assert len({anki.deck_id("", file.stem) for file in find.files()}) == len(find.files())


DECK = 1_107_745_023


def test_nothing_is_left_behind(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    anki.write([deck(OWN[0], "Chapter")], io.BytesIO())
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_command_line(home: Path, tmp_path, collection) -> None:
    home.mkdir()
    said = dltutor(home, "export", "--anki", "cards.apkg", "--lesson", "hopfield", "--lang", "ko")
    assert said.code == 0 and "cards.apkg" in said.out and not said.err
    assert take_in(collection, home / "cards.apkg")[0] == len(carded(OWN[0]))
    assert load("hopfield", "ko").title in str(collection.decks.all_names_and_ids())
    for args in (
        ["--anki", "cards.apkg"],
        ["--anki", "cards.zip"],
        ["--anki", "a.apkg", "--lesson", "hopfeild"],
        ["--anki", "a.apkg", "both.json"],
        ["--lesson", "hopfield", "a.json"],
        ["--anki", "no/such/a.apkg"],
    ):
        bad = dltutor(home, "export", *args)
        assert bad.code == 2 and len(bad.err.splitlines()) == 1 and not bad.out, args
    assert (
        "did you mean hopfield" in dltutor(home, "export", "--anki", "b.apkg", "--lesson", "hopfeild").err
    )
    assert not (home / "a.apkg").exists()
