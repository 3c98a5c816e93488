from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.config import DEFAULT_MODEL, Settings
from coach.errors import EngineError, NotEnoughMemoryError
from coach.llm import memory
from coach.llm.catalogue import CatalogueModel, HubFile, load_catalogue, model_path
from coach.llm.gguf import ModelShape, read_shape
from coach.llm.memory import OTHERS_BYTES, check_memory, free_memory, memory_need, smaller_model
from coach.llm.tuning import Tuning
from coach.workspace import Workspace
from tests.llm.small_models import gguf_bytes
from tests.models import DEFAULT, SMALL, model_file

GB = 1_000_000_000
MIB = 1 << 20
PYTHON_BYTES = 60_000_000
"""Of the model's process, counted with the program."""
PLAIN = Tuning(threads=2, batch_threads=2)
REPACKING = PLAIN.model_copy(update={"repack": True})
SIZES = st.integers(0, 100 * GB)
SHAPES = st.builds(
    ModelShape,
    heads=st.integers(1, 256),
    embedding=st.integers(1, 20_000),
    feed_forward=st.integers(1, 100_000),
    cached=st.integers(0, 1_000_000),
)
TUNINGS = st.builds(
    Tuning,
    threads=st.just(2),
    batch_threads=st.just(2),
    ubatch=st.integers(32, 2048),
    flash_attention=st.booleans(),
    kv=st.sampled_from(["f16", "q8_0"]),
    repack=st.booleans(),
)


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "cgroup_room", lambda: None)
    monkeypatch.setattr(psutil.Process, "memory_info", lambda self: SimpleNamespace(rss=40_000_000))


def machine_has(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=free))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def model(settings: Settings) -> Path:
    """A file of the size of the default model that takes no room on the disk."""
    path = model_path(settings, DEFAULT_MODEL)
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(load_catalogue()[DEFAULT_MODEL].bytes)
    return path


# What is needed


@pytest.mark.small_model
def test_the_small_models_need_is_read_from_its_header() -> None:
    path = model_file(SMALL)
    shape = read_shape(path)
    assert shape is not None
    # llama.cpp reports 270 MiB of keys and values for 3 sequences of 4,096 tokens.
    need = memory_need(path.stat().st_size, shape, PLAIN, context_tokens=4096)
    assert need.cache == 270 * MIB
    assert need.weights == path.stat().st_size
    assert 60 * MIB < need.compute < 100 * MIB  # llama.cpp reserves 99 MiB for it


@pytest.mark.default_model
def test_the_default_models_need_is_what_was_measured() -> None:
    path = model_file(DEFAULT)
    need = memory_need(path.stat().st_size, read_shape(path), PLAIN, context_tokens=4096)
    assert need.cache == 336 * MIB
    assert need == memory_need(path.stat().st_size, None, PLAIN, context_tokens=4096)
    # The model's process held 1,625 MiB with full contexts, and 2,221 MiB with repacked weights.
    process = need.total - need.program + PYTHON_BYTES
    assert process == pytest.approx(1625 * MIB, rel=0.03)
    repacked = memory_need(path.stat().st_size, None, REPACKING, context_tokens=4096)
    process = repacked.total - repacked.program + PYTHON_BYTES
    assert process == pytest.approx(2221 * MIB, rel=0.03)


@given(size=SIZES, shape=SHAPES, tuning=TUNINGS, tokens=st.integers(1024, 32768), resident=SIZES)
def test_more_of_anything_never_needs_less(
    size: int, shape: ModelShape, tuning: Tuning, tokens: int, resident: int
) -> None:
    def total(**changes: object) -> int:
        return memory_need(
            size, shape, tuning.model_copy(update=changes), context_tokens=tokens, resident=resident
        ).total

    need = memory_need(size, shape, tuning, context_tokens=tokens, resident=resident)
    parts = (need.weights, need.repacked, need.cache, need.compute, need.program)
    assert min(parts) >= 0
    assert sum(parts) == need.total
    assert total(repack=False) <= total(repack=True) <= total(repack=False) + size
    assert total(kv="q8_0") <= total(kv="f16")
    assert total(ubatch=32) <= total(ubatch=2048)
    assert total(flash_attention=True) <= total(flash_attention=False)
    longer = memory_need(size, shape, tuning, context_tokens=2 * tokens, resident=resident)
    assert longer.cache == pytest.approx(2 * need.cache, abs=2)
    bigger = memory_need(size + GB, shape, tuning, context_tokens=tokens, resident=resident)
    assert bigger.total >= need.total + GB
    assert memory_need(size, shape, tuning, context_tokens=tokens).total >= need.total


# What is free


@pytest.mark.parametrize(("room", "free"), [(None, 8 * GB), (2 * GB, 2 * GB), (99 * GB, 8 * GB)])
def test_a_limit_of_the_container_counts(
    room: int | None, free: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_has(8 * GB, monkeypatch)
    monkeypatch.setattr(memory, "cgroup_room", lambda: room)
    assert free_memory() == free


def test_this_machine_has_memory() -> None:
    assert free_memory() > 0


# The check


def test_a_model_that_fits_runs_as_it_is_tuned(
    model: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_has(4 * GB, monkeypatch)
    assert check_memory(model, settings, REPACKING) == REPACKING


def test_repacking_is_left_out_where_only_that_fits(
    model: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_has(int(2.6 * GB), monkeypatch)
    assert check_memory(model, settings, REPACKING) == PLAIN


def test_the_default_model_that_does_not_fit_is_refused_honestly(
    model: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_has(int(1.5 * GB), monkeypatch)
    with pytest.raises(NotEnoughMemoryError) as refused:
        check_memory(model, settings, REPACKING)
    assert isinstance(refused.value, EngineError)
    assert refused.value.message == (
        "The model needs about 2.1 GB of memory, and only 1.2 GB can be had beside other programs."
    )
    assert "Close other programs" in refused.value.remedy
    assert "No smaller model" in refused.value.remedy
    assert "remote_url" in refused.value.remedy
    assert SMALL not in str(refused.value)


def test_who_knows_better_is_not_refused(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine_has(0, monkeypatch)
    settings = Settings(home=model.parent.parent, memory_check=False)
    assert check_memory(model, settings, REPACKING) == REPACKING


def test_a_larger_model_of_ones_own_is_answered_with_the_default_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_has(3 * GB, monkeypatch)
    large = tmp_path / "large.gguf"
    with large.open("wb") as file:
        file.truncate(3 * GB)
    with pytest.raises(NotEnoughMemoryError, match=f"coach model use {DEFAULT_MODEL}$"):
        check_memory(large, settings, PLAIN)
    machine_has(0, monkeypatch)
    with pytest.raises(NotEnoughMemoryError, match="only 0 MB"):
        check_memory(large, settings, PLAIN)


def test_no_interview_begins_that_could_not_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_has(OTHERS_BYTES, monkeypatch)
    file = tmp_path / "own.gguf"
    file.write_bytes(gguf_bytes())
    workspace = Workspace(Settings(home=tmp_path, model=str(file)))
    with pytest.raises(NotEnoughMemoryError, match="only 0 MB"):
        workspace.new_interview("short")
    assert workspace.store.sessions() == []
    machine_has(4 * GB, monkeypatch)
    workspace.new_interview("short")
    assert len(workspace.store.sessions()) == 1
    workspace.close()


def test_a_file_that_is_gone_is_not_a_matter_of_memory(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"gone\.gguf"):
        check_memory(tmp_path / "gone.gguf", settings, PLAIN)


def entry(size: int | None, *, tried: bool) -> CatalogueModel:
    return CatalogueModel(
        title="A model",
        license="MIT",
        tried=tried,
        sha256="0" * 64,
        bytes=size,
        hub=HubFile(repo="someone/something", file="some.gguf"),
    )


def test_the_best_model_that_fits_is_offered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = {
        SMALL: entry(98_000_000, tried=True),
        "tried_small": entry(200_000_000, tried=True),
        "tried_middle": entry(700_000_000, tried=True),
        "tried_large": entry(4 * GB, tried=True),
        "untried": entry(900_000_000, tried=False),
        "unknown": entry(None, tried=True),
    }
    monkeypatch.setattr(memory, "load_catalogue", lambda: models)
    assert smaller_model(settings, PLAIN, 2 * GB) == "tried_middle"
    assert smaller_model(settings, PLAIN, 20 * GB) == "tried_large"
    assert smaller_model(settings, PLAIN, GB) is None
    for name in ("tried_small", "tried_middle", "tried_large"):
        del models[name]
    assert smaller_model(settings, PLAIN, 2 * GB) == "untried"
    machine_has(2 * GB + OTHERS_BYTES, monkeypatch)
    large = settings.home / "large.gguf"
    with large.open("wb") as file:
        file.truncate(3 * GB)
    with pytest.raises(NotEnoughMemoryError, match="not tried in interviews yet"):
        check_memory(large, settings, PLAIN)
    del models["untried"]
    assert smaller_model(settings, PLAIN, 20 * GB) is None, "the one for tests is no choice"
