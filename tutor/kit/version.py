"""The version of this program: from the installed package, else from the checkout it runs in."""

from __future__ import annotations

import functools
from pathlib import Path


@functools.cache
def version() -> str:
    """Such as "0.1.0"; "unknown" where neither the package's data nor a checkout is found."""
    from importlib import metadata

    checkout = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if checkout.is_file():
        import tomllib

        project = tomllib.loads(checkout.read_text("utf-8")).get("project", {})
        if project.get("name") == "dltutor":
            return str(project["version"])
    try:
        return metadata.version("dltutor")
    except metadata.PackageNotFoundError:
        return "unknown"
