"""What a study of 500 labels brings: macro-F1 from 200 sentences learned from to all, by default and with encoders.

`python benchmarks/learning_curves.py FOLDER [ENCODER ...]`; the sets are those of `labeled.py`. What is judged stays
the same along a curve. Whole articles are drawn until there are enough sentences; a small size is drawn anew several
times, and the mean is shown, since two studies of 500 labels differ. Where a set has no part of its own to judge on,
the first fold is judged.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np
from labeled import Indexes, Learn, Set, figure, learn_ours, present, read, run, splits

from exports.terminal.table import table_lines
from training.data.examples import Examples

SIZES = (200, 500, 1000, 2000, 5000)
DRAWS = {200: 5, 500: 5, 1000: 3}  # how often a size is drawn; a larger one once
SEED = 0


def drawn(examples: Examples, train: Indexes, size: int, seed: int) -> Indexes:
    """Draw whole articles in random order until they have at least that many sentences."""
    groups = np.array([examples.groups[index] for index in train])
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    chosen: list[int] = []
    for group in order:
        if len(chosen) >= size:
            break
        chosen += train[groups == group].tolist()
    return np.array(sorted(chosen), dtype=np.intp)


def curve(folder: Path, encoders: Sequence[str]) -> Iterator[list[str]]:
    """Give one row for each set and model."""
    for data_set in present(folder):
        examples, dev = read(folder, data_set)
        train, test = splits(examples, data_set, dev)[0]
        for encoder in ("", *encoders):
            learn: Learn = partial(learn_ours, encoder=encoder)
            cells = [
                f"{mean(points):.3f}" if (points := measured(learn, examples, data_set, (train, test), size)) else "-"
                for size in SIZES
            ]
            whole = figure(examples, data_set, run(learn, examples, [(train, test)]))["value"]
            yield [data_set.name, Path(encoder).name or "no encoder", *cells, f"{whole:.3f}", f"{len(train):,}"]


def measured(learn: Learn, examples: Examples, data_set: Set, fold: tuple[Indexes, Indexes], size: int) -> list[float]:
    """Give the figure of each draw of that size; none where there are not that many sentences."""
    train, test = fold
    if size >= len(train):
        return []
    draws = [drawn(examples, train, size, SEED + number) for number in range(DRAWS.get(size, 1))]
    return [figure(examples, data_set, run(learn, examples, [(chosen, test)]))["value"] for chosen in draws]


def main() -> None:
    """Print the table."""
    if len(sys.argv) < 2 or not sys.argv[1]:
        print("learning curves: skipped, since no folder is given (make bench DATA=FOLDER)")
        return
    rows = list(curve(Path(sys.argv[1]), sys.argv[2:]))
    heads = ["set", "encoder", *(f"{size:,}" for size in SIZES), "all", "sentences"]
    print(
        f"learning curves: macro-F1 by how many sentences are learned from, the mean of {DRAWS[200]} draws at 200 and"
    )
    print(f"500, of {DRAWS[1000]} at 1,000, else of one (seed {SEED}):")
    print("\n".join(table_lines([heads, *rows], left_columns=range(2))))


if __name__ == "__main__":
    main()
