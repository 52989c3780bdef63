"""The command line: it brings together the verbs of the three packages and reports our errors in one line."""

import signal
import sys
from importlib.metadata import version
from typing import Annotated, ClassVar, Final, NoReturn

import typer

from annotation.cli.app import verbs as annotation_verbs
from annotation.cli.grouped_help import GroupedHelp
from annotation.cli.settings import defaults
from annotation.errors import NewsstanceError
from annotation.io.console import remark, result
from annotation.io.system_limits import limit_of_system, too_little_memory
from annotation.io.utf8_mode import restart_in_utf8_mode, undecoded_argument
from exports.cli.app import verbs as exports_verbs
from training.cli.app import verbs as training_verbs

_MAX_LENGTH: Final = 3000  # characters of a line of an error; a header can have a million


class Verbs(GroupedHelp):
    """All verbs, in the order of work."""

    sections: ClassVar = {
        "From articles to people": ("split", "codebook", "studio", "push"),
        "What people answered": ("rounds", "pull", "agree", "adjudicate", "gold", "anchoring", "export"),
        "A model of it": ("train", "evaluate", "compare", "doubtful", "models", "encoders"),
        "Using a model": ("score", "prelabel"),
        "Everything once, with samples": ("demo",),
    }


app = typer.Typer(
    name="newsstance",
    cls=Verbs,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(asked: bool) -> None:
    if asked:
        result(f"newsstance {version('newsstance')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version this is.")
]


@app.callback(no_args_is_help=True)
def newsstance(ctx: typer.Context, show_version: Version = False) -> None:
    """Find out how news treats people: annotate sentences in Label Studio, train, pre-label, score.

    Example: newsstance demo
    """
    ctx.default_map = defaults(ctx.command)


for verbs in (annotation_verbs, exports_verbs, training_verbs):
    app.add_typer(verbs)


def main() -> None:
    """Run one verb: what the user can mend is printed as one line with status 1, other errors with their traceback."""
    restart_in_utf8_mode()
    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signal_number) == signal.SIG_DFL:  # under nohup the signal stays ignored
            signal.signal(signal_number, _exit)
    problem = too_little_memory()
    if problem:
        _fail(problem)
    try:
        app(prog_name="newsstance")  # also if it is run as `python -m newsstance`
    except (NewsstanceError, MemoryError, OSError, ImportError, RuntimeError, UnicodeEncodeError) as error:
        reason = _reason(error)
        if not reason:
            raise
        _fail(*((isinstance(error, NewsstanceError) and error.lines) or (reason,)))


def _reason(error: Exception) -> str:
    """Say what the user can mend; an empty text for a bug of ours."""
    if isinstance(error, NewsstanceError):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory for this: give newsstance more, or smaller files"
    if isinstance(error, UnicodeEncodeError):
        argument = undecoded_argument(sys.argv)
        advice = "is not text in UTF-8, as names must be; type it in a terminal that uses UTF-8"
        return f"the argument {argument} {advice}" if argument else ""
    return limit_of_system(error)


def _fail(*lines: str) -> NoReturn:
    """Print an error, each line so short that it can be read to its end, and exit."""
    for number, line in enumerate(lines):
        shown = line if len(line) <= _MAX_LENGTH else f"{line[: _MAX_LENGTH * 2 // 3]} … {line[-_MAX_LENGTH // 3 :]}"
        remark(shown if number else f"newsstance: {shown}")
    sys.exit(1)


def _exit(signal_number: int, _: object) -> None:
    """Exit through SystemExit, so that unfinished files are removed; the status is the one that shells use (143)."""
    sys.exit(128 + signal_number)


if __name__ == "__main__":
    main()
