"""What a server answers in place of JSON is said in plain words."""

import pytest

from annotation.labelstudio.server_errors import explain_error

PAGE = "<!doctype html><html><head><title>Oops</title></head><body><h1>Server Error</h1> &amp; more</body></html>"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ({"detail": PAGE}, 'Label Studio at http://ls answered 500: "Server Error & more"'),
        (
            {"validation_errors": {"config": ["<b>bad</b> <i>tag</i>"]}},
            'Label Studio at http://ls answered 500: {"config": ["bad tag"]}',
        ),
        ({"detail": "3 < 4 > 2"}, 'Label Studio at http://ls answered 500: "3 < 4 > 2"'),
        (PAGE, "what answers at http://ls said 500, on a page: Oops; wait a little and run it again"),
        (None, "Label Studio at http://ls answered 500 without a reason; run the same command again"),
    ],
)
def test_html_in_an_error_is_shown_as_text(body: object, line: str) -> None:
    assert explain_error("http://ls", 500, body) == line
