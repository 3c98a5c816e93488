"""Makes ``scripts/campaigns`` importable."""

from __future__ import annotations

from tests.docs.places import package

package("campaigns")
