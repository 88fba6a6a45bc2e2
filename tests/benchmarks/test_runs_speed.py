"""The Runs page with 200 runs against one with 10: what a click costs, as a ratio. `make bench`."""

from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_speed import ratio
from toy_run import make_run

from engine import store

ROOT = Path(__file__).parents[2]
CLICKS = 5


def opened(runs: Path, count: int, patch: pytest.MonkeyPatch) -> AppTest:
    for number in range(count):
        store.annotate(runs / make_run(runs, name=f"Run {number}"), f"note {number}", [f"tag {number % 5}"])
    patch.setenv("LETHE_RUNS", str(runs))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300).run()
    assert not app.exception, app.exception[0].message
    return app


def clicks(app: AppTest, runs: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("LETHE_RUNS", str(runs))
    for word in ("run", "note") * CLICKS:
        app.text_input(key="search").input(word).run()
        assert not app.exception, app.exception[0].message


def test_a_search(tmp_path, monkeypatch):
    pages = {}
    for count in (200, 10):
        app = opened(tmp_path / str(count), count, monkeypatch)
        pages[count] = (f"{count} runs", partial(clicks, app, tmp_path / str(count), monkeypatch))
    ratio(f"{2 * CLICKS} searches", pages[200], pages[10], rounds=3)
