"""Everything that is wrong with a codebook is named, all at once."""

import pytest

from annotation.codebook.words import fixed_words
from tests.examples.codebook import GOOD, Write, changed, refusal

TONE, GROUND, WORDS = "question 'tone': ", "question 'ground': ", "question 'words': "
LABEL_KEYS = "name, hotkey, color, definition, use_when, not_when, examples, train_as, title"


QUESTION_KEYS = (
    "name, kind, title, text, labels, target, required, only_if, rules, merge"
    ", scale, agreement_target, merged_agreement_target"
)


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
        "'author' is an unknown key (known keys: name, version, title, introduction, questions, target, aliases, "
        "not_aliases, language, words)",
    ),
    (
        'title = "Mine"',
        'title = "Mine"\nlanguage = "Deutsch"',
        "'language' is 'Deutsch', not the code of a language, such as en or de",
    ),
    (
        'title = "Mine"',
        'title = "Mine"\nwords = { lable = "Wort" }',
        f"words: 'lable' is an unknown key (known keys: {', '.join(sorted(fixed_words('en', {})))})",
    ),
    (
        'title = "Mine"',
        'title = "Mine"\nwords = { choose = "{question}!" }',
        "words: 'choose' must be a text with {keys} and {question}, as in English: "
        "'{question}: choose an answer (keys {keys})'",
    ),
    (
        'definition = "Kind."',
        'definition = "Kind."\ntitle = "cold"',
        f"{TONE}the labels warm, cold look the same on the screen ('cold'); give each its own 'title'",
    ),
    ('title = "Mine"', 'title = "Mine"\naliases = ["It"]', "'aliases' is given without a 'target'"),
    ('title = "Mine"', 'title = "Mine"\nnot_aliases = ["It"]', "'not_aliases' is given without a 'target'"),
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


@pytest.mark.parametrize("questions", ["[]", "7", "[1]"])
def test_questions_of_another_type_are_no_crash(write: Write, questions: str) -> None:
    text = GOOD.split("[[questions]]")[0] + f"questions = {questions}\n"
    assert refusal(write(text)) == f"'questions' is {questions}, not one or more tables"
