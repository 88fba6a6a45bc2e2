"""For tests of reports: the toy run of the pages' tests, and one in which secrets are planted."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))
from planted_run import make_planted  # noqa: E402
from toy_run import make_run  # noqa: E402

from engine import store  # noqa: E402


@pytest.fixture(scope="session")
def toy(tmp_path_factory):
    """Three stages, three tasks, markup in a sentence."""
    folder = tmp_path_factory.mktemp("toy")
    return store.open_run(folder / make_run(folder))


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    return make_planted(tmp_path_factory.mktemp("home"))
