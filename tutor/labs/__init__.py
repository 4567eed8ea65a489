"""The labs, one file an experiment: `hopfield_capacity.py` holds the lab `hopfield-capacity`.

Nothing is registered anywhere: `names` lists the folder, `find` imports the one file.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys

from tutor.kit.knobs import KnobError, pointed, typed
from tutor.kit.lab import Lab
from tutor.kit.say import Say


def names() -> list[str]:
    """The names of all labs, sorted; imports none of them."""
    return sorted(
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    )


def find(name: str) -> type[Lab]:
    """The lab of that name, without importing its model. Raises KnobError with the nearest name."""
    file = f"{__name__}.{name.replace('-', '_')}"
    is_loaded = file in sys.modules and "_" not in name and not name.startswith("-")
    if not is_loaded and name not in names():  # the folder is not read again for each lesson of many
        raise KnobError(pointed(Say("there is no lab {name}", {"name": typed(name)}), name, names()))
    module = importlib.import_module(file)
    for _, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, Lab) and found.__module__ == module.__name__ and found.name == name:
            return found
    raise LookupError(f"tutor/labs/{name.replace('-', '_')}.py has no Lab named {name!r}")
