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
from annotation.codebook.wording import condition_text, question_text
from annotation.io.console import plural
from annotation.io.visible import plain_markdown, visible
from annotation.tables.frames import to_rows
from annotation.tables.schema import SKIPPED, SUPERSEDED
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
_SIZE_CLASSES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True)
class WrittenTable:
    """A table as it was written: its name, file below the folder, rows, and the columns with their types."""

    name: str
    file: str
    rows: int
    columns: Mapping[str, str]


@dataclass(frozen=True)
class CardFacts:
    """What the card says that the tables don't tell.

    `pseudonyms` says whether annotators are called a1, a2 and so on, `has_text` whether the sentences' texts are
    released, and `front_matter` whether the card begins with the YAML block that the Hugging Face hub reads.
    `has_formulas` says whether a cell is one that a spreadsheet would run as a formula, and `for_spreadsheets` whether
    such cells were written as text.
    """

    title: str
    license: str
    language: str
    version: str
    seed: int
    pseudonyms: bool
    has_text: bool
    front_matter: bool
    for_spreadsheets: bool = False
    has_formulas: bool = False


def dataset_card(
    release: Release,
    written_tables: Sequence[WrittenTable],
    facts: CardFacts,
    *,
    codebook: Codebook | None = None,
    agreement: Sequence[Agreement] = (),
) -> str:
    """Give the card as Markdown.

    Args:
        release: The tables that are released, with the columns of `exports.dataset.redaction.TABLES`.
        written_tables: The files that those tables were written to.
        facts: What the card says besides.
        codebook: The codebook that the answers were given under, where it is known.
        agreement: Agreement on each choice question; empty where no choice question was answered.
    """
    from jinja2 import Environment, StrictUndefined

    # The card is Markdown, not HTML, so it isn't escaped as HTML is: texts of the codebook go through `words`.
    # Every other text goes through it too, since labels, columns and versions come from tables.
    engine = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_plain)  # noqa: S701
    engine.filters.update(quoted=_yaml_text, words=_cell_text, condition=condition_text, text=question_text)
    template = engine.from_string(Path(__file__).with_suffix(".md.j2").read_text(encoding="utf-8"))
    answers, sentences = release.tables["answers"], release.tables["sentences"]
    sentences_file = next(table.file for table in written_tables if table.name == "sentences")
    card = template.render(
        **vars(facts),
        tables=written_tables,
        counts=_counts(release, codebook),
        articles_complete=bool(sentences["article"].notna().all()),
        size=_size_class(len(answers)),
        codebook=codebook,
        versions=[f"`{stamp}` {number:,}" for stamp, number in codebook_counts(answers).items()],
        labels=_labels_by_question(answers),
        agreement=list(_agreement_lines(agreement)),
        resampled=" or ".join(sorted({question.resampled for question in agreement})),
        arms=_arm_lines(answers),
        is_by_person=_is_by_person(answers),
        gold=_gold_lines(release.tables.get("gold"), codebook),
        left_out={kind: release.left_out[kind] for kind in REASONS if kind in release.left_out},
        reasons=REASONS,
        csv=sentences_file.endswith(".csv"),
        reading_code=_reading_code(sentences_file),
    )
    return card.rstrip("\n") + "\n"


def _counts(release: Release, codebook: Codebook | None) -> dict[str, str]:
    answers, sentences = release.tables["answers"], release.tables["sentences"]
    active = active_answers(answers)
    spans = int(active["question"].isin(span_questions(active, codebook)).sum())
    status = answers["status"].to_list()
    return {
        "articles": plural(sentences["article"].nunique(), "article"),
        "sentences": plural(len(sentences), "sentence"),
        "answered": f"{active['sentence'].nunique():,}",
        "annotators": plural(answers["annotator"].nunique(), "annotator"),
        "answers": plural(len(active) - spans, "answer"),
        "spans": plural(spans, "marked span"),
        "skipped": f"{status.count(SKIPPED):,} skipped",
        "superseded": f"{status.count(SUPERSEDED):,} superseded",
        **({"gold": f"{len(release.tables['gold']):,}"} if "gold" in release.tables else {}),
    }


def _labels_by_question(answers: pd.DataFrame) -> dict[str, list[str]]:
    active = active_answers(answers)
    return {str(question): sorted(set(labels)) for question, labels in active.groupby("question")["label"]}


def _agreement_lines(agreement: Sequence[Agreement]) -> Iterator[dict[str, Any]]:
    """Give a line for each question, followed by its merged labels where the codebook merges them."""
    titled = chain.from_iterable(
        [(question.question, question)]
        + ([(f"{question.question}, merged", question.merged)] if question.merged else [])
        for question in agreement
    )
    for title, question in titled:
        alpha = question.ordinal or question.alpha
        yield {
            "question": f"{title}, as a scale" if question.ordinal else title,
            "alpha": _three_digits(alpha.value),
            "interval": interval_ends(alpha.low, alpha.high, _three_digits),
            "sentences": question.sentences,
            "reading": question.reading,
        }


def _three_digits(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _arm_lines(answers: pd.DataFrame) -> list[dict[str, Any]]:
    """Count sentences and answers by arm and audit flag; an empty cell means that there was no model."""
    sentences_by_arm: dict[tuple[str, str], list[str]] = {}
    for row in to_rows(active_answers(answers)):
        key = (f"`{row['arm']}`" if row["arm"] else "no model", _AUDIT[row["audit"]])
        sentences_by_arm.setdefault(key, []).append(row["sentence"])
    return [
        {"arm": arm, "audit": audit, "sentences": len(set(sentences)), "answers": len(sentences)}
        for (arm, audit), sentences in sorted(sentences_by_arm.items())
    ]


def _is_by_person(answers: pd.DataFrame) -> bool:
    """Say whether any sentence has answers in both arms."""
    active = active_answers(answers)
    in_arms = active[active["arm"].notna() & active["arm"].ne("")]
    return bool((in_arms.groupby("sentence")["arm"].nunique() > 1).any())


def _gold_lines(gold: pd.DataFrame | None, codebook: Codebook | None) -> list[dict[str, Any]]:
    """Count the sentences by question, in the codebook's order, and by how their label was decided."""
    if gold is None:
        return []
    order = {question.name: index for index, question in enumerate(codebook.questions)} if codebook else {}
    counts = Counter(zip(gold["question"], gold["decided_by"].fillna("unknown"), strict=True))
    ordered = sorted(counts.items(), key=lambda pair: (order.get(pair[0][0], 0), pair[0]))
    return [
        {"question": question, "decided_by": decided_by, "sentences": number}
        for (question, decided_by), number in ordered
    ]


def _reading_code(file: str) -> str:
    """Give the pandas call that reads a written table as text."""
    if file.endswith(".parquet"):
        return f'pd.read_parquet("{file}")'
    return f'pd.read_csv("{file}", dtype="str", keep_default_na=False, na_values=[""])'


def _size_class(rows: int) -> str:
    """Name the class of a size as the Hugging Face hub does.

    >>> _size_class(999), _size_class(1000), _size_class(2_000_000)
    ('n<1K', '1K<n<10K', 'n>1M')
    """
    return next((name for limit, name in _SIZE_CLASSES if rows < limit), "n>1M")


class _Written(str):
    """A text that stands in the card as it is: it was written for it, or quoted already."""


def _yaml_text(text: str) -> _Written:
    """Write a text as a YAML string: every JSON string is one."""
    return _Written(visible(json.dumps(text, ensure_ascii=False)))


def _plain(value: object) -> object:
    """Keep HTML out of a text that was not written for the card; numbers stay as they are."""
    if not isinstance(value, str) or isinstance(value, _Written):
        return value
    return plain_markdown(value).replace("|", "\\|")


def _cell_text(text: str) -> _Written:
    r"""Write a text on one line, so that it fits into one cell of a Markdown table and holds no HTML.

    >>> _cell_text("a | b\n<i>")
    'a \\| b &lt;i>'
    """
    return _Written(plain_markdown(" ".join(text.split())).replace("|", "\\|"))
