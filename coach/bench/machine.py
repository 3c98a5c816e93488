"""What a measurement was taken on: the machine, the model and how it is set up."""

from __future__ import annotations

import os
import platform
import sys
from contextlib import suppress
from pathlib import Path

from coach import __version__
from coach.config import Settings
from coach.text import one_line


def machine_facts(settings: Settings) -> dict[str, object]:
    """Return flat facts about this machine, its model and the tuning in force.

    Raises:
        CoachError: the model is unknown or missing.
    """
    import psutil

    from coach.llm.catalogue import resolve_model
    from coach.llm.tuning import load_tuning

    model = resolve_model(settings)
    tuning = load_tuning(settings).model_dump()
    return {
        "coach_version": __version__,
        "cpu": processor_name(),
        "cores": psutil.cpu_count(logical=False),
        "logical_cores": os.cpu_count(),
        "memory_mb": round(psutil.virtual_memory().total / 1e6),
        "system": f"{platform.system()} {platform.machine()}",
        "python_version": platform.python_version(),
        "model": model.name,
        "model_title": model.title,
        "model_file": model.path.name,
        "context_tokens": settings.context_tokens,
        **{f"tuning_{name}": value for name, value in tuning.items()},
        "threads": tuning["threads"],
    }


def processor_name() -> str:
    """Return what the processor calls itself, as far as the system tells."""
    name = ""
    if sys.platform == "linux":
        with suppress(OSError):
            lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n")
            name = next((line for line in lines if line.startswith("model name")), "")
            name = name.partition(":")[2]
    elif sys.platform == "darwin":
        name = _from_sysctl()
    return one_line(name) or one_line(platform.processor()) or platform.machine()


def _from_sysctl() -> str:
    import subprocess

    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        ).stdout
    return ""
