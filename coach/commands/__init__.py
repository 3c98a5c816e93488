"""Commands: one file a group, and what they share."""
