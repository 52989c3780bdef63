"""What annotators reach, each judged by the others."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from exports.statistics.arrays import Ints
from training.data.annotator_answers import AnnotatorAnswer
from training.data.examples import Examples
from training.metrics.classification import JudgedSentences, macro_f1, macro_f1_and_accuracy

_PAIR: Final = 2


def human_ceiling(
    examples: Examples, judged: JudgedSentences, kept: Sequence[int], answers: Sequence[AnnotatorAnswer] | None
) -> dict[str, Any]:
    """Judge each annotator by what most of the others said of the same sentences; ties are left out."""
    if answers is None:
        return {"why": "no answers of single annotators were given (--answers names them)"}
    pairs = _against_others(examples, kept, answers)
    if not pairs:
        return {"why": "no sentence judged here has answers of several annotators, ties left out"}
    places = np.array([at for at, *_ in pairs])
    truth, said = (np.array([pair[column] for pair in pairs]) for column in (1, 2))
    names = np.array([pair[3] for pair in pairs], dtype=object)
    row = {at: number for number, at in enumerate(kept)}
    rows = [row[at] for at in places.tolist()]
    everybody = replace(judged, truth=truth, articles=judged.articles[rows], groups=judged.groups[rows])
    return {
        **macro_f1_and_accuracy(everybody, said),
        "annotators": {name: _annotator(everybody, said, names == name) for name in sorted(set(names.tolist()))},
        "sentences": len(set(places.tolist())),
        "answers": len(pairs),
        "articles": len(np.unique(everybody.articles)),
        "resampled": judged.resampled,
    }


def _annotator(everybody: JudgedSentences, said: Ints, kept: Any) -> dict[str, Any]:  # noqa: ANN401 - an array
    one = everybody.subset(kept)
    return {"macro_f1": macro_f1(one, said[kept], one.labels_present).value(), "sentences": int(kept.sum())}


def _against_others(
    examples: Examples, kept: Sequence[int], answers: Sequence[AnnotatorAnswer]
) -> list[tuple[int, int, int, str]]:
    """List sentence, the others' majority, the annotator's own label, and the annotator."""
    place = {label: at for at, label in enumerate(examples.labels)}
    by_sentence: defaultdict[tuple[str, str], list[AnnotatorAnswer]] = defaultdict(list)
    for one in sorted(answers):
        if one.label in place:
            by_sentence[one.sentence, one.target].append(one)
    found = []
    for at in kept:
        source = examples.sources[at]
        given = by_sentence.get((source.name, source.target)) or by_sentence.get((source.name, "")) or []
        for one in given if len(given) >= _PAIR else ():
            most = _most([other.label for other in given if other.annotator != one.annotator])
            if most:
                found.append((at, place[most], place[one.label], one.annotator))
    return found


def _most(labels: Sequence[str]) -> str:
    """Give the label most said, nothing on a tie.

    >>> _most(["yes", "no", "yes"]), _most(["yes", "no"]), _most([])
    ('yes', '', '')
    """
    first = Counter(labels).most_common(2)
    if not first or (len(first) > 1 and first[0][1] == first[1][1]):
        return ""
    return first[0][0]
