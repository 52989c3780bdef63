"""A sentence that begins with a quotation ends after whoever said it."""

import pytest

from annotation.text.sentence_boundaries import sentence_spans


@pytest.mark.parametrize(
    "text",
    [
        "“Who did it?” Ann Hale, a baker, wondered.|He left.",
        "“Who did it?” asked Hale.|He left.",
        "“Who did it?” Sen. Ann Hale (R-Ohio) asked.|He left.",
        "“Who did it?” Hale, 45, asked reporters.|He left.",
        "“Get out!” Mayor Ann Hale, D-Salem, shouted.|He left.",
        "“Get out!” the mayor said.|He left.",
        '"Get out!" Hale, the mayor of Salem, told the crowd.|He left.',
        "‘Why now?’ Hale said.|He left.",
        "'Why now?' Hale said.|He left.",
        "„Warum?“ Hale asked.|He left.",
        "« Pourquoi ? » Hale asked.|He left.",
        "«Pourquoi?» Hale asked.|He left.",
        "“WHY?” HALE ASKED.|HE LEFT.",
        "“Why?” Hale asked on Monday.|He left.",
        "“Why?” Hale wrote on Twitter.|He left.",
        "“Why?” Hale said, adding that he left.|She stayed.",
        "“Who did it?”|The minister left.",
        "“Who did it?”|Hale did not know.",
        "“Who did it?”|Hale said he did not know.",
        "“Who did it?”|Hale, who asked for it, left.",
        "“She asked, ‘Why?’ ”|He left.",
        "“She asked, ‘Why?’”|He left.",
        "“She said, ‘No.’”|He left.",
        "“She said, ‘No.’ ”|He left.",
        "\"She said, 'No.'\"|He left.",
        "‘She said, “No.”’|He left.",
        "“He works for Moss Inc.”|She left.",
        "“We flew to the U.S.”|The mayor left.",
        "“It was 3 p.m.”|She left.",
        "“I saw J.D.”|She left.",
        "“I waited…” she said.|He left.",
        "“We met on Monday and nothing came of it.|We met on Friday and the council wept.”|He left.",
        '"We met on Monday and nothing came of it.|We met on Friday and the council wept."|He left.',
        "'We met on Monday and nothing came of it.|We met on Friday and the council wept.'|He left.",
        "„We met on Monday and nothing came of it.|We met on Friday and the council wept.“|He left.",
        "« We met on Monday and nothing came of it.|We met on Friday and the council wept. »|He left.",
        "“We met on Monday and nothing came of it.|We met on Friday and the council wept,” he said.|He left.",
        "“Go. Now.”|He left.",
        "“Jeopardy!” host Hale left.|He stayed.",
        "“How much?” the man, 45, wanted to know.|He left.",
        "“How much?” Rep. Hale (D-Calif.) asked.|He left.",
        "“How much?” Rep. Ann Hale, D-Calif., asked.|He left.",
        "“How much?” Ann Hale, 45, of Salem, Ore., asked.|He left.",
        "“How much?” a reporter shouted.|He left.",
        "“How much?” Hale then asked.|He left.",
        "“How much?” Hale later asked.|He left.",
        "“How much?” Hale finally asked.|He left.",
        "“How much?” Hale would ask.|He left.",
        "“How much?” Hale has asked.|He left.",
        "“How much?” one voter, Ann Hale, asked.|He left.",
        "“How much?” Hale and Moss asked.|He left.",
        "“How much?” White House spokesman Jay Hale asked.|He left.",
        "“How much?” Hale, who is 45, asked.|He left.",
        "“How much?” O’Brien asked.|He left.",
        "“How much?” von der Leyen asked.|He left.",
        "“How much?” van Hale asked.|He left.",
        "“How much?” Hale asks.|He left.",
        "“Stop!” cried Hale.|He left.",
        "“Stop!”|He left.",
        "“Stop!”—Hale said.|He left.",
        "“Stop!” – Hale said.|He left.",
        "“Stop!,” Hale said.|He left.",
        '"Stop!" — said Hale.|He left.',
        "‘Stop!’ said Hale.|He left.",
        "'Stop!' said Hale.|She left.",
        "“Who?,” he asked.|She left.",
        "“He asked, ‘Who?’” Hale said.|She left.",
        "“He asked, ‘Who?’ ” Hale said.|She left.",
        "“‘Who?’ he asked.”|She left.",
        "'He asked, \"Who?\"'|She left.",
        "“I work for the U.N.”|Hale left.",
        "“I work in D.C.,” he said.|Hale left.",
        "‘Tis the season.|She left.",
        "“Well…” she said.|He left.",
        "“Well…”|He left.",
        "He left…|“Why?” she asked.",
        "“We won in Ohio. We won in Pa. We won in Mich.”|He left.",
        "“Nobody knew. Nobody cared.”|She left.",
    ],
)
def test_who_says_it_belongs_to_the_quotation(text: str) -> None:
    text_without_cuts = text.replace("|", " ")
    assert [text_without_cuts[start:end] for start, end in sentence_spans(text_without_cuts)] == text.split("|")


@pytest.mark.parametrize(
    "word", ["who", "whom", "which", "that", "what", "how", "why", "where", "when", "if", "because", "but", "not"]
)
def test_a_clause_is_nobody_who_says_it(word: str) -> None:
    text = f"“Why?” Hale {word} asked."
    assert len(sentence_spans(text)) == 2
