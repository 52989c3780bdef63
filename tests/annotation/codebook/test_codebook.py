"""The reader takes two codebooks as they are, and names everything that is wrong with others, all at once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotation.cli.codebook import codebook_verbs
from annotation.codebook.codebook import Condition, Label, Question, read_codebook
from annotation.errors import ConfigError

CONFIGS = Path(__file__).parents[3] / "configs"

GOOD = """
name = "mine"
version = "1"
title = "Mine"
introduction = "Read."

[[questions]]
name = "tone"
kind = "choice"
title = "Tone"
text = "How does it speak of {target}?"
target = true
merge = { some = ["warm"], rest = ["cold", "odd"] }
[[questions.labels]]
name = "warm"
hotkey = "1"
color = "#0072b2"
definition = "Kind."
[[questions.labels]]
name = "cold"
hotkey = "2"
color = "#d55e00"
definition = "Unkind."
examples = ["He snarled."]
[[questions.labels]]
name = "odd"
hotkey = "3"
color = "#6b7280"
definition = "Neither."
train_as = ""

[[questions]]
name = "ground"
kind = "choice"
title = "Ground"
text = "Why?"
required = true
rules = ["Facts first."]
only_if = { question = "tone", labels = ["warm", "cold"] }
[[questions.labels]]
name = "fact"
hotkey = "q"
color = "#0072b2"
definition = "A fact."
use_when = "It can be checked."
not_when = "It can't."

[[questions]]
name = "words"
kind = "spans"
title = "Words"
text = "Which words?"
[[questions.labels]]
name = "verb"
hotkey = "z"
color = "#009e73"
definition = "A verb."
"""

GOOD_DIGEST = "02435fce65ffe758a49c57555f1f2fedccd2d4a1e4e63beb26fa99bc34b435f1"
TONE, GROUND, WORDS = "question 'tone': ", "question 'ground': ", "question 'words': "
LABEL_KEYS = "name, hotkey, color, definition, use_when, not_when, examples, train_as"
QUESTION_KEYS = "name, kind, title, text, labels, target, required, only_if, rules, merge"
QUESTION_KEYS += ", scale, agreement_target, merged_agreement_target"
PROBLEMS = [
    ('version = "1"\n', "", "'version' is missing"),
    ('version = "1"', "version = 1.0", "'version' is 1.0, not a version without spaces, in quotes"),
    ('version = "1"', 'version = "1 b"', "'version' is '1 b', not a version without spaces, in quotes"),
    ('name = "mine"', 'name = "My book"', "'name' is 'My book', not a name (a-z, then a-z, 0-9 or _)"),
    ('title = "Mine"', 'title = " "', "'title' is ' ', not a text that isn't empty"),
    ('"Read."', "7", "'introduction' is 7, not a text that isn't empty"),
    (
        'title = "Mine"',
        'title = "Mine"\nauthor = "me"',
        "'author' is an unknown key (known keys: name, version, title, introduction, questions, target, aliases)",
    ),
    ('title = "Mine"', 'title = "Mine"\naliases = ["It"]', "'aliases' is given without a 'target'"),
    ('title = "Tone"\n', "", f"{TONE}'title' is missing"),
    (
        'title = "Tone"',
        'title = "Tone"\ncolour = "red"',
        f"{TONE}'colour' is an unknown key (known keys: {QUESTION_KEYS})",
    ),
    ("target = true", 'target = "yes"', [f"{TONE}'target' is 'yes', not true or false", f"{TONE}NEEDS"]),
    ('kind = "spans"', 'kind = "span"', f"{WORDS}'kind' is 'span', not choice or spans"),
    ('rules = ["Facts first."]', 'rules = "Facts first."', f"{GROUND}'rules' is 'Facts first.', not a list of texts"),
    ('name = "words"', 'name = "ground"', "question 'ground' occurs 2 times"),
    (
        'name = "words"',
        'name = "text"',
        "question 'text': 'text' is the name of a column or field that newsstance uses; choose another name",
    ),
    *(
        (
            'name = "words"',
            f'name = "{name}"',
            f"question '{name}': '{name}' would name a column that newsstance uses; "
            "avoid shown_, _probability, _chance and _share",
        )
        for name in ("my_probability_of", "my_chance_of", "market_share", "shown_words")
    ),
    (
        'name = "words"',
        'name = "W"',
        "question 'W': 'name' is 'W', not a name (a-z, then a-z, 0-9 or _)",
    ),
    ('name = "words"\n', "", "question number 3: 'name' is missing"),
    ('name = "odd"', 'name = "cold"', [f"{TONE}label 'cold' occurs 2 times", f"{TONE}merge: ODD"]),
    ('definition = "Kind."\n', "", f"{TONE}label 'warm': 'definition' is missing"),
    (
        'definition = "Kind."',
        'definition = "Kind."\nhelp = "x"',
        f"{TONE}label 'warm': 'help' is an unknown key (known keys: {LABEL_KEYS})",
    ),
    ('["He snarled."]', '"He snarled."', f"{TONE}label 'cold': 'examples' is 'He snarled.', not a list of texts"),
    ('"#d55e00"', '"red"', f"{TONE}label 'cold': 'color' is 'red', not a color like #0072b2"),
    ('hotkey = "1"\n', "", f"{TONE}label 'warm': 'hotkey' is missing"),
    ('hotkey = "q"', 'hotkey = "1"', "hotkey '1' is given 2 times (tone: warm, ground: fact)"),
    ('hotkey = "1"', 'hotkey = "!"', f"{TONE}label 'warm': '!' is not a valid hotkey; use one of a-z (not u) or 0-9"),
    ('hotkey = "1"', 'hotkey = "Q"', f"{TONE}label 'warm': 'Q' is not a valid hotkey; use one of a-z (not u) or 0-9"),
    *(
        ('hotkey = "1"', f'hotkey = "{key}"', f"{TONE}label 'warm': '{key}' RESERVED")
        for key in ("u", "U", "enter", "Escape", "space", "backspace", "ctrl+a", "alt+1", "shift+q")
    ),
    (
        'question = "tone"',
        'question = "mood"',
        f"{GROUND}only_if: no question 'mood' comes before this one (tone)",
    ),
    (
        'question = "tone"',
        'question = "words"',
        f"{GROUND}only_if: no question 'words' comes before this one (tone)",
    ),
    ('["warm", "cold"] }', '["warm", "hot"] }', f"{GROUND}only_if: 'hot' is not a label of 'tone' (warm, cold, odd)"),
    ('labels = ["warm", "cold"] }', "labels = [] }", f"{GROUND}only_if: 'labels' is [], not a list of names"),
    ('question = "tone", ', "", f"{GROUND}only_if: 'question' is missing"),
    (
        'text = "Which words?"',
        'text = "Which words?"\nonly_if = { question = "tone", labels = ["warm"] }',
        f"{WORDS}only_if is for questions of kind choice",
    ),
    (
        '["cold", "odd"]',
        '["cold", "odd", "hot"]',
        f"{TONE}merge: 'hot' is not a label of this question (warm, cold, odd)",
    ),
    ('["cold", "odd"]', '["cold"]', f"{TONE}merge: leaves out odd"),
    ('["cold", "odd"]', '["cold", "odd", "warm"]', f"{TONE}merge: 'warm' is listed 2 times"),
    ("some = [", "odd = [", f"{TONE}merge: 'odd' is the name of a label, but its list lacks that label"),
    (
        '["cold", "odd"]',
        '"cold"',
        [f"{TONE}merge: 'rest' = 'cold' is not a name and a list of labels", f"{TONE}merge: BOTH"],
    ),
    (
        'train_as = ""',
        'train_as = "hot"',
        f"{TONE}label 'odd': train_as names 'hot', which is not a label of this question (warm, cold, odd)",
    ),
    (
        'definition = "Kind."',
        'definition = "Kind."\ntrain_as = "odd"',
        f"{TONE}label 'warm': train_as names 'odd', which is itself trained as something else",
    ),
    (
        'definition = "A verb."',
        'definition = "A verb."\ntrain_as = ""',
        f"{WORDS}label 'verb': train_as is for questions of kind choice",
    ),
    (
        'text = "Which words?"',
        'text = "Which words?"\nrequired = true',
        f"{WORDS}spans can't be required (Label Studio doesn't ask for them)",
    ),
    (
        'text = "Which words?"',
        'text = "Which words?"\nmerge = { all = ["verb"] }',
        f"{WORDS}merge is for questions of kind choice",
    ),
    (
        'text = "Which words?"',
        'text = "Which words?"\nscale = true',
        f"{WORDS}scale is for questions of kind choice",
    ),
    (
        'text = "Which words?"',
        'text = "Which words?"\nagreement_target = 0.8',
        f"{WORDS}agreement_target is for questions of kind choice",
    ),
    ('title = "Tone"', 'title = "Tone"\nscale = 1', f"{TONE}'scale' is 1, not true or false"),
    *(
        (
            'title = "Tone"',
            f'title = "Tone"\n{key} = {value}',
            f"{TONE}'{key}' is {written_value}, not a number above 0 and at most 1",
        )
        for key in ("agreement_target", "merged_agreement_target")
        for value, written_value in (("80", "80"), ("0", "0"), ("true", "True"), ('"0.8"', "'0.8'"), ("nan", "nan"))
    ),
    (
        'title = "Ground"',
        'title = "Ground"\nmerged_agreement_target = 0.8',
        f"{GROUND}'merged_agreement_target' is given without a 'merge'",
    ),
    ("target = true\n", "", f"{TONE}its text has {{target}}, so it needs target = true"),
    (
        "of {target}?",
        "of it?",
        f"{TONE}it has target = true, so its text must have {{target}} where the target is to be named",
    ),
    (
        'text = "Why?"',
        'text = "Why {outlet}?"',
        f"{GROUND}unknown placeholder {{outlet}} (the text may have {{target}}, the title none)",
    ),
    (
        'title = "Tone"',
        'title = "Tone of {target}"',
        f"{TONE}unknown placeholder {{target}} (the text may have {{target}}, the title none)",
    ),
]
LONG = {
    "RESERVED": "is reserved by Label Studio; use one of a-z (not u) or 0-9",
    f"{TONE}NEEDS": f"{TONE}its text has {{target}}, so it needs target = true",
    f"{TONE}merge: ODD": f"{TONE}merge: 'odd' is not a label of this question (warm, cold, cold)",
    f"{TONE}merge: BOTH": f"{TONE}merge: leaves out cold, odd",
}

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert old in text
    return text.replace(old, new, 1)


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_codebook(path)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


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


@pytest.mark.parametrize(("old", "new", "problem"), PROBLEMS)
def test_each_problem_is_named(write: Write, old: str, new: str, problem: str | list[str]) -> None:
    """One thing wrong is one problem, with its question and label; nothing else is said."""
    expected = "; ".join([problem] if isinstance(problem, str) else problem)
    for short, long in LONG.items():
        expected = expected.replace(short, long)
    assert refusal(write(changed(old, new))) == expected


def test_a_condition_on_spans_is_refused(write: Write) -> None:
    """A spans question gives no label that another could hang on."""
    above, below = GOOD.split('[[questions]]\nname = "ground"')
    ground, words = below.split("[[questions]]")
    text = f'{above}[[questions]]{words}[[questions]]\nname = "ground"{ground}'
    problem = "question 'ground': only_if: 'words' is a spans question, which no label answers"
    assert refusal(write(changed('question = "tone"', 'question = "words"', text))) == problem


def test_a_target_needs_a_question_about_it(write: Write) -> None:
    text = changed('name = "mine"', 'name = "mine"\ntarget = "Rivera"')
    text = changed("of {target}?", "of it?", changed("target = true", "target = false", text))
    assert refusal(write(text)) == "'target' is given, but no question has target = true"


def test_all_problems_are_listed_at_once(write: Write) -> None:
    text = changed('hotkey = "1"', 'hotkey = "u"', changed('version = "1"\n', "", changed('"#009e73"', '"green"')))
    assert refusal(write(text)).split("; ") == [
        "'version' is missing",
        "question 'tone': label 'warm': 'u' is reserved by Label Studio",
        "use one of a-z (not u) or 0-9",
        "question 'words': label 'verb': 'color' is 'green', not a color like #0072b2",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name = ", "{path} is not a codebook: it is not TOML: Invalid value (at end of document)"),
        (b"\xff\xfe", "{path} is not a codebook: it is not UTF-8 text (byte 0)"),
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


@pytest.mark.parametrize("questions", ["[]", "7", "[1]"])
def test_questions_of_another_type_are_no_crash(write: Write, questions: str) -> None:
    text = GOOD.split("[[questions]]")[0] + f"questions = {questions}\n"
    assert refusal(write(text)) == f"'questions' is {questions}, not one or more tables"


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


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(codebook_verbs, list(arguments), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_check_says_what_is_asked(write: Write) -> None:
    path = write(GOOD)
    digest = read_codebook(path).digest
    assert run("check", str(path)).splitlines() == [
        f"mine, version 1, digest {digest}",
        "  tone    choice  3 labels: warm, cold, odd",
        "  ground  choice  1 label: fact",
        "  words   spans   1 label: verb",
    ]
    assert json.loads(run("check", str(path), "--json")) == {
        "name": "mine",
        "version": "1",
        "digest": digest,
        "title": "Mine",
        "questions": [
            {"name": "tone", "kind": "choice", "labels": ["warm", "cold", "odd"]},
            {"name": "ground", "kind": "choice", "labels": ["fact"]},
            {"name": "words", "kind": "spans", "labels": ["verb"]},
        ],
    }


def test_check_of_a_bad_codebook_raises_our_error(write: Write) -> None:
    path = write(changed('version = "1"\n', ""))
    ran = CliRunner().invoke(codebook_verbs, ["check", str(path)])
    assert isinstance(ran.exception, ConfigError)
    assert str(ran.exception) == f"{path}: 'version' is missing"
