"""Label Studio's JSON as we write it."""

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.projects import Marker, read_marker
from annotation.labelstudio.tasks import span, task_data, task_digest, task_json
from annotation.study.handout import PreLabel

ROW = {"sentence": "s1", "text": "He won.", "title": "News", "before": None, "position": 0, "outlet": "Post", "x": 1}


def test_a_task_shows_what_is_there_and_empty_text_where_nothing_is() -> None:
    assert task_data(ROW) == {
        "sentence": "s1",
        "text": "He won.",
        "before": "",
        "after": "",
        "headline": "News",
        "target": "",
        "article": "",
        "outlet": "Post",
        "published": "",
        "position": 0,
    }


def test_nothing_in_a_task_tells_arm_audit_round_or_model() -> None:
    told = task_data({**ROW, "arm": "blind", "audit": True, "round": "pilot", "model": "m1", "sourcing": "named"})
    assert told == task_data(ROW)


def test_the_digest_changes_with_the_context_and_not_with_the_order() -> None:
    data = task_data(ROW)
    assert task_digest(data) == task_digest(dict(reversed(data.items())))
    assert task_digest(data) != task_digest({**data, "before": "Before."})


def test_a_prediction_is_as_sure_as_its_least_sure_label(codebook: Codebook) -> None:
    shown = {"stance": PreLabel("neutral", 0.9), "sourcing": PreLabel("named", 0.6)}
    (prediction,) = task_json(task_data(ROW), shown, codebook)["predictions"]
    assert prediction["score"] == 0.6
    assert [(region["from_name"], region["value"]) for region in prediction["result"]] == [
        ("stance", {"choices": ["neutral"]}),
        ("sourcing", {"choices": ["named"]}),
    ]


def test_a_blind_task_has_no_prediction_at_all(codebook: Codebook) -> None:
    assert task_json(task_data(ROW), {}, codebook) == {"data": task_data(ROW)}


def test_a_span_counts_code_points(codebook: Codebook) -> None:
    question = codebook.question("evidence")
    value = span(question, "cue", 2, 6, "😀 said so")["value"]
    assert value == {"start": 2, "end": 6, "text": "said", "labels": ["cue"]}


def test_a_marker_survives_what_is_written_around_it() -> None:
    marker = Marker("k3f9", "pilot “two”", "ann", "tone 1.0 ab12cd", True)
    assert read_marker(f"Our first round. {marker} Please ask Dana.") == marker


def test_other_peoples_projects_have_no_marker() -> None:
    assert read_marker("") is None
    assert read_marker("A project about news.") is None
    assert read_marker(str(Marker("a", "b", "c", "d", True)).replace('"round"', '"rond"')) is None


def test_only_an_adjudications_marker_says_so() -> None:
    """Projects of annotators are marked as they always were."""
    marker = Marker("k3f9", "pilot", "ann", "tone 1.0 ab12cd", True)
    assert "adjudication" not in str(marker)
    settles = Marker("k3f9", "last words", "dana", "tone 1.0 ab12cd", True, adjudication=True)
    assert read_marker(str(settles)) == settles
