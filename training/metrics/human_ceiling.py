"""The human ceiling: how well annotators do, each judged by the majority of the others."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from exports.statistics.arrays import Flags, Ints
from training.data.annotator_answers import AnnotatorAnswer
from training.data.examples import Examples
from training.metrics.classification import macro_f1, macro_f1_and_accuracy
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import AnnotatorFigures, CeilingFigures

_FEWEST_ANNOTATORS: Final = 2  # of a sentence, so that one can be judged by the others


class _JudgedAnswer(NamedTuple):
    """One annotator's answer beside that of the others."""

    position: int  # of the sentence among the examples
    majority: int  # the column of the label that most of the other annotators gave
    label: int  # the column of the label that this annotator gave
    annotator: str


def human_ceiling(
    examples: Examples, judged: JudgedSentences, positions: Sequence[int], answers: Sequence[AnnotatorAnswer] | None
) -> CeilingFigures:
    """Judge each annotator by what most of the others answered about the same sentences; ties are left out.

    Args:
        examples: all sentences.
        judged: the sentences that the model is judged by.
        positions: the positions of the judged sentences among the examples.
        answers: the answers of single annotators; None if the user named no file of them.
    """
    if answers is None:
        return {"why": "no answers of single annotators were given (--answers names them)"}
    judged_answers = _judge_annotators(examples, positions, answers)
    if not judged_answers:
        return {"why": "no sentence judged here has answers of several annotators, ties left out"}
    truth = np.array([answer.majority for answer in judged_answers])
    labels = np.array([answer.label for answer in judged_answers])
    annotators = np.array([answer.annotator for answer in judged_answers], dtype=object)
    row_of = {position: row for row, position in enumerate(positions)}
    rows = [row_of[answer.position] for answer in judged_answers]
    against_majority = replace(judged, truth=truth, articles=judged.articles[rows], groups=judged.groups[rows])
    overall = macro_f1_and_accuracy(against_majority, labels)
    return {
        "macro_f1": overall["macro_f1"],
        "accuracy": overall["accuracy"],
        "annotators": {
            name: _annotator_figures(against_majority, labels, annotators == name)
            for name in sorted(set(annotators.tolist()))
        },
        "sentences": len(set(rows)),
        "answers": len(judged_answers),
        "articles": len(np.unique(against_majority.articles)),
        "resampled": judged.resampled,
    }


def _annotator_figures(against_majority: JudgedSentences, labels: Ints, selected: Flags) -> AnnotatorFigures:
    """Judge one annotator; `labels` and `selected`, which answers are the annotator's, have shape (answers,)."""
    subset = against_majority.subset(selected)
    value = macro_f1(subset, labels[selected], subset.labels_present).value()
    return {"macro_f1": value, "sentences": int(selected.sum())}


def _judge_annotators(
    examples: Examples, positions: Sequence[int], answers: Sequence[AnnotatorAnswer]
) -> list[_JudgedAnswer]:
    """Set each annotator's answer beside the majority of the others, where there is one."""
    columns = {label: column for column, label in enumerate(examples.labels)}
    by_sentence: defaultdict[tuple[str, str], list[AnnotatorAnswer]] = defaultdict(list)
    for answer in sorted(answers):
        if answer.label in columns:
            by_sentence[answer.sentence, answer.target].append(answer)
    judged_answers = []
    for position in positions:
        source = examples.sources[position]
        sentence_answers = by_sentence.get((source.name, source.target)) or by_sentence.get((source.name, "")) or []
        for answer in sentence_answers if len(sentence_answers) >= _FEWEST_ANNOTATORS else ():
            rivals = [rival.label for rival in sentence_answers if rival.annotator != answer.annotator]
            majority = _majority(rivals)
            if majority:
                judged_answers.append(
                    _JudgedAnswer(position, columns[majority], columns[answer.label], answer.annotator)
                )
    return judged_answers


def _majority(labels: Sequence[str]) -> str:
    """Give the most frequent label; empty where several are as frequent, or there are none.

    >>> _majority(["yes", "no", "yes"]), _majority(["yes", "no"]), _majority([])
    ('yes', '', '')
    """
    counts = Counter(labels).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return ""
    return counts[0][0]
