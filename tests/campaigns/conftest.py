"""Campaigns live beside the scripts."""

from __future__ import annotations

import sys

from tests.docs.places import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
