"""What the learner sees: screens, widgets, words, and the plain linear mode."""
