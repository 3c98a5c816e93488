"""Maps over the plans that people chose to share: who serves whom, and where views differ."""
