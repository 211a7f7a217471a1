"""The error that a lecturer sees."""


class InputError(Exception):
    """Something a lecturer wrote or asked for cannot be used; the message says what, where, and how to mend it."""
