"""The documentation's files, and the scripts that make some of them."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDES = sorted((DOCS / "guide").glob("*.md"))
_CODE = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def script(name: str) -> ModuleType:
    """Load a script as a module; ``scripts`` itself is no package."""
    spec = importlib.util.spec_from_file_location(f"script_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def package(name: str) -> None:
    """Make a package of ``scripts`` importable; ``scripts`` on the path would hide ``coach``."""
    if name in sys.modules:
        return
    folder = ROOT / "scripts" / name
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def code(page: Path) -> list[str]:
    """Return what stands as code in a page: words inside of lines, and lines of a shell."""
    text = page.read_text(encoding="utf-8")
    lines = [
        line.strip()
        for kind, block in _BLOCK.findall(text)
        if kind == "sh"
        for line in block.splitlines()
    ]
    return lines + _CODE.findall(_BLOCK.sub("", text))


def prose(page: Path) -> str:
    """Return the running text of a page, without code, tables, pictures and marks."""
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    text = re.sub(r"!\[[^]]*\]\([^)]*\)|<!--.*?-->", "", text)
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    kept = [line for line in text.splitlines() if not line.lstrip().startswith(("|", "#"))]
    return re.sub(r"[*`]", "", "\n".join(kept))
