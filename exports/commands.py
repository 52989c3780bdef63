"""The verbs of this room."""

import typer

from exports.adjudicate_verb import adjudicate
from exports.agree_verb import agree
from exports.anchoring_verb import anchoring
from exports.export_verb import export
from exports.gold_verb import gold
from exports.pull_verb import pull
from exports.rounds_verb import rounds

verbs = typer.Typer(rich_markup_mode=None)
for verb in (pull, rounds, agree, anchoring, gold, adjudicate, export):
    verbs.command()(verb)
