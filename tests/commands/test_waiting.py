from __future__ import annotations

import pytest

from coach.commands.waiting import Waiting


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    captured = capsys.readouterr()
    assert captured.out == "", "standard output is for results"
    return captured.err.splitlines()


def test_a_line_each_ten_per_cent(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting("A file") as waiting:
        for done in range(0, 1001):
            waiting(done * 1_000_000, 1_000_000_000)
    shown = lines(capsys)
    assert len(shown) == 11
    assert shown[0] == "A file: 0 MB of 1.0 GB (0%)"
    assert shown[-1] == "A file: 1.0 GB of 1.0 GB (100%)"
    assert all("left" in line for line in shown[1:-1])


def test_without_a_total_the_amount_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting("A file") as waiting:
        for done in range(0, 251):
            waiting(done * 1_000_000, 0)
    assert lines(capsys) == ["A file: 0 MB", "A file: 100 MB", "A file: 200 MB"]


def test_things_are_counted_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting("Rows", bytes_=False) as waiting:
        waiting(0, 40)
        waiting(40, 40)
    assert lines(capsys)[-1] == "Rows: 40 of 40 (100%)"


def test_nothing_is_shown_when_nothing_happens(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting("A file"):
        pass
    assert lines(capsys) == []


def test_text_from_outside_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting("[red]A[/b] \x1b[2Jfile") as waiting:
        waiting.say("[/b] \x1b]0;title\x07done")
        waiting(1, 1)
    assert lines(capsys) == ["[/b] done", "[red]A[/b] file: 0 MB of 0 MB (100%)"]


def test_a_terminal_gets_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with Waiting("[b]A file") as waiting:
        waiting(0, 100_000_000)
        waiting(100_000_000, 100_000_000)
    shown = capsys.readouterr().err
    assert "[b]A file" in shown
    assert "100.0/100.0 MB" in shown
