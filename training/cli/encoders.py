"""The verbs about encoders: which are known, getting one, exporting one, checking one."""

from pathlib import Path
from typing import Annotated, Final

import typer

from annotation.cli.grouped_help import GroupedHelp
from annotation.cli.options import Json
from annotation.io.console import remark, result
from annotation.io.visible import visible_line

encoders = typer.Typer(
    name="encoders",
    cls=GroupedHelp,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Find, get, export and check the encoders that train --encoder takes.\n\nExample: newsstance encoders list",
)

_SHOWN_SET: Final = "NewsMTSC rw"  # the set of the bench whose figure the list shows; --json has all
_UNKNOWN: Final = "?"
KnownName = Annotated[str, typer.Argument(metavar="NAME", help="A name that newsstance encoders list shows.")]
OriginalFolder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help="A sentence-transformers folder: config.json, model.safetensors."),
]
AnyEncoder = Annotated[
    str, typer.Argument(metavar="FOLDER", help="What train --encoder takes: a folder, a known name, or a package.")
]
Rounded = Annotated[
    bool, typer.Option("--int8", help="Round to eight bits: a quarter to a half of the size, and faster.")
]


@encoders.command("list")
def list_encoders(as_json: Json = False) -> None:
    """List the known encoders: size, license, languages, speed, what they bring, and whether they are here.

    Example: newsstance encoders list
    """
    import json
    from dataclasses import asdict

    from training.encoders.known_encoders import bench_without_encoder, known_encoders

    if as_json:
        rows = [{**asdict(encoder), "here": encoder.is_here} for encoder in known_encoders()]
        result(json.dumps({"without_encoder": bench_without_encoder(), "encoders": rows}, ensure_ascii=False, indent=1))
        return
    for line in _known_lines():
        result(line)
    remark(
        f"{_SHOWN_SET} is macro-F1 on held-back data, {bench_without_encoder()[_SHOWN_SET]:.3f} without an encoder; a "
        "second is one on two cores, and newsstance encoders check measures it here"
    )
    remark("newsstance encoders get NAME downloads one, and train --encoder NAME then finds it")


@encoders.command("get")
def get_encoder(name: KnownName) -> None:
    """Download a known encoder into the cache, after which train --encoder finds it by its name.

    This is the only verb that ever downloads anything. Each file must have the SHA-256 that newsstance has for it, or
    nothing is kept. HF_ENDPOINT names a mirror of the hub.

    Example: newsstance encoders get all-MiniLM-L6-v2
    """
    from annotation.errors import ConfigError
    from training.encoders.hub import download
    from training.encoders.known_encoders import find_known, known_encoders

    known_encoder = find_known(name)
    if known_encoder is None:
        names = ", ".join(encoder.name for encoder in known_encoders())
        raise ConfigError(
            f"no known encoder {name!r}: known are {names}; get any other with a browser, and "
            "name its folder as --encoder"
        )
    folder, is_new = download(known_encoder)
    if not is_new:
        remark(f"{known_encoder.name} is here already, and whole")
    result(visible_line(str(folder)))


@encoders.command("export")
def export_folder(folder: OriginalFolder, rounded: Rounded = False) -> None:
    """Make an encoder for onnxruntime of a sentence-transformers folder, and check it against the original's vectors.

    BERT's and MPNet's architectures can be exported. The file goes into the folder's own folder onnx.

    Example: newsstance encoders export all-mpnet-base-v2 --int8
    """
    from training.encoders.export import export_encoder

    export = export_encoder(folder, rounded=rounded)
    if rounded:
        remark(f"its vectors have a mean cosine of {export.cosine:.3f} with the original's")
    else:
        remark(
            f"its vectors are the original's: no number differs by more than {export.largest_difference:.0e} of the "
            "largest one"
        )
    result(visible_line(str(export.path)))


@encoders.command("check")
def check_one_encoder(folder: AnyEncoder, as_json: Json = False) -> None:
    """Say what an encoder is, whether its files belong together, and how fast it is here, by running it.

    Example: newsstance encoders check path/to/all-MiniLM-L6-v2/onnx
    """
    import json

    from training.encoders.check import check_encoder

    report = check_encoder(folder)
    if as_json:
        result(json.dumps(report._asdict(), ensure_ascii=False, indent=1))
        return
    for line in report.lines():
        result(visible_line(line))


def _known_lines() -> list[str]:
    """Give the table of known encoders."""
    from exports.terminal.table import table_lines
    from training.encoders.known_encoders import known_encoders

    header = ["name", "what it is", "size", "license", "languages", "numbers", "sentences a second", _SHOWN_SET, "here"]
    rows = [
        [
            *(encoder.name, encoder.about, f"{encoder.bytes / 1e6:.0f} MB", encoder.license, encoder.languages),
            *(str(encoder.dimensions), str(encoder.sentences_per_second or _UNKNOWN)),
            f"{encoder.bench[_SHOWN_SET]:.3f}" if _SHOWN_SET in encoder.bench else _UNKNOWN,
            "yes" if encoder.is_here else "no",
        ]
        for encoder in known_encoders()
    ]
    return table_lines([header, *rows], left_columns=(0, 1, 3, 4))
