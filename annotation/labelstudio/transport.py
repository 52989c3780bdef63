"""Requests to a Label Studio over HTTP, and their errors, each turned into a LabelStudioError of one line.

The SDK makes the header with the key, because it takes both kinds of key.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx

from annotation.errors import LabelStudioError
from annotation.io.console import remark
from annotation.labelstudio.bounded_http import MAX_ANSWER_BYTES, AnswerTooLarge, BoundedTransport
from annotation.labelstudio.server_errors import explain_error, explain_not_json, readable

if TYPE_CHECKING:
    pass

# The seconds that a request may take in whole. Where other programs write to the same SQLite database, Label Studio
# repeats an import by itself for up to 93 s, as measured.
FIRST_SECONDS: Final = 30.0  # the first request, which asks whose key it is, and the server's web pages
READ_SECONDS: Final = 120.0
CHANGE_SECONDS: Final = 300.0
ACCOUNT_PATH: Final = "api/current-user/whoami"
_KEY: Final = re.compile(r"[!#-&(-~]+")
_LONE_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")  # or half of a pair, which is whole


class ServerRequests:
    """Requests to one Label Studio with one key."""

    def __init__(self, url: str, key: str) -> None:
        from label_studio_sdk import LabelStudio

        if not _KEY.fullmatch(key):
            raise LabelStudioError(
                "the key in LABEL_STUDIO_API_KEY has characters that no key has; copy it anew, without spaces or quotes"
            )
        create: Any = LabelStudio  # the SDK's constructor has no types
        self.url = url
        self._http = http_client(url)
        with translated(self.url), _key_problems(self.url):
            self._sdk: LabelStudio = create(base_url=url, api_key=key, httpx_client=self._http, max_retries=0)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def ask(self, method: str, path: str, *, body: object = None, **query: object) -> object:
        """Send a request and return the JSON of the answer; raises LabelStudioError if there is none.

        Args:
            method: GET, or another method of HTTP.
            path: the path of the API, without a slash at its start.
            body: what is sent as JSON.
            query: the parameters in the address.
        """
        with translated(self.url):
            content = None if body is None else json.dumps(body).encode()
            headers = self._headers() | ({"Content-Type": "application/json"} if content else {})
            address = f"{self.url}/{path}"
            parameters: Any = query or None  # an empty mapping would take away what stands in the path
            response = self._http.request(
                method, address, params=parameters, content=content, headers=headers, timeout=_seconds(method, path)
            )
            response.raise_for_status()
            return response_json(self.url, response) if response.content or method == "GET" else None

    def web_session(self) -> httpx.Client:
        """A session on the server's web pages, without the key."""
        return http_client(self.url, base_url=self.url)

    def _headers(self) -> dict[str, str]:
        """The headers with the key; for a personal access token, the SDK first asks for one that lives minutes."""
        with _key_problems(self.url):
            headers = dict(self._sdk._client_wrapper.get_headers())
            headers["Authorization"].encode("ascii")
            return headers


def _seconds(method: str, path: str) -> float:
    """The seconds that a request may take in whole."""
    if path == ACCOUNT_PATH:
        return FIRST_SECONDS
    return READ_SECONDS if method == "GET" else CHANGE_SECONDS


def http_client(url: str, **options: Any) -> httpx.Client:  # noqa: ANN401 - options of httpx
    """A client for one server, with a time for each request in whole and a bound on what an answer unpacks to."""

    def say(waited: float, limit: float) -> None:
        remark(f"no whole answer from {url} for {waited:.0f} s; waiting up to {limit:.0f} s in all")

    headers = {"Accept-Encoding": "gzip"}
    return httpx.Client(transport=BoundedTransport(url, say), timeout=FIRST_SECONDS, headers=headers, **options)


def accepts_key(url: str, key: str) -> bool:
    """Whether a Label Studio at a URL accepts a legacy token; this is fast, as it needs no SDK."""
    try:
        with http_client(url) as http:
            headers = {"Authorization": f"Token {key}"}
            response = http.get(f"{url}/{ACCOUNT_PATH}", headers=headers, timeout=5)
    except (httpx.TransportError, httpx.DecodingError):
        return False
    return response.status_code == httpx.codes.OK


def response_json(url: str, response: httpx.Response) -> object:
    """The JSON of an answer; raises LabelStudioError if it is none that can be read."""
    try:
        text = response.content.decode("utf-8-sig")
        answer: object = json.loads(text)
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, a number of thousands of digits, or too nested
        raise LabelStudioError(explain_not_json(url, response.content)) from error
    if _LONE_SURROGATE.search(text):  # half a character, which no file of ours could hold
        return json.loads(json.dumps(answer, ensure_ascii=False).encode("utf-8", errors="replace"))
    return answer


def web_json(session: httpx.Client, url: str, path: str) -> object:
    """The JSON at a path, asked for in a session on the server's web pages."""
    return response_json(url, session.get(path).raise_for_status())


def submit_form(session: httpx.Client, path: str, form: Mapping[str, str]) -> httpx.Response:
    """Fill in a form of the server's web pages, as a browser does."""
    session.get(path).raise_for_status()
    token = session.cookies.get("csrftoken") or ""
    return session.post(path, data={**form, "csrfmiddlewaretoken": token})


def form_error(page: httpx.Response) -> str:
    """The error message in a form's page; the status if there is none."""
    message = page.text.partition('class="error">')[2].partition("<")[0].strip()
    return readable(message) or f"status {page.status_code}"


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn errors of the server and of the connection into a LabelStudioError of one line."""
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as error:
        # The cause is suppressed: its text would show all headers, cookies among them.
        raise LabelStudioError(explain_error(url, error.status_code or 0, error.body)) from None
    except httpx.HTTPStatusError as error:
        location = error.response.headers.get("location", "")
        status = error.response.status_code
        raise LabelStudioError(explain_error(url, status, _body(error.response), location)) from error
    except httpx.TransportError as error:
        raise LabelStudioError(_explain_transport(url, error)) from error
    except httpx.DecodingError as error:
        raise LabelStudioError(
            f"the answer of {url} cannot be unpacked ({readable(str(error))}); run the same command again, and if it "
            "stays so, look at what stands between here and Label Studio"
        ) from error


def _explain_transport(url: str, error: httpx.TransportError) -> str:
    """Explain in one line why no whole answer came."""
    if isinstance(error, AnswerTooLarge):
        return (
            f"what answers at {url} sent more than {MAX_ANSWER_BYTES // 2**20} MB for one request, which Label Studio "
            "does not do; check --url or LABEL_STUDIO_URL"
        )
    reason = readable(str(error))
    if isinstance(error, httpx.ReadTimeout):
        return (
            f"Label Studio at {url} did not answer in time ({reason}); it may still be at work: wait a little, then "
            "run the same command again (nothing is sent twice)"
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return f"no answer from Label Studio at {url} ({reason}); is it running? `newsstance studio` starts one"
    return (
        f"the connection to Label Studio at {url} broke off ({reason}); run the same command again (nothing is sent "
        "twice)"
    )


@contextmanager
def _key_problems(url: str) -> Iterator[None]:
    """Refuse what the SDK cannot read: it believes the answer to a personal access token unchecked."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise LabelStudioError(
            f"what answers at {url} gave nothing usable for the personal access token in LABEL_STUDIO_API_KEY; is it "
            "Label Studio? check --url or LABEL_STUDIO_URL"
        ) from error


def status_of(error: LabelStudioError) -> int:
    """The status of the response that an error is about; 0 if there was no response."""
    cause = error.__cause__
    return cause.response.status_code if isinstance(cause, httpx.HTTPStatusError) else 0


def _body(response: httpx.Response) -> object:
    try:
        body: object = json.loads(response.content)
    except (ValueError, RecursionError):
        return response.content.decode("utf-8", errors="replace")
    return body
