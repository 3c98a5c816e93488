"""The interface in a browser: who is let in, the pages, and the process that shows itself there."""

from __future__ import annotations

PORT = 8765
"""Port to listen at where none is asked for."""
