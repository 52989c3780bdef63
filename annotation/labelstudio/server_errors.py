"""What a response of the server means in one line: an error of Label Studio, or HTML in place of JSON."""

import json
from typing import Final

_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_MAX_MESSAGE_CHARACTERS: Final = 500


def explain_error(url: str, status: int, body: object) -> str:
    """Explain the status and body of an error response in one line.

    >>> explain_error("http://127.0.0.1:8080", 401, {"detail": "Invalid token."})
    'Label Studio at http://127.0.0.1:8080 does not take the key in LABEL_STUDIO_API_KEY (401: Invalid token.)'
    """
    detail = body.get("detail", "") if isinstance(body, dict) else ""
    if status == _UNAUTHORIZED:
        if "legacy token" in str(detail):
            return (
                f"Label Studio at {url} has legacy tokens switched off; put a personal access token into "
                "LABEL_STUDIO_API_KEY (in Label Studio: Account & Settings, Personal Access Token)"
            )
        return f"Label Studio at {url} does not take the key in LABEL_STUDIO_API_KEY (401: {detail or 'refused'})"
    if status == _NOT_FOUND:
        return f"Label Studio at {url} has nothing at this address (404); was the project deleted?"
    problems = body.get("validation_errors") if isinstance(body, dict) else None
    message = json.dumps(problems or detail or body, ensure_ascii=False, default=str)
    return f"Label Studio at {url} answered {status}: {message[:_MAX_MESSAGE_CHARACTERS]}"


def explain_not_json(url: str) -> str:
    """Explain a response that is no JSON, such as a page in HTML: something other than Label Studio answers.

    >>> explain_not_json("http://127.0.0.1:8080")
    'what answers at http://127.0.0.1:8080 is not Label Studio (no JSON came back); check --url or LABEL_STUDIO_URL'
    """
    return f"what answers at {url} is not Label Studio (no JSON came back); check --url or LABEL_STUDIO_URL"
