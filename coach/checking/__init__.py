"""Whether a source supports a statement; knows nothing of plans or interviews."""
