"""The worker's answers: one method for each request the app may make of its runs."""

from __future__ import annotations

import contextlib
import gc
import inspect
from collections.abc import Callable
from pathlib import Path
from time import monotonic as now

import tutor
from tutor.kit.knobs import KnobError
from tutor.kit.lab import Look
from tutor.labs import find
from tutor.runner.failing import LabFailed, blamed
from tutor.runner.looks import Looks
from tutor.runner.parcel import need, pack_say, pack_spec, unpack_spec
from tutor.runner.player import Player
from tutor.runner.saved import save
from tutor.runner.wire import Message, Plain, encode

SOON = 0.03
"""Seconds that a look waits for what was just asked for, so that one step shows at once."""


SLOWEST = 0.01
"""Steps a second."""


class Desk:
    """At most one player, and what is said of it."""

    def __init__(self) -> None:
        self._looks: Looks | None = None
        self._answers: dict[str, Callable[[Plain], object]] = {
            "warm": self._warm,
            "open": self._open,
            "play": self._play,
            "pause": self._pause,
            "step": self._step,
            "seek": self._seek,
            "reset": self._reset,
            "set": self._set,
            "act": self._act,
            "branch": self._branch,
            "unbranch": self._unbranch,
            "save": self._save,
            "source": self._source,
        }

    @property
    def _player(self) -> Player:
        if self._looks is None:
            raise KnobError("no lab is open")
        return self._looks.player

    @property
    def step_now(self) -> int:
        """The run's step."""
        return self._looks.player.run.step_now if self._looks else 0

    def wait(self) -> float | None:
        """Seconds until there is stepping to do, None for never."""
        return self._looks.player.wait() if self._looks else None

    def work(self) -> None:
        """A burst of stepping. Raises LabFailed."""
        self._player.work()

    def left_off(self) -> Plain | None:
        """What is open and where it stands, to go on later."""
        if self._looks is None:
            return None
        return {"spec": pack_spec(self._player.run.named), "step": self.step_now}

    def answer(self, message: Message) -> bytes:
        """Carry out a request; the message that answers it."""
        asked = message.header
        reply: Plain = {"id": asked.get("id")}
        try:
            if asked["op"] == "look":
                return self._look(asked, reply)
            return encode(reply | {"ok": self._answers[asked["op"]](asked)})
        except KnobError as error:
            return encode(reply | {"error": {"kind": "knob", "say": pack_say(error.say)}})
        except OSError as error:
            return encode(reply | {"error": {"kind": "file", "text": error.strerror or str(error)}})
        except LabFailed as failed:
            told = {"lab": failed.lab, "step": failed.step, "say": pack_say(failed.say)}
            return encode(reply | {"error": {"kind": "lab", "details": failed.details, **told}})

    def _look(self, asked: Plain, reply: Plain) -> bytes:
        looks = self._looks
        if looks is None:
            return encode(reply | {"view": None})
        until = now() + SOON
        with contextlib.suppress(LabFailed):  # told in the view
            while looks.player.busy and now() < until:
                looks.player.work()
        start = now()
        look = Look(need(asked["focus"], dict), need(asked["thorough"], bool))
        since = need(asked["since"], dict)
        view = looks.view(look, need(since["seen"], int), need(since["known"], int))
        if view is None:
            return encode(reply | {"view": None})
        message = encode(reply | {"view": view[0]}, view[1])
        looks.paid(now() - start)
        return message

    def _warm(self, asked: Plain) -> None:
        lab = need(asked["lab"], str)
        with blamed(lab, int):
            find(lab).warm()
        _settle_garbage()

    def _open(self, asked: Plain) -> None:
        self._looks = None
        self._looks = Looks(Player(unpack_spec(asked["spec"])))
        _settle_garbage()

    def _play(self, asked: Plain) -> None:
        rate = asked["rate"]
        until = asked.get("until")
        goal = None if until is None else (need(until[0], str), need(until[1], float))
        self._player.play(None if rate is None else max(need(rate, float), SLOWEST), goal)

    def _pause(self, asked: Plain) -> None:
        self._player.pause()

    def _step(self, asked: Plain) -> None:
        self._player.step(need(asked["count"], int))

    def _seek(self, asked: Plain) -> None:
        self._player.seek(need(asked["step"], int))

    def _reset(self, asked: Plain) -> None:
        self._player.reset()
        self._changed()

    def _set(self, asked: Plain) -> None:
        self._arrived().set(need(asked["name"], str), asked["value"])
        self._changed()

    def _act(self, asked: Plain) -> None:
        self._arrived().act(need(asked["name"], str), need(asked["values"], dict))
        self._changed()

    def _branch(self, asked: Plain) -> None:
        self._arrived().branch(need(asked["name"], str), asked["value"])
        self._changed()

    def _unbranch(self, asked: Plain) -> None:
        self._player.other = None
        self._changed()

    def _save(self, asked: Plain) -> None:
        save(Path(need(asked["path"], str)), self._arrived().run)

    def _source(self, asked: Plain) -> list[Plain]:
        root = Path(tutor.__file__).parent.parent
        found = []
        for thing in self._player.run.lab.sources():
            lines, first = inspect.getsourcelines(thing)
            path = Path(inspect.getsourcefile(thing) or "").resolve()
            name = path.relative_to(root) if path.is_relative_to(root) else path.name
            found.append(
                {"title": thing.__qualname__, "file": str(name), "line": first, "text": "".join(lines)}
            )
        return found

    def _arrived(self) -> Player:
        """The player once it stands where it was last sent: requests count from there."""
        player = self._player
        while player.busy:
            player.work()
        return player

    def _changed(self) -> None:
        if self._looks:
            self._looks.changed()


def _settle_garbage() -> None:
    """Spare what is here to stay from every later collection, whose pauses would be the run's."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
