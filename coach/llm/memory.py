"""Whether a model fits into the memory that is free, told before it is loaded.

What fits: on a laptop of 8 GB other programs hold most of the memory. Coach fits beside them when
everything that it works with can stay in memory at once and ``OTHERS_BYTES`` are left. The model's
file is mapped, not copied: the system may drop its pages at any time and read them again, so that
too little memory ends nothing, but each token needs every page, and a coach that reads a gigabyte
from the disk for each word is of no use. So the file counts in full, although pages that another
program has mapped or read already count as free: they are shared. The rest (keys and values,
intermediate results, repacked weights) belongs to the process and cannot be dropped.

The sizes were checked against the real process; see docs/performance.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.config import Settings
from coach.errors import NotEnoughMemoryError
from coach.llm.catalogue import SMALL_MODEL, load_catalogue, path_of
from coach.llm.cgroups import cgroup_room
from coach.llm.gguf import ModelShape, read_shape
from coach.llm.transfer import in_words
from coach.llm.tuning import SEQUENCES, Tuning

OTHERS_BYTES = 300_000_000
"""Left free for other programs, so that they go on without swapping."""
PROGRAM_BYTES = 540_000_000
"""The program with its library (470 MB), and Python in the model's process (60 MB); measured."""
REPACKED_SHARE = 0.56
"""Part of a Q4_K_M file that repacking copies; measured, other formats need as much or less."""
_VALUE_BYTES = {"f16": 2.0, "q8_0": 34 / 32}
_DEFAULT_SHAPE = ModelShape(heads=12, embedding=1536, feed_forward=8960, cached=14_336)
"""The default model's, for files that are not here yet or do not tell."""


@dataclass(frozen=True)
class Need:
    """What a model needs, in bytes.

    Attributes:
        weights: The mapped file.
        repacked: The copy of weights in another order.
        cache: Keys and values of all sequences.
        compute: Intermediate results of one batch.
        program: What the rest of the program does not hold yet.
    """

    weights: int
    repacked: int
    cache: int
    compute: int
    program: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.repacked + self.cache + self.compute + self.program


def memory_need(
    file_bytes: int,
    shape: ModelShape | None,
    tuning: Tuning,
    *,
    context_tokens: int,
    resident: int = 0,
) -> Need:
    """Return what a model needs.

    Args:
        file_bytes: Size of its file.
        shape: How it is built; None where that is not known.
        tuning: How it is run.
        context_tokens: Size of each sequence's context in tokens.
        resident: What this program holds already, in bytes.
    """
    shape = shape or _DEFAULT_SHAPE
    scores = 0 if tuning.flash_attention else shape.heads * context_tokens
    numbers_a_token = scores + 2 * shape.feed_forward + 3 * shape.embedding
    return Need(
        weights=file_bytes,
        repacked=int(REPACKED_SHARE * file_bytes) if tuning.repack else 0,
        cache=int(SEQUENCES * context_tokens * shape.cached * _VALUE_BYTES[tuning.kv]),
        compute=4 * tuning.ubatch * numbers_a_token,
        program=max(0, PROGRAM_BYTES - resident),
    )


def free_memory() -> int:
    """Return how many bytes programs can still take without swapping.

    That is what the system calls available, or less where a container or service has a limit.
    """
    import psutil

    available = int(psutil.virtual_memory().available)
    room = cgroup_room()
    return available if room is None else min(available, room)


def need_of(settings: Settings, model: str, tuning: Tuning) -> Need | None:
    """Return what a model needs by its name in the catalogue or its path; None if not known."""
    path, entry = path_of(settings, model), load_catalogue().get(model)
    known = entry.bytes if entry else None
    size = path.stat().st_size if path.is_file() else known
    return None if size is None else _need(path, size, settings, tuning)


def check_memory(path: Path, settings: Settings, tuning: Tuning) -> Tuning:
    """Return how to run the model at ``path`` in the memory that is free.

    That is ``tuning``, without repacked weights where the model fits only so.

    Raises:
        NotEnoughMemoryError: it does not fit; says how much is missing and what to do. Never with
            the setting ``memory_check = false``.
        OSError: the file cannot be read.
    """
    if not settings.memory_check:
        return tuning
    size, room = path.stat().st_size, free_memory() - OTHERS_BYTES
    if _need(path, size, settings, tuning).total <= room:
        return tuning
    lean = tuning.model_copy(update={"repack": False})
    needed = _need(path, size, settings, lean).total
    if needed <= room:
        return lean
    raise NotEnoughMemoryError(
        f"The model needs about {in_words(needed)} of memory, and only {in_words(room)} can be had"
        " beside other programs.",
        _remedy(smaller_model(settings, lean, room)),
    )


def smaller_model(settings: Settings, tuning: Tuning, room: int) -> str | None:
    """Return the name of the best model of the catalogue that fits, or None.

    Tried models go before others, larger before smaller; the one for tests is no choice.

    Args:
        settings: Where models are.
        tuning: How it would be run.
        room: Bytes that it may take.
    """
    fitting = []
    for name, model in load_catalogue().items():
        need = None if name == SMALL_MODEL else need_of(settings, name, tuning)
        if need is not None and need.total <= room:
            fitting.append((model.tried, need.weights, name))
    return max(fitting)[2] if fitting else None


def _remedy(smaller: str | None) -> str:
    if smaller is None:
        return (
            "Close other programs and try again. No smaller model is known to interview well; a"
            " model on a server can be used instead (the setting remote_url)."
        )
    tried = "" if load_catalogue()[smaller].tried else " (not tried in interviews yet)"
    return (
        f"Close other programs and try again, or use a smaller model{tried}:"
        f" coach model use {smaller}"
    )


def _need(path: Path, size: int, settings: Settings, tuning: Tuning) -> Need:
    """Return what the model at ``path`` needs beside what this program holds already."""
    import psutil

    return memory_need(
        size,
        read_shape(path),
        tuning,
        context_tokens=settings.context_tokens,
        resident=int(psutil.Process().memory_info().rss),
    )
