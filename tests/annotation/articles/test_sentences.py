"""Sentences: whole, in order, at their exact places, each with one lasting id."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotation.articles.articles import Article
from annotation.articles.sentences import read_sentences, split_article
from annotation.errors import DataError
from annotation.text.headings import first_heading
from annotation.text.paragraphs import paragraphs
from annotation.text.sentence_boundaries import sentence_spans
from annotation.text.targets import Target

MUSK = Target("Elon Musk", ("Musk",))
PUTIN = Target("Vladimir Putin", ("Putin",))

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NEWS_LIKE = st.lists(
    st.sampled_from(
        [
            *("He won", "Ms. Hill", "U.S.", "3 p.m.", "no", "😀", "e\u0301", "asked", "1", "[2]"),
            *("“", "”", '"', "(", ")"),
            *(".", "!", "?", "…", "...", ",", ":", " ", "  ", "\t", "\u00a0", "\u3000", "\u200b", "\ufeff", "\0"),
            *("\n", "\r\n", "\r", "\n\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"),
        ]
    ),
    max_size=60,
).map("".join)


def texts(article: str) -> list[str]:
    return [row["text"] for row in split_article(Article("a", article))]


@given(ANY_TEXT | NEWS_LIKE)
@example("\ufeffHi.\r\n\r\n\u2028“Who?” he said. \0")
@example("one two three four five six seven eight\n" * 4)
def test_spans_and_the_white_space_between_them_give_back_the_text(text: str) -> None:
    rebuilt, end = "", 0
    rows = list(split_article(Article("a", text)))
    for row in rows:
        gap = text[end : row["start"]]
        assert gap == "" or gap.isspace()
        assert text[row["start"] : row["end"]] == row["text"] == row["text"].strip() != ""
        rebuilt += gap + row["text"]
        end = row["end"]
    assert text[end:] == "" or text[end:].isspace()
    assert rebuilt + text[end:] == text
    assert [row["position"] for row in rows] == list(range(len(rows)))
    assert len({row["sentence"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He won. She left.", ["He won.", "She left."]),
        ("U.S. officials met Gov. Cox in the U.S. Senate.", ["U.S. officials met Gov. Cox in the U.S. Senate."]),
        ("J. R. Smith won. Ms. Hill left.", ["J. R. Smith won.", "Ms. Hill left."]),
        ('"We won," he said. "We did."', ['"We won," he said.', '"We did."']),
        ("“Will he go?” Ms. Hill asked. No.", ["“Will he go?” Ms. Hill asked.", "No."]),
        ("“Will he go?” The minister left.", ["“Will he go?”", "The minister left."]),
        ("She left. (It was noon.) He stayed.", ["She left.", "(It was noon.)", "He stayed."]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ('It was over. "The end came early."', ["It was over.", '"The end came early."']),
        ("1. The first point is this. It is long.", ["1. The first point is this.", "It is long."]),
        ("He waited... and left. Why?!", ["He waited... and left.", "Why?!"]),
        ("Great 😀! Yes 👩‍👩‍👧. Cafe\u0301 closed.", ["Great 😀!", "Yes 👩‍👩‍👧.", "Cafe\u0301 closed."]),
        ("He won.\u2028She left", ["He won.", "She left"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


def test_a_stray_piece_belongs_to_its_neighbor() -> None:
    text = "“ He won. ” ."
    assert [text[start:end] for start, end in sentence_spans(text)] == ["“ He won. ” ."]


WRAPPED = """\
Minister quits over leak

  The minister of the interior resigned on Tuesday after a newspaper had
published what she told Gov. Cox in private. "I was wrong," she said, and
left. Nobody answered.
She will be followed by her deputy, a lawyer, who said he would look
into the matter.

What comes next
Nobody knows.
"""


def test_a_text_wrapped_at_a_fixed_width_is_joined_before_it_is_cut() -> None:
    assert texts(WRAPPED) == [
        "Minister quits over leak",
        "The minister of the interior resigned on Tuesday after a newspaper had\n"
        "published what she told Gov. Cox in private.",
        '"I was wrong," she said, and\nleft.',
        "Nobody answered.",
        "She will be followed by her deputy, a lawyer, who said he would look\ninto the matter.",
        "What comes next",
        "Nobody knows.",
    ]


def test_line_ends_of_windows_wrap_as_well() -> None:
    crlf = WRAPPED.replace("\n", "\r\n")
    assert [text.replace("\r\n", "\n") for text in texts(crlf)] == texts(WRAPPED)


@pytest.mark.parametrize(
    "text",
    [
        "Talks in Kyiv\nMusk and Putin spoke\nNobody knew\n",
        "A short paragraph that has no period and goes on\nin lower case\n",
        "The first paragraph of this article is one line, and it is a long one at that, longer than any page is wide, "
        "as web pages have them\nand the second\nand third\n",
    ],
)
def test_lines_stay_apart_where_nothing_proves_that_they_are_wrapped(text: str) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == text.splitlines()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\r\n  Minister quits \nShe left.", "Minister quits"),
        ("She left.\nMinister quits", ""),
        (WRAPPED.split("\n", 2)[2], ""),
        ("***\nMinister quits", ""),
        ("", ""),
    ],
)
def test_the_title_is_a_heading_that_comes_first(text: str, title: str) -> None:
    assert first_heading(text) == title


def test_a_row_says_where_it_stands_and_whom_it_names() -> None:
    article = Article(
        "talks",
        "Talks\nThey met. Mr. MUSK left.\nPutin stayed.",
        title="Talks",
        published="2024-10-25",
        targets=(MUSK,),
        extra={"desk": "foreign"},
    )
    rows = list(split_article(article))
    shared = {
        "article": "talks",
        "title": "Talks",
        "outlet": None,
        "published": "2024-10-25",
        "url": None,
        "target": "Elon Musk",
        "aliases": "Musk",
        "desk": "foreign",
    }
    places: list[dict[str, Any]] = [
        {"text": "Talks", "start": 0, "end": 5, "kind": "heading", "before": "", "after": "They met."},
        {"text": "They met.", "start": 6, "end": 15, "before": "Talks", "after": "Mr. MUSK left."},
        {"text": "Mr. MUSK left.", "start": 16, "end": 30, "before": "Talks\nThey met.", "after": "Putin stayed."},
        {"text": "Putin stayed.", "start": 31, "end": 44, "before": "They met. Mr. MUSK left.", "after": ""},
    ]
    mentioned = [(None, None), (None, None), (4, 8), (None, None)]
    assert [{key: value for key, value in row.items() if key != "sentence"} for row in rows] == [
        {
            **shared,
            "kind": "sentence",
            "position": position,
            "target_start": start,
            "target_end": end,
            **place,
        }
        for position, (place, (start, end)) in enumerate(zip(places, mentioned, strict=True))
    ]


def test_context_shows_a_wrapped_sentence_on_one_line() -> None:
    rows = list(split_article(Article("a", WRAPPED)))
    assert rows[3]["before"].splitlines() == [
        "The minister of the interior resigned on Tuesday after a newspaper had published what she told "
        'Gov. Cox in private. "I was wrong," she said, and left.'
    ]


def test_an_inserted_paragraph_adds_its_own_ids_and_changes_no_other() -> None:
    text = "Talks\nThey met. They left.\nThey met. Nobody knew."
    edited = text.replace("They left.\n", "They left.\nA new one. They met.\n")
    old = [row["sentence"] for row in split_article(Article("a", text, targets=(MUSK,)))]
    new = {row["sentence"]: row["text"] for row in split_article(Article("a", edited, targets=(MUSK,)))}
    assert set(old) <= set(new)
    assert sorted(new[each] for each in set(new) - set(old)) == ["A new one.", "They met."]


def test_ids_differ_by_article_and_target_and_not_by_line_breaks() -> None:
    def ids(name: str, text: str, *targets: Target) -> list[str]:
        return [row["sentence"] for row in split_article(Article(name, text, targets=targets))]

    sentence_ids = ids("a", WRAPPED, MUSK)
    assert ids("a", WRAPPED.replace("\n", "\r\n"), MUSK) == sentence_ids
    assert ids("a", WRAPPED, Target("Elon Musk", ("Elon",))) == sentence_ids
    assert ids("a", WRAPPED, PUTIN, MUSK)[7:] == sentence_ids
    assert len({*sentence_ids, *ids("a", WRAPPED, PUTIN), *ids("b", WRAPPED, MUSK), *ids("a", WRAPPED)}) == 28


def test_ids_last_over_versions() -> None:
    assert [row["sentence"] for row in split_article(Article("a", "He won. He won.", targets=(MUSK,)))] == [
        "f673a0f51ac95d4c",
        "12520facff39cee3",
    ]


def test_a_column_that_a_row_has_already_is_refused() -> None:
    with pytest.raises(DataError, match=r"^a.csv:2 already has a column 'kind', .*; rename it before you split$"):
        list(split_article(Article("a", "He won.", extra={"kind": "opinion"}, where="a.csv:2")))


def test_sentences_come_from_files_and_from_both_kinds_of_tables(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("He won. Musk left.")
    (tmp_path / "two.jsonl").write_text(json.dumps({"id": "two", "text": "They met.", "target": "NASA"}))
    sentence_row = {"sentence": "mine", "text": "Musk won.", "mood": 3}
    (tmp_path / "three.jsonl").write_text(json.dumps(sentence_row))
    remarks: list[str] = []
    paths = [tmp_path / name for name in ("one.txt", "two.jsonl", "three.jsonl")]
    rows = list(read_sentences(paths, targets=[MUSK], report_remark=remarks.append))
    assert [(row.get("article"), row["text"], row["target"], row["target_start"]) for row in rows] == [
        ("one", "He won.", "Elon Musk", None),
        ("one", "Musk left.", "Elon Musk", 0),
        ("two", "They met.", "NASA", None),
        (None, "Musk won.", "Elon Musk", 0),
    ]
    assert (rows[3]["sentence"], rows[3]["mood"], rows[3].where) == ("mine", 3, f"{paths[2]}:1")
    assert remarks == ["1 article never mentions its target (two: NASA); other names of it are given with --alias NAME"]


def test_a_table_of_sentences_takes_one_target(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"sentence": "a", "text": "He won."}')
    with pytest.raises(DataError, match=r"s.jsonl:1 is a sentence without a target, and 2 targets were given"):
        list(read_sentences([tmp_path / "s.jsonl"], targets=[MUSK, PUTIN]))


def test_bad_rows_are_passed_over_where_somebody_takes_them(tmp_path: Path) -> None:
    lines = ['{"id": "a", "text": "He won."}', "{", '{"id": "b", "text": "x", "published": "today"}']
    (tmp_path / "a.jsonl").write_text("\n".join([*lines, '{"id": "c", "text": "She left."}']))
    bad: list[DataError] = []
    rows = read_sentences([tmp_path / "a.jsonl"], report_remark=lambda _: None, report_error=bad.append)
    assert [row["text"] for row in rows] == ["He won.", "She left."]
    assert [str(error).split(" ")[0] for error in bad] == [f"{tmp_path}/a.jsonl:2", f"{tmp_path}/a.jsonl:3:"]


def test_names_of_others_go_with_each_sentence_and_are_no_mentions(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kimbal Musk left.\n\nThe Musk Foundation paid Musk.")
    target = Target("Elon Musk", ("Musk",), ("Kimbal Musk", "Musk Foundation"))
    rows = list(read_sentences([tmp_path / "a.txt"], targets=[target]))
    assert [(row["target_start"], row["target_end"]) for row in rows] == [(None, None), (25, 29)]
    assert {row["not_aliases"] for row in rows} == {"Kimbal Musk|Musk Foundation"}
    (tmp_path / "s.jsonl").write_text('{"sentence": "s", "text": "Kimbal Musk left."}\n')
    (row,) = read_sentences([tmp_path / "s.jsonl"], targets=[target])
    assert (row["target_start"], row["not_aliases"]) == (None, "Kimbal Musk|Musk Foundation")


def test_parts_of_a_long_quotation_know_that_they_are_quoted() -> None:
    text = "“We met on Monday and nothing came of it. We met on Friday and the council wept.” He left."
    rows = split_article(Article("a", text))
    assert [row.get("quoted") for row in rows] == [True, True, None]


def test_what_repeats_itself_is_a_heading() -> None:
    text = "She left.\n" + "Advertisement.\n" * 500
    assert [row["kind"] for row in split_article(Article("a", text), no_headings=True)] == ["sentence", "heading"]


def test_the_context_never_ends_in_a_heading() -> None:
    """The heading comes with the sentence below it, and where nothing follows it says nothing."""
    text = "He left.\n\nWhat now\n\nWhat next\n\nShe came.\n\nRead more"
    contexts = {row["text"]: row["after"] for row in split_article(Article("a", text))}
    assert contexts == {
        "He left.": "What next\nShe came.",
        "What now": "What next\nShe came.",
        "What next": "She came.",
        "She came.": "",
        "Read more": "",
    }
