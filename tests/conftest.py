"""A home of its own for every test: nothing is read from or written to the learner's."""

import pytest

from tutor.runner.threads import one_thread

one_thread()  # as the worker does: before torch is imported, so that the same seed gives the same bits


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("DLTUTOR_HOME", str(folder))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return folder
