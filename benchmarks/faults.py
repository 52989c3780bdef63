"""Does every fault of the connection end in one clear line, in time, and is the command that is run again exact?

A faulty proxy stands between `push`, `pull` and `rounds` and a real Label Studio; times are shortened. The seed that is
printed repeats the run.
"""

import os
import random
import resource
import sys
import tempfile
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))  # the proxy is the tests' own

from annotation.labelstudio import server
from annotation.labelstudio.transport import accepts_key
from tests.examples.connection_faults import VERBS, FaultyConnection, Outcome, fault_outcomes
from tests.examples.faulty_proxy import FAULTS

MOST_KILOBYTES: Final = 1_000_000


def main() -> None:
    """Spoil a request of each kind, of each verb, and say what came of it."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)  # noqa: S311 - no secret
    print(f"seed {seed}; repeat with: benchmarks/faults.py {seed}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "studio"
        server.start(data, server.find_program(), answers=accepts_key)
        try:
            os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "config")
            with FaultyConnection(Path(folder), data) as connection:
                outcomes = list(fault_outcomes(connection, dice, dict.fromkeys(VERBS, sorted(FAULTS))))
        finally:
            server.stop(data)
    _report(outcomes)


def _report(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        print(f"{'pass' if not outcome.problem else 'FAIL'}  {outcome}")
    failed = sum(bool(outcome.problem) for outcome in outcomes)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(outcomes)} faults, {failed} not as they should be; at most {kilobytes // 1000} MB of memory")
    sys.exit(bool(failed) or kilobytes > MOST_KILOBYTES)


if __name__ == "__main__":
    main()
