"""The verbs of this package, gathered; each parses, calls one function and prints."""

import typer

from exports.cli.adjudicate import adjudicate
from exports.cli.agree import agree
from exports.cli.anchoring import anchoring
from exports.cli.export import export
from exports.cli.gold import gold
from exports.cli.pull import pull
from exports.cli.rounds import rounds

verbs = typer.Typer(rich_markup_mode=None)
for verb in (pull, rounds, agree, anchoring, gold, adjudicate, export):
    verbs.command()(verb)
