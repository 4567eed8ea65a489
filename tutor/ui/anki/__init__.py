"""Lessons as cards for Anki: what stands on each side, in the language in use."""
