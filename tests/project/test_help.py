"""`newsstance --help` is there at once: nothing heavy is imported before a verb needs it."""

import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

HEAVY = {"httpx", "joblib", "label_studio_sdk", "numpy", "pandas", "pyarrow", "sklearn", "trafilatura"}
IMPORTED = """
import sys
sys.argv = ["newsstance", "--help"]
try:
    import newsstance
    newsstance.main()
finally:
    sys.stderr.write(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def seconds(command: Sequence[str]) -> float:
    """How long a process takes from its start to its end."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def test_help_takes_at_most_25_bare_starts() -> None:
    """Both are measured in turn, so that a busy machine slows both."""
    bare, shown = ["-c", "pass"], ["-m", "newsstance", "--help"]
    seconds(shown)  # the first start may still compile
    pairs = [(seconds(bare), seconds(shown)) for _ in range(7)]
    assert median(pair[1] for pair in pairs) <= 25 * median(pair[0] for pair in pairs)


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: newsstance")
    imported = set(done.stderr.split())
    assert {"typer", "annotation", "exports", "training"} <= imported
    assert imported & HEAVY == set()
