"""Pages on a run with a million answers against one with 5,000: what a click costs, as ratios. `make bench`.

The bigger run is read once; after that a click must not cost much more than it does on the small one.
"""

from functools import partial
from pathlib import Path

import pytest
from big_run import make_run
from streamlit.testing.v1 import AppTest
from test_speed import ratio

ROOT = Path(__file__).parents[2]
CLICKS = 3


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("runs")
    patch = pytest.MonkeyPatch()
    patch.setenv("LETHE_RUNS", str(folder))
    yield {"a million answers": make_run(folder).name, "5,000": make_run(folder, 200).name}
    patch.undo()


def opened(page: str, run: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    app.query_params["run"], app.query_params["task"] = run, "names"
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def clicks(app: AppTest) -> None:
    """First and second change to and fro, each as a click on the filter bar does."""
    for second in ("4", "2") * CLICKS:
        box = next(box for box in app.selectbox if box.key == "bar_second")
        box.set_value(second).run()
        assert not app.exception, app.exception[0].message


@pytest.mark.parametrize("page", ["matrix", "labels", "examples", "slices", "lifelines"])
def test_a_click(runs, page):
    big, small = ((name, partial(clicks, opened(page, run))) for name, run in runs.items())
    ratio(f"{page}, {2 * CLICKS} clicks", big, small, rounds=3)
