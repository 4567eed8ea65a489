"""When a lab does what it should not: one sentence for the learner, the traceback for who wants it."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable, Iterator

from tutor.kit.inert import clean
from tutor.kit.knobs import KnobError
from tutor.kit.lab import Diverged
from tutor.kit.say import N_, Say

RAISED = N_("The lab {lab} stopped with an error at step {step}: {error}")
NO_MEMORY = N_("The lab {lab} ran out of memory at step {step}.")
NO_MODULE = N_("The lab {lab} needs {module}, which cannot be loaded here.")


class LabFailed(Exception):
    """A lab raised what it should not. `say` is one sentence, `details` the traceback."""

    def __init__(self, lab: str, step: int, say: Say, details: str = "") -> None:
        super().__init__(say.render())
        self.lab = lab
        self.step = step
        self.say = say
        self.details = details


@contextlib.contextmanager
def blamed(lab: str, steps: Callable[[], int]) -> Iterator[None]:
    """Turn what a lab's code raises inside into LabFailed; KnobError and Diverged are its right."""
    try:
        yield
    except (KnobError, Diverged, LabFailed):
        raise
    except (Exception, SystemExit) as error:
        step = steps()
        words: dict[str, str | int | float | Say] = {"lab": lab, "step": step}
        if isinstance(error, MemoryError):
            say = Say(NO_MEMORY, words)
        elif isinstance(error, ImportError):
            say = Say(NO_MODULE, {"lab": lab, "module": error.name or "?"})
        else:
            line = " ".join(clean(f"{type(error).__name__}: {error}").split())
            say = Say(RAISED, {**words, "error": line[:200]})
        raise LabFailed(lab, step, say, clean(traceback.format_exc())) from error
