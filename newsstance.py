"""The command line: gathers the verbs of the three packages and turns our errors into one line and a status."""

import signal
import sys

import typer

from annotation.cli.app import verbs as annotation_verbs
from annotation.cli.settings import defaults
from annotation.errors import NewsstanceError
from annotation.io.console import remark
from exports.cli.app import verbs as exports_verbs
from training.cli.app import verbs as training_verbs

app = typer.Typer(
    name="newsstance",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback(no_args_is_help=True)
def newsstance(ctx: typer.Context) -> None:
    """Find out how news treats people: annotate sentences in Label Studio, train, pre-label, score.

    Example: newsstance demo
    """
    ctx.default_map = defaults(ctx.command)


for verbs in (annotation_verbs, exports_verbs, training_verbs):
    app.add_typer(verbs)


def main() -> None:
    """Run one verb; our errors become one line and status 1, bugs keep their traceback."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(sign, _end)
    try:
        app(prog_name="newsstance")  # also when it was started as `python -m newsstance`
    except NewsstanceError as error:
        remark(f"newsstance: {error}")
        sys.exit(1)


def _end(number: int, _: object) -> None:
    """End as if the work had failed, so that what was begun is cleared away; 143 is what shells make of SIGTERM."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
