"""Where a sentence begins."""

import pytest

from training.masking.sentence_starts import starts_sentence


@pytest.mark.parametrize(
    ("before", "start"),
    [
        ("", True),
        ("So it was. ", True),
        ("Was it?” \n", True),
        ("They said: ", True),
        ("They said “", True),
        ('They said "', True),
        ("They (", True),
        ("They said, ", False),
        ("They saw ", False),
        ("a.", False),
        (f"So it was.{' ' * 15}", True),
        (f"They saw{' ' * 50}", False),
    ],
)
def test_a_sentence_begins_after_what_ends_one_or_opens_a_quotation(before: str, start: bool) -> None:
    assert starts_sentence(before + "Bo left.", len(before)) is start
