"""How long `newsstance --help` takes, in bare interpreter starts, both in turn."""

import statistics
import subprocess
import sys
import time

RUNS = 15


def seconds(command: list[str]) -> float:
    """Time one command from outside."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Print the ratio of the medians."""
    bare_command, help_command = [sys.executable, "-c", "pass"], [sys.executable, "-m", "newsstance", "--help"]
    pairs = [(seconds(bare_command), seconds(help_command)) for _ in range(RUNS)]
    bare, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"newsstance --help {ours * 1000:.0f} ms, a bare interpreter {bare * 1000:.0f} ms: {ours / bare:.1f} starts")


if __name__ == "__main__":
    main()
