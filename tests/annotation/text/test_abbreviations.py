"""A period after an abbreviation ends a sentence only where the words around it say so."""

import pytest

from annotation.text.sentence_boundaries import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "She met J.D. Vance at noon.|He left.",
        "Talks with M.D. Anderson went on.|He left.",
        "He saw B.A. Baracus there.|Nobody knew.",
        "She studied with S.E. Hinton.|He left.",
        "Lee lives at 5 N.W. Grant Street.|He left.",
        "E.B. White wrote it.|He left.",
        "It was George W. Bush.|He left.",
        "John F. Kennedy spoke.|Robert F. Kennedy left.",
        "Plan B.|Then he left.",
        "He chose Plan A.|The mayor left.",
        "The vote is set for 3 p.m. Monday.|He left.",
        "The vote is set for 3 p.m. Eastern time.|He left.",
        "The vote is at 7 p.m. EST.|He left.",
        "The vote is at 7:30 a.m. Sept. 4.|He left.",
        "The vote was at 11 A.M. Friday.|The mayor left.",
        "It ran from 9 a.m. to 5 p.m. Saturday.|He left.",
        "It ran 9 a.m.–5 p.m. Sunday.|He left.",
        "The 9 a.m. Senate hearing went on.|He left.",
        "He came at 9 a.m.|Senate leaders left.",
        "The polls closed at 8 p.m.|Hale won.",
        "He woke at 5 a.m.|“I was tired,” he said.",
        "They asked Govs. Reed and Moss.|He left.",
        "Sens. Warren and Cruz met Reps. Lee and Cox.|He left.",
        "Profs. Hill and Moss wrote to Drs. Cole and Lee.|He left.",
        "Lt. Gov. Hale met Maj. Gen. Moss.|He left.",
        "Lt. Col. Reed met Brig. Gen. Cole.|He left.",
        "Rev. Dr. King spoke.|He left.",
        "The Rt. Hon. Ann Hale spoke.|He left.",
        "Msgr. Moss prayed.|He left.",
        "Insp. Hale met Det. Sgt. Moss.|He left.",
        "Asst. Atty. Gen. Hale resigned.|He left.",
        "Mr. and Mrs. Hale left.|Ms. Moss stayed.",
        "It began on Dec. 3 in Ft. Worth.|He left.",
        "It began on Wed. Dec. 3.|He left.",
        "It ended in Dec.|The mayor left.",
        "They met on Jan. 6, 2021.|He left.",
        "He lives in St. Paul near Mt. Hood.|He left.",
        "She works at Univ. of Ohio.|He left.",
        "The firm is Hale & Co. Ltd. of Leeds.|He left.",
        "The firm is Hale Inc.|The mayor left.",
        "They live in Salem, Ore.|Hale left.",
        "They live in Salem, Mass.|The mayor left.",
        "He was born in Dayton, Ohio, and lives in Miami, Fla.|Nobody knew.",
        "She moved to Washington, D.C.|Hale stayed.",
        "She met Washington, D.C. Mayor Muriel Bowser.|He left.",
        "He flew to the U.S.|The mayor left.",
        "He met U.S. President Joe Biden.|He left.",
        "U.S. Sen. Hale left.|He stayed.",
        "He went from the U.K. to the E.U.|They stayed.",
        "SALEM, Ore. (AP) — The mayor left.|He stayed.",
        "She earned her M.D.|Moss stayed.",
        "He has a Ph.D.|Hale does not.",
        "Ann Hale, Ph.D., left.|He stayed.",
        "(He said “No.”)|He left.",
        "He left (as she said, “No.”).|She stayed.",
        "(It was in the U.S.)|She left.",
        "In the ‘90s she left.|It’s over.",
        "In the '90s she left.|It's over.",
        "Rock ‘n’ roll won.|He left.",
        "Give ‘em hell.|He left.",
        "Sen. Ann Hale (R-Ala.) Tuesday left.|He stayed.",
        "He met Ann (of Salem, Ore.) Monday.|He left.",
        "SALEM, Ore. — The mayor left.|He stayed.",
        "SALEM, Ore. -- The mayor left.|He stayed.",
        "iv. Hale left.|v. Moss stayed.",
        "P.S. The mayor left.|He stayed.",
        "Never.|He left.",
        "He met Ann (and J.) Monday.|He left.",
        "He works at Dept. No. 5 now.|He left.",
        "They met at the 9 a.m.|The mayor left.",
        "He sat in the sun.|3 others left.",
        "They saw his St. Paul home.|He left.",
        "It was cold in Dec.|Sun shone.",
        "He came in Dec.|Mr. Hale left.",
        "He came in Dec.|Yesterday he left.",
        "IT ENDS AT 5 P.M.|HALE LEFT.",
        "IT ENDS AT 5 A.M.|HALE LEFT.",
        "PS. The mayor left.|He stayed.",
        "N.B. The mayor left.|He stayed.",
        "NB. The mayor left.|He stayed.",
        "P.P.S. The mayor left.|He stayed.",
        "He wrote no P.S.|The mayor did.",
        "It opens Sat. Night shows follow.",
        "It opens Sat. Morning shows follow.",
        "It opens Sat. Afternoon shows follow.",
        "It opens Sat. Evening shows follow.",
        "It opens Sat.|Shows follow.",
        "It is on Mon. Tues. and Wed.|He left.",
        "It is on Mon. Wednesday is off.",
        "It is in Dec. Monday is off.",
        "He lives near Mt. Kelly.|She left.",
        "It opens at 8 p.m.|Kelly left.",
        "They left Ft.|Initially, he stayed.",
        "They met at Ft.|He stayed.",
        "He read v. Hale.",
        "It ends at 5 pm Monday.|He left.",
        "It ends at 5 p.m. Monday.|He left.",
        "It ends at 5 pm. Monday.",
        "It ends at 5 am. Monday.",
        "IT ENDS AT 5 P.M. MONDAY.|HE LEFT.",
        "IT ENDS AT 5 A.M. MONDAY.|HE LEFT.",
        "She met Salem, Ore. 97301 residents.|He left.",
        "She lives in Salem, Ore.|Hale lives there.",
        "It was in Wash. Hale.",
        "He said so in Dec.|The mayor left.",
        "He said so in Dec.|May left.",
        "He lived in N. Hale St.|She left.",
        "He has a B.A.|Hale has none.",
        "Ann Hale, B.A. Moss, and they left.",
    ],
)
def test_each_sentence_is_whole(text: str) -> None:
    assert sentences(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "article", ["a", "an", "the", "its", "his", "her", "their", "our", "each", "every", "this", "that"]
)
def test_a_time_before_a_noun_does_not_end_the_sentence(article: str) -> None:
    assert len(sentences(f"They met before {article} 9 a.m. Senate hearing.")) == 1
    assert len(sentences("They met before 9 a.m. Senate leaders left.")) == 2


@pytest.mark.parametrize(
    "office",
    [
        "Mayor",
        "Police",
        "Council",
        "Attorney",
        "Governor",
        "Senator",
        "Senate",
        "House",
        "Gov.",
        "Sen.",
        "Rep.",
        "Supreme",
        "Circuit",
        "Superior",
    ],
)
def test_an_office_goes_on_with_a_place(office: str) -> None:
    assert len(sentences(f"He met the Salem, Mass. {office} Hale today.")) == 1
    assert len(sentences("He lives in Salem, Mass. Hale left today.")) == 2


@pytest.mark.parametrize(
    "held",
    [
        *("earned a", "received the", "holds a", "held a", "has a", "had a", "have a", "having a", "got a", "gets an"),
        *("completed a", "finished a", "pursued a", "awarded the", "conferred a", "study a", "studied the"),
        *("his", "her", "my", "their", "your", "earned an"),
    ],
)
def test_a_degree_that_somebody_holds_ends_the_sentence(held: str) -> None:
    assert len(sentences(f"It is {held} M.D. Moss left.")) == 2
    assert len(sentences("It is by M.D. Moss.")) == 1


@pytest.mark.parametrize(
    ("word", "is_sentence_end"), [("nothing", True), ("2024", True), ("NATO", True), ("approx", False)]
)
def test_only_ordinary_words_end_a_sentence_before_a_small_letter(word: str, is_sentence_end: bool) -> None:
    assert (len(sentences(f"it was {word}. nobody knew.")) == 2) == is_sentence_end
