"""Where the tests find the real models: in the data folder of whoever runs them."""

from __future__ import annotations

from pathlib import Path

from coach.config import DEFAULT_MODEL, Settings, default_home
from coach.llm.catalogue import SMALL_MODEL

REAL_HOME: Path = default_home()
"""Read before any test moves COACH_HOME; ``coach setup --tests`` has put the models there."""


def model_file(name: str) -> Path:
    """Return a model's file; the test run is not set up when it is missing."""
    path = REAL_HOME / "models" / f"{name}.gguf"
    assert path.exists(), "run: python3 scripts/test.py (it gets the models that tests need)"
    return path


def settings_with_models(data: Path) -> Settings:
    """Return settings with the real models, index and prefix states, and sessions in ``data``."""
    return Settings(home=REAL_HOME, data_home=data, context_tokens=4096)


SMALL = SMALL_MODEL
DEFAULT = DEFAULT_MODEL
