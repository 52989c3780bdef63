"""What is released: answers, gold and sentences, without what is withheld unless the user asks for it.

Nothing here reads or writes files.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.frames import to_frame, to_rows
from annotation.tables.schema import ANSWERS, GOLD, SENTENCES, Table
from exports.answers.valid import one_value_per_sentence
from exports.dataset.pseudonyms import pseudonyms

DIGEST: Final = "digest"
# The columns that are withheld unless the user asks for them, by kind.
WITHHELD: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"text", "span_text", "title", "before", "after"}),
    "comments": frozenset({"comment"}),
    "pace": frozenset({"seconds", "answered_at", "pushed_at"}),
}
# A sentence may be released without its text, which the table SENTENCES would require.
RELEASED_SENTENCES: Final = Table("sentences", ("sentence",), (*SENTENCES.columns[1:], DIGEST), kinds=SENTENCES.kinds)
RELEASED_ANSWERS: Final = Table(
    "answers",
    ANSWERS.required,
    (*ANSWERS.optional, "withheld_label", "withheld_probability"),
    sparse=ANSWERS.sparse,
    kinds={**ANSWERS.kinds, "withheld_probability": float},
)
RELEASED_GOLD: Final = Table(
    "gold", GOLD.required, (*GOLD.optional, "tied", "codebook"), sparse=GOLD.sparse, kinds=GOLD.kinds
)
TABLES: Final[Mapping[str, Table]] = {
    "answers": RELEASED_ANSWERS,
    "gold": RELEASED_GOLD,
    "sentences": RELEASED_SENTENCES,
}
_SPAN_COLUMNS: Final = ("start", "end", "label", "status", "round")


@dataclass(frozen=True)
class ReleaseOptions:
    """What is released that is withheld otherwise: texts, comments, pace, the annotators' names, further columns."""

    text: bool = False
    comments: bool = False
    pace: bool = False
    names: bool = False
    columns: tuple[str, ...] = ()

    @property
    def withheld(self) -> dict[str, frozenset[str]]:
        """The columns that are withheld, by kind."""
        return {kind: columns for kind, columns in WITHHELD.items() if not getattr(self, kind)}


@dataclass(frozen=True)
class Release:
    """The released tables by name (with the columns of `TABLES`), and the columns that were left out, by kind."""

    tables: Mapping[str, pd.DataFrame]
    left_out: Mapping[str, tuple[str, ...]]


def redact(
    answers: pd.DataFrame,
    *,
    sentences: pd.DataFrame | None = None,
    gold: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    options: ReleaseOptions = ReleaseOptions(),
) -> Release:
    """Give the released tables, sorted, so that the order of the rows given makes no difference.

    Columns that newsstance doesn't know are left out too unless they are asked for, since nobody can tell what they
    say about whom. Raises DataError if the tables don't fit together: an answered sentence is missing or has another
    text, gold is about a sentence that nobody answered, a row is there twice, or a column is asked for that isn't
    there.

    Args:
        answers: The answers table, at least with the columns sentence, annotator, question, label.
        sentences: The sentences table with its columns sentence, text and more; without it, the sentences are those
            that the answers carry.
        gold: The gold table with its columns sentence, question, label and more.
        codebook: The codebook, in whose order the questions are sorted.
        options: What is released that is withheld otherwise.
    """
    all_sentences = _all_sentences(answers, sentences)
    _refuse_unmatched(answers, all_sentences, gold)
    names = answers["annotator"]
    released = answers if options.names else answers.assign(annotator=names.map(pseudonyms(answers)))
    tables = {"answers": released, **({} if gold is None else {"gold": gold}), "sentences": all_sentences}
    _refuse_missing_columns(tables, options.columns)
    left_out: dict[str, set[str]] = {}
    redacted = {name: _redacted(table, TABLES[name], options, left_out) for name, table in tables.items()}
    position = {sentence: index for index, sentence in enumerate(_in_text_order(all_sentences)["sentence"])}
    ordered = {name: _ordered(table, position, codebook) for name, table in redacted.items()}
    return Release(ordered, {kind: tuple(sorted(columns)) for kind, columns in left_out.items()})


def text_digest(text: str) -> str:
    """Give the SHA-256 of a text's UTF-8, by which whoever has the text can find it again.

    >>> text_digest("He won.")[:16]
    'f6dc2ee603814af8'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def _all_sentences(answers: pd.DataFrame, sentences: pd.DataFrame | None) -> pd.DataFrame:
    """Give the sentences with their digests; empty cells are filled with what the answers carry."""
    index = pd.Index(sorted(set(answers["sentence"])), name="sentence")
    carried = {
        column: one_value_per_sentence(answers, column)
        for column in SENTENCES.columns[1:]
        if column in answers and column not in ("start", "end")
    }
    from_answers = pd.DataFrame(carried, index=index).reset_index()
    if sentences is None:
        completed = from_answers
    else:
        _refuse_repeated(sentences, ["sentence"], "the table of sentences has sentence {} twice")
        _refuse_other_texts(sentences, from_answers)
        by_sentence = from_answers.set_index("sentence")
        filled = {
            column: sentences[column].fillna(sentences["sentence"].map(by_sentence[column]))
            for column in carried
            if column in sentences
        }
        completed = sentences.assign(**filled)
    texts = (row["text"] for row in to_rows(completed.reindex(columns=["text"])))
    digests = pd.Series([text_digest(text) if text else None for text in texts], completed.index, "str")
    return to_frame(to_rows(completed.assign(digest=digests)), RELEASED_SENTENCES)


def _refuse_other_texts(sentences: pd.DataFrame, from_answers: pd.DataFrame) -> None:
    """Raise DataError if a sentence's text is another one in the answers."""
    joined = sentences.merge(from_answers, on="sentence", suffixes=("", "_answered"))
    if "text_answered" not in joined:
        return
    answered = joined["text_answered"].replace("", pd.NA)
    differing = joined.loc[answered.notna() & answered.ne(joined["text"]), "sentence"]
    if len(differing):
        raise DataError(
            f"sentence {differing.iloc[0]} has another text in the table of sentences than in the answers "
            f"({len(differing)} such); give the table that was pushed, or leave --sentences out: answers carry their "
            "texts"
        )


def _refuse_unmatched(answers: pd.DataFrame, sentences: pd.DataFrame, gold: pd.DataFrame | None) -> None:
    """Raise DataError if an answered sentence isn't there, or gold is about a sentence that nobody answered."""
    missing = sorted(set(answers["sentence"]) - set(sentences["sentence"]))
    if missing:
        raise DataError(
            f"{len(missing)} of the answered sentences are missing from the table of sentences (first: {missing[0]}); "
            "give the table that was pushed, or leave --sentences out"
        )
    if gold is None:
        return
    unanswered = sorted(set(gold["sentence"]) - set(answers["sentence"]))
    if unanswered:
        raise DataError(
            f"nobody answered sentence {unanswered[0]}, which has gold ({len(unanswered)} such); "
            "give the answers that the gold was made from"
        )
    _refuse_repeated(gold, ["sentence", "question"], "the gold has sentence {} twice for one question")


def _refuse_repeated(table: pd.DataFrame, key: list[str], message: str) -> None:
    repeated = table[table.duplicated(key)]
    if len(repeated):
        raise DataError(f"{message.format(repeated['sentence'].iloc[0])} ({len(repeated)} such rows)")


def _refuse_missing_columns(tables: Mapping[str, pd.DataFrame], requested: Iterable[str]) -> None:
    """Raise DataError if a requested column is in no table, or is one of those that newsstance knows."""
    unknown = sorted({str(c) for name, table in tables.items() for c in table if c not in TABLES[name].columns})
    for column in requested:
        if column not in unknown:
            names = f"they are: {', '.join(unknown)}" if unknown else "there are none"
            raise DataError(f"no column {column!r} is among those that newsstance doesn't know ({names})")


def _redacted(
    table: pd.DataFrame, schema: Table, options: ReleaseOptions, left_out: dict[str, set[str]]
) -> pd.DataFrame:
    """Drop the columns that are withheld, and add those that weren't empty to `left_out`, by kind."""
    withheld = {column: kind for kind, columns in options.withheld.items() for column in columns}
    columns = [*schema.columns, *(str(column) for column in table if column not in schema.columns)]
    released = {*schema.columns, *options.columns}
    kinds = {column: withheld.get(column) or ("" if column in released else "unknown") for column in columns}
    for column, kind in kinds.items():
        if kind and column in table and table[column].replace("", pd.NA).notna().any():
            left_out.setdefault(kind, set()).add(column)
    # A CSV file can't tell an empty text from a missing one, so empty texts are missing in every form.
    rows = ({column: None if value == "" else value for column, value in row.items()} for row in to_rows(table))
    return to_frame(rows, schema)[[column for column in columns if not kinds[column]]]


def _in_text_order(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences.sort_values(["article", "position", "sentence"])


def _ordered(table: pd.DataFrame, position: Mapping[str, int], codebook: Codebook | None) -> pd.DataFrame:
    """Sort by the sentence's position, annotator, question, place in the sentence, and then by all other columns."""
    questions = {} if codebook is None else {question.name: index for index, question in enumerate(codebook.questions)}
    keys = {"_sentence": table["sentence"].map(position)}
    if "question" in table:
        annotator = table.get("annotator", table["sentence"])
        keys |= {"_annotator": annotator, "_question": table["question"].map(questions)}
    spans = {f"_{column}": table[column] for column in _SPAN_COLUMNS if column in table}
    rest = {f"_rest_{column}": pd.Series(_as_texts(table[column]), index=table.index) for column in table}
    order = pd.DataFrame({**keys, **spans, **rest}).sort_values([*keys, *spans, *rest], na_position="first").index
    return table.loc[order].reset_index(drop=True)


def _as_texts(column: pd.Series) -> Sequence[str]:
    return ["" if isinstance(value, float) and value != value else str(value) for value in column.tolist()]
