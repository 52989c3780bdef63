"""What kind of source a phrase that speaks is."""

import pytest

from training.masking.passages import OUTLET, Passage
from training.syntax.speaker_kinds import speaker_kind
from training.syntax.speech_cues import find_cues
from training.syntax.tokens import document_before, make_document


def kinds_in(text: str) -> list[str]:
    document = document_before(make_document(Passage("", before=text)))  # where the outlet's mask may stand
    return [speaker_kind(document, cue.speaker) for cue in find_cues(document) if cue.speaker]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Pentagon has expressed concern.", "organization"),
        ("The Kremlin, through a spokesman, denied the report.", "organization"),
        ("The White House said it rained.", "organization"),
        ("Lee’s campaign said it rained.", "organization"),
        ("The F.B.I. director said it rained.", "role"),
        ("The U.N. said it rained.", "organization"),
        ("The IMF said it rained.", "organization"),
        ("The Washington Post reported that it rained.", "outlet"),
        ("It rained, the Times said.", "outlet"),
        ("It rained, according to the Wall Street Journal.", "outlet"),
        ("Reuters said it rained.", "outlet"),
        (f"{OUTLET} said it rained.", "outlet"),
        ("The post said it rained.", "paper"),
        ("Two polls said it rained.", "paper"),
        ("Lee aides said it rained.", "people"),
        ("Democrats said it rained.", "people"),
        ("Three senators said it rained.", "people"),
        ("Some florists said it rained.", "several"),
        ("The Republican nominee said it rained.", "role"),
        ("The President said it rained.", "role"),
        ("President Lee said it rained.", "titled name"),
        ("Sen. Ann Lee said it rained.", "titled name"),
        ("Ann Lee said it rained.", "full name"),
        ("Lee said it rained.", "name"),
        ("It rained, she’d said.", "pronoun"),
        ("An adviser to Ann Lee said it rained.", "role"),
        ("It rained, a neighbor of Lee said.", "role"),
    ],
)
def test_kinds_are_told_apart(text: str, kind: str) -> None:
    assert kinds_in(text) == [kind]
