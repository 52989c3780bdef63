"""Gold from crowds whose right answers are known: the majority and Dawid-Skene, in three orders of the rows.

`python benchmarks/aggregation.py FOLDER` looks for `SETS` in the folder's `aggregation`: JSON lines with `annotators`
(each with a `label`) and the right `label`. What to expect is crowd-kit's Dawid-Skene, after 50 iterations.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from annotation.tables.frames import to_frame
from annotation.tables.schema import ANSWERS
from exports.gold.dawid_skene import dawid_skene_probabilities
from exports.gold.soft_labels import label_shares

SETS: Final[Mapping[str, float]] = {"crowd_weather_cf": 0.830, "crowd_music": 0.769, "crowd_temp": 0.942}
TOLERANCE: Final = 0.005
_EQUAL_PROBABILITY: Final = 1e-6


def main() -> None:
    """Print the figures, and fail where one differs from what is expected, or depends on the order of the rows."""
    if len(sys.argv) < 2 or not sys.argv[1]:
        print("crowds: skipped, since no folder is given (make bench DATA=FOLDER)")
        return
    folder = Path(sys.argv[1], "aggregation")
    missing = [name for name in SETS if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        sys.exit(f"NOT MEASURED, not in {folder}: {', '.join(missing)}")
    print("gold from crowds, share that is right (a tie counts in parts): majority, Dawid-Skene, and what is expected")
    wrong = list(filter(None, (_failed_set(name, folder / f"{name}.jsonl") for name in SETS)))
    if wrong:
        sys.exit(f"Dawid-Skene should be within {TOLERANCE} of what is expected, in any order: not so with {wrong}")


def _failed_set(name: str, path: Path) -> str:
    """Print a set's figures, and give its name if they are wrong, else nothing."""
    answers, truth = _read(path)
    shares_right = [share_right(dawid_skene_probabilities(rows), truth) for rows in _orders(answers)]
    print(f"  {name}: {share_right(label_shares(answers), truth):.3f}, {shares_right[0]:.3f}, {SETS[name]:.3f}")
    return "" if len(set(shares_right)) == 1 and abs(shares_right[0] - SETS[name]) <= TOLERANCE else name


def share_right(probabilities: pd.Series, truth: pd.Series) -> float:
    """Give the share of sentences whose likeliest label is the right one; of labels that tie each counts its part."""
    best = probabilities[
        probabilities > probabilities.groupby("sentence").transform("max") - _EQUAL_PROBABILITY
    ].reset_index()
    hits = best["label"].to_numpy() == truth[best["sentence"]].to_numpy()
    return float(pd.Series(hits).groupby(best["sentence"]).mean().mean())


def _orders(answers: pd.DataFrame) -> Iterator[pd.DataFrame]:
    yield answers
    yield answers[::-1]
    yield answers.sample(frac=1, random_state=0)


def _read(path: Path) -> tuple[pd.DataFrame, pd.Series]:
    sentences = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answers = (
        {**answer, "sentence": sentence["id"], "question": "label"}
        for sentence in sentences
        for answer in sentence["annotators"]
    )
    return to_frame(answers, ANSWERS), pd.Series({sentence["id"]: sentence["label"] for sentence in sentences})


if __name__ == "__main__":
    main()
