"""Labels that are numbers, from the first training to the judgment by other rows, whatever wrote the rows."""

import json
from pathlib import Path

from tests.examples.training import run


def write(name: str, labels: tuple[object, object]) -> Path:
    words = ("blamed bad", "praised good")
    rows = [
        {"text": f"{name} {words[i % 2]} plan {i}.", "article": f"{name}{i // 2}", "view": labels[i % 2]}
        for i in range(24)
    ]
    Path(f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Path(f"{name}.jsonl")


def test_a_model_of_numbers_is_judged_by_numbers_written_otherwise() -> None:
    trained = json.loads(run("train", write("old", (0, 1)), "--question", "view", "--json").stdout)
    assert trained["questions"][0]["labels"] == ["0", "1"]
    judged = run("evaluate", trained["folder"], write("new", (0, "1.0")), "--json")
    assert json.loads(judged.stdout)["questions"]["view"]["splits"]["held out"]["accuracy"]["value"] == 1
    remark = "view: '1.0' (12 rows) is read as the label 1; blanks, and zeros at a number's end, do not count"
    assert remark in judged.stderr.splitlines()


def test_a_label_like_a_gap_is_named_and_labels_of_one_look_are_refused() -> None:
    trained = run("train", write("gaps", ("pro", "nan")), "--question", "view")
    remark = "view: the label nan (12 rows) looks like a gap; if it is one, leave the cell empty"
    assert remark in trained.stderr.splitlines()
    error = run("train", write("alike", ("pro", "Pro")), "--question", "view", fails=True).exception
    assert str(error).startswith("'view' is 'pro' at alike.jsonl:1 and 'Pro' at alike.jsonl:2, two labels that look")
