"""Long work says how far it is also where nobody sees a bar."""

from collections.abc import Iterator

import pytest

from annotation.io.progress import progress, with_lines


def test_a_line_a_minute_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Each value takes 25 seconds here: a line after the third, and one after the sixth."""
    times: Iterator[float] = iter(range(0, 1000, 25))
    values = list(with_lines("abcdefg", "training stance", 7, clock=lambda: float(next(times))))
    assert values == list("abcdefg")
    assert capsys.readouterr().err.splitlines() == [
        "  training stance: 3 of 7, about 2 min left",
        "  training stance: 6 of 7, about 25 s left",
    ]


def test_short_work_says_nothing_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(range(3), "scoring", 3)) == [0, 1, 2]
    assert capsys.readouterr().err == ""
