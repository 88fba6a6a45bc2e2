"""Job folders: made once, found by id, results complete or not there, gone with their run."""

import numpy as np
import pytest

from engine import store
from engine.errors import UserError
from engine.store import Result

JOB = "0123456789abcdef"
REQUEST = {"format": 1, "job": "refit", "version": 1, "settings": {}, "device": "cpu"}


@pytest.fixture
def run(tmp_path):
    plan = {"format": 1, "device": "cuda", "stages": [{"tasks": ["cola"]}]}
    return store.new_run(tmp_path / "runs", plan, name="x", hash8="00000000", group="g")


def test_a_job_is_made_once(run):
    folder, is_new = store.new_job(run, JOB, REQUEST)
    again, is_new_again = store.new_job(run, JOB, REQUEST)

    assert (folder, is_new, is_new_again) == (again, True, False)
    assert store.read_request(folder) == REQUEST
    assert store.read_progress(folder).state == "queued"
    assert store.list_jobs(run) == [folder]
    assert store.find_job(run, JOB) == folder
    assert store.run_of(folder) == run
    assert [p.name for p in (run / "jobs").iterdir()] == [JOB]


def test_run_and_job_are_told_apart(run):
    folder, _ = store.new_job(run, JOB, REQUEST)

    assert (store.is_job(folder), store.is_job(run)) == (True, False)
    assert (store.device_of(folder), store.device_of(run)) == ("cpu", "cuda")
    assert store.called(folder) == f"job {JOB} of {run.name}"
    assert store.list_runs(run.parent) == [run]


def test_a_result_is_there_when_it_is_whole(run):
    folder, _ = store.new_job(run, JOB, REQUEST)
    assert store.read_result(folder) is None

    store.write_result(folder, Result({"n": 3}, {"second/bias": np.array([1, 0, 2], np.int32)}))

    found = store.read_result(folder)
    assert found.document == {"n": 3}
    assert found.arrays["second/bias"].tolist() == [1, 0, 2]
    (folder / "arrays.safetensors").write_bytes(b"torn")
    assert store.read_result(folder) is None


@pytest.mark.parametrize("job", ["../x", "", "0123", "0123456789ABCDEF", "a" * 17, None])
def test_what_is_no_id_is_refused(run, job):
    with pytest.raises(UserError, match="is no job id"):
        store.find_job(run, job)


def test_an_unknown_job_is_said_with_those_there_are(run):
    store.new_job(run, JOB, REQUEST)
    with pytest.raises(UserError, match=f"has no job 'f{JOB[1:]}'. It has: {JOB}"):
        store.find_job(run, "f" + JOB[1:])


def test_links_are_not_followed(run, tmp_path):
    elsewhere, _ = store.new_job(run, JOB, REQUEST)
    (run / "jobs" / ("f" * 16)).symlink_to(elsewhere)

    assert store.list_jobs(run) == [elsewhere]
    with pytest.raises(UserError, match="has no job"):
        store.find_job(run, "f" * 16)


def test_a_deleted_run_takes_its_jobs_with_it_and_gets_no_new_ones(run):
    store.new_job(run, JOB, REQUEST)
    store.delete(run)

    assert not run.exists()
    with pytest.raises(UserError, match="there is no run"):
        store.new_job(run, JOB, REQUEST)
    assert not run.exists()
