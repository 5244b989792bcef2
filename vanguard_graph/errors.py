"""Every error this project raises.

    VanguardGraphError          the root: what is wrong (message) and what to do (remedy)
        DataError               rows of a table break a rule; carries every problem found
        InputError              a file or folder given to us cannot be read
        OutputError             a file or folder cannot be written, or its format is unknown
        QueryError              a query or a saved question cannot be answered
            QueryRefused        it asks for something that is never done here
            QuerySyntaxError    it does not parse; carries the place
            QueryLimitError     it goes past a limit of the server; carries the limit's name
            QueryBusyError      too much is being asked just now; carries when to try again
        NotFoundError           a name or code leads to nothing; carries the nearest matches
        UsageError              an option or argument has a value that does not exist
        MissingPackageError     an optional package is needed and not installed

Errors stand in a module of their own, below everything else, so that every module can raise them.
"""

from __future__ import annotations

from collections.abc import Sequence


class VanguardGraphError(Exception):
    """The root of all errors: one sentence of what is wrong, one of what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message

    def _render_traceback_(self) -> list[str]:
        """Return the lines that a notebook shows in the place of a traceback."""
        return str(self).splitlines()


class DataError(VanguardGraphError):
    """Rows break the rules of the tables; `problems` holds one line of text for each."""

    def __init__(self, message: str, remedy: str = "", problems: Sequence[str] = ()) -> None:
        super().__init__(message, remedy)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([*self.problems, super().__str__()])


class InputError(VanguardGraphError):
    """A file or folder given to us does not exist, cannot be read, or is too large."""


class OutputError(VanguardGraphError):
    """A file or folder cannot be written, or the wanted format is unknown."""


class QueryError(VanguardGraphError):
    """A query or a saved question cannot be answered."""


class QueryRefused(QueryError):
    """A query asks for something that is never done here (updates, other servers, files)."""


class QuerySyntaxError(QueryError):
    """A query does not parse. `line` and `column` count from 1 in the text as it was given."""

    def __init__(
        self, message: str, remedy: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message, remedy)
        self.line = line
        self.column = column


class QueryLimitError(QueryError):
    """A query goes past a limit of the server and was ended; `limit` is its name in the table.

    `limit` is empty when the engine fell over the query, so that nothing can be said of a limit.
    """

    def __init__(self, message: str, remedy: str = "", limit: str = "") -> None:
        super().__init__(message, remedy)
        self.limit = limit


class QueryBusyError(QueryError):
    """A query is not answered now, as too many others are; `retry_after` is in seconds."""

    def __init__(self, message: str, remedy: str = "", retry_after: int = 1) -> None:
        super().__init__(message, remedy)
        self.retry_after = retry_after


class NotFoundError(VanguardGraphError):
    """A name or code leads to nothing, or to several; `matches` holds the nearest that exist.

    `ambiguous` says that the name is that of each of them.
    """

    def __init__(
        self,
        message: str,
        remedy: str = "",
        matches: Sequence[str] = (),
        ambiguous: bool = False,
    ) -> None:
        super().__init__(message, remedy)
        self.matches = tuple(matches)
        self.ambiguous = ambiguous


class UsageError(VanguardGraphError):
    """An option or argument has a value that does not exist."""


class MissingPackageError(VanguardGraphError):
    """An optional package is needed for this and is not installed."""
