"""What is evaluated and what is not, with the small real model in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.llm.context import StoppedError
from coach.llm.llama import Counted, Llama
from coach.llm.prefixes import PrefixFiles
from coach.llm.sampling import Sampling
from coach.llm.tuning import Tuning
from tests.models import SMALL, model_file

pytestmark = pytest.mark.small_model

TASK = [
    {"role": "system", "content": "You copy what an employee says about work. " * 6},
    {"role": "user", "content": "Answer: The night shift reads it."},
    {"role": "assistant", "content": "The night shift"},
]
OTHER = [{"role": "system", "content": "You word one question about work. " * 6}]
ANSWER = "The cooks on the late shift wait for my list and then they peel potatoes until nine."
FREE = Sampling(max_tokens=12)


def never() -> bool:
    return False


def about(text: str, task: list[dict[str, str]] = TASK) -> list[dict[str, str]]:
    return [*task, {"role": "user", "content": f"Answer: {text}"}]


@pytest.fixture(scope="module")
def prefix_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prefix")


@pytest.fixture(scope="module")
def loaded(prefix_folder: Path) -> Llama:
    return Llama(
        model_file(SMALL),
        context_tokens=1024,
        tuning=Tuning(threads=2, batch_threads=2),
        prefixes=PrefixFiles(prefix_folder, "key"),
    )


@pytest.fixture
def llama(loaded: Llama) -> Llama:
    loaded.forget()
    return loaded


def answered(llama: Llama, messages: list[dict[str, str]], fixed: int = 3) -> tuple[str, Counted]:
    counted = Counted()
    return "".join(llama.generate(messages, fixed, FREE, never, counted)), counted


def test_what_was_announced_is_not_evaluated_again(llama: Llama) -> None:
    expected, alone = answered(llama, about(ANSWER))
    llama.forget()
    for end in (20, 45, len(ANSWER)):
        llama.anticipate(about(ANSWER[:end]), 3, never)
    text, counted = answered(llama, about(ANSWER))
    assert text == expected
    # Its last word, the end of the message and the beginning of the reply.
    assert counted.new_tokens < alone.new_tokens - 10


def test_a_whole_message_leaves_one_token(llama: Llama) -> None:
    llama.complete(about(ANSWER), 3, FREE, never)
    assert answered(llama, about(ANSWER))[1].new_tokens == 1


def test_typing_something_else_leads_to_the_same_answer(llama: Llama) -> None:
    expected, _ = answered(llama, about(ANSWER))
    llama.forget()
    llama.anticipate(about("Nobody at all, I was told to write somethi"), 3, never)
    llama.complete(about("Nobody at all"), 3, FREE, never)
    assert answered(llama, about(ANSWER))[0] == expected


def test_two_tasks_live_side_by_side(llama: Llama) -> None:
    llama.anticipate(about(ANSWER), 3, never)
    llama.anticipate(about(ANSWER, OTHER), 1, never)
    assert answered(llama, about(ANSWER))[1].new_tokens < 15
    assert answered(llama, about(ANSWER, OTHER), 1)[1].new_tokens < 15


def test_a_fixed_part_is_evaluated_once(llama: Llama, prefix_folder: Path) -> None:
    for state in prefix_folder.iterdir():
        state.unlink()
    llama.prepare(TASK, never)
    assert len(list(prefix_folder.iterdir())) == 1
    head, _ = llama.split(about(ANSWER), 3)
    llama.forget()
    _, counted = answered(llama, about(ANSWER))
    assert counted.new_tokens < len(head)


def test_work_ahead_ends_in_the_middle_and_the_next_answer_is_right(llama: Llama) -> None:
    expected, _ = answered(llama, about(ANSWER))
    llama.forget()
    asked = iter([False, False])
    with pytest.raises(StoppedError):
        llama.anticipate(about("word " * 300), 3, lambda: next(asked, True))
    assert answered(llama, about(ANSWER))[0] == expected


def test_what_is_done_before_something_comes_is_kept(llama: Llama) -> None:
    text = " ".join(f"word{n}" for n in range(60))
    parts = 0
    while True:
        parts += 1
        try:
            llama.anticipate(about(text), 3, lambda: True)
        except StoppedError:
            continue
        break
    assert parts > 2, "it was stopped after each part"
    assert answered(llama, about(text))[1].new_tokens < 15


def test_forgetting_leaves_nothing_of_what_was_typed(llama: Llama) -> None:
    llama.anticipate(about(ANSWER), 3, never)
    llama.forget()
    _, alone = answered(llama, about(ANSWER))
    head, tail = llama.split(about(ANSWER), 3)
    assert alone.new_tokens in (len(tail), len(head) + len(tail))


def test_an_answer_goes_on_from_its_beginning(llama: Llama) -> None:
    sampling = Sampling(max_tokens=8, begin="The cooks on the")
    text = "".join(llama.generate(about(ANSWER), 3, sampling, never))
    assert text
    assert not text.startswith("The cooks")


def test_quotes_are_copied_and_keys_are_given(llama: Llama) -> None:
    schema = {"properties": {"who": {}, "when": {}}}
    sampling = Sampling(max_tokens=60, json_schema=schema, quote_from="")
    counted = Counted()
    text = "".join(llama.generate(about(ANSWER), 3, sampling, never, counted))
    assert text == '{"who": [], "when": []}'
    assert counted.steps < counted.generated, "what has no choice costs no step of its own"


def test_bare_speed_is_measured_and_leaves_no_trace(llama: Llama) -> None:
    expected, _ = answered(llama, about(ANSWER))
    prompt, step = llama.measure(40, 3)
    assert prompt > 0
    assert step > 0
    assert answered(llama, about(ANSWER))[0] == expected
