"""What the tests stand on: a clean environment, one real Label Studio for the session, a real Chromium."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.labelstudio import server
from annotation.labelstudio.client import Studio
from annotation.labelstudio.transport import accepts_key

NO_BROWSER = "NEWSSTANCE_NO_BROWSER"
Once = Callable[[Callable[[], str]], str]
CONFIGS = Path(__file__).parent.parent / "configs"
# Workers take whole files in this order; a long one that starts last would keep all others waiting.
LONGEST_FILES = ("test_docs_commands.py", "test_server.py", "test_bad_input_on_server.py", "test_circle.py")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Keep the user's settings, keys, trust list and working folder out of every test."""
    for name in os.environ:
        if name.startswith(("NEWSSTANCE_", "LABEL_STUDIO_")) and name != NO_BROWSER:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    if request.node.get_closest_marker("studio") or "tests" in str(request.node.path):
        monkeypatch.chdir(tmp_path)


@pytest.fixture
def ctrl_c_counts() -> Iterator[None]:
    """Let programs that are started here hear Ctrl-C, even where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def studio_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a real Label Studio that runs as long as the session."""
    data = tmp_path_factory.mktemp("studio")
    server.start(data, server.find_program(), answers=accepts_key)
    yield data
    server.stop(data)


@pytest.fixture(scope="session")
def studio(studio_data: Path) -> Iterator[Studio]:
    """The administrator's door to the session's Label Studio."""
    found = server.running_server(studio_data)
    assert found is not None
    with Studio(found.url, server.read_login(studio_data).token) as door:
        yield door


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def once(_kept: Path, tmp_path: Path) -> Once:
    """Do work once a session, and give later tests copies of all it left in the working folder."""

    def done(work: Callable[[], str]) -> str:
        folder = _kept / f"{work.__module__}.{work.__qualname__}"
        if not folder.exists():
            told = work()
            shutil.copytree(tmp_path, folder / "left")
            (folder / "told").write_text(told)
        shutil.copytree(folder / "left", tmp_path, dirs_exist_ok=True)
        return (folder / "told").read_text()

    return done


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The default codebook."""
    return read_codebook(CONFIGS / "stance_sourcing.toml")


@pytest.fixture(scope="session")
def other_codebook() -> Codebook:
    """The second codebook: another topic, other questions, other labels."""
    return read_codebook(CONFIGS / "climate_framing.toml")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real Chromium; without one the tests are red, unless that was asked for."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(f"no Chromium (looked for {', '.join(BROWSERS)}); install one, or set {NO_BROWSER}=1 to do without")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the files that take longest; leave the browser tests out only where that was asked for."""
    items.sort(
        key=lambda item: LONGEST_FILES.index(item.path.name) if item.path.name in LONGEST_FILES else len(LONGEST_FILES)
    )
    if os.environ.get(NO_BROWSER) == "1":
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"{NO_BROWSER}=1"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which tests did not run."""
    left_out = terminalreporter.stats.get("skipped", [])
    if left_out:
        terminalreporter.section("NOT RUN", red=True, bold=True)
        for report in left_out:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}", red=True)
