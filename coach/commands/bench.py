"""``coach bench``: speed and memory on this machine, beside what the machine can do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from coach.commands.waiting import Waiting
from coach.text import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from coach.bench.figures import Figures
    from coach.bench.tune import Tried
    from coach.config import Settings

_FOOTNOTE = """Times to the first word are those of typed answers: while somebody types, the model
reads along. With pasted answers, where nothing is known before Enter, they are in the second
table. What the machine can do: the model alone, in a bare loop, measured right after the same
turn. Plain chat: one growing conversation with the same model and the same answers, in turns."""


_TUNING_FOOTNOTE = (
    "Threads: of generation / of prompts. 45 and 512: seconds for so many prompt tokens. "
    "Turn: 45 prompt tokens and 35 steps."
)


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
    tune: Annotated[
        bool,
        typer.Option("--tune", help="Find how the model runs best here, and remember it."),
    ] = False,
) -> None:
    """Measure speed and memory on this machine; takes about ten minutes."""
    from coach.config import load_settings

    # A server that does the model's work says nothing about this machine.
    settings = load_settings(remote_url="")
    if tune:
        _tune(settings, as_json=as_json)
        return
    from coach.bench.runner import bench as run

    with Waiting("Measuring", bytes_=False) as waiting:
        figures = run(settings, waiting.say)
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
        return
    console = _console()
    console.print(_bars_table(figures))
    console.print(_raw_table(figures))
    for line in [_FOOTNOTE.replace("\n", " "), *_notes(figures)]:
        console.print(clean(line), style="dim")


def _tune(settings: Settings, *, as_json: bool) -> None:
    from coach.bench.tune import tune
    from coach.errors import CoachError
    from coach.llm.tuning import save_tuning

    with Waiting("Tuning", bytes_=False) as waiting:
        tried, best = tune(settings, waiting.say)
    try:
        file = save_tuning(settings, best.tuning)
    except OSError as error:
        raise CoachError(f"The choice cannot be saved: {error.strerror}.") from error
    if as_json:
        rows = [
            {**one.tuning.model_dump(), **one.times.model_dump(), "turn_s": one.turn_s}
            for one in tried
        ]
        typer.echo(json.dumps({"chosen": best.tuning.model_dump(), "tried": rows}, indent=2))
        return
    console = _console()
    console.print(_tuning_table(tried, best))
    console.print(_TUNING_FOOTNOTE)
    console.print(f"The choice is remembered in {clean(str(file))}.", soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    return Console(markup=False, highlight=False)


def _table(title: str, *headings: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    return table


def _bars_table(figures: Figures) -> Table:
    """Return the figures that have a bar."""
    from coach.bench.bars import BARS

    table = _table(_machine(figures), "figure", "value", "bar", "met")
    for bar in BARS:
        met = {True: "yes", False: "no", None: "-"}[bar.met(figures)]
        table.add_row(bar.meaning, _shown(figures.get(bar.key)), _shown(bar.limit), met)
    return table


_RAW = {
    "raw_prompt_tokens_per_s": "bare: prompt tokens a second",
    "raw_tokens_per_s": "bare: generated tokens a second",
    "plain_chat_ttft_p50_s": "plain chat: first word, half within (s)",
    "plain_chat_reply_p50_s": "plain chat: whole reply, half within (s)",
    "question_p50_s_typed": "typed: first word of the question, half within (s)",
    "reply_p50_s_typed": "typed: whole reply, half within (s)",
    "ttft_p50_s_pasted": "pasted: first word, half within (s)",
    "ttft_p95_s_pasted": "pasted: first word, 95 of 100 within (s)",
    "ttft_over_limit_p50_pasted": "pasted: first word ÷ what the machine can do",
    "ours_over_plain_chat_pasted": "pasted: first word ÷ that of a plain chat",
    "question_p50_s_pasted": "pasted: first word of the question, half within (s)",
    "reply_p50_s_pasted": "pasted: whole reply, half within (s)",
    "ui_lag_max_ms": "longest wait of a key (ms)",
    "peak_rss_shared_mb": "part of the memory that is the mapped file (MB)",
}
"""Figures without a bar that people may want to see, with their names."""


def _raw_table(figures: Figures) -> Table:
    table = _table("What stands behind them", "figure", "value")
    for key, meaning in _RAW.items():
        table.add_row(meaning, _shown(figures.get(key)))
    return table


def _tuning_table(tried: list[Tried], best: Tried) -> Table:
    headings = ("threads", "batch", "flash", "kv", "repack")
    measures = ("45 (s)", "512 (s)", "step (ms)", "turn (s)", "MB")
    table = _table("Settings that were tried", *headings, *measures, "")
    table.box, table.pad_edge, table.padding = None, False, (0, 1, 0, 0)
    for one in tried:
        setting, times = one.tuning, one.times
        table.add_row(
            f"{setting.threads}/{setting.batch_threads}",
            f"{setting.ubatch}",
            "yes" if setting.flash_attention else "no",
            setting.kv,
            "yes" if setting.repack else "no",
            f"{times.prompt_s:.2f}",
            f"{times.long_prompt_s:.2f}",
            f"{times.step_s * 1000:.0f}",
            f"{one.turn_s:.2f}",
            f"{times.rss_mb:.0f}",
            "chosen" if one is best else "",
        )
    return table


def _machine(figures: Figures) -> str:
    return clean(
        f"{figures['cpu']}, {figures['cores']} cores, {figures['threads']} threads; "
        f"{figures['model_title']}"
    )


def _notes(figures: Figures) -> list[str]:
    notes = figures["notes"]
    return [f"Not measured: {note}" for note in notes] if isinstance(notes, list) else []


def _shown(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, (int, float)) else "-"
