from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from bootstrap import stamp as stamps
from bootstrap.stamp import Project, Stamp
from hypothesis import given
from hypothesis import strategies as st

LOCK = """\
anyio==4.16.0 \\
    --hash=sha256:aa
llama-cpp-python==0.3.36 \\
    --hash=sha256:bb
numpy==2.2.6 ; python_full_version < '3.11' \\
    --hash=sha256:cc
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "requirements.lock").write_text(LOCK)
    for name in ("requirements-build.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    project = Project(str(tmp_path), windows=False)
    Path(project.python).parent.mkdir(parents=True)
    Path(project.python).write_text("")
    Path(project.coach).write_text("")
    return project


def finish_all(project: Project, *, tests: bool = False) -> None:
    stamp = Stamp(project)
    for step, fingerprint in project.steps(tests).items():
        stamp.begin()
        stamp.finish(step, fingerprint)


def test_the_engine_is_split_from_the_rest() -> None:
    rest, engine = stamps.split_lock(LOCK)
    assert engine == "llama-cpp-python==0.3.36 \\\n    --hash=sha256:bb\n"
    assert rest == LOCK.replace(engine, "")


def test_the_committed_lock_holds_only_pinned_packages_with_hashes() -> None:
    root = Path(__file__).resolve().parents[2]
    for path in root.glob("requirements*.lock"):
        blocks = path.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
        assert all("==" in block and "--hash=sha256:" in block for block in blocks), path
        assert "://" not in path.read_text(encoding="utf-8")
    _, engine = stamps.split_lock((root / "requirements.lock").read_text(encoding="utf-8"))
    assert engine


def test_a_finished_setup_has_nothing_to_do(project: Project) -> None:
    finish_all(project)
    assert Stamp(project).missing(project.steps(tests=False)) == []
    assert Stamp(project).missing(project.steps(tests=True)) == ["tests"]


def test_a_changed_lock_means_that_step_only(project: Project) -> None:
    finish_all(project)
    Path(project.root, "requirements.lock").write_text(LOCK.replace("4.16.0", "4.17.0"))
    assert Stamp(project).missing(project.steps(tests=False)) == ["packages"]


def test_a_missing_command_is_installed_again(project: Project) -> None:
    finish_all(project)
    os.remove(project.coach)
    assert Stamp(project).missing(project.steps(tests=False)) == ["program"]


def test_an_installation_that_did_not_end_makes_everything_anew(project: Project) -> None:
    finish_all(project)
    Stamp(project).begin()
    wanted = project.steps(tests=False)
    assert Stamp(project).missing(wanted) == list(wanted)


def test_an_environment_without_its_python_is_made_anew(project: Project) -> None:
    finish_all(project)
    os.remove(project.python)
    assert not Stamp(project).usable


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_an_environment_whose_python_was_replaced_is_made_anew(project: Project) -> None:
    for name in ("python3.11", "python3.12"):
        Path(project.root, name).write_text("")
    os.remove(project.python)
    os.symlink(os.path.join(project.root, "python3.11"), project.python)
    finish_all(project)
    assert Stamp(project).usable
    os.remove(project.python)
    os.symlink(os.path.join(project.root, "python3.12"), project.python)
    assert not Stamp(project).usable


def test_a_moved_project_is_set_up_anew(project: Project, tmp_path: Path) -> None:
    finish_all(project)
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    assert not Stamp(Project(str(moved), windows=False)).usable


@given(content=st.one_of(st.text(), st.sampled_from(["[]", "null", '{"steps": 1}', "{}"])))
def test_a_damaged_stamp_counts_as_no_environment(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    project = Project(str(tmp_path_factory.mktemp("project")), windows=False)
    os.makedirs(project.folder)
    Path(project.folder, stamps.STAMP_FILE).write_text(content, encoding="utf-8")
    assert not Stamp(project).usable


def test_the_data_folder_is_marked_for_one_model_and_purpose(
    project: Project, tmp_path: Path
) -> None:
    folder = str(tmp_path)
    run, tests = project.steps(tests=False), project.steps(tests=True)
    mark = stamps.data_mark(run, {})
    assert not stamps.data_is_ready(folder, mark)
    stamps.mark_data_ready(folder, mark)
    assert stamps.data_is_ready(folder, mark)
    assert not stamps.data_is_ready(folder, stamps.data_mark(tests, {}))
    assert not stamps.data_is_ready(folder, stamps.data_mark(run, {"COACH_MODEL": "small"}))
    assert not stamps.data_is_ready(str(tmp_path / "deleted"), mark)


def test_coach_home_decides_over_what_was_remembered(project: Project, tmp_path: Path) -> None:
    stamp = Stamp(project)
    assert stamps.data_folder(stamp, {"HOME": "a"}) is None
    stamp.places[stamps.place_key({"HOME": "a"})] = "remembered"
    assert stamps.data_folder(stamp, {"HOME": "a"}) == "remembered"
    assert stamps.data_folder(stamp, {"HOME": "b"}) is None
    named = {"HOME": "a", "COACH_HOME": str(tmp_path)}
    assert stamps.data_folder(stamp, named) == str(tmp_path)
