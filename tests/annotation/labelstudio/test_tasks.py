"""Label Studio's JSON as we write it."""

from annotation.codebook.codebook import Codebook
from annotation.codebook.interface import labeling_interface
from annotation.labelstudio.interface_checks import interface_problems
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
        "text_with_marks": "He won.",
    }


def test_every_mention_of_the_target_is_marked_and_no_sign_becomes_html() -> None:
    """Offsets count in the text, which stays as it is; the copy with marks shows the same characters."""
    row = {"text": "<i>Al-Hale</i> & “Hale” 🎉\nsaid Ida Hale", "target": "Bo Al-Hale", "aliases": "Al-Hale|Hale"}
    fields = task_data({**row, "not_aliases": "Ida Hale"})
    marked = "&lt;i&gt;<mark>Al-Hale</mark>&lt;/i&gt; &amp; “<mark>Hale</mark>” 🎉<br>said Ida Hale"
    assert (fields["text"], fields["text_with_marks"]) == (row["text"], marked)


def test_the_marks_do_not_change_the_digest() -> None:
    """A study that an older version handed out stays as it is, and nothing is called changed."""
    data = task_data(ROW)
    assert task_digest(data) == task_digest({**data, "text_with_marks": "<mark>He</mark> won."})
    assert task_digest(data) == "c6ad98cc95818364"


def test_the_headline_is_not_shown_twice() -> None:
    assert task_data({**ROW, "before": "News\nShe ran."})["before"] == "She ran."
    assert task_data({**ROW, "before": "Newsmen ran."})["before"] == "Newsmen ran."


def test_a_prediction_chooses_the_line_about_suggestions_where_the_project_has_one(codebook: Codebook) -> None:
    shown = {"sourcing": PreLabel("named", 0.6)}
    (prediction,) = task_json(task_data(ROW), shown, codebook, labeling_interface(codebook))["predictions"]
    assert [region["from_name"] for region in prediction["result"]] == ["sourcing", "suggestion_shown"]
    assert (
        interface_problems(labeling_interface(codebook), [{"data": {"sentence": "s"}, "predictions": [prediction]}])
        == []
    )
    (prediction,) = task_json(task_data(ROW), shown, codebook, "<View/>")["predictions"]
    assert [region["from_name"] for region in prediction["result"]] == ["sourcing"]


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
