from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.llm.cgroups import cgroup_room

GROUP = "kubepods/pod1/box"
SIZES = st.integers(0, 1 << 62)


def machine(root: Path, groups: str, files: dict[str, str]) -> Path:
    """Write what Linux shows of groups below ``root``."""
    for name, text in {"proc/self/cgroup": groups, **files}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def version_2(folder: str, limit: object, used: int, stat: str = "") -> dict[str, str]:
    return {
        f"sys/fs/cgroup/{folder}memory.max": f"{limit}\n",
        f"sys/fs/cgroup/{folder}memory.current": f"{used}\n",
        f"sys/fs/cgroup/{folder}memory.stat": stat,
    }


def test_no_groups_are_no_limit(tmp_path: Path) -> None:
    assert cgroup_room(tmp_path) is None
    assert cgroup_room(machine(tmp_path, "0::/\n", {})) is None


def test_the_limit_of_a_container_counts_and_read_files_are_free(tmp_path: Path) -> None:
    stat = "anon 700\ninactive_file 150\nactive_file 50\nfile 999\n"
    root = machine(tmp_path, "0::/\n", version_2("", 2000, 1000, stat))
    assert cgroup_room(root) == 1200


def test_the_tightest_of_all_groups_above_counts(tmp_path: Path) -> None:
    files = {
        **version_2("user.slice/", 5000, 4800),
        **version_2("user.slice/app.slice/", "max", 100),
        **version_2("user.slice/app.slice/coach/", 900, 100),
    }
    assert cgroup_room(machine(tmp_path, "0::/user.slice/app.slice/coach\n", files)) == 200


def test_a_soft_limit_counts_too(tmp_path: Path) -> None:
    files = {**version_2("", "max", 100), "sys/fs/cgroup/memory.high": "600\n"}
    assert cgroup_room(machine(tmp_path, "0::/\n", files)) == 500


def test_version_1_of_a_container_that_does_not_see_its_own_folder(tmp_path: Path) -> None:
    top = "sys/fs/cgroup/memory/"
    files = {
        f"{top}memory.limit_in_bytes": "3000\n",
        f"{top}memory.usage_in_bytes": "2500\n",
        f"{top}memory.stat": "inactive_file 9\ntotal_inactive_file 200\ntotal_active_file 100\n",
    }
    groups = f"9:cpu,cpuacct:/{GROUP}\n5:memory,hugetlb:/{GROUP}\n0::/\n"
    assert cgroup_room(machine(tmp_path, groups, files)) == 800


@pytest.mark.parametrize(
    "groups", ["", "\n", "nonsense", "0::", "0::/../../..", ":::::", "5:memory:\n", "\x00\n"]
)
def test_whatever_stands_there_nothing_fails(tmp_path: Path, groups: str) -> None:
    root = machine(tmp_path, groups, version_2("", "many", 5, "inactive_file lots\n"))
    assert cgroup_room(root) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(limit=SIZES, used=SIZES, inactive=SIZES, active=SIZES)
def test_room_is_never_negative_and_never_more_than_the_limit(
    tmp_path: Path, limit: int, used: int, inactive: int, active: int
) -> None:
    stat = f"inactive_file {inactive}\nactive_file {active}\n"
    room = cgroup_room(machine(tmp_path, "0::/\n", version_2("", limit, used, stat)))
    assert room is not None
    assert 0 <= room <= limit
