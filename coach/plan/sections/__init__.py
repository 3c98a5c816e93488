"""One module a section of the plan; each says what stands in it, most important first."""
