"""Which answers an answer in a project replaces."""

from dataclasses import replace

import pytest

from annotation.codebook.codebook import Codebook
from annotation.codebook.interface import labeling_interface
from exports.pull.asked import replaced_questions


@pytest.mark.parametrize("target", [True, False])
def test_a_project_that_asks_everything_replaces_everything(codebook: Codebook, target: bool) -> None:
    assert replaced_questions(labeling_interface(codebook, target=target), codebook, target=target) is None


@pytest.mark.parametrize(("asked", "expected"), [("stance", ["holder", "stance"]), ("sourcing", ["sourcing"])])
def test_one_that_asks_some_questions_again_replaces_those_and_what_hangs_on_them(
    codebook: Codebook, asked: str, expected: list[str]
) -> None:
    smaller = replace(codebook, questions=(codebook.question(asked),))
    replaced = replaced_questions(labeling_interface(smaller, target=True), codebook, target=True)
    assert sorted(replaced or ()) == expected


@pytest.mark.parametrize("interface", ["", "<View>", "<View/>", '<!DOCTYPE a [<!ENTITY b "c">]><View>&b;</View>'])
def test_an_interface_that_cannot_be_read_replaces_everything(codebook: Codebook, interface: str) -> None:
    assert replaced_questions(interface, codebook, target=True) is None
