"""The errors that newsstance raises for problems that a user can correct.

The command line prints such an error as one line and exits with status 1; any other exception is a bug in newsstance.

* NewsstanceError
  x ConfigError           a codebook, an option or a setting has a value that cannot be used
  x DataError             an article, an answer or a table is not what it should be
  x LabelStudioError      the Label Studio server refused a request or did not answer
  x ModelError            a stored model cannot be used for the requested work
"""


class NewsstanceError(Exception):
    """A problem that the user can correct; the message says what is wrong, where, and what to do."""


class ConfigError(NewsstanceError):
    """A codebook, an option or a setting has a value that cannot be used."""


class DataError(NewsstanceError):
    """An article, an answer or a table is not what it should be."""


class LabelStudioError(NewsstanceError):
    """The Label Studio server refused a request or did not answer."""


class ModelError(NewsstanceError):
    """A stored model cannot be used for the requested work."""
