"""The pack says what the interview asks, and a facilitator can hold a session with it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from coach.cli import app
from coach.errors import UsageError
from coach.interview.agenda import Agenda, load_agenda
from coach.pack.pack import minutes_offered, pack_files
from coach.pack.questions import asked
from coach.pack.session import session_of
from coach.pack.slides import slides_of
from coach.pack.texts import session_texts, sheet_texts, slide_texts
from tests.plan.test_export_html import Reader
from tests.readability import reading_grade

HOSTILE = "What <script>alert(1)</script> & #eval(\"x\") *do* you [do](x) for {{ '{{' }} 'them'?"


def changed(topic_id: str, opening: str) -> Agenda:
    """Return the agenda with another first question for a topic."""
    agenda = load_agenda()
    topics = [
        topic.model_copy(update={"opening": [opening, *topic.opening[1:]]})
        if topic.id == topic_id
        else topic
        for topic in agenda.all_topics
    ]
    return agenda.model_copy(update={"all_topics": topics})


def words_of(content: str | bytes) -> str:
    """Return the words of a file, whatever kind it is, without white space."""
    if isinstance(content, bytes):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        content = "".join(page.extract_text() for page in pages)
    elif content.startswith("<!DOCTYPE"):
        content = Reader(content).text
    return re.sub(r"[\s\u200b]+|\\(?=\W)", "", content)


@pytest.fixture(scope="module")
def files() -> dict[str, str | bytes]:
    return pack_files(load_agenda())


def test_both_lengths_have_every_file(files: dict[str, str | bytes]) -> None:
    assert minutes_offered() == (60, 90)
    assert set(files) == {
        *(f"session-{length}.{kind}" for length in (60, 90) for kind in ("html", "md", "pdf")),
        *(f"sheet-{form}.{kind}" for form in ("short", "full") for kind in ("html", "pdf")),
        *(f"slides-{length}.html" for length in (60, 90)),
        *(f"form-{form}.md" for form in ("short", "full")),
    }


def test_a_question_that_changes_changes_in_every_file() -> None:
    question = "Which of your things would a fox carry away?"
    wanted = re.sub(r"\s", "", question)
    pack = pack_files(changed("needs", question), 60)
    assert all(wanted in words_of(content) for content in pack.values()), list(pack)


def test_the_paper_has_the_questions_of_the_form_in_their_order(
    files: dict[str, str | bytes],
) -> None:
    for form in ("short", "full"):
        wanted = [q.text for topic in asked(load_agenda(), form) for q in topic.all]
        for name in (f"sheet-{form}.pdf", f"sheet-{form}.html", f"form-{form}.md"):
            words = words_of(files[name])
            places = [words.index(re.sub(r"\s", "", text)) for text in wanted]
            assert places == sorted(places), name


def test_a_sheet_is_one_sheet_of_paper(files: dict[str, str | bytes]) -> None:
    for form, pages in (("short", 1), ("full", 2)):
        content = files[f"sheet-{form}.pdf"]
        assert isinstance(content, bytes)
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == pages


@pytest.mark.parametrize("plan", session_texts().plans, ids=lambda plan: str(plan.minutes))
def test_the_minutes_of_a_session_add_up(plan: object) -> None:
    session = session_of(plan, load_agenda(), form_file="form.md")  # type: ignore[arg-type]
    assert sum(step.minutes for step in session.steps) == session.minutes
    assert session.steps[0].time.startswith("0:00")
    assert session.steps[-1].time.endswith(f"{session.minutes // 60}:{session.minutes % 60:02}")
    for one, other in zip(session.steps, session.steps[1:], strict=False):
        assert one.time.split("–")[1] == other.time.split("–")[0]
    held = next(step for step in session.steps if len(step.topics) == len(session.topics))
    assert held.minutes >= 2 * len(session.topics), "too little time to answer"


def test_minutes_that_do_not_add_up_are_refused() -> None:
    plan = session_texts().plans[0].model_dump()
    with pytest.raises(ValueError, match="do not add up"):
        type(session_texts().plans[0]).model_validate({**plan, "minutes": 61})


def test_pages_load_nothing_and_run_nothing(files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        if isinstance(content, str) and name.endswith(".html"):
            page = Reader(content)
            assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe"}
            for _, have in page.elements:
                assert not [attribute for attribute in have if attribute.startswith("on")]
                assert (have.get("href") or "#").startswith("#")
            assert not re.search(r"url\(|@import|https?:", content)
            assert "default-src 'none'; style-src 'sha256-" in content


def test_hostile_questions_are_text_everywhere() -> None:
    pack = pack_files(changed("work", HOSTILE), 60)
    shown = re.sub(r"\s", "", HOSTILE.replace("{{ '{{' }}", "{{"))
    for name, content in pack.items():
        assert re.sub(r"\\", "", shown) in words_of(content), name
        if isinstance(content, str) and name.endswith(".html"):
            assert "<script" not in content
    markdown = pack["session-60.md"]
    assert isinstance(markdown, str)
    assert "<script" not in markdown.replace(r"\<script", "")


def test_every_slide_says_where_it_is_and_leads_on(files: dict[str, str | bytes]) -> None:
    session = session_of(session_texts().plans[1], load_agenda(), form_file="form.md")
    slides = slides_of(session)
    numbers = [number for slide in slides for number in slide.numbers]
    assert set(numbers) == {topic.number for topic in session.topics}
    page = Reader(str(files["slides-90.html"]))
    ids = [have["id"] for tag, have in page.elements if tag == "section"]
    assert len(ids) == len(slides)
    links = {have["href"] for tag, have in page.elements if tag == "a"}
    assert links == {f"#{name}" for name in ids}


def test_the_words_are_plain() -> None:
    texts = session_texts()
    steps = texts.steps.values()
    lines = [
        texts.lead, *texts.before, *texts.bring, *texts.privacy, *texts.after,
        *(line for step in steps for line in (step.aim, *step.do, *step.say)),
        *(f"{case.if_} {case.then}" for case in texts.when),
        sheet_texts().lead, *sheet_texts().form.about,
    ]  # fmt: skip
    parts = re.sub(r"\{\{.*?\}\}", "60", "\n".join(lines))
    assert reading_grade(parts) <= 6
    hard = [line for line in lines if reading_grade(re.sub(r"\{\{.*?\}\}", "60", line)) > 9]
    assert hard == []
    assert not re.search(r"\b(great|awesome|stakeholder|KPI|leverage|ice.?breaker)\b", parts, re.I)
    assert slide_texts().title


def test_no_other_length() -> None:
    with pytest.raises(UsageError, match="no session of 45 minutes"):
        pack_files(load_agenda(), 45)


def test_the_command_writes_a_folder_and_replaces_nothing(tmp_path: Path) -> None:
    out = f"{tmp_path}/pack"
    first = CliRunner().invoke(app, ["pack", "--out", out, "--minutes", "60"])
    assert first.exit_code == 0
    assert len(first.output.splitlines()) == 7
    again = CliRunner().invoke(app, ["pack", "--out", out, "--minutes", "60"])
    assert isinstance(again.exception, UsageError)
    assert CliRunner().invoke(app, ["pack", "--out", out, "--force"]).exit_code == 0


def test_wording_that_is_not_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "stages.yaml").write_text("titles: {people: Who}", encoding="utf-8")
    (own / "closing.yaml").write_text("complete: Is it?", encoding="utf-8")
    monkeypatch.setenv("COACH_PROMPTS_FOLDER", str(own))
    out = tmp_path / "pack"
    told = CliRunner().invoke(app, ["pack", "--out", str(out), "--minutes", "60"])
    assert told.exit_code == 0
    assert "closing.yaml is not used" in told.stderr
    assert "The questions: Who<" in (out / "slides-60.html").read_text("utf-8")
