"""Labeled data sets: Label Studio's own example, our default, and ours with encoders, under the same splits, in turn.

`python benchmarks/labeled.py FOLDER [ENCODER ...]`; the sets are looked for under the names in `SETS`. A second table
says what each group of features adds: the figure with all of them, less the figure without the group, at the default
strength. In the first table a model is put together as `newsstance train` does it: how strong the weights are and how
much an encoder counts is decided within what is learned from, and the seconds of learning include that. An encoder's
vectors are kept, so a later set of the same sentences learns and is scored at the speed of reading them.
"""

import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from example import example
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedGroupKFold

from annotation.tables.read import read_rows
from annotation.tables.schema import LABELED, Row
from exports.statistics.bootstrap import RESAMPLES
from exports.statistics.formatting import with_interval
from exports.terminal.table import table_lines
from training.data.examples import Examples, make_examples
from training.data.groups import join_groups
from training.data.splits import NoSplit, article_split
from training.features.registry import GROUP_NAMES, FeatureSelection, feature_kinds
from training.features.topics import find_topics
from training.learning import fit
from training.learning.design_matrix import DesignMatrix
from training.learning.out_of_fold import fit_folds, try_strengths
from training.metrics.classification import macro_f1
from training.metrics.intervals import ratio_interval
from training.metrics.judged_sentences import JudgedSentences

FOLDS = 5
SEED = 0
Indexes = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True)
class Set:
    """One data set and how it is judged: on `dev` where there is one, else in folds that keep `apart` together."""

    name: str
    file: str
    question: str
    dev: str = ""
    apart: str = "article"
    named: tuple[str, ...] = ()  # the labels the published measure is the mean over


SETS = (
    Set("NewsMTSC rw", "stance/newsmtsc_train.jsonl", "stance", dev="stance/newsmtsc_rw_dev.jsonl"),
    Set("NewsMTSC mt", "stance/newsmtsc_train.jsonl", "stance", dev="stance/newsmtsc_mt_dev.jsonl"),
    Set("SemEval-2016 6A", "stance/semeval2016t6_train.jsonl", "stance", named=("FAVOR", "AGAINST")),
    Set("GWSD", "stance/gwsd_train.jsonl", "stance"),
    Set("PolNeAR attribution", "sourcing/polnear_train.jsonl", "attribution", dev="sourcing/polnear_dev.jsonl"),
    Set("PolNeAR sourcing", "sourcing/polnear_train.jsonl", "sourcing", dev="sourcing/polnear_dev.jsonl"),
    Set("BABE", "bias/babe_9_outlets.jsonl", "bias"),
    Set("BABE new outlets", "bias/babe_9_outlets.jsonl", "bias", apart="outlet"),
    Set("NewsSD", "bias/newssd_train.jsonl", "subjective", dev="bias/newssd_val.jsonl"),
)


@dataclass
class Run:
    """What one model predicted, by the index of the example, and how many seconds it took."""

    predictions: dict[int, str] = field(default_factory=dict)
    learning: float = 0.0
    scoring: float = 0.0


Predict = Callable[[Sequence[int]], list[str]]  # indexes of examples in, labels out
Learn = Callable[[Examples, Indexes], Predict]


def learn_example(examples: Examples, train: Indexes) -> Predict:
    pipeline = example()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # its hundred steps are its own choice
        pipeline.fit([examples.passages[index].text for index in train], [examples.answers[index] for index in train])
    return lambda test: list(pipeline.predict([examples.passages[index].text for index in test]))


def learn_ours(examples: Examples, train: Indexes, encoder: str = "") -> Predict:
    training = subset(examples, train)
    selection = FeatureSelection(examples.about_target, find_topics(training.passages))
    blend = best_blend(training, selection, encoder)
    pipeline = fit.fit(training.passages, training.truth, selection, seed=SEED, blend=blend, encoder=encoder)
    return lambda test: list(pipeline.predict([examples.passages[index] for index in test]))


def subset(examples: Examples, indexes: Indexes) -> Examples:
    """Give the examples at these indexes alone, as if there were no others."""
    fields = {name: getattr(examples, name) for name in ("passages", "answers", "groups", "sources", "shares")}
    return replace(
        examples, **{name: tuple(values[index] for index in indexes) for name, values in fields.items() if values}
    )


def best_blend(examples: Examples, selection: FeatureSelection, encoder: str) -> fit.Blend:
    """Decide how a model is put together, by folds within what it learns from."""
    groups = join_groups([passage.text for passage in examples.passages], examples.groups).groups
    split = article_split(examples.answers, groups, SEED)
    if isinstance(split, NoSplit):
        sys.exit(f"NOT MEASURED: {examples.question}: {split.reason}")
    return try_strengths(
        DesignMatrix(examples.passages, selection, encoder), examples, split, SEED, np.ones(len(groups), dtype=bool)
    ).blend


def run_default(examples: Examples, matrix: DesignMatrix, folds: Sequence[tuple[Indexes, Indexes]]) -> Run:
    """Judge our default by features that were counted before."""
    judged = Run()
    for (_, test), probabilities in zip(folds, fit_folds(matrix, examples, list(folds), SEED), strict=True):
        labels = [examples.labels[index] for index in probabilities.argmax(axis=1)]
        judged.predictions.update(zip(test.tolist(), labels, strict=True))
    return judged


def splits(examples: Examples, data_set: Set, dev: set[int]) -> list[tuple[Indexes, Indexes]]:
    """Give what is learned from and what is judged, the same for both models."""
    indexes = np.arange(len(examples.answers))
    if data_set.dev:
        judged = np.isin(indexes, list(dev))
        return [(indexes[~judged], indexes[judged])]
    articles = [
        source.outlet if data_set.apart == "outlet" else group
        for source, group in zip(examples.sources, examples.groups, strict=True)
    ]
    groups = (
        join_groups([passage.text for passage in examples.passages], articles).groups
        if data_set.apart == "article"
        else articles
    )
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(splitter.split(indexes, np.array(examples.answers), np.array(groups)))


def run(learn: Learn, examples: Examples, folds: Sequence[tuple[Indexes, Indexes]]) -> Run:
    judged = Run()
    for train, test in folds:
        begun = time.perf_counter()
        predict = learn(examples, train)
        learned = time.perf_counter()
        labels = predict(test)
        judged.scoring += time.perf_counter() - learned
        judged.learning += learned - begun
        judged.predictions.update(zip(test.tolist(), labels, strict=True))
    return judged


def figure(examples: Examples, data_set: Set, judged: Run) -> dict[str, Any]:
    """Macro-F1, or its mean over the labels of the published measure, with an interval that resamples articles."""
    indexes = sorted(judged.predictions)
    code = {label: index for index, label in enumerate(examples.labels)}
    truth = np.array([code[examples.answers[index]] for index in indexes])
    predicted = np.array([code[judged.predictions[index]] for index in indexes])
    clusters = np.unique([examples.groups[index] for index in indexes], return_inverse=True)[1]
    sentences = JudgedSentences(examples.labels, truth, clusters, clusters, resampled(examples))
    labels = [code[label] for label in data_set.named] or sentences.labels_present
    return ratio_interval(macro_f1(sentences, predicted, labels), RESAMPLES, SEED, resampled(examples))


def resampled(examples: Examples) -> str:
    """Say what intervals resample: articles where most sentences name theirs, the others being their own."""
    return (
        "articles"
        if 2 * sum(bool(source.article) for source in examples.sources) >= len(examples.sources)
        else "sentences"
    )


def read(folder: Path, data_set: Set) -> tuple[Examples, set[int]]:
    """Read a set as examples, and say which of them are for judging only."""
    rows = list(read_rows(folder / data_set.file, LABELED))
    later = list(read_rows(folder / data_set.dev, LABELED)) if data_set.dev else []
    texts = {row["text"] for row in later if row.get(data_set.question)}
    rows = [row for row in rows if row["text"] not in texts]  # else a copy would be learned from and judged
    marked = [*rows, *(Row({**row, "arm": "dev"}, row.where) for row in later)]
    examples = make_examples(marked, data_set.question, None)
    return examples, {index for index, source in enumerate(examples.sources) if source.arm == "dev"}


def present(folder: Path) -> Iterator[Set]:
    for data_set in SETS:
        if all((folder / name).is_file() for name in (data_set.file, data_set.dev) if name):
            print(f"  {data_set.name} ...", file=sys.stderr, flush=True)  # the tables come when all sets are done
            yield data_set


def measured(folder: Path, encoders: Sequence[str]) -> Iterator[list[str]]:
    for data_set in present(folder):
        examples, dev = read(folder, data_set)
        folds = splits(examples, data_set, dev)
        learners = [learn_example, *(partial(learn_ours, encoder=encoder) for encoder in ("", *encoders))]
        runs = [run(learn, examples, folds) for learn in learners]
        number = len(runs[0].predictions)
        yield [
            data_set.name,
            "on its dev part"
            if data_set.dev
            else f"{FOLDS} folds by {data_set.apart if resampled(examples) == 'articles' else 'text'}",
            f"{number:,}",
            resampled(examples),
            "F over " + "+".join(data_set.named) if data_set.named else "macro-F1",
            *(with_interval(figure(examples, data_set, judged), 3) for judged in runs),
            *(f"{judged.learning:.1f}" for judged in runs),
            *(f"{number / judged.scoring:,.0f}" for judged in runs),
        ]


def ablated(folder: Path) -> Iterator[list[str]]:
    """Say what each group of features adds to each set, in points of the figure."""
    for data_set in present(folder):
        examples, dev = read(folder, data_set)
        folds = splits(examples, data_set, dev)
        selection = FeatureSelection(examples.about_target, find_topics(examples.passages))
        matrix, names = DesignMatrix(examples.passages, selection), list(feature_kinds(selection))
        with_all = figure(examples, data_set, run_default(examples, matrix, folds))["value"]
        cells = []
        for group in GROUP_NAMES:
            remaining = list(feature_kinds(selection._replace(without=(group,))))
            if remaining == names:
                cells.append("-")
                continue
            without = figure(examples, data_set, run_default(examples, matrix.only(remaining), folds))["value"]
            cells.append(f"{100 * (with_all - without):+.1f}")
        yield [data_set.name, f"{100 * with_all:.1f}", *cells]


HEADS = ("set", "judged", "sentences", "resampled", "figure")


def main() -> None:
    """Print the table, and fail where a set is missing."""
    if len(sys.argv) < 2 or not sys.argv[1]:
        print("labeled data: skipped, since no folder is given (make bench DATA=FOLDER)")
        return
    folder = Path(sys.argv[1])
    encoders = sys.argv[2:]
    rows = list(measured(folder, encoders))
    if rows:
        names = ["ours", *(f"+ {Path(encoder).name}" for encoder in encoders)]
        heads = [*HEADS, *(name for first in ("example", "learns, s", "scores/s") for name in (first, *names))]
        print("Label Studio's scikit-learn example and our default model, 95 % intervals; seconds over all folds, with")
        print("an encoder's vectors kept from fold to fold and set to set:")
        print("\n".join(table_lines([heads, *rows], left_columns=range(5))))
        print("\nwhat each group of features adds at the default strength, in points:")
        print("\n".join(table_lines([["set", "all", *GROUP_NAMES], *ablated(folder)])))
    missing = sorted(
        {name for data_set in SETS for name in (data_set.file, data_set.dev) if name and not (folder / name).is_file()}
    )
    if missing:
        sys.exit(f"NOT MEASURED, not in {folder}: {', '.join(missing)}")


if __name__ == "__main__":
    main()
