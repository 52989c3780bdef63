"""Hidden characters made visible in what is printed."""

import json

from annotation.io.visible import plain_markdown, visible, visible_line

HOSTILE = "safe\x1b[1A\x1b[2K\rtrusted\x08\x9b2J \u202egpj.exe\u2066 \u200b\ud800"


def test_no_control_sequence_and_no_mark_of_direction_is_left() -> None:
    shown = r"safe\u001b[1A\u001b[2K\rtrusted\u0008\u009b2J \u202egpj.exe\u2066 \u200b\ud800"
    assert visible(HOSTILE) == shown
    assert visible_line(f"{HOSTILE}\n\tb") == rf"{shown}\n\tb"


def test_words_of_all_languages_and_line_ends_stay_as_they_are() -> None:
    ordinary = "Zürich, 名, می‌خواهم, שלום, 👩‍👧 and é:\n\ta"  # among them joiners, which Persian and emoji need
    assert visible(ordinary) == ordinary


def test_json_stays_the_same_json() -> None:
    value = {HOSTILE: [HOSTILE]}
    assert json.loads(visible(json.dumps(value, ensure_ascii=False))) == value


def test_markdown_of_others_holds_no_html_and_no_picture() -> None:
    line = 'a <script>alert(1)</script> &#60;b> R&D ![x](http://example.org/pixel.png) <a href="b">'
    assert plain_markdown(line) == (
        'a &lt;script>alert(1)&lt;/script> &amp;#60;b> R&D ![x]\\(http://example.org/pixel.png) &lt;a href="b">'
    )
