"""Labeled data sets: Label Studio's own example and our default model, under the same splits, in turn.

`python benchmarks/labeled.py FOLDER`; the sets are looked for under the names in `SETS`.
"""

import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from example import example
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedGroupKFold

from annotation.rows import read_rows
from annotation.tables import LABELED, Row
from exports.pages.words import between
from exports.resampled import RESAMPLES
from training import model
from training.dataset import Examples, examples
from training.figures import Judged, macro_f1
from training.groups import joined
from training.intervals import interval
from training.shown import aligned

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


def learn_ours(one: Examples, train: Places) -> Fitted:
    passages, answers = [one.passages[at] for at in train], [one.answers[at] for at in train]
    pipeline = model.fit(passages, answers, about_target=one.about_target, seed=SEED)
    return lambda test: list(pipeline.predict([one.passages[at] for at in test]))


def splits(one: Examples, of: Set, dev: set[int]) -> list[tuple[Places, Places]]:
    """Give what is learned from and what is judged, the same for both models."""
    places = np.arange(len(one.answers))
    if of.dev:
        judged = np.isin(places, list(dev))
        return [(places[~judged], places[judged])]
    articles = [
        source.outlet if of.apart == "outlet" else group for source, group in zip(one.sources, one.groups, strict=True)
    ]
    groups = joined([passage.text for passage in one.passages], articles).groups if of.apart == "article" else articles
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
    judged = Judged(one.labels, truth, units, int(units.max()) + 1, resampled(one))
    wanted = [number[label] for label in of.named] or judged.seen
    return interval(macro_f1(judged, said, wanted), RESAMPLES, SEED, resampled(one))


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
    one = examples(marked, of.question, None)
    return one, {at for at, source in enumerate(one.sources) if source.arm == "dev"}


def measured(folder: Path) -> Iterator[list[str]]:
    for of in SETS:
        if not all((folder / name).is_file() for name in (of.file, of.dev) if name):
            continue
        one, dev = read(folder, of)
        dealt = splits(one, of, dev)
        theirs, ours = run(learn_example, one, dealt), run(learn_ours, one, dealt)
        number = len(ours.said)
        yield [
            of.name,
            "on its dev part" if of.dev else f"{FOLDS} folds by {of.apart if resampled(one) == 'articles' else 'text'}",
            f"{number:,}",
            resampled(one),
            "F over " + "+".join(of.named) if of.named else "macro-F1",
            *(between(figure(one, of, done), 3) for done in (theirs, ours)),
            *(f"{done.learning:.1f}" for done in (theirs, ours)),
            *(f"{number / done.scoring:,.0f}" for done in (theirs, ours)),
        ]


HEADS = (
    "set",
    "judged",
    "sentences",
    "resampled",
    "figure",
    "example",
    "ours",
    "learns, s",
    "ours",
    "scores/s",
    "ours",
)


def main() -> None:
    """Print the table, and fail where a set is missing."""
    if len(sys.argv) < 2 or not sys.argv[1]:
        print("labeled data: skipped, since no folder is given (make bench DATA=FOLDER)")
        return
    folder = Path(sys.argv[1])
    rows = list(measured(folder))
    if rows:
        print("Label Studio's scikit-learn example and our default model, 95 % intervals; seconds over all folds:")
        print("\n".join(aligned([list(HEADS), *rows], left=5)))
    missing = sorted({name for of in SETS for name in (of.file, of.dev) if name and not (folder / name).is_file()})
    if missing:
        sys.exit(f"NOT MEASURED, not in {folder}: {', '.join(missing)}")


if __name__ == "__main__":
    main()
