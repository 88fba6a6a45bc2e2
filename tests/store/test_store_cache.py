"""What is kept for other jobs: found by what it was made from, whole or not at all."""

import shutil

import numpy as np
import pytest

from engine import store
from engine.store import Result
from engine.store.cache import FOLDER
from engine.store.jobs import ARRAYS

KEY = {"what": "embeddings", "task": "cola", "snapshot": "2@150", "layers": (0, 1)}
MADE = Result({"rows": [1, 2]}, {"layer/0": np.eye(2, dtype=np.float32), "layer/1": np.ones((2, 3), dtype=np.float32)})


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    store.write_cached(folder, KEY, MADE)
    return folder


def test_what_was_kept_comes_back(run):
    found = store.read_cached(run, KEY)
    assert found.document["rows"] == [1, 2]
    assert np.array_equal(found.arrays["layer/1"], np.ones((2, 3)))
    assert store.read_cached(run, {**KEY, "layers": [0, 1]}) is not None  # tuples are lists in JSON
    assert store.read_cached(run, {**KEY, "snapshot": "2"}) is None


def test_some_arrays_are_read_alone(run):
    found = store.read_arrays(run, KEY, ["layer/0"])
    assert list(found) == ["layer/0"] and np.array_equal(found["layer/0"], np.eye(2))
    assert store.read_arrays(run, KEY, ["layer/0", "layer/7"]) is None
    assert store.read_arrays(run, {**KEY, "task": "mrpc"}, ["layer/0"]) is None


def test_what_is_damaged_was_not_made(run):
    file = next((run / FOLDER).glob(f"*/{ARRAYS}"))
    file.write_bytes(file.read_bytes()[:20])
    assert store.read_cached(run, KEY) is None
    assert store.read_arrays(run, KEY, ["layer/0"]) is None
    store.write_cached(run, KEY, MADE)
    assert store.read_cached(run, KEY) is not None


def test_links_are_not_followed(run, tmp_path):
    folder = next((run / FOLDER).iterdir())
    shutil.move(folder, tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert store.read_cached(run, KEY) is None
    assert store.read_arrays(run, KEY, ["layer/0"]) is None


def test_a_deleted_run_stays_deleted(run):
    shutil.rmtree(run)
    with pytest.raises(FileNotFoundError):
        store.write_cached(run, KEY, MADE)
    assert not run.exists()
