"""What a response of the server means in one line: an error of Label Studio, or HTML in place of JSON."""

import html
import json
import re
from typing import Final

_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_REDIRECTS: Final = range(300, 400)
_MAX_MESSAGE_CHARACTERS: Final = 500
_INVISIBLE_PARTS: Final = re.compile(
    r"<(script|style|head)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.DOTALL | re.IGNORECASE
)
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_CLOSING_TAG: Final = re.compile(r"</[a-zA-Z][a-zA-Z0-9]*\s*>")
_TAG: Final = re.compile(r"<[^<>]*>")


def explain_error(url: str, status: int, body: object, location: str = "") -> str:
    """Explain the status and body of an error response in one line.

    >>> explain_error("http://127.0.0.1:8080", 401, {"detail": "Invalid token."})
    'Label Studio at http://127.0.0.1:8080 does not take the key in LABEL_STUDIO_API_KEY (401: Invalid token.)'
    >>> explain_error("http://127.0.0.1:8080", 502, "<html><title>502 Bad Gateway</title><h1>Bad</h1></html>")
    'what answers at http://127.0.0.1:8080 said 502, on a page: 502 Bad Gateway; wait a little and run it again'
    >>> explain_error("http://127.0.0.1:8080", 500, {"detail": "<html><h1>Server Error</h1></html>"})
    'Label Studio at http://127.0.0.1:8080 answered 500: "Server Error"'
    """
    detail = readable(str(body.get("detail") or "")) if isinstance(body, dict) else ""
    if status == _UNAUTHORIZED:
        if "legacy token" in detail:
            return (
                f"Label Studio at {url} has legacy tokens switched off; put a personal access token into "
                "LABEL_STUDIO_API_KEY (in Label Studio: Account & Settings, Personal Access Token)"
            )
        return f"Label Studio at {url} does not take the key in LABEL_STUDIO_API_KEY (401: {detail or 'refused'})"
    if status == _NOT_FOUND:
        return f"Label Studio at {url} has nothing at this address (404); was the project deleted?"
    if status in _REDIRECTS:
        return (
            f"what answers at {url} sends us to another address ({status}: {readable(location) or 'it names none'}), "
            "and the key goes to no other; if that is your Label Studio, give its address in --url or LABEL_STUDIO_URL"
        )
    if isinstance(body, str):
        return f"what answers at {url} said {status}, on a page: {_page_message(body)}; wait a little and run it again"
    if not body:
        return f"Label Studio at {url} answered {status} without a reason; run the same command again"
    problems = body.get("validation_errors") if isinstance(body, dict) else None
    return f"Label Studio at {url} answered {status}: {_without_tags(readable(_json(problems or detail or body)))}"


def explain_not_json(url: str, content: bytes = b"<html>") -> str:
    """Explain a response that is no JSON, such as a page in HTML: something other than Label Studio answers.

    >>> explain_not_json("http://127.0.0.1:8080")
    'what answers at http://127.0.0.1:8080 is not Label Studio (no JSON came back); check --url or LABEL_STUDIO_URL'
    >>> explain_not_json("http://127.0.0.1:8080", b'{"results": [')
    'the answer of http://127.0.0.1:8080 is damaged (no JSON that can be read); run the same command again'
    """
    if content.lstrip()[:1] in (b"{", b"["):
        return f"the answer of {url} is damaged (no JSON that can be read); run the same command again"
    return f"what answers at {url} is not Label Studio (no JSON came back); check --url or LABEL_STUDIO_URL"


def explain_shape(url: str, path: str, expected: str, value: object) -> str:
    """Explain JSON of another shape than Label Studio's.

    >>> explain_shape("http://127.0.0.1:8080", "api/projects", "results as a list", [])
    'what answers at http://127.0.0.1:8080 gave for api/projects no results as a list (but []); is it Label Studio?'
    """
    shown = readable(_beginning(value), 60)
    return f"what answers at {url} gave for {path} no {expected} (but {shown}); is it Label Studio?"


def readable(text: str, most: int = _MAX_MESSAGE_CHARACTERS) -> str:
    r"""A text of the server in one line, with what a terminal would hide or obey made visible.

    >>> readable("Bad \x1b[31m\n Gateway")
    'Bad \\x1b[31m Gateway'
    """
    line = " ".join(text[: 4 * most].split())
    visible = "".join(character if character.isprintable() else repr(character)[1:-1] for character in line)
    return visible if len(visible) <= most else f"{visible[:most]}…"


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return _beginning(value)


def _without_tags(line: str) -> str:
    """Leave out the marks of HTML that a server puts into its JSON; a line without a closing one stays as it is.

    >>> _without_tags("a page: <p>No &amp; never</p>"), _without_tags("a < b and c > d")
    ('a page: No & never', 'a < b and c > d')
    """
    if not _CLOSING_TAG.search(line):
        return line
    text = html.unescape(_TAG.sub(" ", _INVISIBLE_PARTS.sub(" ", line)))
    return re.sub(r'(?<=") | (?=")', "", " ".join(text.split()))


def _page_message(page: str) -> str:
    """What a page in HTML says: its title, else its text."""
    page = page[:20_000]
    title = _TITLE.search(page)
    text = readable(html.unescape(_TAG.sub(" ", title[1])), 200) if title else ""
    return text or readable(html.unescape(_TAG.sub(" ", _INVISIBLE_PARTS.sub(" ", page))), 200) or "nothing to read"


def _beginning(value: object) -> str:
    """The beginning of a JSON value, however large or nested it is."""
    if isinstance(value, dict):
        return "{" + ", ".join(map(str, list(value)[:5])) + "}"
    return "[…]" if isinstance(value, list) and value else str(value)[:200]


def explain_unlistable(project: int, error: Exception) -> str:
    """Explain that the server fails to list the tasks of a project, which any account can bring about.

    >>> explain_unlistable(7, ValueError("500"))[:48]
    '500; this was for the tasks of project 7, which '
    """
    return (
        f"{error}; this was for the tasks of project {project}, which Label Studio cannot list once somebody "
        "has replaced the data of one by what is no JSON object; bring the project back from a backup"
    )
