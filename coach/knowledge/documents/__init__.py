"""People's own documents: found, read safely, and split into parts that can be cited."""
