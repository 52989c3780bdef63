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
from training.data.splits import NoSplit, by_article
from training.features.registry import GROUP_NAMES, FeatureSelection, feature_kinds
from training.features.topics import find_topics
from training.learning import fit as model
from training.learning.design_matrix import DesignMatrix
from training.learning.out_of_fold import fit_folds, try_strengths
from training.metrics.classification import JudgedSentences, macro_f1
from training.metrics.intervals import ratio_interval

FOLDS = 5
SEED = 0
Places = np.ndarray[Any, np.dtype[np.intp]]


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
    """What one model said, and how long it took."""

    said: dict[int, str] = field(default_factory=dict)
    learning: float = 0.0
    scoring: float = 0.0


Fitted = Callable[[Sequence[int]], list[str]]  # places in, labels out
Learn = Callable[[Examples, Places], Fitted]


def learn_example(one: Examples, train: Places) -> Fitted:
    pipeline = example()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # its hundred steps are its own choice
        pipeline.fit([one.passages[at].text for at in train], [one.answers[at] for at in train])
    return lambda test: list(pipeline.predict([one.passages[at].text for at in test]))


def learn_ours(one: Examples, train: Places, encoder: str = "") -> Fitted:
    mine = some(one, train)
    wanted = FeatureSelection(one.about_target, find_topics(mine.passages))
    blend = put_together(mine, wanted, encoder)
    pipeline = model.fit(mine.passages, mine.truth, wanted, seed=SEED, blend=blend, encoder=encoder)
    return lambda test: list(pipeline.predict([one.passages[at] for at in test]))


def some(one: Examples, places: Places) -> Examples:
    """Give some of the examples alone, as if there were no others."""
    whole = {name: getattr(one, name) for name in ("passages", "answers", "groups", "sources", "shares")}
    return replace(one, **{name: tuple(told[at] for at in places) for name, told in whole.items() if told})


def put_together(one: Examples, wanted: FeatureSelection, encoder: str) -> model.Blend:
    """Decide how a model is put together, by folds within what it learns from."""
    groups = join_groups([passage.text for passage in one.passages], one.groups).groups
    split = by_article(one.answers, groups, SEED)
    if isinstance(split, NoSplit):
        sys.exit(f"NOT MEASURED: {one.question}: {split.why}")
    return try_strengths(
        DesignMatrix(one.passages, wanted, encoder), one, split, SEED, np.ones(len(groups), dtype=bool)
    ).blend


def ours(one: Examples, material: DesignMatrix, dealt: Sequence[tuple[Places, Places]]) -> Run:
    """Judge our default by features that were counted before."""
    done = Run()
    for (_, test), part in zip(dealt, fit_folds(material, one, list(dealt), SEED), strict=True):
        done.said.update(zip(test.tolist(), [one.labels[at] for at in part.argmax(axis=1)], strict=True))
    return done


def splits(one: Examples, of: Set, dev: set[int]) -> list[tuple[Places, Places]]:
    """Give what is learned from and what is judged, the same for both models."""
    places = np.arange(len(one.answers))
    if of.dev:
        judged = np.isin(places, list(dev))
        return [(places[~judged], places[judged])]
    articles = [
        source.outlet if of.apart == "outlet" else group for source, group in zip(one.sources, one.groups, strict=True)
    ]
    groups = (
        join_groups([passage.text for passage in one.passages], articles).groups if of.apart == "article" else articles
    )
    dealer = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(dealer.split(places, np.array(one.answers), np.array(groups)))


def run(learn: Learn, one: Examples, dealt: Sequence[tuple[Places, Places]]) -> Run:
    done = Run()
    for train, test in dealt:
        begun = time.perf_counter()
        fitted = learn(one, train)
        learned = time.perf_counter()
        said = fitted(test)
        done.scoring += time.perf_counter() - learned
        done.learning += learned - begun
        done.said.update(zip(test.tolist(), said, strict=True))
    return done


def figure(one: Examples, of: Set, done: Run) -> dict[str, Any]:
    """Macro-F1, or its mean over the named labels, with an interval that resamples articles."""
    places = sorted(done.said)
    number = {label: at for at, label in enumerate(one.labels)}
    truth = np.array([number[one.answers[at]] for at in places])
    said = np.array([number[done.said[at]] for at in places])
    units = np.unique([one.groups[at] for at in places], return_inverse=True)[1]
    judged = JudgedSentences(one.labels, truth, units, units, resampled(one))
    wanted = [number[label] for label in of.named] or judged.seen
    return ratio_interval(macro_f1(judged, said, wanted), RESAMPLES, SEED, resampled(one))


def resampled(one: Examples) -> str:
    """Say what intervals resample: articles where most sentences name theirs, the others being their own."""
    return "articles" if 2 * sum(bool(source.article) for source in one.sources) >= len(one.sources) else "sentences"


def read(folder: Path, of: Set) -> tuple[Examples, set[int]]:
    """Read a set as examples, and say which of them are for judging only."""
    rows = list(read_rows(folder / of.file, LABELED))
    later = list(read_rows(folder / of.dev, LABELED)) if of.dev else []
    texts = {row["text"] for row in later if row.get(of.question)}
    rows = [row for row in rows if row["text"] not in texts]  # else a copy would be learned from and judged
    marked = [*rows, *(Row({**row, "arm": "dev"}, row.where) for row in later)]
    one = make_examples(marked, of.question, None)
    return one, {at for at, source in enumerate(one.sources) if source.arm == "dev"}


def present(folder: Path) -> Iterator[Set]:
    for of in SETS:
        if all((folder / name).is_file() for name in (of.file, of.dev) if name):
            print(f"  {of.name} ...", file=sys.stderr, flush=True)  # the tables come when all sets are done
            yield of


def measured(folder: Path, encoders: Sequence[str]) -> Iterator[list[str]]:
    for of in present(folder):
        one, dev = read(folder, of)
        dealt = splits(one, of, dev)
        learners = [learn_example, *(partial(learn_ours, encoder=encoder) for encoder in ("", *encoders))]
        runs = [run(learn, one, dealt) for learn in learners]
        number = len(runs[0].said)
        yield [
            of.name,
            "on its dev part" if of.dev else f"{FOLDS} folds by {of.apart if resampled(one) == 'articles' else 'text'}",
            f"{number:,}",
            resampled(one),
            "F over " + "+".join(of.named) if of.named else "macro-F1",
            *(with_interval(figure(one, of, done), 3) for done in runs),
            *(f"{done.learning:.1f}" for done in runs),
            *(f"{number / done.scoring:,.0f}" for done in runs),
        ]


def ablated(folder: Path) -> Iterator[list[str]]:
    """Say what each group of features adds to each set, in points of the figure."""
    for of in present(folder):
        one, dev = read(folder, of)
        dealt = splits(one, of, dev)
        wanted = FeatureSelection(one.about_target, find_topics(one.passages))
        material, names = DesignMatrix(one.passages, wanted), list(feature_kinds(wanted))
        whole = figure(one, of, ours(one, material, dealt))["value"]
        told = []
        for group in GROUP_NAMES:
            left = list(feature_kinds(wanted._replace(without=(group,))))
            without = whole if left == names else figure(one, of, ours(one, material.only(left), dealt))["value"]
            told.append("-" if left == names else f"{100 * (whole - without):+.1f}")
        yield [of.name, f"{100 * whole:.1f}", *told]


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
        heads = [*HEADS, *(name for of in ("example", "learns, s", "scores/s") for name in (of, *names))]
        print("Label Studio's scikit-learn example and our default model, 95 % intervals; seconds over all folds, with")
        print("an encoder's vectors kept from fold to fold and set to set:")
        print("\n".join(table_lines([heads, *rows], left=range(5))))
        print("\nwhat each group of features adds at the default strength, in points:")
        print("\n".join(table_lines([["set", "all", *GROUP_NAMES], *ablated(folder)])))
    missing = sorted({name for of in SETS for name in (of.file, of.dev) if name and not (folder / name).is_file()})
    if missing:
        sys.exit(f"NOT MEASURED, not in {folder}: {', '.join(missing)}")


if __name__ == "__main__":
    main()
