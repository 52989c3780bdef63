"""Articles cut into sentences: one row for each sentence and target, with offsets, context and mentions."""

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

from annotation.articles.articles import (
    Article,
    ReportError,
    ReportRemark,
    skip_bad,
    source_articles,
    table_article,
    tell_repeated,
    without_repeats,
)
from annotation.articles.deduplication import SeenArticles
from annotation.articles.diagnostics import Diagnostics
from annotation.articles.sources import is_table
from annotation.errors import DataError
from annotation.io import console
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES, SENTENCES, Row, refuse_overwrite
from annotation.text.headings import is_heading
from annotation.text.paragraphs import paragraphs
from annotation.text.sentence_boundaries import sentence_spans
from annotation.text.targets import Target, first_mention, row_target

SENTENCE: Final = "sentence"
HEADING: Final = "heading"
_BEFORE: Final = 2  # sentences and headings of context
_CARRIED: Final = ("title", "outlet", "published", "url")
_OURS: Final = frozenset({*SENTENCES.columns} - {*_CARRIED, "text", "target", "aliases"})


class _Piece(NamedTuple):
    start: int
    end: int
    text: str
    kind: str
    paragraph: int


def split_article(article: Article) -> Iterator[dict[str, Any]]:
    r"""Give a row of the sentences table for each sentence and heading, once for each target.

    >>> rows = list(split_article(Article("a", "Talks\nMusk met Putin. Nobody knew.", targets=(Target("Musk"),))))
    >>> [(row["kind"], row["text"], row["before"], row["target_start"]) for row in rows[:2]]
    [('heading', 'Talks', '', None), ('sentence', 'Musk met Putin.', 'Talks', 0)]
    >>> rows[2]["before"], rows[2]["start"]
    ('Talks\nMusk met Putin.', 22)
    """
    refuse_overwrite(article.extra, _OURS, article.where or article.id, "rename it before you split")
    pieces = list(_pieces(article.text))
    shared = [_shared(pieces, position) for position in range(len(pieces))]
    carried = {"article": article.id, **{column: getattr(article, column) or None for column in _CARRIED}}
    for target in article.targets or (None,):
        named = {"target": target and target.name, "aliases": ("|".join(target.aliases) or None) if target else None}
        names = target.names if target else ()
        ids = _ids(article.id, target, [piece.text for piece in pieces])
        for sentence, row in zip(ids, shared, strict=True):
            start, end = first_mention(row["text"], names)
            about = {**named, "target_start": start, "target_end": end}
            yield {"sentence": sentence, **row, **carried, **about, **article.extra}


def read_sentences(
    sources: Sequence[str | Path],
    *,
    targets: Sequence[Target] = (),
    encoding: str = "utf-8",
    tell: ReportRemark = console.remark,
    bad: ReportError | None = None,
) -> Iterator[Row]:
    """Stream sentences, of tables of sentences as they are, of articles (files, folders, tables) as `split_article` cuts them.

    `tell` gets what is remarkable about the articles; a bad row stops the reading, unless `bad` takes it.
    """
    once, survey = SeenArticles(), Diagnostics()
    for source in sources:
        for found in _articles_and_sentences(source, encoding, tell, bad):
            if isinstance(found, Row):
                yield _about(found, targets)
                continue
            try:
                new = list(without_repeats([found], targets, once))
            except DataError as error:
                if bad is None:
                    raise
                bad(error)
                continue
            for article in survey.watch(new):
                yield from (Row(row, f"{article.where}, sentence {row['position']}") for row in split_article(article))
    tell_repeated(once, tell)
    for remark in survey.remarks():
        tell(remark)


def _articles_and_sentences(
    source: str | Path, encoding: str, tell: ReportRemark, bad: ReportError | None
) -> Iterator[Article | Row]:
    if not is_table(source):
        yield from source_articles(source, encoding, tell, bad)
        return
    for row in read_rows(source, SENTENCES, encoding=encoding, otherwise=ARTICLES, bad=bad):
        if "sentence" in row:
            yield row
        else:
            yield from skip_bad(partial(table_article, row, row.where), bad)


def _about(row: Row, targets: Sequence[Target]) -> Row:
    """Fill in what a sentence's row leaves open about its target: the one given, and where it is mentioned."""
    target = row_target(row)
    if target is None and len(targets) > 1:
        raise DataError(
            f"{row.where} is a sentence without a target, and {len(targets)} were given; "
            "give one, or split the articles with these targets: each sentence then comes once for each"
        )
    about = target or (targets[0] if targets else None)
    if about is None or (row.get("target_start"), row.get("target_end")) != (None, None):
        return row
    start, end = first_mention(row["text"], about.names)
    aliases = "|".join(about.aliases) or None
    return Row({**row, "target": about.name, "aliases": aliases, "target_start": start, "target_end": end}, row.where)


def _pieces(text: str) -> Iterator[_Piece]:
    for number, (first, last) in enumerate(paragraphs(text)):
        paragraph = text[first:last]
        spans = sentence_spans(paragraph)
        kind = HEADING if is_heading(paragraph, spans) else SENTENCE
        for start, end in spans:
            yield _Piece(first + start, first + end, paragraph[start:end], kind, number)


def _shared(pieces: Sequence[_Piece], position: int) -> dict[str, Any]:
    """Give what a row says whoever the target is."""
    piece = pieces[position]
    return {
        "text": piece.text,
        "position": position,
        "start": piece.start,
        "end": piece.end,
        "kind": piece.kind,
        "before": _context(pieces[max(0, position - _BEFORE) : position]),
        "after": _context(pieces[position + 1 : position + 2]),
    }


def _context(pieces: Sequence[_Piece]) -> str:
    """Join neighbors as they stood, by a space or a line break; a wrapped sentence on one line."""
    joined = ""
    for number, piece in enumerate(pieces):
        if number:
            joined += " " if piece.paragraph == pieces[number - 1].paragraph else "\n"
        joined += " ".join(piece.text.splitlines()) if len(piece.text.splitlines()) > 1 else piece.text
    return joined


def _ids(article: str, target: Target | None, texts: Sequence[str]) -> Iterator[str]:
    """Make each sentence's id of the article, the target, its own words and how often they came before.

    Neither its place nor its line breaks are part of it: a sentence keeps its id when others are added around it.
    """
    of_article = blake2b(digest_size=8)
    for part in (article, target.name if target else ""):
        of_article.update(len(part.encode()).to_bytes(8) + part.encode())
    times: dict[str, int] = {}
    for text in texts:
        words = " ".join(text.split())
        times[words] = times.get(words, 0) + 1
        of_sentence = of_article.copy()
        of_sentence.update(times[words].to_bytes(8) + words.encode())
        yield of_sentence.hexdigest()
