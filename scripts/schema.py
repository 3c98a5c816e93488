"""Write the published schemas of files that people hand on: docs/schema/.

Run from the top of a checkout, in its environment, after a change of a file's layout:
python scripts/schema.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic import BaseModel  # noqa: E402

from coach.team.decisions import Decisions  # noqa: E402
from coach.team.share import Share  # noqa: E402

FOLDER = "docs/schema"
FILES: dict[str, type[BaseModel]] = {
    "share.schema.json": Share,
    "decisions.schema.json": Decisions,
}


def schema(model: type[BaseModel]) -> str:
    """Return the JSON schema of a file, as text."""
    return json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all schemas."""
    folder = ROOT / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in FILES.items():
        (folder / name).write_text(schema(model), encoding="utf-8", newline="\n")
        print(f"{FOLDER}/{name}")


if __name__ == "__main__":
    main()
