"""The one exception of this package."""

from __future__ import annotations


class Error(Exception):
    """A document, table or store that could not be used.

    ``code`` is stable and one of those that the command line writes under ``problems``
    (``empty``, ``binary``, ``too-large``, ``json``, ``defect``, ``twice``, ...), or one of a
    store (``newer``, ``busy``, ``full``, ``unusable``, ``request``, ``store``), a table
    (``table``, ``brief``) or an output (``io``). ``message`` says it in words, ``input`` names
    the document where there is one.

    >>> import dateline
    >>> try:
    ...     dateline.read("   ")
    ... except dateline.Error as error:
    ...     print(error.code, "-", error)
    empty - 0: there is nothing in it
    """

    def __init__(self, code: str, message: str, input: str | None = None) -> None:
        super().__init__(code, message, input)
        self.code = code
        self.message = message
        self.input = input

    def __str__(self) -> str:
        return self.message if self.input is None else f"{self.input}: {self.message}"
