"""A codebook written out, and how tests change it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotation.codebook.codebook import read_codebook
from annotation.errors import ConfigError

GOOD = """
name = "mine"
version = "1"
title = "Mine"
introduction = "Read."

[[questions]]
name = "tone"
kind = "choice"
title = "Tone"
text = "How does it speak of {target}?"
target = true
merge = { some = ["warm"], rest = ["cold", "odd"] }
[[questions.labels]]
name = "warm"
hotkey = "1"
color = "#0072b2"
definition = "Kind."
[[questions.labels]]
name = "cold"
hotkey = "2"
color = "#d55e00"
definition = "Unkind."
examples = ["He snarled."]
[[questions.labels]]
name = "odd"
hotkey = "3"
color = "#6b7280"
definition = "Neither."
train_as = ""

[[questions]]
name = "ground"
kind = "choice"
title = "Ground"
text = "Why?"
required = true
rules = ["Facts first."]
only_if = { question = "tone", labels = ["warm", "cold"] }
[[questions.labels]]
name = "fact"
hotkey = "q"
color = "#0072b2"
definition = "A fact."
use_when = "It can be checked."
not_when = "It can't."

[[questions]]
name = "words"
kind = "spans"
title = "Words"
text = "Which words?"
[[questions.labels]]
name = "verb"
hotkey = "z"
color = "#009e73"
definition = "A verb."
"""


Write = Callable[[str], Path]


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert old in text
    return text.replace(old, new, 1)


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_codebook(path)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")
