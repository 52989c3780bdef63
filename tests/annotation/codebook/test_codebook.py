"""The reader takes two codebooks as they are, and names everything that is wrong with others, all at once."""

from pathlib import Path

import pytest

from annotation.codebook.codebook import Condition, Label, Question, read_codebook
from tests.examples.codebook import GOOD, Write, changed, refusal

CONFIGS = Path(__file__).parents[3] / "configs"


GOOD_DIGEST = "02435fce65ffe758a49c57555f1f2fedccd2d4a1e4e63beb26fa99bc34b435f1"


def test_everything_in_the_file_is_in_the_codebook(write: Write) -> None:
    """Every key lands in its place; what isn't given has its default."""
    book = read_codebook(write(GOOD))
    assert (book.name, book.version, book.title, book.introduction) == ("mine", "1", "Mine", "Read.")
    assert (book.target, book.aliases) == ("", ())
    tone, ground, words = book.questions
    assert tone.labels == (
        Label("warm", "1", "#0072b2", "Kind."),
        Label("cold", "2", "#d55e00", "Unkind.", examples=("He snarled.",)),
        Label("odd", "3", "#6b7280", "Neither.", train_as=""),
    )
    assert (tone.target, tone.required, tone.only_if, tone.rules) == (True, False, None, ())
    assert list(tone.merge.items()) == [("some", ("warm",)), ("rest", ("cold", "odd"))]
    assert tone.classes == ("warm", "cold")
    assert ground == Question(
        "ground",
        "choice",
        "Ground",
        "Why?",
        (Label("fact", "q", "#0072b2", "A fact.", "It can be checked.", "It can't."),),
        required=True,
        only_if=Condition("tone", ("warm", "cold")),
        rules=("Facts first.",),
    )
    assert (words.kind, words.label_names) == ("spans", ("verb",))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name = ", "{path} is not a codebook: it is not TOML: Invalid value (at end of document)"),
        (b"\xff\xfe", "{path} is not a codebook: it is not UTF-8 text (byte 0, in line 1)"),
        (b"[project]\nversion = '1'\n", "{path} is not a codebook: it has neither a name nor questions"),
        (b"", "{path} is not a codebook: it has neither a name nor questions"),
    ],
)
def test_what_is_no_codebook_is_refused_in_one_line(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "other.toml"
    path.write_bytes(content)
    assert refusal(path) == problem.format(path=path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert refusal(missing) == f"no codebook at {missing}"
    assert refusal(tmp_path) == f"cannot read the codebook {tmp_path}: Is a directory"


def test_the_digest_is_of_the_content(write: Write) -> None:
    """Comments, spaces and the order of keys don't count; every word and the order of labels do."""
    first = read_codebook(write(GOOD)).digest
    assert len(first) == 64
    same = changed('name = "mine"\nversion = "1"', '# mine\nversion   = "1"\n\nname = "mine"')
    for nothing in ("target = false", "scale = false"):
        assert read_codebook(write(changed('text = "Why?"', f'text = "Why?"\n{nothing}', same))).digest == first
    changed_texts = [
        changed('definition = "Kind."', 'definition = "Kindly."'),
        changed('train_as = ""', ""),
        changed('some = ["warm"], rest = ["cold", "odd"]', 'rest = ["cold", "odd"], some = ["warm"]'),
        changed('["warm", "cold"] }', '["cold", "warm"] }'),
        changed('hotkey = "2"', 'hotkey = "4"'),
        changed('text = "Why?"', 'text = "Why?"\nscale = true'),
        changed('text = "Why?"', 'text = "Why?"\nagreement_target = 0.8'),
    ]
    digests = [read_codebook(write(text)).digest for text in changed_texts]
    assert len({first, *digests}) == 1 + len(changed_texts)


def test_keys_that_came_later_change_no_digest_of_a_codebook_without_them(write: Write) -> None:
    """Answers carry the digest: a codebook that says nothing new keeps the one it always had."""
    assert read_codebook(write(GOOD)).digest == GOOD_DIGEST


def test_a_scale_and_the_agreement_aimed_at(write: Write) -> None:
    settings = 'title = "Tone"\nscale = true\nagreement_target = 0.8\nmerged_agreement_target = 1'
    tone, ground, _ = read_codebook(write(changed('title = "Tone"', settings))).questions
    assert (tone.scale, tone.agreement_target, tone.merged_agreement_target) == (True, 0.8, 1)
    assert (ground.scale, ground.agreement_target, ground.merged_agreement_target) == (False, None, None)


def test_the_agreement_that_the_default_codebook_aims_at() -> None:
    questions = read_codebook(CONFIGS / "stance_sourcing.toml").questions
    assert {q.name: (q.agreement_target, q.merged_agreement_target) for q in questions if q.agreement_target} == {
        "stance": (0.667, 0.8),
        "sourcing": (0.8, None),
    }


def test_without_a_path_the_default_is_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder's own configs come first, then those beside the packages."""
    folder = write(GOOD).parent
    monkeypatch.chdir(folder)
    assert read_codebook().name == "stance_sourcing"
    (folder / "configs").mkdir()
    (folder / "mine.toml").rename(folder / "configs" / "stance_sourcing.toml")
    assert read_codebook().name == "mine"


DEFAULT_LABELS = {
    "stance": ("favorable", "unfavorable", "mixed", "neutral", "none", "unclear"),
    "holder": ("author", "source", "both"),
    "sourcing": ("named", "anonymous", "document", "media_report", "unattributed", "no_claim", "unclear"),
    "bias": ("biased", "not_biased", "unclear"),
    "evidence": ("source", "cue", "loaded"),
}


def test_the_default_codebook_has_every_label_in_order() -> None:
    book = read_codebook(CONFIGS / "stance_sourcing.toml")
    assert {question.name: question.label_names for question in book.questions} == DEFAULT_LABELS
    untrained = {
        (question.name, label.name) for question in book.questions for label in question.labels if label.train_as == ""
    }
    assert untrained == {("stance", "mixed"), ("stance", "unclear"), ("sourcing", "unclear"), ("bias", "unclear")}
    assert book.question("holder").only_if == Condition("stance", ("favorable", "unfavorable", "mixed"))
    assert [question.name for question in book.questions if question.target] == ["stance"]


@pytest.mark.parametrize("name", ["stance_sourcing", "climate_framing"])
def test_every_label_of_ours_tells_an_annotator_enough(name: str) -> None:
    for question in read_codebook(CONFIGS / f"{name}.toml").questions:
        for label in question.labels:
            assert label.definition, (question.name, label.name)
            assert label.hotkey, (question.name, label.name)
            assert label.examples, (question.name, label.name)


def test_the_default_says_when_each_label_is_used_and_when_not() -> None:
    for question in read_codebook(CONFIGS / "stance_sourcing.toml").questions:
        for label in question.labels:
            assert label.use_when, (question.name, label.name)
            assert label.not_when, (question.name, label.name)
