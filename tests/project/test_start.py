"""Scoring starts soon: neither scikit-learn nor joblib is imported for it, with or without reasons."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.tables.schema import Row
from tests.examples.encoders import encoder
from training.data.options import LearningOptions
from training.evaluation.options import EvaluationOptions
from training.persistence.store import save
from training.train import train_models

SLOW = {"joblib", "label_studio_sdk", "matplotlib", "sklearn"}
SCORED = """
import sys
import newsstance
try:
    newsstance.main()
finally:
    sys.stderr.write(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("encoded", [False, True])
def test_score_imports_neither_scikit_learn_nor_joblib(
    encoded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))
    how = LearningOptions(encoder=str(encoder(tmp_path / "encoder"))) if encoded else LearningOptions()
    rows = [
        Row({"text": f"{who} {what}.", "article": who, "view": label}, "gold.csv:2")
        for who in ("Ann", "Bo", "Cy", "Di")
        for what, label in (("praised the plan", "pro"), ("blamed the plan", "con"))
    ]
    folder, _ = save(train_models(rows, ["view"], options=EvaluationOptions(resamples=100, how=how)), tmp_path)
    Path("new.jsonl").write_text('{"id": "a", "text": "Zoe praised the plan. Yan blamed it."}\n')
    command = [sys.executable, "-c", SCORED, "score", "new.jsonl", "--model", str(folder), "--no-abstain", "--explain"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [json.loads(line)["view"] for line in done.stdout.splitlines()] == ["pro", "con"]
    imported = set(done.stderr.split())
    assert {"numpy", "training"} <= imported
    assert imported & SLOW == set()
    assert ("onnxruntime" in imported) is encoded
