"""What `pull` says was odd: each kind in a line, the first ten sentences by name."""

import pytest

from exports.pull.remarks import PullRemarks, draft_lines, named_sentences, remark_lines

TEN, ELEVEN = ([f"s{number:02}" for number in range(count)] for count in (10, 11))


def test_ten_sentences_are_named_and_of_more_it_is_said_that_there_are_more() -> None:
    assert named_sentences(TEN).endswith("s09)")
    assert named_sentences(ELEVEN).endswith("s09 …)")
    assert "s10" not in named_sentences(ELEVEN)


@pytest.mark.parametrize(("sentences", "end"), [(TEN, "s09"), (ELEVEN, "s09 …")])
def test_a_line_of_odd_answers_names_ten_too(sentences: list[str], end: str) -> None:
    (line,) = [line for line in remark_lines(PullRemarks(touched=sentences), {}) if "the latest counts" in line]
    assert line.startswith(f"{len(sentences)} sentences")
    assert line.endswith(end)


def test_drafts_are_said_of_those_who_have_any() -> None:
    assert list(draft_lines({"bob": [], "ann": ["s1"]})) == [
        "ann: a draft that was not submitted waits on 1 sentence (s1)"
    ]
