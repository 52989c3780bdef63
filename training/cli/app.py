"""The verbs of this package, gathered; each parses, calls one function and prints."""

import typer

from training.cli.compare import compare
from training.cli.demo import demo
from training.cli.doubtful import doubtful
from training.cli.encoders import encoders
from training.cli.evaluate import evaluate
from training.cli.models import models
from training.cli.prelabel import prelabel
from training.cli.score import score
from training.cli.train import train

verbs = typer.Typer(rich_markup_mode=None)
verbs.add_typer(models)
verbs.add_typer(encoders)
for verb in (prelabel, demo, evaluate, compare, doubtful, train, score):
    verbs.command()(verb)
