"""The plan as files: one module for each format, all from the same page."""
