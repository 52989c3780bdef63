"""The tree of our errors: each is one line for the user, status 1, and never a bug of ours.

* NewsstanceError
  x ConfigError           a codebook or a setting says something we cannot use
  x DataError             an article, an answer or a table is not what it should be
  x LabelStudioError      the server answered no, or did not answer
  x ModelError            a stored model cannot be used for what was asked
"""


class NewsstanceError(Exception):
    """Something the user can put right; the message says what, where, and how."""


class ConfigError(NewsstanceError):
    """A codebook or a setting says something we cannot use."""


class DataError(NewsstanceError):
    """An article, an answer or a table is not what it should be."""


class LabelStudioError(NewsstanceError):
    """The server answered no, or did not answer."""


class ModelError(NewsstanceError):
    """A stored model cannot be used for what was asked."""
