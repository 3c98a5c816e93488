"""What the start page and the interview say of the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.llm.transfer import in_words
from coach.ui.set_up_texts import set_up_texts

if TYPE_CHECKING:
    from coach.ui.set_up import SetUp


def set_up_notice(set_up: SetUp) -> str:
    """Return what the start page says of the set-up; nothing when there is nothing to do."""
    needs = set_up.needs
    if not (set_up.running or needs.steps):
        return ""
    words = set_up_texts().start
    if set_up.running:
        return words.running
    if not needs.size:
        return words.about_here
    return f"{words.about.format(size=in_words(needs.size))}\n{words.private}"


def set_up_choice(set_up: SetUp) -> tuple[str, str] | None:
    """Return the line of the start page's list: its title, and what is said beside it."""
    needs = set_up.needs
    if not (set_up.running or needs.steps):
        return None
    words = set_up_texts().start
    if set_up.running:
        return words.watch, _step(set_up)
    if not needs.size:
        return words.begin, words.here
    size = in_words(needs.size)
    if needs.begun or set_up.stopped:
        return words.go_on, words.left.format(size=size)
    return words.begin, words.size.format(size=size)


def set_up_remark(set_up: SetUp) -> str:
    """Return what stands at the right of the top line while an interview waits for the model."""
    if not set_up.waits:
        return ""
    words = set_up_texts()
    if not set_up.running:
        begun = set_up.stopped or set_up.failure
        return words.short.stopped if begun else words.short.not_begun
    return words.short.running.format(step=_step(set_up))


def _step(set_up: SetUp) -> str:
    """Return the running step and how much of it is done."""
    words, far = set_up_texts(), set_up.far
    if far is None:
        return words.state.starting
    if far.percent is None:
        return words.steps[far.step]
    percent = words.state.percent.format(percent=far.percent)
    return words.state.step.format(step=words.steps[far.step], percent=percent)
