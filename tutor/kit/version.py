"""The version of this program: that of the checkout it runs in, else of the installed package."""

from __future__ import annotations

import functools
from pathlib import Path


@functools.cache
def version() -> str:
    """Such as "0.1.0"; "unknown" where neither a checkout nor the package's data is found."""
    checkout = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if checkout.is_file():
        import tomllib

        project = tomllib.loads(checkout.read_text("utf-8")).get("project", {})
        if project.get("name") == "dltutor":
            return str(project["version"])
    from importlib import metadata

    try:
        return metadata.version("dltutor")
    except metadata.PackageNotFoundError:
        return "unknown"
