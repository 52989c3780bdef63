"""The verb `studio` beside a server that runs already."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotation.errors import LabelStudioError
from annotation.labelstudio import server
from annotation.labelstudio.server_address import KeptAddress, kept_address
from newsstance import app

pytestmark = pytest.mark.studio


def test_in_the_background_a_running_server_is_reported(studio_data: Path) -> None:
    running = server.running_server(studio_data)
    assert running is not None
    port = int(running.url.rpartition(":")[2])
    ran = CliRunner().invoke(app, ["studio", "--data", str(studio_data), "--background"], catch_exceptions=False)
    assert (ran.exit_code, ran.stdout) == (0, f"{running.url}\n")
    assert f"Label Studio runs already on {studio_data}" in ran.stderr
    assert f"it goes on running; stop it with: newsstance studio --data {studio_data} --stop" in ran.stderr
    printed = CliRunner().invoke(
        app, ["studio", "--data", str(studio_data), "--background", "--port", str(port), "--json"]
    )
    assert (json.loads(printed.stdout)["url"], json.loads(printed.stdout)["public"]) == (running.url, running.url)
    assert server.running_server(studio_data) == running


def test_its_address_changes_only_at_a_start(studio_data: Path) -> None:
    for option, value in (("--port", "1"), ("--public-address", "https://labels.example.org")):
        with pytest.raises(LabelStudioError, match=f"runs already at .*{option}.* counts only when it is started"):
            CliRunner().invoke(
                app, ["studio", "--data", str(studio_data), "--background", option, value], catch_exceptions=False
            )


def test_the_port_is_kept_for_the_next_start(studio_data: Path) -> None:
    running = server.running_server(studio_data)
    assert running is not None
    assert kept_address(studio_data) == KeptAddress(int(running.url.rpartition(":")[2]))
