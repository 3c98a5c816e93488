"""The bill of materials and the page of licences say what the lock file says."""

from __future__ import annotations

import json
from importlib import metadata
from types import ModuleType

import pytest

from coach.knowledge.embedding import MODEL_SHA256, TOKENIZER_SHA256
from coach.llm.catalogue import load_catalogue
from tests.docs.places import ROOT, script


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    return script("sbom")


def test_the_page_has_every_package_of_the_lock_with_its_versions(sbom: ModuleType) -> None:
    """Run: python scripts/sbom.py --licences"""
    versions: dict[str, list[str]] = {}
    for one in sbom.locked():
        versions.setdefault(one.name, []).append(one.version)
    rows = sbom.page_rows()
    assert {name: ", ".join(each) for name, each in versions.items()} == {
        name: versions for name, (versions, _) in rows.items()
    }
    assert "not known here" not in {licence for _, licence in rows.values()}


def test_the_page_has_the_licence_that_each_installed_package_names(sbom: ModuleType) -> None:
    rows = sbom.page_rows()
    looked_at = 0
    for one in sbom.locked():
        try:
            same = metadata.version(one.name) == one.version
        except metadata.PackageNotFoundError:
            continue
        if same:
            assert rows[one.name][1] == sbom.installed_licence(one.name), one.name
            looked_at += 1
    assert looked_at > 80


def test_the_page_has_every_model(sbom: ModuleType) -> None:
    page = (ROOT / sbom.PAGE).read_text("utf-8")
    for model in load_catalogue().values():
        assert f"| {model.title} | interview and plan | {model.license} |" in page


def test_every_locked_package_has_checksums(sbom: ModuleType) -> None:
    for one in sbom.locked():
        assert one.hashes, one.name
        assert all(len(each) == 64 for each in one.hashes)


def test_the_bill_of_materials_has_packages_and_models_with_checksums(sbom: ModuleType) -> None:
    pytest.importorskip("cyclonedx", reason="the lock file of development is older than it")
    bill = json.loads(sbom.bill())
    assert bill["bomFormat"] == "CycloneDX"
    parts = {part["bom-ref"]: part for part in bill["components"]}
    for one in sbom.locked():
        part = parts[f"{one.name}=={one.version}"]
        found = {p["value"] for p in part["properties"] if p["name"] == "coach:sha256"}
        assert found == set(one.hashes)
        assert part["licenses"]
    sums = {sum_["content"] for part in parts.values() for sum_ in part.get("hashes", [])}
    models = {model.sha256 for model in load_catalogue().values()}
    assert sums == {*models, MODEL_SHA256, TOKENIZER_SHA256}
