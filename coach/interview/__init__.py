"""The interview: agenda, notes, reading, wording, and the session that joins them."""
