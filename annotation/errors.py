"""The errors that newsstance raises for problems that a user can correct.

The command line prints such an error as one line and exits with status 1; any other exception is a bug in newsstance.
A file with several problems, such as a codebook, is one error with a line for each problem.

* NewsstanceError
  x ConfigError           a codebook, an option or a setting has a value that cannot be used
  x DataError             an article, an answer or a table is not what it should be
  x LabelStudioError      the Label Studio server refused a request or did not answer
  x ModelError            a stored model cannot be used for the requested work
"""

from collections.abc import Sequence
from typing import Final, Self

_MAX_PROBLEMS: Final = 20  # that are printed of one file


class NewsstanceError(Exception):
    """A problem that the user can correct; the message says what is wrong, where, and what to do.

    `lines` are what is printed: the message, or, where a file has several problems, a heading and a line for each.
    """

    lines: tuple[str, ...] = ()

    @classmethod
    def listing(cls, place: str, problems: Sequence[str]) -> Self:
        """Make one error of all problems of a file.

        >>> ConfigError.listing("a.toml", ["it has no name", "it has no questions"]).lines
        ('a.toml has 2 problems:', '  it has no name', '  it has no questions')
        >>> str(ConfigError.listing("a.toml", ["it has no name"]))
        'a.toml: it has no name'
        """
        error = cls(f"{place}: {'; '.join(problems)}")
        if len(problems) > 1:
            more = [f"and {len(problems) - _MAX_PROBLEMS} more"] if len(problems) > _MAX_PROBLEMS else []
            listed = [f"  {problem}" for problem in (*problems[:_MAX_PROBLEMS], *more)]
            error.lines = (f"{place} has {len(problems)} problems:", *listed)
        return error


class ConfigError(NewsstanceError):
    """A codebook, an option or a setting has a value that cannot be used."""


class DataError(NewsstanceError):
    """An article, an answer or a table is not what it should be."""


class LabelStudioError(NewsstanceError):
    """The Label Studio server refused a request or did not answer."""


class ModelError(NewsstanceError):
    """A stored model cannot be used for the requested work."""
