"""Odd encoders, each tried with `train` and `score`: clear words, and no wrong label."""

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.examples.encoders import encoder, static
from tests.examples.small_model import forget, learn, refusal, run, score, write

pytestmark = pytest.mark.usefixtures("own_cache")


def with_encoder(folder: Path) -> str:
    return run(*learn(options=("--encoder", str(folder)))).stdout.splitlines()[-1]


GIVEN = {"text": "Bo praised the good plan.", "target": "Bo"}


def test_an_encoder_without_its_tokenizer() -> None:
    model = with_encoder(encoder(Path("e")))
    Path("e/tokenizer.json").unlink()
    forget()
    told = (
        f"the encoder in {Path('e').absolute()} has no tokenizer.json: texts can't be cut into its word pieces; "
        "put the tokenizer.json it was published with beside it"
    )
    assert refusal(*learn(options=("--encoder", "e"))) == told
    assert refusal("score", write("new.jsonl", {"sentence": "s", **GIVEN}), "--model", model) == (
        f"{told}; if the model's encoder is elsewhere now, name it in NEWSSTANCE_ENCODER"
    )


def test_a_model_is_the_same_however_its_encoder_was_named_and_scores_from_any_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder(Path("e"))
    model, again, moved = (with_encoder(Path(name)) for name in ("e", "./e", encoder(Path("else/e"))))
    assert model == again == moved
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(Path("elsewhere.json").absolute()))
    assert with_encoder(Path("else/e")) == model  # not altered, though its card says another place
    monkeypatch.delenv("NEWSSTANCE_TRUST")
    assert json.loads((Path(model) / "card.json").read_text())["settings"]["encoder"]["setting"] == str(
        Path("e").absolute()
    )
    folder = Path(model).absolute()
    Path("else/where").mkdir()
    monkeypatch.chdir("else/where")
    forget()
    assert score(str(folder), GIVEN)[1][0]["view"] == "pro"


def test_a_strangers_model_cannot_say_which_folder_an_encoder_is_run_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever ships a model and a folder beside it decides the digest, too."""
    model = with_encoder(encoder(Path("e")))
    new = write("new.jsonl", {"sentence": "s", **GIVEN})
    told = (
        f"{str(Path('e').absolute())!r} is no installed package, and a model that this machine doesn't trust can't say "
        "which folder an encoder is run from: if you know where this one comes from, name its folder yourself; "
        "if the model's encoder is elsewhere now, name it in NEWSSTANCE_ENCODER"
    )
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(tmp_path / "elsewhere.json"))
    forget()
    assert refusal("score", new, "--model", model) == told
    monkeypatch.setenv("NEWSSTANCE_ENCODER", "e")
    assert score(model, GIVEN)[1][0]["view"] == "pro"
    monkeypatch.delenv("NEWSSTANCE_ENCODER")
    assert refusal("score", new, "--model", model) == told
    named = str(Path(model).rename("named-otherwise"))
    assert run("models", "trust", named).exit_code == 0
    assert score(named, GIVEN)[1][0]["view"] == "pro"


def test_a_strangers_model_that_took_the_name_of_one_of_ours_cannot_either() -> None:
    model = Path(with_encoder(encoder(Path("e"))))
    own = run(*learn({"text": "They met.", "article": "x", "target": "Bo", "view": "odd"}, options=("--encoder", "e")))
    theirs = Path(own.stdout.splitlines()[-1])
    ours = model.rename("kept")
    theirs.rename(model)  # trusted, but under another name: as good as a stranger's
    card = json.loads((model / "card.json").read_text())
    (model / "card.json").write_text(json.dumps(card | {"created": "2020-01-01"}))
    digest = sha256((model / "card.json").read_bytes()).hexdigest()
    sums = (model / "SHA256SUMS").read_text().splitlines()
    changed = [f"{digest}  card.json" if line.endswith("card.json") else line for line in sums]
    (model / "SHA256SUMS").write_text("\n".join(changed) + "\n")
    new = write("new.jsonl", {"sentence": "s", **GIVEN})
    assert "can't say which folder" in refusal("score", new, "--model", model)
    assert score(str(ours), GIVEN)[1][0]["view"] == "pro"  # ours under another name is still ours


def test_our_own_model_keeps_its_encoder_when_its_page_is_completed_and_its_pipelines_are_gone() -> None:
    model = Path(with_encoder(encoder(Path("e"))))
    (model / "MODELCARD.md").write_text("completed", encoding="utf-8")
    (model / "pipeline.joblib").unlink()
    assert score(str(model), GIVEN)[1][0]["view"] == "pro"


def test_a_model_without_an_encoder_asks_no_trust_list(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSSTANCE_TRUST", write("broken.json", {"no": "list"}))
    assert score(model, GIVEN)[1][0]["view"] == "pro"


def test_a_package_that_the_user_installed_serves_anybodys_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder(tmp_path / "site" / "tiny_served" / "model")
    (tmp_path / "site" / "tiny_served" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    model = with_encoder(Path("tiny-served"))
    monkeypatch.setenv("NEWSSTANCE_TRUST", str(tmp_path / "elsewhere.json"))
    encoder(Path("tiny-served"), limit=9)  # and no folder of that name, though a trusted model would mean it
    forget()
    assert score(model, GIVEN)[1][0]["view"] == "pro"


def test_another_encoder_than_the_one_trained_with(monkeypatch: pytest.MonkeyPatch) -> None:
    model = with_encoder(encoder(Path("e")))
    new = write("new.jsonl", {"sentence": "s", **GIVEN})
    Path("e").rename("gone")
    for other in (static(Path("s")), encoder(Path("longer"), limit=9)):
        forget()
        monkeypatch.setenv("NEWSSTANCE_ENCODER", str(other))
        told = refusal("score", new, "--model", model, "-o", "out.jsonl")
        assert told.startswith("the model was trained with another encoder (digest ")
        assert told.endswith(
            "name the folder or package of the encoder it was trained with, in NEWSSTANCE_ENCODER, or train again"
        )
    monkeypatch.delenv("NEWSSTANCE_ENCODER")
    static(Path("e"))  # the same name, another encoder
    forget()
    assert "trained with another encoder" in refusal("score", new, "--model", model, "-o", "out.jsonl")
    assert not Path("out.jsonl").exists()
    shutil.rmtree("e")
    forget()
    assert refusal("score", new, "--model", model).endswith(
        "nothing is downloaded unless you ask for it; if the model's encoder is elsewhere now, name it in "
        "NEWSSTANCE_ENCODER"
    )
    monkeypatch.setenv("NEWSSTANCE_ENCODER", str(encoder(Path("moved"))))
    assert score(model, GIVEN)[1][0]["view"] == "pro"


@pytest.mark.parametrize(
    ("make", "package"), [(encoder, "onnxruntime"), (encoder, "tokenizers"), (static, "safetensors")]
)
def test_the_extra_is_not_installed(make: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = with_encoder(make(Path("e")))
    forget()
    monkeypatch.setitem(sys.modules, package, None)
    told = f"the encoder 'e' needs {package}, which is not installed: pip install 'newsstance[embeddings]'"
    assert refusal(*learn(options=("--encoder", "e"))) == told
    assert refusal("score", write("new.jsonl", {"sentence": "s", **GIVEN}), "--model", model).startswith(told)
    assert score(run(*learn()).stdout.splitlines()[-1], GIVEN)[1][0]["view"] == "pro"  # without an encoder all works


@pytest.mark.parametrize("text", ["😀", "قال", "then " * 200_000])
def test_an_encoder_sees_odd_texts(text: str) -> None:
    row = {"text": text, "target": "Bo"}
    result, [found] = score(with_encoder(encoder(Path("e"))), row, options=("--no-abstain",))
    assert (result.exit_code, found["view"] is not None) == (0, True)
