"""Closing and deleting a round on a real server: only what nobody did is taken back, and the handout says so."""

import pytest

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.push.close_round import close_round
from annotation.study.handout import read_handout
from annotation.study.study import Study
from exports.pull.pull import pull_answers
from tests.examples.pushing import Push, sentences

pytestmark = pytest.mark.studio


def left(study: Study, studio: Studio) -> dict[str, list[str]]:
    """The sentences that stand on the server, by annotator."""
    return {
        marker.annotator: [task["data"]["sentence"] for task in studio.tasks(project.id)]
        for marker, project in find_projects(studio, study).items()
    }


def test_closing_takes_back_what_nobody_did(hand_out: Push, study: Study, studio: Studio, codebook: Codebook) -> None:
    hand_out(sentences("One.", "Two.", "Three.", "Four."), annotators=("ann", "bob"))
    project = next(found for marker, found in find_projects(studio, study).items() if marker.annotator == "ann")
    answered, skipped, *_ = list(studio.tasks(project.id))
    studio.answer(answered["id"], [choice(codebook.question("sourcing"), "named")], seconds=5)
    studio.answer(skipped["id"], [], seconds=5, skipped=True)
    with pytest.raises(DataError, match="round 'pilot' has 2 sentences answered, skipped or begun"):
        close_round(study, studio, codebook, "pilot", unless_answered=True)
    closed = close_round(study, studio, codebook, "pilot", unless_answered=False)
    assert (closed.taken_back, closed.kept, len(closed.projects)) == ({"ann": 2, "bob": 4}, {"ann": 2}, 1)
    stay = [answered["data"]["sentence"], skipped["data"]["sentence"]]
    assert left(study, studio) == {"ann": stay}
    assert "2 of 2 done on " in studio.project(project.id).description
    assert sorted(row.sentence for row in read_handout(study.handout).values()) == sorted(stay)
    answers, remarks = pull_answers(study, studio, codebook, pseudonyms={1: "ann"})
    assert [row["sentence"] for row in answers] == stay
    assert list(remarks.projects) == []
    assert close_round(study, studio, codebook, "pilot", unless_answered=False).taken_back == {}
    (again,) = hand_out(sentences("One.", "Two.", "Three.", "Four."), annotators=("ann",))
    assert (again.added, again.known) == (2, 2)


def test_a_round_that_nobody_answered_is_deleted(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(sentences("One.", "Two.", "Three."))
    hand_out(sentences("One.", "Two.", "Three."), round="other")
    closed = close_round(study, studio, codebook, "pilot", unless_answered=True)
    assert (closed.taken_back, closed.kept) == ({"ann": 3}, {})
    assert {row.round for row in read_handout(study.handout).values()} == {"other"}
    assert [marker.round for marker in find_projects(studio, study)] == ["other"]
    with pytest.raises(DataError, match="no round 'pilot' was handed out \\(there are: other\\)"):
        close_round(study, studio, codebook, "pilot", unless_answered=True)
