"""Labs that only tests see: one that behaves, and one for every way to misbehave."""

from pathlib import Path

import pytest

import tutor.labs

FOLDER = str(Path(__file__).parent)


@pytest.fixture(autouse=True)
def labs_for_tests(monkeypatch):
    monkeypatch.setattr(tutor.labs, "__path__", [*tutor.labs.__path__, FOLDER])
