"""Packs: lessons from elsewhere, as one file, taken in without trusting anything in it."""
