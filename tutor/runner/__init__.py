"""Running labs: a run and its history, the worker process, and the app's side of the pipe."""
