"""Makes ``scripts/bootstrap`` importable; ``scripts`` on the path would hide the package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

if "bootstrap" not in sys.modules:
    folder = SCRIPTS / "bootstrap"
    spec = importlib.util.spec_from_file_location(
        "bootstrap", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["bootstrap"] = package
    spec.loader.exec_module(package)
