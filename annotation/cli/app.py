"""The Typer app with all verbs of this package; each verb parses, calls one function and prints."""

import typer

from annotation.cli.codebook import codebook_verbs
from annotation.cli.push import push
from annotation.cli.split import split
from annotation.cli.studio import studio

verbs = typer.Typer(rich_markup_mode=None)
verbs.add_typer(codebook_verbs, name="codebook")
for verb in (studio, push, split):
    verbs.command()(verb)
