"""What is handed on: answers, gold and sentences without what isn't ours to give, unless it is asked for. Pure."""

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
from exports.dataset.pseudonyms import with_pseudonyms

DIGEST: Final = "digest"
# What stays behind unless it is asked for, and in which columns it stands.
WITHHELD: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"text", "span_text", "title", "before", "after"}),
    "comments": frozenset({"comment"}),
    "pace": frozenset({"seconds", "answered_at", "pushed_at"}),
}
# A sentence is handed on without its text: the contract's table of sentences would require it.
HANDED_SENTENCES: Final = Table("sentences", ("sentence",), (*SENTENCES.columns[1:], DIGEST), kinds=SENTENCES.kinds)
HANDED_ANSWERS: Final = Table(
    "answers",
    ANSWERS.required,
    (*ANSWERS.optional, "withheld_label", "withheld_probability"),
    sparse=ANSWERS.sparse,
    kinds={**ANSWERS.kinds, "withheld_probability": float},
)
HANDED_GOLD: Final = Table(
    "gold", GOLD.required, (*GOLD.optional, "tied", "codebook"), sparse=GOLD.sparse, kinds=GOLD.kinds
)
TABLES: Final[Mapping[str, Table]] = {"answers": HANDED_ANSWERS, "gold": HANDED_GOLD, "sentences": HANDED_SENTENCES}
_SPANS: Final = ("start", "end", "label", "status", "round")


@dataclass(frozen=True)
class ReleaseOptions:
    """What goes along that stays behind otherwise: texts, comments, pace, the annotators' names, further columns."""

    text: bool = False
    comments: bool = False
    pace: bool = False
    names: bool = False
    columns: tuple[str, ...] = ()

    @property
    def refused(self) -> dict[str, frozenset[str]]:
        """The columns that stay behind, by what they are."""
        return {what: columns for what, columns in WITHHELD.items() if not getattr(self, what)}


@dataclass(frozen=True)
class Release:
    """The tables as they go, by name, and the columns that were left out, by what they are."""

    tables: Mapping[str, pd.DataFrame]
    left_out: Mapping[str, tuple[str, ...]]


def redact(
    answers: pd.DataFrame,
    *,
    sentences: pd.DataFrame | None = None,
    gold: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    wishes: ReleaseOptions = ReleaseOptions(),
) -> Release:
    """Give the tables to hand on, sorted, so that the order of the rows given decides nothing.

    Without a table of sentences, the sentences are those that the answers carry. What newsstance doesn't know stays
    behind, since nobody can tell what it says of whom.
    """
    whole = _sentences(answers, sentences)
    _refuse_strangers(answers, whole, gold)
    named = answers if wishes.names else answers.assign(annotator=answers["annotator"].map(with_pseudonyms(answers)))
    found = {"answers": named, **({} if gold is None else {"gold": gold}), "sentences": whole}
    _refuse_unknown(found, wishes.columns)
    left_out: dict[str, set[str]] = {}
    kept = {name: _kept(table, TABLES[name], wishes, left_out) for name, table in found.items()}
    place = {sentence: number for number, sentence in enumerate(_in_text_order(whole)["sentence"])}
    ordered = {name: _ordered(table, place, codebook) for name, table in kept.items()}
    return Release(ordered, {what: tuple(sorted(columns)) for what, columns in left_out.items()})


def text_digest(text: str) -> str:
    """Give the digest by which the owner of a text knows it again: SHA-256 of its UTF-8.

    >>> text_digest("He won.")[:16]
    'f6dc2ee603814af8'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def _sentences(answers: pd.DataFrame, sentences: pd.DataFrame | None) -> pd.DataFrame:
    """Give the sentences with digests, filled up with what the answers carry of them."""
    index = pd.Index(sorted(set(answers["sentence"])), name="sentence")
    carried = {
        c: one_value_per_sentence(answers, c)
        for c in SENTENCES.columns[1:]
        if c in answers and c not in ("start", "end")
    }
    of_answers = pd.DataFrame(carried, index=index).reset_index()
    if sentences is None:
        whole = of_answers
    else:
        _refuse_twice(sentences, ["sentence"], "the table of sentences has sentence {} twice")
        _refuse_other_texts(sentences, of_answers)
        known = of_answers.set_index("sentence")
        filled = {c: sentences[c].fillna(sentences["sentence"].map(known[c])) for c in carried if c in sentences}
        whole = sentences.assign(**filled)
    texts = (row["text"] for row in to_rows(whole.reindex(columns=["text"])))
    digests = pd.Series([text_digest(text) if text else None for text in texts], whole.index, "str")
    return to_frame(to_rows(whole.assign(digest=digests)), HANDED_SENTENCES)


def _refuse_other_texts(sentences: pd.DataFrame, of_answers: pd.DataFrame) -> None:
    both = sentences.merge(of_answers, on="sentence", suffixes=("", "_answered"))
    if "text_answered" not in both:
        return
    answered = both["text_answered"].replace("", pd.NA)
    other = both.loc[answered.notna() & answered.ne(both["text"]), "sentence"]
    if len(other):
        raise DataError(
            f"sentence {other.iloc[0]} has another text in the table of sentences than in the answers ({len(other)} "
            "such); give the table that was pushed, or leave --sentences out: answers carry their texts"
        )


def _refuse_strangers(answers: pd.DataFrame, sentences: pd.DataFrame, gold: pd.DataFrame | None) -> None:
    """Refuse answers to sentences that aren't there, and gold of sentences that nobody answered."""
    lost = sorted(set(answers["sentence"]) - set(sentences["sentence"]))
    if lost:
        raise DataError(
            f"{len(lost)} of the answered sentences are missing from the table of sentences (first: {lost[0]}); "
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
    _refuse_twice(gold, ["sentence", "question"], "the gold has sentence {} twice for one question")


def _refuse_twice(table: pd.DataFrame, key: list[str], told: str) -> None:
    twice = table[table.duplicated(key)]
    if len(twice):
        raise DataError(f"{told.format(twice['sentence'].iloc[0])} ({len(twice)} such rows)")


def _refuse_unknown(found: Mapping[str, pd.DataFrame], wished: Iterable[str]) -> None:
    strange = sorted({str(c) for name, table in found.items() for c in table if c not in TABLES[name].columns})
    for column in wished:
        if column not in strange:
            there = f"they are: {', '.join(strange)}" if strange else "there are none"
            raise DataError(f"no column {column!r} is among those that newsstance doesn't know ({there})")


def _kept(table: pd.DataFrame, known: Table, wishes: ReleaseOptions, left_out: dict[str, set[str]]) -> pd.DataFrame:
    """Drop what stays behind, and note it where it said something."""
    of = {column: what for what, columns in wishes.refused.items() for column in columns}
    columns = [*known.columns, *(str(c) for c in table if c not in known.columns)]
    fates = {c: of.get(c) or ("" if c in known.columns or c in wishes.columns else "unknown") for c in columns}
    for column, why in fates.items():
        if why and column in table and table[column].replace("", pd.NA).notna().any():
            left_out.setdefault(why, set()).add(column)
    # CSV knows no difference between an empty text and none, so that no form may have one.
    rows = ({c: None if value == "" else value for c, value in row.items()} for row in to_rows(table))
    return to_frame(rows, known)[[c for c in columns if not fates[c]]]


def _in_text_order(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences.sort_values(["article", "position", "sentence"])


def _ordered(table: pd.DataFrame, place: Mapping[str, int], codebook: Codebook | None) -> pd.DataFrame:
    """Sort by place in the text, annotator, question, place in the sentence, and then by all the rest."""
    asked = {} if codebook is None else {q.name: number for number, q in enumerate(codebook.questions)}
    keys = {"_sentence": table["sentence"].map(place)}
    if "question" in table:
        keys |= {"_annotator": table.get("annotator", table["sentence"]), "_asked": table["question"].map(asked)}
    spans = {f"_{c}": table[c] for c in _SPANS if c in table}
    rest = {f"_rest_{c}": pd.Series(_printed(table[c]), index=table.index) for c in table}
    order = pd.DataFrame({**keys, **spans, **rest}).sort_values([*keys, *spans, *rest], na_position="first").index
    return table.loc[order].reset_index(drop=True)


def _printed(column: pd.Series) -> Sequence[str]:
    return ["" if isinstance(value, float) and value != value else str(value) for value in column.tolist()]
