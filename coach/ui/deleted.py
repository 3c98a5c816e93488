"""What was deleted while the interface is open: in memory only, so that it can be brought back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.store.documents import RemovedDocument
    from coach.store.removing import Removed


@dataclass
class Deleted:
    """Everything that can still be brought back, the last deleted at the end.

    On the disk it is gone and overwritten; when the interface is closed it is gone for good.
    """

    interviews: list[Removed] = field(default_factory=list)
    documents: list[RemovedDocument] = field(default_factory=list)
