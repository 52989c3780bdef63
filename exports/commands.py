"""The verbs of this room."""

import typer

from exports.agree_verb import agree
from exports.gold_verb import gold
from exports.pull_verb import pull
from exports.rounds_verb import rounds

verbs = typer.Typer(rich_markup_mode=None)
for verb in (pull, rounds, agree, gold):
    verbs.command()(verb)
