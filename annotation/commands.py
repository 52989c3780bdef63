"""The verbs of this room: each parses, calls one function, prints."""

import typer

verbs = typer.Typer(rich_markup_mode=None)
