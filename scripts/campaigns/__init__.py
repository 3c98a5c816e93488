"""Campaigns against the program: many cases, a table of what was tried and what was lost."""
