"""For tests of pages: a folder of runs of their own, pages without a browser, and a served dashboard with one."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import served
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def runs(tmp_path, monkeypatch) -> Path:
    """An empty folder of runs; no data but what can be generated."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setenv("LETHE_RUNS", str(folder))
    monkeypatch.delenv("LETHE_DATA", raising=False)
    monkeypatch.delenv("LETHE_READ_ONLY", raising=False)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def open_page(runs) -> Callable[..., AppTest]:
    """`open_page("launch", run=id)`: the page as the app draws it, its exceptions being the test's."""

    def open_(page: str = "runs", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        for key, value in query.items():
            app.query_params[key] = value
        if page != "runs":
            app.switch_page(str(ROOT / "pages" / f"{page}.py"))
        app.run()
        assert not app.exception, app.exception[0].message
        return app

    return open_


@pytest.fixture
def serve(runs) -> Iterator[Callable[..., str]]:
    """`serve(LETHE_READ_ONLY="1")`: the dashboard as a process of its own; its address."""
    with contextlib.ExitStack() as servers:
        yield lambda **environment: servers.enter_context(served(runs, **environment))
