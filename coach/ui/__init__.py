"""The terminal interface: Textual pages and widgets."""
