"""Which tokens are part of a name."""

import pytest

from training.masking.passages import Passage
from training.syntax.names import name_flags
from training.syntax.pos_tags import pos_tags
from training.syntax.tokens import make_document


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Then Ann Lee’s ally met Sen. Ray.", "Ann Lee’s Ray"),
        ("Zuckerman won.", "Zuckerman"),
        ("Critics won.", ""),
        ("He said: “Critics won.” But Zuckerman lost.", "Zuckerman"),
        ("On Monday in May I left, and He stayed.", ""),
        ("The Kremlin told NATO.", "Kremlin NATO"),
    ],
)
def test_names_are_told_by_capitals_that_nothing_else_explains(text: str, names: str) -> None:
    document = make_document(Passage(text))
    flags = name_flags(document, pos_tags(document.tokens))
    assert [token for token, flag in zip(document.tokens, flags, strict=True) if flag] == names.split()


def test_a_mask_is_no_name() -> None:
    document = make_document(Passage("They saw Bo.", ((9, 11),)))
    assert not any(name_flags(document, pos_tags(document.tokens)))
