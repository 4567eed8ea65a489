"""One thread for all arithmetic. On models this small two are slower, and change the last bits.

Imports nothing: the settings count only if made before numpy or torch is first imported.
"""

from __future__ import annotations

import os

_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
ONE_THREAD = {f"{library}_NUM_THREADS".replace("MAXIMUM_NUM", "MAXIMUM"): "1" for library in _LIBRARIES}
"""Environment variables; the worker is started with them."""


def one_thread() -> None:
    """Ask the same of this process, for runs without a worker."""
    os.environ.update(ONE_THREAD)
