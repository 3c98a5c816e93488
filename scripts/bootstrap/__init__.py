"""Sets the project up with nothing but the standard library.

Must parse under Python 3.7, so that an old Python can say that it is too old.
"""
