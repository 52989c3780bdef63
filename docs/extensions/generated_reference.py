"""A Sphinx extension that fills `<!-- generated: NAME -->` in a page with Markdown made from the code.

A page names what it wants (`verbs`, `tables`, `codebook keys`); an unknown name stops the build. So the reference can't
fall behind the program: verbs and options come from the command line itself, columns and keys from the code that reads
them, and only the meaning of a column or key is written by hand, in a TOML file beside this one.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from keys_reference import codebook_keys
from sphinx.application import Sphinx
from tables_reference import tables
from verbs_reference import verbs

MARK: Final = re.compile(r"^<!-- generated: (.+?) -->$", re.MULTILINE)
GENERATORS: Final[Mapping[str, Callable[[], str]]] = {"verbs": verbs, "tables": tables, "codebook keys": codebook_keys}


def fill(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Replace the marks in a page's source, which Sphinx hands over as a list of one text to be changed in place."""
    source[0] = MARK.sub(lambda mark: GENERATORS[mark[1]](), source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension; pages can be read side by side."""
    app.connect("source-read", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
