"""Write a software bill of materials, and the page of licences.

Run from the top of a checkout, in its environment, after a change of the lock file:
python scripts/sbom.py [--out FILE] writes a CycloneDX file (build/sbom.json);
python scripts/sbom.py --licences writes docs/licences.md.

Versions and checksums come from the lock file and the catalogue of models, licences from what is
installed. A package that only another platform needs keeps the licence that the page already has.
"""

from __future__ import annotations

import argparse
import re
import sys
import uuid
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from packaging.requirements import Requirement  # noqa: E402
from packaging.utils import canonicalize_name  # noqa: E402

from coach import __version__  # noqa: E402
from coach.knowledge import embedding  # noqa: E402
from coach.llm.catalogue import load_catalogue  # noqa: E402

if TYPE_CHECKING:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.component import Component

LOCK = "requirements.lock"
PAGE = "docs/licences.md"
UNKNOWN = "not known here"
SEARCH_MODEL = "all-MiniLM-L6-v2"
SEARCH_MODEL_LICENCE = "Apache-2.0"
_SAME = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "mit license": "MIT",
}
"""What packages write for a licence that has a short name."""
_READ = {"sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0"}
"""Of packages that name no licence: what their files say, with what is inside (here SQLCipher and
OpenSSL)."""
_LONGEST = 60
_HEAD = """<!-- Made by scripts/sbom.py --licences. Do not edit by hand. -->

# Licences

Coach is under the Apache License 2.0. This page lists the packages that it installs and the models
that it can get, each with the licence that its authors name. It is made from the lock file, the
catalogue of models and what is installed. Where a package gives a choice or carries parts of
others, that is told as its authors write it.

`python scripts/sbom.py` writes the same, with checksums, as a software bill of materials in the
CycloneDX format.
"""


@dataclass(frozen=True)
class Locked:
    """One package of the lock file.

    Attributes:
        name: Its name.
        version: Its version.
        where: The machines that it is for; empty for all.
        hashes: SHA-256 of each of its files.
    """

    name: str
    version: str
    where: str
    hashes: tuple[str, ...]


def locked() -> list[Locked]:
    """Return the packages of the lock file, in its order."""
    lines = (ROOT / LOCK).read_text("utf-8").replace("\\\n", " ").splitlines()
    found = []
    for line in lines:
        wanted, *hashes = line.split("--hash=sha256:")
        if not wanted.strip() or wanted.startswith("#"):
            continue
        one = Requirement(wanted.strip())
        [specifier] = one.specifier
        where = str(one.marker) if one.marker else ""
        files = tuple(each.strip() for each in hashes)
        found.append(Locked(canonicalize_name(one.name), specifier.version, where, files))
    return found


def installed_licence(name: str) -> str | None:
    """Return the licence that an installed package names; None when it is not installed."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    if expression := about.get("License-Expression"):
        return str(expression)
    text = (about.get("License") or "").strip()
    classified = [
        str(one).rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or []
        if str(one).startswith("License ::")
    ]
    if not text or "\n" in text or len(text) > _LONGEST:
        text = " AND ".join(_short(one) for one in classified)
    return _short(text) or _READ.get(name, UNKNOWN)


def _short(text: str) -> str:
    return _SAME.get(text.lower(), text)


def licences() -> dict[str, str]:
    """Return the licence of each locked package, by name."""
    before = page_rows()
    return {
        one.name: installed_licence(one.name) or before.get(one.name, ("", UNKNOWN))[1]
        for one in locked()
    }


def page_rows() -> dict[str, tuple[str, str]]:
    """Return versions and licence of each package as the page has them, by name."""
    page = ROOT / PAGE
    text = page.read_text("utf-8") if page.exists() else ""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\d[^|]*) \| ([^|]+) \|$", text, re.MULTILINE)
    return {name: (versions.strip(), licence.strip()) for name, versions, licence in rows}


def page() -> str:
    """Return the page of licences."""
    versions: dict[str, list[str]] = {}
    for one in locked():
        versions.setdefault(one.name, []).append(one.version)
    named = licences()
    lines = [_HEAD, "## Packages", "", "| package | version | licence |", "|---|---|---|"]
    lines += [f"| {name} | {', '.join(each)} | {named[name]} |" for name, each in versions.items()]
    lines += ["", "Of some packages, each version of Python gets another version."]
    lines += ["", "## Models", "", "| model | used for | licence |", "|---|---|---|"]
    lines += [
        f"| {model.title} | interview and plan | {model.license} |"
        for model in load_catalogue().values()
    ]
    lines += [f"| {SEARCH_MODEL} | search in the library | {SEARCH_MODEL_LICENCE} |"]
    return "\n".join(lines) + "\n"


def bill() -> str:
    """Return the bill of materials as CycloneDX JSON."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6

    factory, named = LicenseFactory(), licences()
    program = Component(
        name="coach",
        version=__version__,
        type=ComponentType.APPLICATION,
        licenses=[factory.make_from_string("Apache-2.0")],
        bom_ref="coach",
    )
    # The same lock file has the same number.
    number = uuid.uuid5(uuid.NAMESPACE_OID, (ROOT / LOCK).read_text("utf-8") + __version__)
    bom = Bom(serial_number=number)
    bom.metadata.component = program
    parts = [_package(one, named[one.name], factory) for one in locked()]
    parts += [
        _model(name, model.title, model.license, {"": model.sha256}, factory)
        for name, model in load_catalogue().items()
    ]
    files = {
        embedding.MODEL_FILE: embedding.MODEL_SHA256,
        embedding.TOKENIZER_FILE: embedding.TOKENIZER_SHA256,
    }
    for file, sha256 in files.items():
        name = f"{SEARCH_MODEL}/{file}"
        parts.append(_model(name, name, SEARCH_MODEL_LICENCE, {file: sha256}, factory))
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(program, parts)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _package(one: Locked, licence: str, factory: LicenseFactory) -> Component:
    from cyclonedx.model import Property
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    where = [Property(name="coach:only-where", value=one.where)] if one.where else []
    # A component has one checksum of a kind, and a package has a file for each platform.
    files = [Property(name="coach:sha256", value=each) for each in one.hashes]
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        licenses=[] if licence == UNKNOWN else [factory.make_from_string(licence)],
        purl=PackageURL("pypi", None, one.name, one.version),
        bom_ref=f"{one.name}=={one.version}",
        properties=[*where, *files],
    )


def _model(
    ref: str, title: str, licence: str, files: dict[str, str], factory: LicenseFactory
) -> Component:
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType

    return Component(
        name=title,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        licenses=[factory.make_from_string(licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in files.values()],
        bom_ref=f"model:{ref}",
    )


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "sbom.json")
    parser.add_argument("--licences", action="store_true", help=f"write {PAGE} instead")
    wanted = parser.parse_args()
    place = ROOT / PAGE if wanted.licences else wanted.out
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page() if wanted.licences else bill() + "\n", encoding="utf-8")
    print(place)


if __name__ == "__main__":
    main()
