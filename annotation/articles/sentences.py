"""Articles split into sentences: one row for each sentence and target, with offsets, context and mentions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from annotation.articles.articles import (
    Article,
    ReportError,
    ReportRemark,
    report_repeated,
    row_article,
    source_articles,
    unless_invalid,
    without_repeats,
)
from annotation.articles.deduplication import SeenArticles
from annotation.articles.diagnostics import Diagnostics
from annotation.articles.sources import is_table
from annotation.articles.table_markup import TableMarkup
from annotation.errors import DataError
from annotation.io import console
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES, SENTENCES, Row, refuse_overwrite
from annotation.text.headings import is_heading
from annotation.text.paragraphs import paragraphs
from annotation.text.quotations import are_quoted
from annotation.text.repetitions import repeats_itself
from annotation.text.sentence_boundaries import sentence_spans
from annotation.text.targets import Target, row_target, target_cells

SENTENCE: Final = "sentence"
HEADING: Final = "heading"
NO_HEADINGS_ADVICE: Final = (
    "--no-headings counts each of them as a sentence, and so does a table with a column 'sentence', the id of each line"
)
_SENTENCES_BEFORE: Final = 2  # of context, headings included
_ARTICLE_COLUMNS: Final = ("title", "outlet", "published", "url")  # copied from the article to each of its sentences
_RESULT_COLUMNS: Final = frozenset(
    {*SENTENCES.columns} - {*_ARTICLE_COLUMNS, "text", "target", "aliases", "not_aliases"}
)


class _Sentence(NamedTuple):
    """A sentence or heading; `start` and `end` are code points of the article, `paragraph` counts paragraphs."""

    start: int
    end: int
    text: str
    kind: str
    paragraph: int
    is_quoted: bool


def split_article(
    article: Article, diagnostics: Diagnostics | None = None, *, no_headings: bool = False
) -> Iterator[dict[str, Any]]:
    r"""Yield a row of the sentences table for each sentence and heading, once for each target.

    With `no_headings` a line without a final period counts as a sentence; so it does in an article where all lines are
    of this kind, such as a headline or a tweet, because there is nothing that they could be the headings of.
    `diagnostics` counts such articles.

    Raises DataError if the article has an extra column with the name of a column of the sentences table.

    >>> rows = list(split_article(Article("a", "Talks\nMusk met Putin. Nobody knew.", targets=(Target("Musk"),))))
    >>> [(row["kind"], row["text"], row["before"], row["target_start"]) for row in rows[:2]]
    [('heading', 'Talks', '', None), ('sentence', 'Musk met Putin.', 'Talks', 0)]
    >>> rows[2]["before"], rows[2]["start"]
    ('Talks\nMusk met Putin.', 22)
    """
    refuse_overwrite(article.extra, _RESULT_COLUMNS, article.where or article.id, "rename it before you split")
    sentences = list(_sentences(article.text))
    has_only_headings = not no_headings and all(sentence.kind == HEADING for sentence in sentences)
    if no_headings or has_only_headings:
        sentences = [_without_heading(sentence) for sentence in sentences]
    if has_only_headings and diagnostics and any(sentence.kind == SENTENCE for sentence in sentences):
        diagnostics.only_headings.add(article.id)
    article_cells = {"article": article.id, **{name: getattr(article, name) or None for name in _ARTICLE_COLUMNS}}
    for target in article.targets or (None,):
        ids = _sentence_ids(article.id, target, (sentence.text for sentence in sentences))
        for position, sentence_id in enumerate(ids):
            row = _row_without_target(sentences, position)
            cells = target_cells(target, row["text"])
            yield {"sentence": sentence_id, **row, **article_cells, **cells, **article.extra}


def read_sentences(
    sources: Sequence[str | Path],
    *,
    targets: Sequence[Target] = (),
    no_headings: bool = False,
    encoding: str = "utf-8",
    report_remark: ReportRemark = console.remark,
    report_error: ReportError | None = None,
) -> Iterator[Row]:
    """Stream the sentences of several sources.

    Args:
        sources: Tables of sentences, whose rows are taken as they are, and articles (files, folders and tables), which
            are split by `split_article`.
        targets: The targets of articles and sentences that name none themselves.
        no_headings: Whether a line without a final period counts as a sentence, also in a table of sentences.
        encoding: The encoding of the files.
        report_remark: Called with remarks about unusual articles.
        report_error: Called with the error of an invalid row or article, which is then left out; without it the error
            is raised.

    Raises:
        DataError: A file cannot be read, several targets are given for a sentence, or an article or row is invalid and
            there is no `report_error`.
    """
    seen_articles, diagnostics = SeenArticles(), Diagnostics()
    for source in sources:
        for article_or_row in _articles_and_rows(source, encoding, report_remark, report_error):
            if isinstance(article_or_row, Row):
                yield _with_target(_without_heading_kind(article_or_row) if no_headings else article_or_row, targets)
                continue
            read_new: Callable[[], list[Article]] = partial(
                list, without_repeats([article_or_row], targets, seen_articles)
            )
            for article in diagnostics.watch(chain.from_iterable(unless_invalid(read_new, report_error))):
                for row in split_article(article, diagnostics, no_headings=no_headings):
                    yield Row(row, f"{article.where}, sentence {row['position']}")
    report_repeated(seen_articles, report_remark)
    for remark in diagnostics.remarks():
        report_remark(remark)


def _articles_and_rows(
    source: str | Path, encoding: str, report_remark: ReportRemark, report_error: ReportError | None
) -> Iterator[Article | Row]:
    """Yield the articles of a source, or the rows of a table of sentences."""
    if not is_table(source):
        yield from source_articles(source, encoding, report_remark, report_error)
        return
    markup = TableMarkup()
    for row in read_rows(source, SENTENCES, encoding=encoding, fallback=ARTICLES, report_error=report_error):
        if "sentence" in row:
            markup.note_sentence(row["text"], row.where)
            yield row
        else:
            yield from unless_invalid(partial(row_article, row, markup), report_error)
    for remark in markup.remarks():
        report_remark(remark)


def _with_target(row: Row, targets: Sequence[Target]) -> Row:
    """Complete a sentence's row: with the target that is given, if it has none, and the target's first mention."""
    target = row_target(row)
    if target is None and len(targets) > 1:
        raise DataError(
            f"{row.where} is a sentence without a target, and {len(targets)} targets were given; "
            "give one target, or split the articles with all of them, which makes a sentence row for each target"
        )
    target = target or (targets[0] if targets else None)
    if target is None or (row.get("target_start"), row.get("target_end")) != (None, None):
        return row
    return Row({**row, **target_cells(target, row["text"])}, row.where)


def _sentences(text: str) -> Iterator[_Sentence]:
    for number, (paragraph_start, paragraph_end) in enumerate(paragraphs(text)):
        paragraph = text[paragraph_start:paragraph_end]
        spans = sentence_spans(paragraph)
        paragraph_kind = HEADING if is_heading(paragraph, spans) else SENTENCE
        for (start, end), is_quoted in zip(spans, are_quoted(paragraph, spans), strict=True):
            sentence = paragraph[start:end]
            kind = HEADING if repeats_itself(sentence) else paragraph_kind
            yield _Sentence(paragraph_start + start, paragraph_start + end, sentence, kind, number, is_quoted)


def _without_heading(sentence: _Sentence) -> _Sentence:
    return sentence._replace(kind=SENTENCE) if _can_be_sentence(sentence.text) else sentence


def _without_heading_kind(row: Row) -> Row:
    is_kept = row.get("kind") != HEADING or not _can_be_sentence(row["text"])
    return row if is_kept else Row({**row, "kind": SENTENCE}, row.where)


def _can_be_sentence(text: str) -> bool:
    """Decide whether a heading could be asked about: not a line of stars, nor the same again and again."""
    return any(map(str.isalnum, text)) and not repeats_itself(text)


def _row_without_target(sentences: Sequence[_Sentence], position: int) -> dict[str, Any]:
    """Return those cells of a sentence's row that are the same for all targets."""
    sentence = sentences[position]
    return {
        "text": sentence.text,
        "position": position,
        "start": sentence.start,
        "end": sentence.end,
        "kind": sentence.kind,
        **({"quoted": True} if sentence.is_quoted else {}),
        "before": _context(sentences[max(0, position - _SENTENCES_BEFORE) : position]),
        "after": _context(sentences[position + 1 : position + 2]),
    }


def _context(neighbors: Sequence[_Sentence]) -> str:
    """Join neighboring sentences by a space or, between paragraphs, a line break; each sentence is on one line."""
    context = ""
    for index, sentence in enumerate(neighbors):
        if index:
            context += " " if sentence.paragraph == neighbors[index - 1].paragraph else "\n"
        lines = sentence.text.splitlines()
        context += " ".join(lines) if len(lines) > 1 else sentence.text
    return context


def _sentence_ids(article_id: str, target: Target | None, texts: Iterable[str]) -> Iterator[str]:
    """Yield each sentence's id: a digest of the article, the target, the sentence's words, and their repetitions.

    The position and the line breaks do not count, so that a sentence keeps its id when others are added around it.
    """
    article_hash = blake2b(digest_size=8)
    for part in (article_id, target.name if target else ""):
        article_hash.update(len(part.encode()).to_bytes(8) + part.encode())
    repetitions: dict[str, int] = {}
    for text in texts:
        words = " ".join(text.split())
        words = text if words == text else words  # one copy in memory
        repetitions[words] = repetitions.get(words, 0) + 1
        sentence_hash = article_hash.copy()
        sentence_hash.update(repetitions[words].to_bytes(8) + words.encode())
        yield sentence_hash.hexdigest()
