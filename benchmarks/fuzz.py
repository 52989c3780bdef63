"""Does any reader fail with a traceback, take long, or fill the memory? Files damaged at random, a seed for each run.

Run it with the number of inputs and a seed: `benchmarks/fuzz.py 100000 7`. The same two give the same inputs.
"""

import contextlib
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

from fuzz_readers import Reader, make_readers
from mutations import mutated

from annotation.errors import NewsstanceError

INPUTS: Final = 100_000
BATCH: Final = 250  # inputs of one forked process, so that none inherits what another did
SECONDS: Final = 5  # that one input may keep a processor busy
PATIENCE: Final = 60  # seconds that one input may take in all, on a machine that has other work too
MEGABYTES: Final = 1_000  # that a process may take at its peak
WORKERS: Final = 2
_SHOWN: Final = 20  # failures that are printed
_READERS: Final[list[Reader]] = []  # made once; the processes are forked with them


@dataclass
class Outcome:
    """What came of some inputs."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    megabytes: int = 0

    def add(self, other: "Outcome") -> None:
        """Add what came of further inputs."""
        self.counts += other.counts
        self.failures += other.failures
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)


def main(inputs: int, seed: int) -> int:
    """Damage and read that many inputs; gives the exit status."""
    warnings.simplefilter("ignore")
    print(f"{inputs:,} damaged inputs, seed {seed}", flush=True)
    outcome = Outcome()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder, "study")
        study.mkdir()
        os.chdir(study)
        os.environ["NEWSSTANCE_TRUST"] = "trust.json"
        with _quiet():
            _READERS.extend(make_readers(study))
        starts = range(0, inputs, BATCH)
        batches = [(study, Path(folder), seed, start, min(BATCH, inputs - start)) for start in starts]
        # A process of its own for each batch: if it dies, that batch fails and no other.
        with get_context("fork").Pool(WORKERS, maxtasksperchild=1) as pool:
            for number, part in enumerate(pool.imap_unordered(_guarded, batches), start=1):
                outcome.add(part)
                if number % 40 == 0:
                    print(f"  {outcome.counts.total():,} read, {len(outcome.failures)} failures", flush=True)
    return _report(outcome, time.monotonic() - started)


def _report(outcome: Outcome, seconds: float) -> int:
    counts = ", ".join(f"{number:,} {what}" for what, number in outcome.counts.most_common())
    print(f"{outcome.counts.total():,} inputs in {seconds:.0f} s: {counts}")
    print(f"slowest {outcome.slowest[0]:.2f} s ({outcome.slowest[1]}), peak memory {outcome.megabytes:,} MB")
    kinds = Counter(failure.rpartition("\n")[2] for failure in outcome.failures)
    for failure in outcome.failures[:_SHOWN]:
        print(f"\n{failure}")
    for kind, number in kinds.most_common():
        print(f"FAILED {number} times: {kind}")
    return 1 if outcome.failures or outcome.megabytes > MEGABYTES else 0


def _guarded(batch: tuple[Path, Path, int, int, int]) -> Outcome:
    """Read a batch in a copy of the study, in a process that was forked for it."""
    study, folder, seed, start, number = batch
    copy = folder / f"copy{start}"
    shutil.copytree(study, copy)
    os.chdir(copy)
    outcome = Outcome()
    signal.signal(signal.SIGALRM, _too_long)
    signal.signal(signal.SIGPROF, _too_long)
    with _quiet():
        for index in range(start, start + number):
            random = Random(f"{seed} {index}")  # noqa: S311 - it must give the same inputs again
            _read_one(_READERS, random, f"input {index}", outcome)
    outcome.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000
    os.chdir(folder)
    shutil.rmtree(copy)
    return outcome


def _read_one(readers: Sequence[Reader], random: Random, name: str, outcome: Outcome) -> None:
    reader = random.choice(readers)
    sums = next(Path("models").glob("*/SHA256SUMS"))
    kept_sums = sums.read_bytes()
    reader.path.write_bytes(mutated(reader.content, random))
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        reader.read()
        outcome.counts["read"] += 1
    except NewsstanceError as error:
        outcome.counts["refused in several lines" if "\n" in str(error) else "refused in one line"] += 1
    except BaseException as error:
        outcome.counts["failed"] += 1
        last = traceback.extract_tb(error.__traceback__)[-3:]
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(last))
        kept = _keep(reader, name)
        outcome.failures.append(
            f"{reader.name}, {name}, kept as {kept}: {str(error)[:300]!r}\n{type(error).__name__} {places}"
        )
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        outcome.slowest = max(outcome.slowest, (time.process_time() - started, f"{reader.name}, {name}"))
        reader.path.write_bytes(reader.content)
        sums.write_bytes(kept_sums)


def _keep(reader: Reader, name: str) -> Path:
    folder = Path(tempfile.gettempdir(), "newsstance-fuzz", name.replace(" ", "-"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(reader.path, folder)
    return folder / reader.path.name


def _too_long(*_: Any) -> None:  # noqa: ANN401 - what signal handlers get
    raise TimeoutError(f"longer than {SECONDS} s")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


if __name__ == "__main__":
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else INPUTS
    sys.exit(main(inputs, int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())))
