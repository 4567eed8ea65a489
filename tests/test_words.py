"""Screen text: all of it can be translated, and all of it is there in Korean.

The texts are collected as `make messages` collects them, so whoever adds one finds out here.
"""

import ast
import contextlib
import importlib
import pkgutil
import re
import string
import unicodedata
from pathlib import Path

import pytest
from babel.messages import extract
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import tutor
from tutor import labs
from tutor.kit.knobs import ChoiceKnob, IntKnob, KnobError
from tutor.kit.lab import Diverged, Look
from tutor.kit.say import Say, Verbatim
from tutor.ui import words
from tutor.ui.commands import Commanded
from tutor.ui.plain.paper import cells

PACKAGE = Path(tutor.__file__).parent
MAKEFILE = PACKAGE.parent / "Makefile"
LOCALES = sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/dltutor.po"))
MARKS = {"_", "N_", "Say", "plural"}
PARTICLES = re.compile(
    r"은\(는\)|는\(은\)|을\(를\)|를\(을\)|이\(가\)|가\(이\)|와\(과\)|과\(와\)|\([으이]\)"
)

Id = str | tuple[str, ...]


def keywords():
    [line] = [line for line in MAKEFILE.read_text("utf-8").splitlines() if "extract" in line]
    return extract.DEFAULT_KEYWORDS | parse_keywords(re.findall(r"-k (\S+)", line))


@pytest.fixture(scope="module")
def texts() -> set[Id]:
    """Every message id in the source, a pair where there is a plural."""
    found = extract.extract_from_dir(PACKAGE, [("**.py", "python")], keywords=keywords())
    return {message for _file, _line, message, _notes, _context in found}


@pytest.fixture(scope="module", params=LOCALES, ids=lambda path: path.parts[-3])
def catalogue(request):
    with request.param.open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


@pytest.fixture(scope="module")
def korean(tmp_path_factory):
    """The app's words in Korean, compiled from the catalogue as it stands in the source."""
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "ko" / "LC_MESSAGES" / "dltutor.mo"
    target.parent.mkdir(parents=True)
    with (PACKAGE / "locale/ko/LC_MESSAGES/dltutor.po").open("rb") as source, target.open("wb") as file:
        write_mo(file, read_po(source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_FOLDER", folder)
        words.use("ko")
        yield words
    words.use("en")


def told(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def blanks(text: str) -> set[tuple[str, str]]:
    return {
        (name, f"{spec}{conversion or ''}")
        for _before, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


# -- the catalogue ---------------------------------------------------------------------------------


def test_every_text_is_translated_and_none_is_left_over(texts, catalogue):
    assert catalogue.keys() == texts
    for id, message in catalogue.items():
        assert all(text.strip() for text in told(message)) and not message.fuzzy, id


def test_a_translation_has_the_blanks_of_its_original(catalogue):
    for id, message in catalogue.items():
        for text in told(message):
            assert blanks(text) == blanks(id[-1] if isinstance(id, tuple) else id), id


def test_no_korean_word_has_two_particles_to_choose_from(catalogue):
    assert [text for m in catalogue.values() for text in told(m) if PARTICLES.search(text)] == []


# -- the source ------------------------------------------------------------------------------------


def calls():
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(node, "func", None)
            if isinstance(name, ast.Name) and name.id in MARKS and node.args:
                yield file.name, name.id, node.args


def test_what_is_marked_is_found_by_the_extraction(texts):
    """Inside an f-string it would not be, nor would one of two texts chosen by an `if`."""
    for file, name, args in calls():
        id = args[0] if name != "plural" else ast.Tuple(args[:2], ast.Load())
        try:
            assert ast.literal_eval(id) in {*texts, ""}, file
        except ValueError:
            parts = (id.body, id.orelse) if isinstance(id, ast.IfExp) else (id,)
            bare = ast.Constant | ast.JoinedStr | ast.BinOp
            assert not any(isinstance(part, bare) for part in parts), (file, ast.unparse(id))


def test_a_commands_word_and_help_are_marked_and_the_word_is_short(texts, korean):
    for module in pkgutil.walk_packages([str(PACKAGE / "ui")], "tutor.ui."):
        importlib.import_module(module.name)
    commands = {c for kind in heirs(Commanded) for c in kind.__dict__.get("ACTIONS", ())}
    assert len(commands) > 30
    assert {text for c in commands for text in (c.label, c.help)} <= texts
    wide = [korean._(c.label) for c in commands if c.footer and cells(korean._(c.label)) > 9]
    assert not wide, "at 80 columns these leave no room for others"


def heirs(kind):
    for heir in kind.__subclasses__():
        yield heir
        yield from heirs(heir)


# -- the labs --------------------------------------------------------------------------------------


def words_of(panel):
    """Every text of a panel that a learner reads as a word."""
    yield from (panel.title, panel.note, getattr(panel, "x", ""), getattr(panel, "y", ""))
    for named in ("curves", "levels", "marks"):
        there = getattr(panel, named, {})
        yield from there if isinstance(there, dict) else ()  # upright bars' marks have no names
    if panel.kind != "table":
        yield from (*getattr(panel, "labels", ()), *getattr(panel, "rows", ()))
    else:
        yield from (*panel.header, *(cell for row in panel.rows for cell in row))


def translatable(text: str, texts: set[Id]) -> bool:
    """Whether it is in the catalogue, a numbered name that is, or no word (indices are none), or one that
    is the same in every language."""
    name = re.sub(r"-\d+$", "", text)
    if isinstance(text, Verbatim):
        return True
    return text in texts or name in texts or not re.search(r"[^\W\d_₀-ₜ]{2}", text)


def said(say: Say):
    yield say.text
    for value in say.values.values():
        if isinstance(value, Say):
            yield from said(value)
        elif isinstance(value, str) and not isinstance(value, Verbatim):
            yield value


@pytest.mark.parametrize("name", labs.names())
def test_what_a_lab_says_of_itself_is_marked(name, texts):
    lab = labs.find(name)
    found = {lab.title, lab.about, *(knob.help for knob in lab.knobs)}
    found |= {text for m in lab.metrics for text in (m.help, m.unit, m.parts)}
    found |= {text for p in lab.presets for text in (p.title, p.why)}
    found |= {a.help for a in lab.actions} | {f.help for a in lab.actions for f in a.fields}
    found |= {a.name for a in lab.actions} | {word for word, _when in lab.health}
    found |= {when.text if isinstance(when, Say) else when for _word, when in lab.health}
    assert found - {""} <= texts


@pytest.mark.parametrize("name", labs.names())
def test_what_a_lab_shows_is_marked(name, texts):
    lab = labs.find(name)
    for knobs in [{}, *(preset.knobs for preset in lab.presets), *(_choices(lab))]:
        run = lab(knobs, 3)
        for _look in range(2):
            frame = run.frame(Look(focus={}))
            shown = [text for panel in frame.panels for text in words_of(panel)]
            shown += [text for say in frame.says for text in said(say)]
            assert [text for text in shown if not translatable(text, texts)] == [], knobs
            with contextlib.suppress(Diverged):  # a bench may break at once; it is shown all the same
                for _step in range(3):
                    if not run.done:
                        run.step()


def _choices(lab):
    """One run for every word a choice may take."""
    for knob in lab.knobs:
        if isinstance(knob, ChoiceKnob):
            yield from ({knob.name: choice} for choice in knob.choices)


def test_drawings_have_korean_names(korean):
    from tutor.labs._hopfield_facts import ORDER

    for name in ORDER:
        assert any("HANGUL" in unicodedata.name(char, "") for char in korean._(name)), name


# -- speaking --------------------------------------------------------------------------------------


def test_a_sentence_is_said_in_korean_with_all_its_parts(korean):
    mixture = Say("{name} (turned)", {"name": "key"})
    say = Say("It came to rest at a mixture of {a}, {b} and {c}: a state nobody stored.")
    said = korean.spoken(Say(say.text, {"a": "face", "b": mixture, "c": "random-12"}))
    assert "얼굴, 열쇠(음화), 무작위-12" in said and not re.search("[a-z]", said)


def test_a_number_of_things(korean):
    assert korean.plural("{n} question", "{n} questions", 1) == "질문 1개"
    assert korean.plural("{n} question", "{n} questions", 7) == "질문 7개"


def test_what_was_typed_is_never_translated(korean):
    assert korean._("face") == "얼굴"
    assert "“face”" in korean.spoken(_refused("face"))
    with pytest.raises(KnobError) as refused:
        ChoiceKnob(name="key", help="", default="face", choices=("face", "heart")).read("fase")
    assert str(refused.value) == "key cannot be 'fase': did you mean face?"
    told = korean.spoken(refused.value.say)
    assert all(word in told for word in ("key", "'fase'", "face")) and "cannot" not in told


def _refused(text: str) -> Say:
    from tutor.study.typed import not_a_number

    return not_a_number(text)


def test_a_refusal_crosses_from_the_worker_in_any_language(korean):
    from tutor.runner.parcel import pack_say, unpack_say

    with pytest.raises(KnobError) as refused:
        IntKnob(name="star", help="", default=1, low=0, high=9).read(12)
    arrived = unpack_say(pack_say(refused.value.say))
    assert arrived.render() == "star goes from 0 to 9, not 12"
    assert korean.spoken(arrived) == korean.spoken(refused.value.say) != arrived.render()
    assert "star" in korean.spoken(arrived)


def test_without_a_catalogue_everything_is_english(monkeypatch, tmp_path):
    monkeypatch.setattr(words, "_FOLDER", tmp_path)
    words.use("ko")
    assert words._("face") == "face" and words._("random-3") == "random-3" and words._("") == ""
    words.use("en")
