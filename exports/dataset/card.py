"""The dataset card: what a data set is, what was asked, how far to trust it, and what was left out."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.codebook.manual import condition_text, question_text
from annotation.io.console import plural
from annotation.tables.frames import to_rows
from exports.agreement.agreement import Agreement
from exports.answers.valid import active_answers, codebook_counts, span_questions
from exports.dataset.redaction import Release
from exports.statistics.formatting import interval_ends

_AUDIT: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "unknown"}
REASONS: Final[Mapping[str, str]] = {
    "text": "Text: the articles are other people's",
    "comments": "Comments: they are the annotators' own words, and may quote or name people",
    "pace": "Times and pace: they say how people work, not what they found",
    "unknown": "Columns that newsstance doesn't know, so nobody can tell what they say",
}
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True)
class WrittenTable:
    """A table as it was written: its name, file below the folder, rows, and the columns with their types."""

    name: str
    file: str
    rows: int
    columns: Mapping[str, str]


@dataclass(frozen=True)
class CardFacts:
    """What the tables don't say themselves; `front` is for the Hugging Face hub."""

    title: str
    license: str
    language: str
    version: str
    seed: int
    renamed: bool
    has_text: bool
    front: bool


def dataset_card(
    handed: Release,
    written: Sequence[WrittenTable],
    about: CardFacts,
    *,
    codebook: Codebook | None = None,
    agreement: Sequence[Agreement] = (),
) -> str:
    """Write the card as Markdown."""
    from jinja2 import Environment, StrictUndefined

    # Markdown, not HTML: codebook texts go through `words`.
    engine = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    engine.filters.update(quoted=_quoted, words=_words, asked=condition_text, text=question_text)
    template = engine.from_string(Path(__file__).with_suffix(".md.j2").read_text(encoding="utf-8"))
    answers, sentences = handed.tables["answers"], handed.tables["sentences"]
    file = next(table.file for table in written if table.name == "sentences")
    card = template.render(
        **vars(about),
        tables=written,
        counts=_counts(handed, codebook),
        known_articles=bool(sentences["article"].notna().all()),
        size=_size(len(answers)),
        codebook=codebook,
        versions=[f"`{stamp}` {number:,}" for stamp, number in codebook_counts(answers).items()],
        labels=_labels(answers),
        agreement=list(_agreement(agreement)),
        resampled=" or ".join(sorted({one.resampled for one in agreement})),
        arms=_arms(answers),
        gold=_gold(handed.tables.get("gold"), codebook),
        left_out={what: handed.left_out[what] for what in REASONS if what in handed.left_out},
        reasons=REASONS,
        csv=file.endswith(".csv"),
        reading=_reading(file),
    )
    return card.rstrip("\n") + "\n"


def _counts(handed: Release, codebook: Codebook | None) -> dict[str, str]:
    answers, sentences = handed.tables["answers"], handed.tables["sentences"]
    given = active_answers(answers)
    spans = int(given["question"].isin(span_questions(given, codebook)).sum())
    status = answers["status"].to_list()
    return {
        "articles": plural(sentences["article"].nunique(), "article"),
        "sentences": plural(len(sentences), "sentence"),
        "answered": f"{given['sentence'].nunique():,}",
        "annotators": plural(answers["annotator"].nunique(), "annotator"),
        "answers": plural(len(given) - spans, "answer"),
        "spans": plural(spans, "marked span"),
        "skipped": f"{status.count('skipped'):,} skipped",
        "superseded": f"{status.count('superseded'):,} superseded",
        **({"gold": f"{len(handed.tables['gold']):,}"} if "gold" in handed.tables else {}),
    }


def _labels(answers: pd.DataFrame) -> dict[str, list[str]]:
    given = active_answers(answers)
    return {str(name): sorted(set(mine)) for name, mine in given.groupby("question")["label"]}


def _agreement(found: Sequence[Agreement]) -> Iterator[dict[str, Any]]:
    named = chain.from_iterable(
        [(one.question, one)] + ([(f"{one.question}, merged", one.merged)] if one.merged else []) for one in found
    )
    for name, one in named:
        alpha = one.ordinal or one.alpha
        yield {
            "question": f"{name}, as a scale" if one.ordinal else name,
            "alpha": _figure(alpha.value),
            "interval": interval_ends(alpha.low, alpha.high, _figure),
            "sentences": one.sentences,
            "reading": one.reading,
        }


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _arms(answers: pd.DataFrame) -> list[dict[str, Any]]:
    """Count sentences and answers by arm and audit flag; a cell without an arm is no arm."""
    by: dict[tuple[str, str], list[str]] = {}
    for row in to_rows(active_answers(answers)):
        key = (f"`{row['arm']}`" if row["arm"] else "no model", _AUDIT[row["audit"]])
        by.setdefault(key, []).append(row["sentence"])
    return [
        {"arm": arm, "audit": audit, "sentences": len(set(found)), "answers": len(found)}
        for (arm, audit), found in sorted(by.items())
    ]


def _gold(gold: pd.DataFrame | None, codebook: Codebook | None) -> list[dict[str, Any]]:
    if gold is None:
        return []
    place = {q.name: number for number, q in enumerate(codebook.questions)} if codebook else {}
    how = Counter(zip(gold["question"], gold["decided_by"].fillna("unknown"), strict=True))
    found = sorted(how.items(), key=lambda pair: (place.get(pair[0][0], 0), pair[0]))
    return [{"question": name, "decided_by": by, "sentences": number} for (name, by), number in found]


def _reading(file: str) -> str:
    if file.endswith(".parquet"):
        return f'pd.read_parquet("{file}")'
    return f'pd.read_csv("{file}", dtype="str", keep_default_na=False, na_values=[""])'


def _size(rows: int) -> str:
    """Name the class of a size as the hub does.

    >>> _size(999), _size(1000), _size(2_000_000)
    ('n<1K', '1K<n<10K', 'n>1M')
    """
    return next((name for below, name in _SIZES if rows < below), "n>1M")


def _quoted(text: str) -> str:
    """Write a text as YAML: JSON is a part of it."""
    return json.dumps(text, ensure_ascii=False)


def _words(text: str) -> str:
    r"""Keep a codebook's text on one line and in one cell.

    >>> _words("a | b\n<i>")
    'a \\| b &lt;i>'
    """
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
