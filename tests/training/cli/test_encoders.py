"""The verbs about encoders, through the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples.hub import hub, know, published, serving
from tests.examples.small_model import forget, learn, refusal, run
from tests.examples.transformers import transformer
from training.encoders import known_encoders as table


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NEWSSTANCE_CACHE", str(tmp_path / "cache"))
    forget()
    yield
    table.known_encoders.cache_clear()
    table.bench_without_encoder.cache_clear()


def test_the_list_says_what_is_known_and_what_is_here() -> None:
    printed = run("encoders", "list").stdout.splitlines()
    assert printed[0].split("  ")[0] == "name"
    assert [line.split()[0] for line in printed[1:5]] == [known.name for known in table.known_encoders()]
    assert all(line.endswith(" no") for line in printed[1:5])
    listed = json.loads(run("encoders", "list", "--json").stdout)
    assert listed["without_encoder"]["NewsMTSC rw"] == 0.675
    assert next((row["name"], row["here"]) for row in listed["encoders"]) == ("all-MiniLM-L6-v2", False)
    assert listed["encoders"][1]["files"][0]["bytes"] == 435_826_548


@pytest.mark.parametrize("name", ["tiny", "flat"])
def test_an_encoder_is_asked_for_got_and_used(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = published(tmp_path / "hub")
    know(tmp_path / "hub", monkeypatch)
    train = learn(options=("--encoder", name, "--resamples", "100"))
    assert f"type newsstance encoders get {name} (0 MB)" in refusal(*train)
    with serving(hub(contents), monkeypatch) as server:
        done = run("encoders", "get", name)
        again = run("encoders", "get", f"somebody/{name}")
    folder = Path(done.stdout.strip())
    assert folder == tmp_path / "cache" / "encoders" / f"{name}-01234567"
    assert done.stdout == again.stdout
    assert done.stderr.splitlines()[1] == f"getting tokenizer.json (0.0 MB) of somebody/{name} from {server.url}"
    assert again.stderr == f"{name} is here already, and whole\n"
    assert [line.endswith(" yes") for line in run("encoders", "list").stdout.splitlines()[1:]].count(True) == 1
    model = Path(run(*train).stdout.splitlines()[-1])
    assert json.loads((model / "card.json").read_text())["settings"]["encoder"]["setting"] == name
    assert json.loads(run("encoders", "check", name, "--json").stdout)["known_as"] == name


def test_an_unknown_name_says_which_are_known() -> None:
    assert refusal("encoders", "get", "nonsense").startswith(
        "no known encoder 'nonsense': known are all-MiniLM-L6-v2, "
    )


def test_a_folder_is_exported_and_trained_with(tmp_path: Path) -> None:
    folder = transformer(tmp_path / "e", "mpnet")
    exported = run("encoders", "export", str(folder))
    assert exported.stdout == f"{folder / 'onnx' / 'model.onnx'}\n"
    assert exported.stderr.startswith("its vectors are the original's: no number differs by more than ")
    assert run("encoders", "export", str(folder), "--int8").stdout == f"{folder / 'onnx' / 'model_int8.onnx'}\n"
    model = Path(run(*learn(options=("--encoder", str(folder), "--resamples", "100"))).stdout.splitlines()[-1])
    assert (model / "card.json").is_file()
    assert refusal("encoders", "export", "nowhere").startswith("nowhere is no sentence-transformers folder")
