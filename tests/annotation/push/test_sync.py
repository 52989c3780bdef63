"""Pushing to a real Label Studio: everything once, in step, nothing lost."""

from typing import Any

import pytest

from annotation.codebook.codebook import Codebook
from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.handout import read_handout
from annotation.study.study import Study
from tests.examples.pushing import Push, project, sentences

pytestmark = pytest.mark.studio


def test_a_push_gives_everybody_everything_in_order(hand_out: Push, study: Study, studio: Studio) -> None:
    done = hand_out(sentences("One.", "Two.", "Three."), annotators=("ann", "bob"))
    assert [(pushed.annotator, pushed.added, pushed.known) for pushed in done] == [("ann", 3, 0), ("bob", 3, 0)]
    for annotator in ("ann", "bob"):
        found = project(study, studio, annotator)
        assert found.title == f"{study.name}: pilot · {annotator}"
        assert [task["data"]["text"] for task in studio.tasks(found.id)] == ["One.", "Two.", "Three."]
    given = list(read_handout(study.handout).values())
    assert [row.annotator for row in given] == ["ann"] * 3 + ["bob"] * 3
    assert all(row.pushed_at and row.task and row.digest for row in given)


def test_pushing_twice_adds_nothing(hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One.", "Two."))
    before = study.handout.read_bytes()
    (again,) = hand_out(sentences("One.", "Two."))
    assert (again.added, again.known, again.updated) == (0, 2, 0)
    assert studio.task_and_prediction_counts(project(study, studio).id)[0] == 2
    assert study.handout.read_bytes() == before


def test_an_edited_article_adds_what_is_new_and_refreshes_what_nobody_answered(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    """A paragraph in the middle: its neighbors see it, but the answered one keeps what its annotator read."""
    hand_out(sentences("One.", "Two.", "Three."))
    tasks = {task["data"]["text"]: task["id"] for task in studio.tasks(project(study, studio).id)}
    studio.answer(tasks["Two."], [choice(codebook.question("sourcing"), "named")], seconds=3)
    (done,) = hand_out(sentences("One.", "New.", "Two.", "Three."))
    assert (done.added, done.known, done.updated, done.left) == (1, 3, 2, 1)
    context = {
        t["data"]["text"]: (t["data"]["before"], t["data"]["after"]) for t in studio.tasks(project(study, studio).id)
    }
    assert context == {
        "One.": ("", "New."),
        "Two.": ("One.", "Three."),
        "Three.": ("Two.", ""),
        "New.": ("One.", "Two."),
    }


def test_a_sentence_that_left_the_article_is_named_and_stays(hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One.", "Two.", "Three."))
    (done,) = hand_out(sentences("One.", "Three."))
    assert done.gone == ["Ada Two."]
    assert studio.task_and_prediction_counts(project(study, studio).id)[0] == 3


def test_part_of_an_article_is_no_reason_to_say_the_rest_is_gone(hand_out: Push) -> None:
    hand_out(sentences("One.", "Two.", "Three."))
    (done,) = hand_out(row for row in sentences("One.", "Two.", "Three.") if row["text"] != "Three.")
    assert done.gone == []


def test_a_second_target_gets_its_own_sentences_and_nothing_mixes(hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One.", "Two."))
    (done,) = hand_out(sentences("One.", "Two.", target="Bo"))
    assert (done.added, done.known, done.gone) == (2, 0, [])
    found = [(t["data"]["text"], t["data"]["target"]) for t in studio.tasks(project(study, studio).id)]
    assert found == [("One.", "Ada"), ("Two.", "Ada"), ("One.", "Bo"), ("Two.", "Bo")]


def test_without_a_target_stance_is_not_asked(hand_out: Push, study: Study, studio: Studio) -> None:
    """Those sentences go to a project of their own, whose interface has no question about a target."""
    done = hand_out(iter([*sentences("One.", "Two."), *sentences("Three.", target="")]))
    assert [(pushed.project, pushed.added) for pushed in done] == [("pilot · ann", 2), ("pilot · ann · no target", 1)]
    without = next(p for marker, p in find_projects(studio, study).items() if not marker.target)
    assert 'name="stance"' not in without.interface
    assert 'name="sourcing"' in without.interface


def test_scores_become_prelabels_except_for_the_blind_share(hand_out: Push, study: Study, studio: Studio) -> None:
    """No blind sentence has a prediction anywhere in Label Studio."""
    texts = [f"Sentence {number}." for number in range(20)]
    scored = list(sentences(*texts, sourcing="named", sourcing_probability=0.75, model="m1"))
    (done,) = hand_out(iter(scored))
    assert (done.prelabeled, done.blind) == (16, 4)
    blind = {given.sentence for given in read_handout(study.handout).values() if given.arm == "blind"}
    found = project(study, studio)
    assert found.prediction_version == "newsstance"
    for listed in studio.tasks(found.id):
        task: Any = studio.task(listed["id"])
        expected = [] if task["data"]["sentence"] in blind else [(["named"], 0.75)]
        shown = [(p["result"][0]["value"]["choices"], p["score"]) for p in task["predictions"]]
        assert shown == expected
    assert set(task["data"]) == {
        *("sentence", "text", "before", "after", "headline", "target", "article", "outlet", "published", "position"),
        "text_with_marks",
    }


class CutShort(Exception):
    """Stands for a kill at a moment of the test's choice."""


@pytest.mark.parametrize("batches_before", [0, 1])
def test_a_push_that_was_cut_short_ends_the_same_when_repeated(
    hand_out: Push,
    study: Study,
    studio: Studio,
    monkeypatch: pytest.MonkeyPatch,
    batches_before: int,
) -> None:
    """Cut after the server has a batch and before we know: it is found there, not sent again."""
    monkeypatch.setattr("annotation.push.project_sync.TASKS_PER_REQUEST", 4)
    texts = [f"Sentence {number}." for number in range(10)]
    scored = list(sentences(*texts, sourcing="named", sourcing_probability=0.75, model="m1"))
    sent = Studio.import_tasks
    calls = []

    def kill_after(self: Studio, project: int, tasks: list[dict[str, Any]]) -> list[int]:
        calls.append(sent(self, project, tasks))
        if len(calls) > batches_before:
            raise CutShort
        return calls[-1]

    with monkeypatch.context() as patch:
        patch.setattr(Studio, "import_tasks", kill_after)
        with pytest.raises(CutShort):
            hand_out(iter(scored))
    planned = {given.sentence: given.arm for given in read_handout(study.handout).values()}
    (done,) = hand_out(iter(scored))
    assert done.added == 10 - 4 * len(calls)
    found = project(study, studio)
    assert [task["data"]["text"] for task in studio.tasks(found.id)] == texts
    after = read_handout(study.handout).values()
    assert {given.sentence: given.arm for given in after} == planned
    assert all(given.pushed_at for given in after)
    assert found.prediction_version == "newsstance"


def test_a_task_that_somebody_deleted_is_noticed_and_pushed_again(hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One.", "Two."))
    number = project(study, studio).id
    first = next(studio.tasks(number))["id"]
    studio._ask(
        "POST",
        f"api/dm/actions?id=delete_tasks&project={number}",
        body={"selectedItems": {"all": False, "included": [first]}},
    )
    (done,) = hand_out(sentences("One.", "Two."))
    assert (done.added, done.known) == (1, 1)


def test_a_codebook_edited_in_the_middle_of_a_round_is_refused(
    hand_out: Push, study: Study, other_codebook: Codebook
) -> None:
    hand_out(sentences("One."))
    before = study.handout.read_bytes()
    with pytest.raises(ConfigError, match=r"round 'pilot' was handed out with the codebook stance_sourcing 1\.0 .*"):
        hand_out(sentences("One.", "Two."), codebook=other_codebook)
    assert study.handout.read_bytes() == before


def test_an_interface_that_is_not_the_codebooks_is_refused(hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One."))
    found = project(study, studio)
    config = found.interface.replace('value="neutral"', 'value="neither"')
    assert config != found.interface
    studio._ask("PATCH", f"api/projects/{found.id}", body={"label_config": config})
    with pytest.raises(ConfigError, match=r"interface of project '.*: pilot · ann' .* is not the codebook's"):
        hand_out(sentences("One.", "Two."))


def test_two_projects_with_one_description_are_never_taken_for_one(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    """Somebody copied a project by hand: answers may stand in either."""
    hand_out(sentences("One."))
    found, before = project(study, studio), study.handout.read_bytes()
    twin = studio.create_project("mine", found.description, found.interface, "")
    both = rf"projects {found.id} \(.*: pilot · ann\) and {twin.id} \(mine\)|projects {twin.id} .* and {found.id} .*"
    with pytest.raises(ConfigError, match=f"({both}) have one and the same description"):
        hand_out(sentences("One.", "Two."))
    assert study.handout.read_bytes() == before
    studio._ask("PATCH", f"api/projects/{twin.id}", body={"description": ""})
    assert hand_out(sentences("One.", "Two."))[0].added == 1


def test_a_title_over_50_characters_is_refused_before_anything_is_made(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    with pytest.raises(ConfigError, match="has 56 characters and Label Studio takes 3 to 50"):
        hand_out(sentences("One."), round="x" * 50)
    assert not study.handout.exists()
    assert find_projects(studio, study) == {}


def test_a_label_the_interface_has_not_is_never_sent(
    hand_out: Push, monkeypatch: pytest.MonkeyPatch, study: Study, studio: Studio
) -> None:
    """The last check before the server, which might drop it in silence."""
    hand_out(sentences("One."))
    monkeypatch.setattr("annotation.labelstudio.tasks.choice", lambda question, label: choice(question, "nonsense"))
    scored = sentences("One.", "Two.", sourcing="named", sourcing_probability=0.75, model="m1")
    with pytest.raises(LabelStudioError, match="1 pre-labels don't fit the interface"):
        hand_out(scored, blind=0.0)
    assert studio.task_and_prediction_counts(project(study, studio).id)[0] == 1


def test_nothing_to_push_is_said(hand_out: Push) -> None:
    with pytest.raises(DataError, match="there is no sentence to push"):
        hand_out(sentences("A heading", kind="heading"))
