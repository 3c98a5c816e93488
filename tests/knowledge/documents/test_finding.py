from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from coach.errors import Cancelled
from coach.knowledge.documents import finding
from coach.knowledge.documents.finding import Found, find_files
from coach.knowledge.documents.watch import Watch
from tests.knowledge.documents.files import write

links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")


def names(found: Found) -> list[str]:
    return [file.name for file in found.files]


def remarks(found: Found) -> list[tuple[str, str]]:
    return [(remark.name, remark.text) for remark in found.remarks]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a folder with a handbook."""
    folder = tmp_path / "shop"
    write(folder, "b.md", "12345")
    write(folder, "A.txt", "123")
    write(folder, "more/c.PDF", "1")
    return folder


def test_files_of_a_folder_are_found_in_order_with_their_sizes(shop: Path) -> None:
    found = find_files([shop])
    assert names(found) == ["A.txt", "b.md", "more/c.PDF"]
    assert [file.path for file in found.files] == [
        shop / "A.txt",
        shop / "b.md",
        shop / "more" / "c.PDF",
    ]
    assert found.size == 9
    assert not found.remarks


def test_what_is_named_is_taken_whatever_it_is_called_and_once(shop: Path) -> None:
    notes = write(shop, ".notes", "x")
    found = find_files([shop / "b.md", notes, shop, shop / "more", shop / "more" / ".." / "b.md"])
    assert names(found) == ["b.md", ".notes", "A.txt", "more/c.PDF"]


def test_hidden_and_other_files_are_counted_and_old_documents_are_kept(shop: Path) -> None:
    for name in (".git/a.md", ".a.md", "~$b.docx", "photo.jpg", "run.py", "more/x.csv", "old.doc"):
        write(shop, name, "x")
    found = find_files([shop])
    assert names(found) == ["A.txt", "b.md", "more/c.PDF", "old.doc"]
    assert remarks(found) == [
        ("more", "Files of other kinds left out: 1."),
        ("shop", "Hidden files or folders left out: 3."),
        ("shop", "Files of other kinds left out: 2."),
    ]


@links
def test_links_out_of_the_folder_are_not_followed(shop: Path, tmp_path: Path) -> None:
    write(tmp_path, "private/secret.md", "x")
    write(tmp_path, "shop2/secret.md", "x")
    (shop / "folder").symlink_to(tmp_path / "private", target_is_directory=True)
    (shop / "link.md").symlink_to(tmp_path / "private" / "secret.md")
    (shop / "near").symlink_to(Path("..") / "shop2")
    (shop / "up").symlink_to(tmp_path)
    found = find_files([shop])
    assert names(found) == ["A.txt", "b.md", "more/c.PDF"]
    assert [remark.name for remark in found.remarks] == ["folder", "link.md", "near", "up"]
    assert all("leads out" in remark.text for remark in found.remarks)


@links
def test_links_inside_the_folder_give_nothing_twice_and_circles_end(shop: Path) -> None:
    (shop / "again.md").symlink_to(shop / "b.md")
    (shop / "more" / "back").symlink_to(shop)
    (shop / "dead.md").symlink_to(shop / "gone.md")
    (shop / "self.md").symlink_to(shop / "self.md")
    os.link(shop / "b.md", shop / "same.md")
    found = find_files([shop])
    assert [file.path.resolve().name for file in found.files] == ["A.txt", "b.md", "c.PDF"]
    assert {remark.name for remark in found.remarks} == {"dead.md", "self.md"}


@links
def test_a_link_that_is_named_is_followed(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(shop)
    assert names(find_files([tmp_path / "link"])) == ["A.txt", "b.md", "more/c.PDF"]


def test_what_is_not_there_is_told_and_the_rest_goes_on(shop: Path) -> None:
    found = find_files([shop / "gone.md", shop])
    assert len(found.files) == 3
    assert remarks(found) == [("gone.md", "There is no file or folder of this name.")]
    assert find_files([Path("a\0b")]).remarks


def test_a_folder_that_may_not_be_opened_is_told(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def scandir(folder: Path) -> object:
        if Path(folder).name == "more":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_files([shop])
    assert names(found) == ["A.txt", "b.md"]
    assert remarks(found) == [
        ("more", "This cannot be opened (Permission denied), and was left out.")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders on this system")
def test_pipes_are_left_out(shop: Path) -> None:
    os.mkfifo(shop / "pipe.md")
    found = find_files([shop, shop / "pipe.md"])
    assert len(found.files) == 3
    assert [text for _, text in remarks(found)] == ["This is not a file, and was left out."] * 2


def test_too_many_files_and_folders_too_deep_end_it(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MAX_FILES", 1)
    monkeypatch.setattr(finding, "MAX_DEPTH", 0)
    found = find_files([shop])
    assert names(found) == ["A.txt"]
    assert [remark.name for remark in found.remarks] == ["b.md", "more"]


def test_a_name_cannot_write_on_the_screen(tmp_path: Path) -> None:
    try:
        write(tmp_path, "a\x1b[31m\u202eb.md", "x")
    except OSError:
        pytest.skip("this system has no such names")
    assert names(find_files([tmp_path])) == ["ab.md"]


def test_it_can_be_cancelled(shop: Path) -> None:
    with pytest.raises(Cancelled):
        find_files([shop], watch=Watch(cancelled=lambda: True))
