"""Exports of many articles in one file: named, and no ordinary article taken for one."""

from pathlib import Path

import pytest

from annotation.articles.articles import read_articles
from annotation.articles.bundles import refuse_bundle
from annotation.errors import DataError

STORY = "SALEM - The mayor resigned on Monday.\n\n“I have done what I could,” she said.\n"
NEXIS = """

                               {n} of 10 DOCUMENTS


                              The New York Times

                           October 25, 2024 Friday

Mayor Resigns

BYLINE: By BO LEE

SECTION: Section A; Column 1; Pg. 1

LENGTH: 812 words

{story}
LOAD-DATE: October 26, 2024

LANGUAGE: ENGLISH

                  Copyright 2024 The New York Times Company
                             All Rights Reserved
"""
NEXIS_WITHOUT_NUMBERS = (
    "Mayor Resigns\nLENGTH: {n}12 words\n{story}LOAD-DATE: October 26, 2024\nCopyright 2024 The Times\n"
)
NEXIS_UNI = """Mayor resigns
The New York Times

Length: 812 words

Body

{story}
Load-Date: March {n}, 2020

End of Document
"""
FACTIVA = """HD Mayor resigns
WC 812 words
PD 25 October 2024
SN The New York Times
LP
{story}AN Document NYTF000020241025ekap000{n}x
"""
FACTIVA_DISPLAY = (
    "Mayor resigns\nBy Bo Lee\n812 words\n25 October 2024\nThe New York Times\nNYTF\nEnglish\n"
    "Copyright 2024 The New York Times Company.\n\n{story}\nDocument NYTF000020241025ekap000{n}x\n\n"
)
PROQUEST = (
    "________________________________________\n\nMayor resigns\n\nPublication info: New York Times\n"
    "Full text: {story}\nPublication title: New York Times\nProQuest document ID: 31200{n}\nPublisher: The Times\n"
)
MBOX = "From ann@example.org Thu Oct 24 12:0{n}:00 2024\nSubject: News\nMessage-ID: <{n}@example.org>\n\n{story}\n"
RIS = "TY  - NEWS\nTI  - Mayor resigns\nN2  - {story}ER  - \n"
EXPORTS = {
    "Nexis": (NEXIS, NEXIS_WITHOUT_NUMBERS, NEXIS_UNI),
    "Factiva": (FACTIVA, FACTIVA_DISPLAY),
    "ProQuest": (PROQUEST,),
    "a mailbox (mbox)": (MBOX,),
    "a reference manager (RIS)": (RIS,),
}
CASES = [(name, export) for name, exports in EXPORTS.items() for export in exports]


@pytest.mark.parametrize(("name", "export"), CASES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_export_of_several_articles_is_refused_by_name(tmp_path: Path, name: str, export: str, ends: str) -> None:
    text = "".join(export.format(n=number, story=STORY) for number in (1, 2, 3))
    (tmp_path / "export.txt").write_text(text.replace("\n", ends), encoding="utf-8", newline="")
    with pytest.raises(DataError) as error:
        list(read_articles([tmp_path / "export.txt"]))
    assert str(error.value) == (
        f"{tmp_path}/export.txt is an export of {name} with 3 articles, and such a file can't be read yet; save "
        "each article as a file of its own, or make a table with a row for each (columns id and text)"
    )


@pytest.mark.parametrize(("_", "export"), CASES)
def test_a_single_article_of_an_export_is_read(_: str, export: str) -> None:
    refuse_bundle(export.format(n=1, story=STORY), "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        STORY * 50,
        "Length: 90 minutes\nA good film.\n\nLength: 80 minutes\nA bad one.\n\nCopyright 2024\nCopyright 2025\n",
        "Document 1 of 2\n\nThe first document says so.\n\nDocument 2 of 2\n\nThe second says no.\n",
        "Record: 12 wins in a row\nRecord: the best year since 1980\nCopyright 2024\n",
        "From Monday on, the mayor is gone.\nSubject: nothing\nFrom Friday on, she is back.\n",
        "812 words\nThat is how long the speech was.\n900 words\nSo long was the other.\n",
        "Section: A\nByline: Bo Lee\nLanguage: English\n" + STORY,
    ],
)
def test_an_ordinary_article_is_no_export(text: str) -> None:
    refuse_bundle(text, "a.txt")
