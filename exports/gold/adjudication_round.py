"""A round of adjudication: the open cases of a study, handed to an adjudicator in a project of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from annotation.assignment.adjudication import adjudication_queue
from annotation.assignment.plan import HandOutOptions
from annotation.codebook.codebook import Codebook, find_codebook, read_codebook
from annotation.errors import DataError
from annotation.study.study import Study, keep_codebook, open_study
from annotation.tables.frames import to_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, SENTENCES
from exports.answers.provenance import refuse_mixed_codebooks
from exports.answers.read import checked_answers, read_answers
from exports.answers.valid import NO_CODEBOOK, codebook_counts
from exports.gold.open_cases import answered_by_adjudicator, open_cases, prior_answers

if TYPE_CHECKING:
    from annotation.assignment.queue import Queue
    from annotation.labelstudio.client import Studio
    from annotation.push.pushed import Pushed

OpenQuestions = Mapping[str, frozenset[str]]  # the open questions of each open sentence


@dataclass(frozen=True)
class AdjudicationOptions:
    """Who settles what, in which round, and on which server.

    `adjudications` is the file of what was settled before, `disagreed` also hands out what only a majority settled,
    `sentences` is the table to take the texts from where the server no longer has them, and `studio_folder` is the
    folder of the local server, which is meant where `url` is empty. `allow_missing` hands out again what stood in a
    project that is gone from the server, and `insecure` allows plain http to another machine.
    """

    adjudicator: str
    round: str
    adjudications: Path | None
    disagreed: bool
    sentences: Path | None
    codebook: Path | None
    any_codebook: bool
    studio_folder: Path
    url: str
    allow_missing: bool = False
    insecure: bool = False


@dataclass(frozen=True)
class AdjudicationPush:
    """What was handed out: sentences in all, and of them those that the adjudicator answered as an annotator."""

    pushed: "list[Pushed]"
    open_sentences: int
    answered_before: int


def push_open_cases(answers: Path, options: AdjudicationOptions) -> AdjudicationPush:
    """Hand the sentences that the answers leave open to the adjudicator, in the study of the current folder.

    Running it again adds only what is newly open. Raises DataError if the answers are under another codebook, or a
    sentence's text can't be had; ConfigError if the round is one of annotators; LabelStudioError if the server fails.
    """
    study = open_study(Path())
    answer_table, codebook = _read_answers(answers, study, options)
    open_questions = _open_questions(answer_table, codebook, options)
    pushed = _push(open_questions, answer_table, codebook, study, options) if open_questions else []
    answered_before = answered_by_adjudicator(answer_table, options.adjudicator, open_questions)
    return AdjudicationPush(pushed, len(open_questions), answered_before)


def _read_answers(path: Path, study: Study, options: AdjudicationOptions) -> tuple[pd.DataFrame, Codebook]:
    """Read the answers with their codebook: the one in the options, the default one, or the study's copy of it."""
    if options.any_codebook:
        answers, _ = read_answers(path, find_codebook(options.codebook))
        return answers, read_codebook(options.codebook)
    answers, codebook = read_answers(path, options.codebook)
    refuse_mixed_codebooks(answers)
    stamp = next(iter(codebook_counts(answers)), NO_CODEBOOK)
    copy = study.codebooks / f"{stamp.rpartition(' ')[2]}.toml"
    if codebook is None and copy.exists():
        codebook = read_codebook(copy)
        answers, _ = read_answers(path, copy)
    codebook = codebook or read_codebook()
    if stamp not in (NO_CODEBOOK, codebook.stamp):
        raise DataError(
            f"the answers were given under the codebook {stamp}, and this is {codebook.stamp}; name theirs with "
            "--codebook"
        )
    return answers, codebook


def _open_questions(answers: pd.DataFrame, codebook: Codebook, options: AdjudicationOptions) -> OpenQuestions:
    path = options.adjudications
    adjudications = to_frame(checked_answers(list(read_rows(path, ANSWERS)), codebook), ANSWERS) if path else None
    return open_cases(
        answers,
        codebook,
        settled=adjudications,
        disagreed=options.disagreed,
        any_codebook=options.any_codebook,
    )


def _push(
    open_questions: OpenQuestions, answers: pd.DataFrame, codebook: Codebook, study: Study, options: AdjudicationOptions
) -> "list[Pushed]":
    # The client takes seconds to import, and isn't needed where nothing is open.
    from annotation.labelstudio.connection import connect
    from annotation.push.hand_out import provide_accounts
    from annotation.push.sync import sync_projects

    annotators = (options.adjudicator,)
    with connect(options.url, options.studio_folder, insecure=options.insecure) as studio:
        queue = _queue(open_questions, answers, codebook, study, studio, options.sentences)
        pushed = sync_projects(
            queue,
            study,
            studio,
            codebook,
            HandOutOptions(annotators, options.round, adjudication=True, allow_missing=options.allow_missing),
        )
        keep_codebook(study, codebook, find_codebook(options.codebook))
        provide_accounts(studio, options.studio_folder, annotators)
    return pushed


def _queue(
    open_questions: OpenQuestions,
    answers: pd.DataFrame,
    codebook: Codebook,
    study: Study,
    studio: "Studio",
    sentences: Path | None,
) -> "Queue":
    from exports.pull.task_texts import shown_texts, texts_from_table

    if sentences:
        texts = texts_from_table(open_questions, read_rows(sentences, SENTENCES), str(sentences))
    else:
        texts = shown_texts(open_questions, answers, study, studio)
    return adjudication_queue(prior_answers(answers, codebook, open_questions), texts, codebook)
