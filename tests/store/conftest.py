"""For tests of ZIPs: the files of one that is taken."""

import io
import zipfile

import pytest
import toy_run

from engine import store


@pytest.fixture(scope="session")
def good(tmp_path_factory) -> dict[str, bytes]:
    """The files of a run's ZIP that is taken."""
    runs = tmp_path_factory.mktemp("good")
    run = runs / toy_run.make_run(runs, name="Toy")
    store.annotate(run, "<script>alert(1)</script>", ["<b>"])
    target = io.BytesIO()
    store.pack(run, target)
    with zipfile.ZipFile(target) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
