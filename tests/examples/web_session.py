"""A session in Label Studio's pages, as somebody has who logs in with a password."""

import httpx


def log_in(session: httpx.Client, email: str, password: str) -> None:
    """Log somebody in as the page does; what the session sends afterwards counts as theirs."""
    session.get("/user/login/")
    form = {"email": email, "password": password, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    assert session.post("/user/login/", data=form).status_code == 302
    session.headers["X-CSRFToken"] = session.cookies["csrftoken"]
