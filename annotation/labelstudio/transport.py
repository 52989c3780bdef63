"""Requests to a Label Studio over HTTP, and their errors, each turned into a LabelStudioError of one line.

The key is put into each request by the SDK, which takes both kinds of key.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx

from annotation.errors import LabelStudioError
from annotation.labelstudio.server_errors import explain_error, explain_not_json

if TYPE_CHECKING:
    pass

TIMEOUT_SECONDS: Final = 600.0


class ServerRequests:
    """Requests to one Label Studio with one key."""

    def __init__(self, url: str, key: str) -> None:
        from label_studio_sdk import LabelStudio

        create: Any = LabelStudio  # the SDK's constructor has no types
        self.url = url
        self._http = httpx.Client(timeout=TIMEOUT_SECONDS)
        options = {"httpx_client": self._http, "timeout": TIMEOUT_SECONDS, "max_retries": 0}
        with translated(self.url):
            self.sdk: LabelStudio = create(base_url=self.url, api_key=key, **options)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def ask(self, method: str, path: str, *, body: object = None, **query: object) -> Any:  # noqa: ANN401
        """Send a request and return the JSON of the answer; raises LabelStudioError if there is none."""
        with translated(self.url):
            http = self.sdk._client_wrapper.httpx_client  # the SDK's own client, with its tokens
            content = None if body is None else json.dumps(body).encode()
            headers = {"Content-Type": "application/json"} if content else None
            response = http.request(path, method=method, params=query, content=content, headers=headers)
            response.raise_for_status()
            return response.json()

    def web_session(self) -> httpx.Client:
        """A session on the server's web pages, without the key."""
        return httpx.Client(base_url=self.url, timeout=60)


def accepts_key(url: str, key: str) -> bool:
    """Whether a Label Studio at a URL accepts a legacy token; this is fast, as it needs no SDK."""
    try:
        response = httpx.get(f"{url}/api/current-user/whoami", headers={"Authorization": f"Token {key}"}, timeout=5)
    except httpx.TransportError:
        return False
    return response.status_code == httpx.codes.OK


def submit_form(session: httpx.Client, path: str, form: Mapping[str, str]) -> httpx.Response:
    """Fill in a form of the server's web pages, as a browser does."""
    session.get(path).raise_for_status()
    return session.post(path, data={**form, "csrfmiddlewaretoken": session.cookies["csrftoken"]})


def form_error(page: httpx.Response) -> str:
    """The error message in a form's page; the status if there is none."""
    message = page.text.partition('class="error">')[2].partition("<")[0].strip()
    return message or f"status {page.status_code}"


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
        raise LabelStudioError(explain_error(url, error.response.status_code, _body(error.response))) from error
    except httpx.TimeoutException as error:
        raise LabelStudioError(
            f"Label Studio at {url} did not answer in time; it may still be at work: wait a little, then run the "
            "same command again (nothing is sent twice)"
        ) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise LabelStudioError(
            f"no answer from Label Studio at {url} ({error}); is it running? `newsstance studio` starts one"
        ) from error
    except json.JSONDecodeError as error:
        raise LabelStudioError(explain_not_json(url)) from error


def status_of(error: LabelStudioError) -> int:
    """The status of the response that an error is about; 0 if there was no response."""
    cause = error.__cause__
    return cause.response.status_code if isinstance(cause, httpx.HTTPStatusError) else 0


def _body(response: httpx.Response) -> object:
    try:
        return response.json()
    except json.JSONDecodeError:
        return response.text[:200]
