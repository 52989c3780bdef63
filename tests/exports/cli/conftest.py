"""A study with answers, gold and a handout, as `export` finds it."""

from pathlib import Path

import pytest

from annotation.articles.sentences import read_sentences
from annotation.codebook.codebook import read_codebook
from annotation.tables.schema import ANSWERS, SENTENCES
from annotation.tables.write import write_rows
from tests.examples.export import ARTICLE, CODEBOOK, PEOPLE, run


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with an article, its sentences, three people's answers to all choice questions, and gold."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "wall.txt").write_text(ARTICLE, encoding="utf-8")
    book = read_codebook(CODEBOOK)
    sentences = list(
        read_sentences([str(tmp_path / "articles")], targets=book.targets, report_remark=lambda said: None)
    )
    write_rows(tmp_path / "sentences.jsonl", sentences, SENTENCES)
    rows = []
    for place, sentence in enumerate(sentences):
        for number, person in enumerate(PEOPLE):
            for question in (q for q in book.questions if q.kind == "choice"):
                label = question.label_names[(place + number // 2) % len(question.labels)]
                about = {column: sentence.get(column) for column in ("sentence", "article", "target", "text")}
                how = {"status": "answered", "seconds": 19.25, "answered_at": f"2026-01-02T03:04:{number:02}Z"}
                rows.append(
                    {**about, "annotator": person, "question": question.name, "label": label, **how}
                    | {"comment": "a wombat", "codebook": book.stamp, "round": "first", "audit": place == 0}
                )
    write_rows(tmp_path / "answers.csv", rows, ANSWERS)
    run("gold", "answers.csv", "-o", "gold.csv", "--codebook", str(CODEBOOK))
    return tmp_path
