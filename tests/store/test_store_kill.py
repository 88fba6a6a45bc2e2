"""The writer may be killed at any moment: what is read are whole snapshots, and the run goes on."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import kill_writer  # beside this file
import numpy as np
import pytest

from engine import store

ROOT = Path(__file__).parents[2]


def whole_snapshots(folder: Path) -> int:
    """How many snapshots there are. Fails unless each is whole and has the answers that were written."""
    run = store.open_run(folder)
    assert [s.step for s in run.snapshots] == list(range(1, len(run.snapshots) + 1))
    assert run.trained == {(s.name, "a") for s in run.snapshots}
    for task in run.tasks:
        read = store.read_answers(run, task)
        for n in range(len(run.snapshots)):
            written = kill_writer.answers(n + 1, task)
            assert np.array_equal(read.predicted[n], written.predicted)
            assert np.array_equal(read.p_gold[n], written.p_gold)
    return len(run.snapshots)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_writer_leaves_whole_snapshots_and_goes_on(tmp_path, seed):
    folder = store.new_run(tmp_path, {}, name="x", hash8="0" * 8, group="")
    draw, count = random.Random(seed), 0
    for attempt in range(5):
        writer = subprocess.Popen(
            [sys.executable, kill_writer.__file__, str(folder)], env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            if attempt:  # the first is killed early, perhaps before there is a table
                assert writer.stdout.readline() == "ready\n", writer.stderr.read()
                until = time.monotonic() + draw.uniform(0.05, 0.3)
                while time.monotonic() < until:  # read while it writes
                    count = max(count, len(store.open_run(folder).snapshots))
            else:
                time.sleep(draw.uniform(0.5, 1.5))
        finally:
            writer.kill()
            writer.communicate()
        now = whole_snapshots(folder)
        assert now >= count
        count = now
    assert count > 0
    assert len(store.open_run(folder).environment["resumed"]) >= 3
