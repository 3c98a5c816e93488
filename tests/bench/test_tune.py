from __future__ import annotations

from coach.bench.bare import BareTimes
from coach.bench.tune import Tried, best_of, in_words, search, thread_counts
from coach.errors import EngineError
from coach.llm.tuning import Tuning

BASE = Tuning(threads=2, batch_threads=2)


def times(
    prompt: float = 0.4, step: float = 0.04, long: float = 4.0, rss: float = 1200
) -> BareTimes:
    return BareTimes(prompt_s=prompt, long_prompt_s=long, step_s=step, rss_mb=rss)


def changed(**change: object) -> Tuning:
    return BASE.model_copy(update=change)


def test_the_quickest_turn_wins() -> None:
    slow = Tried(BASE, times(prompt=0.6))
    quick = Tried(changed(repack=True), times(prompt=0.4, rss=1800))
    assert best_of([slow, quick]) is quick


def test_of_equally_quick_ones_the_smaller_wins() -> None:
    large = Tried(changed(repack=True), times(step=0.040, rss=1800))
    small = Tried(BASE, times(step=0.041, rss=1200))
    assert best_of([large, small]) is small


def test_what_takes_too_much_memory_is_not_chosen_unless_all_do() -> None:
    large = Tried(changed(repack=True), times(step=0.02, rss=2300))
    small = Tried(BASE, times(step=0.04, rss=1650))
    assert best_of([large, small]) is small
    assert best_of([large, Tried(BASE, times(step=0.04, rss=2200))]) is large


def test_a_slow_long_prompt_is_no_tie() -> None:
    small = Tried(changed(ubatch=128), times(long=5.0, rss=1100))
    large = Tried(BASE, times(long=4.0, rss=1200))
    assert best_of([small, large]) is large


def test_precision_is_never_given_away_for_speed() -> None:
    lossy = Tried(changed(flash_attention=True, kv="q8_0"), times(prompt=0.1, step=0.01))
    precise = Tried(BASE, times())
    assert best_of([lossy, precise]) is precise


def _measured(tuning: Tuning) -> BareTimes:
    """A machine on which flash attention, four threads and repacking help."""
    step = 0.04 if tuning.threads == 4 else 0.06
    prompt = 0.4 - 0.1 * tuning.flash_attention - 0.05 * (tuning.batch_threads == 8)
    rss = 1200 + 600 * tuning.repack - 100 * (tuning.kv == "q8_0")
    return times(prompt, step - 0.01 * tuning.repack, rss=rss)


def test_each_setting_is_kept_where_it_helps() -> None:
    tried, best = search(BASE, [1, 2, 4, 8], _measured, lambda _: None, short_memory=False)
    assert best.tuning.threads == 4
    assert best.tuning.repack
    assert best.tuning.flash_attention
    assert best.tuning.kv == "f16"
    assert len({one.tuning.model_dump_json() for one in tried}) == len(tried)
    assert any(one.tuning.kv == "q8_0" for one in tried)


def test_a_busy_moment_does_not_decide() -> None:
    asked: list[Tuning] = []

    def measured(tuning: Tuning) -> BareTimes:
        asked.append(tuning)
        disturbed = asked.count(tuning) == 1 and tuning.threads == 4
        return times(step=0.2) if disturbed else _measured(tuning)

    tried, best = search(BASE, [2, 4], measured, lambda _: None, short_memory=False)
    assert best.tuning.threads == 4
    (one,) = [one for one in tried if one.tuning == best.tuning]
    assert one.times.step_s < 0.2


def test_short_memory_is_worth_precision() -> None:
    _, best = search(BASE, [2], _measured, lambda _: None, short_memory=True)
    assert best.tuning.kv == "q8_0"
    assert best.tuning.flash_attention


def test_what_the_machine_cannot_do_is_left_out() -> None:
    def measured(tuning: Tuning) -> BareTimes:
        if tuning.flash_attention or tuning.repack:
            raise EngineError("no")
        return _measured(tuning)

    said: list[str] = []
    tried, best = search(BASE, [2, 4], measured, said.append, short_memory=True)
    assert best.tuning.threads == 4
    assert not any(one.tuning.flash_attention for one in tried)
    assert any("cannot" in line for line in said)


def test_threads_worth_trying() -> None:
    assert thread_counts(2, 2) == [1, 2]
    assert thread_counts(6, 12) == [1, 2, 4, 6, 8, 12]
    assert thread_counts(None, None) == [1]


def test_a_setting_in_words() -> None:
    assert in_words(changed(batch_threads=4)).startswith("2/4 threads, micro-batch 512")
