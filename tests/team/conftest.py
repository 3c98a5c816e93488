from __future__ import annotations

import pytest

from coach.knowledge.embedding import Embedder
from coach.team.differences import Embed
from tests.models import settings_with_models


@pytest.fixture(scope="session")
def embed(tmp_path_factory: pytest.TempPathFactory) -> Embed:
    """The embedding of the library, loaded once."""
    return Embedder(settings_with_models(tmp_path_factory.mktemp("embedding"))).embed
