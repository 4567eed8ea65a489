"""Lesson files: reading, checking, translating, indexing and verifying them."""
