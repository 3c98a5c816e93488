"""How hard a text is to read; the program has the measure, for texts of an organisation."""

from coach.interview.readability import reading_grade, syllables

__all__ = ["reading_grade", "syllables"]
