"""Text on the command line, whatever the locale: a cluster's may know ASCII only, and names are not all in ASCII."""

import codecs
import os
import sys

from annotation.io.parsed_values import refuse_surrogates


def restart_in_utf8_mode() -> None:
    """Start this program anew in Python's UTF-8 mode if its locale knows ASCII only; else come back at once.

    Arguments, names of files and everything that is printed are UTF-8 then.
    """
    knows_ascii_only = codecs.lookup(sys.getfilesystemencoding()).name == "ascii"
    if knows_ascii_only and os.environ.get("PYTHONUTF8") != "1":  # if it is 1, this is the new start already
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the very same command


def undecoded_argument(arguments: list[str]) -> str:
    r"""Name the first argument with bytes that are no text, or give an empty text if there is none.

    >>> undecoded_argument(["split", "a.txt", "--target", "Caf\udce9"])
    "b'Caf\\xe9'"
    """
    for argument in arguments:
        try:
            refuse_surrogates(argument)
        except ValueError:
            return repr(os.fsencode(argument))
    return ""
