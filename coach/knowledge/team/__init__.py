"""The library that a team shares on a Chroma server; everything that it sends is hostile."""
