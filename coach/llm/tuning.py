"""How the model is run on this machine: chosen by measurement, remembered in a file.

``coach bench --tune`` writes it; without it the defaults hold, which were measured too
(docs/performance.md).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.config import Settings
from coach.files import write_whole

SEQUENCES = 3
"""Conversations with the model that are held side by side, each as long as the context: reading,
wording, and one for all else."""
TUNING_FILE = "tuning.json"


class Tuning(BaseModel):
    """What a model's process is started with.

    Attributes:
        threads: Threads that generate.
        batch_threads: Threads that evaluate prompts.
        ubatch: Prompt tokens that are evaluated at a time.
        flash_attention: Whether attention is computed in one fused step.
        kv: Precision of the keys and values that are kept; ``q8_0`` needs flash attention.
        repack: Whether the weights are copied into another order for the processor: quicker single
            steps, more memory, and slower or quicker prompts depending on the processor.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(ge=1, le=256)
    batch_threads: int = Field(ge=1, le=256)
    ubatch: int = Field(default=512, ge=32, le=2048)
    flash_attention: bool = False
    kv: Literal["f16", "q8_0"] = "f16"
    repack: bool = False


class _Remembered(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cores: int
    tuning: Tuning


def choose_threads(setting: int, cores: int | None) -> int:
    """Return how many threads to compute with.

    Generation is bound by memory, so hyper-threads add nothing: above four logical cores half of
    them, below all of them.
    """
    if setting:
        return setting
    logical = cores or 2
    return logical if logical <= 4 else max(4, logical // 2)


def load_tuning(settings: Settings) -> Tuning:
    """Return what was remembered for this machine, else the defaults.

    The number of threads in the settings goes before both. A file that cannot be read, or of a
    machine with another number of cores, counts as none.
    """
    threads = choose_threads(settings.threads, os.cpu_count())
    try:
        text = _file(settings).read_text("utf-8")
        remembered = _Remembered.model_validate_json(text)
    except (OSError, ValidationError, UnicodeDecodeError):
        return Tuning(threads=threads, batch_threads=threads)
    if remembered.cores != (os.cpu_count() or 0):
        return Tuning(threads=threads, batch_threads=threads)
    if settings.threads:
        changes = {"threads": threads, "batch_threads": threads}
        return remembered.tuning.model_copy(update=changes)
    return remembered.tuning


def save_tuning(settings: Settings, tuning: Tuning) -> Path:
    """Remember what was measured to be best on this machine, and return the file.

    Raises:
        OSError: the file cannot be written.
    """
    file = _file(settings)
    write_whole(file, _Remembered(cores=os.cpu_count() or 0, tuning=tuning).model_dump_json())
    return file


def _file(settings: Settings) -> Path:
    return settings.home / TUNING_FILE
