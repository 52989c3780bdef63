"""Who or what speaks, by what stands around a word of speech."""

import pytest

from training.masking.passages import Passage
from training.syntax.speech_cues import find_cues
from training.syntax.tokens import make_document


def last(text: str) -> tuple[str, str]:
    """Give how the subject of a text's last word of speech was found, and the subject."""
    document = make_document(Passage(text))
    who = list(find_cues(document))[-1].speaker
    return (who.construction, " ".join(document.tokens[who.first : who.end])) if who else ("nobody", "")


@pytest.mark.parametrize(
    ("text", "how", "who"),
    [
        ("Ann Lee said it rained.", "direct", "Ann Lee"),
        ("In May two critics said it rained.", "direct", "In May two critics"),
        ("Ann Lee has also often said it rained.", "direct", "Ann Lee"),
        ("Ann Lee on Tuesday said it rained.", "direct", "Ann Lee"),
        ("Gov. Ann B. Lee said it rained.", "direct", "Gov . Ann B . Lee"),
        ("“It rained,” said Ann Lee, a baker.", "after", "Ann Lee"),
        ("“Never”, said two voters.", "after", "two voters"),
        ("It rained — says Ann Lee.", "after", "Ann Lee"),
        ("Ann Lee once said it rained.", "direct", "Ann Lee"),
        ("One two three four five six seven eight said so.", "direct", "three four five six seven eight"),
        ("It rained, said Ann Lee.", "after", "Ann Lee"),
        ("It rained, said Gov. Ann Lee of Ohio.", "after", "Gov . Ann Lee"),
        ("It rained, according to two officials in Ohio.", "after", "two officials"),
        ("Ann Lee, a baker, said it rained.", "around", "Ann Lee"),
        ("Ann Lee, a baker, said Bo in Ohio lied.", "around", "Ann Lee"),
        ("Ann Lee, who won, said rain in Ohio fell.", "around", "Ann Lee"),
        ("Ann Lee, saying it rained, left.", "around", "Ann Lee"),
        ("Ann Lee, who said it rained, left.", "who", "Ann Lee"),
        ("Voters who said it rained left.", "who", "Voters"),
        ("Ann Lee came and said it rained.", "clause", "Ann Lee"),
        ("Ann Lee came, smiled and said it rained.", "clause", "Ann Lee"),
        ("Ann Lee left, saying it rained.", "clause", "Ann Lee"),
        ("Ann Lee refused to say it rained.", "clause", "Ann Lee"),
        ("Ann Lee began by saying it rained.", "clause", "Ann Lee"),
        ("Asked why, Ann Lee went home.", "clause", "Ann Lee"),
        ("Bo was told by Ann Lee that it rained.", "by", "Ann Lee"),
        ("Bo was told that it rained.", "direct", "Bo"),
        ("Ann Lee’s claim is odd.", "own", "Ann Lee’s"),
        ("Her claim is odd.", "own", "Her"),
        ("The claim is odd.", "nobody", ""),
        ("Saying so helps.", "nobody", ""),
        ("“It rained,” said.", "nobody", ""),
        ("Says so, Ann.", "nobody", ""),
        ("said", "nobody", ""),
        ("and said so", "nobody", ""),
        (", said", "nobody", ""),
        ("who said so", "nobody", ""),
    ],
)
def test_who_speaks(text: str, how: str, who: str) -> None:
    assert last(text) == (how, who)


@pytest.mark.parametrize("words", ["and said ", "to answer ", "reply ", ", saying ", "by saying, ", "said , "])
def test_a_text_without_end_is_read_in_the_time_of_its_length(words: str) -> None:
    document = make_document(Passage(words * 20_000))  # as long as a book; all pairs of its words would take hours
    assert len(list(find_cues(document))) == 20_000
