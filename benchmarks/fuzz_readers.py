"""Every reader with a valid file of its kind: what `benchmarks/fuzz.py` damages, and what then reads it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from typer.testing import CliRunner

from annotation.errors import NewsstanceError
from annotation.text.language import language

ROOT: Final = Path(__file__).parents[1]
ANSWERS: Final = ROOT / "configs" / "samples" / "answers.jsonl"
CODEBOOK: Final = ROOT / "configs" / "stance_sourcing.toml"
_TABLES: Final = ("articles", "sentences", "handout", "answers", "gold", "labeled", "scores")


@dataclass(frozen=True)
class Reader:
    """A file, its valid content, and what reads it when it is in place."""

    name: str
    path: Path
    content: bytes
    read: Callable[[], Any]


def make_readers(folder: Path) -> list[Reader]:
    """Make a study with valid files in a folder, which is the working folder; give a reader for each of them."""
    _make_study(folder)
    return [
        *_table_readers(),
        *_article_readers(),
        *_study_readers(),
        *_model_readers(),
        *_encoder_readers(),
    ]


def run(*arguments: object) -> None:
    """Run a verb as the command line does; errors of ours and usage errors are as they should be."""
    from newsstance import app

    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception


def _reader(name: str, path: str, read: Callable[[], Any]) -> Reader:
    return Reader(name, Path(path), Path(path).read_bytes(), read)


def _make_study(folder: Path) -> None:
    from annotation.study.handout import HandoutRow, PreLabel, write_handout
    from annotation.study.study import open_study
    from annotation.tables import schema
    from annotation.tables.write import write_rows

    rows = _rows()
    for name in _TABLES:
        table = getattr(schema, name.upper())
        for ending in ("jsonl", "csv", "parquet"):
            write_rows(f"{name}.{ending}", rows[name], table)
    study = open_study(folder, new=True)
    shown = {"view": PreLabel("pro", 0.75)}
    names = [row["sentence"] for row in rows["sentences"]]
    handout = [HandoutRow(name, "ann", "1", arm="prelabeled", shown=shown, project=1, task=3) for name in names]
    write_handout(study.handout, handout)
    Path("codebook.toml").write_bytes(CODEBOOK.read_bytes())
    Path("settings").mkdir()
    settings = (
        'codebook = "codebook.toml"\nseed = 3\nannotators = ["ann", "bob"]\ntarget = ["A"]\nurl = "http://localhost"\n'
    )
    Path("settings/newsstance.toml").write_text(settings, encoding="utf-8")
    Path("article.html").write_text(
        "<html><head><title>A</title></head><body><p>He won.</p><p>B &amp; c</p></body></html>"
    )
    Path("article.md").write_text(
        "---\ntitle: A\noutlet: O\npublished: 2026-01-02\n---\n# Head\n\nHe *won*. She lost.\n\n- a\n- b\n"
    )
    Path("article.txt").write_text("title: A\n\nHe won, said “Ann”. Then Mr. B. left.\n\nNext.\n")
    Path("trust.json").write_text(json.dumps({"a" * 64: {"id": "m", "files": {"card.json": "b" * 64}}}))
    run("train", "labeled.jsonl", "--question", "view", "--precision", "0", "-o", "models")
    run("export", "answers.csv", "-o", "shared")
    language("Die Ministerin trat am Dienstag zurück, weil sie das Gesetz nicht wollte.")  # reads a model, once for all


def _rows() -> dict[str, list[dict[str, Any]]]:
    said = (("praised the good plan", "pro"), ("blamed the bad plan", "con"), ("met on a monday", "odd"))
    names = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")
    sentences = [
        {"sentence": f"{who}-{n}", "text": f"{who} {what}.", "article": who, "position": n, "kind": "sentence"}
        for who in names
        for n, (what, _) in enumerate(said)
    ]
    labels = [label for _ in names for _, label in said]
    pairs = list(zip(sentences, labels, strict=True))
    return {
        "articles": [
            {"id": who, "text": f"{who} won. He left.", "target": who, "published": "2026-01-02"} for who in names
        ],
        "sentences": [{**row, "target": "Ann", "target_start": 0, "target_end": 3} for row in sentences],
        "handout": [{"sentence": row["sentence"], "annotator": "ann", "round": "1", "project": 3} for row in sentences],
        "answers": [
            {"sentence": row["sentence"], "annotator": who, "question": "view", "label": label, "seconds": 3.5}
            for row, label in pairs
            for who in ("ann", "bob")
        ],
        "gold": [
            {"sentence": row["sentence"], "question": "view", "label": label, "answers": 2} for row, label in pairs
        ],
        "labeled": [{**row, "view": label, "answers": [{"annotator": "a", "label": label}]} for row, label in pairs],
        "scores": [{**row, "view": label, "view_probability": 0.5, "model": "m"} for row, label in pairs],
    }


def _table_readers() -> Iterator[Reader]:
    from annotation.tables import schema
    from annotation.tables.frames import read_frame
    from annotation.tables.read import read_rows
    from annotation.tables.write import write_rows

    def copy(path: str, table: schema.Table) -> Callable[[], None]:
        def read() -> None:
            read_frame(path, table)
            for ending in ("csv", "parquet", "jsonl"):
                write_rows(f"copy.{ending}", read_rows(path, table), table)
                list(read_rows(f"copy.{ending}", table))

        return read

    for name in _TABLES:
        for ending in ("jsonl", "csv", "parquet"):
            path = f"{name}.{ending}"
            yield _reader(f"table {path}", path, copy(path, getattr(schema, name.upper())))
    for ending in ("jsonl", "csv", "parquet"):
        yield _reader(
            f"gold {ending}", f"answers.{ending}", lambda e=ending: run("gold", f"answers.{e}", "-o", "copy.csv")
        )
        yield _reader(
            f"split {ending}", f"articles.{ending}", lambda e=ending: run("split", f"articles.{e}", "-o", "copy.csv")
        )
        yield _reader(f"export {ending}", f"answers.{ending}", lambda e=ending: _export(f"answers.{e}"))
        yield _reader(f"learn {ending}", f"labeled.{ending}", lambda e=ending: _examples(f"labeled.{e}"))
        yield _reader(f"score {ending}", f"sentences.{ending}", lambda e=ending: _score(f"sentences.{e}"))


def _export(path: str) -> None:
    """Do what `export` does but for the intervals of agreement, which take seconds."""
    from annotation.tables.frames import write_frame
    from exports.dataset.export import gather_inputs
    from exports.dataset.redaction import TABLES, ReleaseOptions

    inputs = gather_inputs(
        Path(path), Path("gold.csv"), Path("sentences.csv"), None, ReleaseOptions(True, True, True, False, ())
    )
    for name, table in inputs.release.tables.items():
        write_frame(f"copy-{name}.csv", table, TABLES[name])


def _examples(path: str) -> None:
    from training.cli.inputs import read_labeled
    from training.data.questions import choose_questions
    from training.selection.label_errors import find_label_errors

    rows, codebook = read_labeled(Path(path), None)
    choose_questions(rows, ["view"], codebook)
    find_label_errors(rows, "view", codebook, most=5, seed=0) if len(rows) < 5 else None


def _score(path: str) -> None:
    run("score", path, "--model", _model(), "-o", "copy.jsonl", "--explain")


def _model() -> str:
    return str(next(path.parent for path in Path("models").glob("*/card.json")))


def _article_readers() -> Iterator[Reader]:
    for ending in ("html", "md", "txt"):
        path = f"article.{ending}"
        yield _reader(f"split {path}", path, lambda p=path: run("split", p, "-o", "copy.jsonl"))


def _study_readers() -> Iterator[Reader]:
    from annotation.cli.settings import read_settings
    from annotation.study.handout import read_handout
    from annotation.study.study import open_study
    from exports.dataset.output_folder import atomic_folder
    from training.persistence.trust import read_trust_list

    def replace_export() -> None:
        with atomic_folder(Path("shared")):
            raise NewsstanceError("not to be replaced")

    for name in ("handout.csv", ".newsstance/handout.seal", ".newsstance/study.json"):
        yield _reader(name, name, lambda: (open_study(Path()), read_handout(Path("handout.csv"))))
    yield _reader("settings", "settings/newsstance.toml", lambda: read_settings(Path("settings")))
    for verb in (("check",), ("manual",), ("interface",), ("check", "--json")):
        yield _reader(
            f"codebook {verb[0]}", "codebook.toml", lambda v=verb: run("codebook", v[0], "codebook.toml", *v[1:])
        )
    yield _reader("trust list", "trust.json", read_trust_list)
    yield _reader("export.json", "shared/export.json", replace_export)


def _model_readers() -> Iterator[Reader]:
    from training.persistence.load import open_model

    folder = Path(_model())
    sums = folder / "SHA256SUMS"

    def open_as_written(name: str) -> Callable[[], None]:
        """Open a model whose checksums are those of the damaged file, as a stranger would write them."""

        def read() -> None:
            lines = sums.read_text().splitlines()
            digest = sha256((folder / name).read_bytes()).hexdigest()
            sums.write_text(
                "".join(f"{digest}  {name}\n" if line.endswith(f"  {name}") else f"{line}\n" for line in lines)
            )
            open_model(folder, Path("models"))

        return read

    for name in ("card.json", "terms.json", "weights.npz", "seen.txt"):
        yield _reader(f"model {name}", f"{folder}/{name}", open_as_written(name))
    yield _reader("model card listed", f"{folder}/card.json", lambda: run("models", "list"))
    yield _reader("model card trusted", f"{folder}/card.json", lambda: run("models", "trust", folder))
    yield _reader("model SHA256SUMS", f"{folder}/SHA256SUMS", lambda: open_model(folder, Path("models")))


def _encoder_readers() -> Iterator[Reader]:
    """Read a static table of vectors, where the packages that do so are installed."""
    try:
        import numpy as np
        from safetensors.numpy import save_file
        from tokenizers import Tokenizer, models, pre_tokenizers

        from training.encoders.files import find_encoder
        from training.encoders.static_encoder import StaticTable
    except ImportError:
        return
    folder = Path("encoder")
    folder.mkdir()
    words = ("[UNK]", "ann", "won")
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embeddings": np.ones((3, 4), np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text(
        '{"normalize": true, "max_position_embeddings": 512, "model_type": "model2vec"}'
    )
    (folder / "tokenizer_config.json").write_text('{"model_max_length": 512}')

    def read() -> None:
        list(StaticTable(find_encoder("encoder")).piece_vectors(["Ann won."]))

    for name in ("model.safetensors", "tokenizer.json", "config.json", "tokenizer_config.json"):
        yield _reader(f"encoder {name}", f"encoder/{name}", read)
