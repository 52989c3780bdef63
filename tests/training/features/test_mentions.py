"""How a target is called, and that its own name is no feature."""

import pytest

from training.features.mentions import naming_features
from training.masking.passages import make_passage
from training.syntax.tokens import make_document


def names(row: dict[str, object]) -> list[str]:
    found = naming_features(make_document(make_passage(row, about_target=True)))
    return [feature for feature in found if feature.startswith("as ")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"text": "They read bell hooks.", "target": "bell hooks"}, []),
        ({"text": "He asked openai's board.", "target": "OpenAI", "aliases": "openai's|openai"}, []),
        ({"text": "Then the thug bo ran.", "target": "Bo", "target_start": 5, "target_end": 16}, ["as the", "as thug"]),
        (
            {"text": "the van der berg clan", "target": "Van der Berg", "target_start": 0, "target_end": 21},
            ["as the", "as clan"],
        ),
        ({"text": "They saw al-qaeda.", "target": "al-Qaeda", "aliases": "al-qaeda"}, []),
        ({"text": "President bo ran.", "target": "President Bo", "aliases": "President bo"}, ["as president"]),
    ],
)
def test_words_in_small_letters_say_something_unless_they_are_the_name(row: dict[str, object], told: list[str]) -> None:
    assert names(row) == told
