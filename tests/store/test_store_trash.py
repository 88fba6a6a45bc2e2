"""Deleting: into the trash and back; what is removed is removed, and nothing else."""

import dataclasses
import os
import shutil
import time

import pytest
import seed_runs

from engine import store
from engine.errors import UserError
from engine.store import DiskUse, RunWriter


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path)


def make(runs):
    return store.new_run(runs, {"format": 1}, name="x", hash8="0123abcd", group="feedbeef")


def test_a_deleted_run_is_in_no_list_and_comes_back_whole(folder):
    (folder / "log.txt").write_text("all of it")
    trashed = store.discard(folder)

    assert store.list_runs(folder.parent) == []
    assert store.list_trash(folder.parent) == [trashed]
    with pytest.raises(UserError, match="no run"):
        store.find(folder.parent, folder.name)

    assert store.restore(trashed) == folder
    assert (folder / "log.txt").read_text() == "all of it"
    assert store.list_trash(folder.parent) == []
    assert not (folder.parent / ".trash").exists()


def test_a_run_does_not_come_back_over_another_of_its_id(folder):
    first = store.discard(folder)
    folder.mkdir()
    (folder / "plan.json").write_text("{}")
    second = store.discard(folder)
    assert set(store.list_trash(folder.parent)) == {first, second}
    store.restore(second)
    with pytest.raises(UserError, match="there is another run .* by now"):
        store.restore(first)
    assert (folder / "plan.json").read_text() == "{}" and first.exists()


def test_what_is_removed_is_gone_and_links_are_not_followed(folder):
    treasure = folder.parent / "treasure"
    treasure.mkdir()
    (treasure / "gold").write_text("x")
    (folder / "link").symlink_to(treasure)
    trashed = store.discard(folder)
    store.remove(trashed)
    store.remove(trashed)  # a second browser's undo bar leaves, too
    assert not trashed.parent.exists()
    assert (treasure / "gold").exists()
    with pytest.raises(ValueError, match="does not lie in the trash"):
        store.remove(treasure)
    with pytest.raises(UserError, match="cannot bring back run"):
        store.restore(trashed)


def test_what_is_being_removed_is_offered_to_nobody_and_cannot_come_back_by_half(folder, monkeypatch):
    trashed, real, seen = store.discard(folder), shutil.rmtree, []

    def meanwhile(place, **how):
        seen.append(store.list_trash(folder.parent))
        with pytest.raises(UserError, match="cannot bring back run"):
            store.restore(trashed)
        real(place, **how)

    monkeypatch.setattr(shutil, "rmtree", meanwhile)
    store.remove(trashed)
    assert seen == [[]] and not folder.exists() and not (folder.parent / ".trash").exists()


def test_what_a_killed_process_did_not_remove_to_its_end_goes_with_the_next(folder):
    trashed = store.discard(folder)
    trashed.parent.rename(trashed.parent.with_name(f".gone-{trashed.parent.name}"))
    assert store.list_trash(folder.parent) == []
    assert store.empty_trash(folder.parent, older_than=3600) == []
    assert not (folder.parent / ".trash").exists()


def test_what_is_no_run_is_not_deleted(tmp_path):
    with pytest.raises(UserError, match="is no run folder, so it is not deleted"):
        store.discard(tmp_path)
    assert not (tmp_path.parent / ".trash").exists()


def test_the_trash_is_emptied_of_what_is_old_enough_and_of_what_was_left_behind(tmp_path):
    old, new = (store.discard(make(tmp_path)) for _ in range(2))
    for left in (old.parent, tmp_path / ".new-1"):
        left.mkdir(exist_ok=True)
        os.utime(left, (time.time() - 100_000,) * 2)
    (tmp_path / ".new-2").mkdir()  # somebody is making it

    assert store.empty_trash(tmp_path, older_than=3600) == [old.name]
    assert store.list_trash(tmp_path) == [new]
    assert sorted(f.name for f in tmp_path.iterdir()) == [".new-2", ".trash"]
    assert store.empty_trash(tmp_path) == [new.name]


def test_disk_use_tells_weights_from_answers_and_does_not_follow_links(folder, tmp_path):
    before = store.disk_use(folder)
    assert before.checkpoints == 0 < before.answers
    (tmp_path / "large").write_bytes(b"0" * 10_000)
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "1.safetensors").write_bytes(b"0" * 1000)
    (folder / "cache" / ("0" * 16)).mkdir(parents=True)
    (folder / "cache" / ("0" * 16) / "arrays.safetensors").write_bytes(b"0" * 500)  # read from the weights
    (folder / "jobs" / ("0" * 16)).mkdir(parents=True)
    (folder / "jobs" / ("0" * 16) / "result.json").write_bytes(b"{}")
    (folder / "link").symlink_to(tmp_path / "large")
    after = store.disk_use(folder)
    assert after.checkpoints == 1500
    assert after.answers - before.answers - (folder / "link").lstat().st_size == 2
    assert store.disk_use(tmp_path / "gone") == DiskUse(0, 0)
    assert DiskUse(1, 2) + DiskUse(3, 4) == DiskUse(4, 6) and DiskUse(4, 6).total == 10


def test_dropped_checkpoints_are_named_nowhere(tmp_path):
    folder = tmp_path / seed_runs.make(tmp_path)
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "1.safetensors").write_bytes(b"0" * 1000)
    (folder / "cache" / ("0" * 16)).mkdir(parents=True)
    (folder / "cache" / ("0" * 16) / "arrays.safetensors").write_bytes(b"0" * 500)  # read from the weights
    with RunWriter(folder) as writer:
        writer.set_checkpoint("1", "checkpoints/1.safetensors")
    before = store.open_run(folder)
    assert before.checkpoints == {"1": "checkpoints/1.safetensors"}

    assert store.drop_checkpoints(folder) == 1500
    assert dataclasses.replace(before, checkpoints={}) == store.open_run(folder)
    assert not (folder / "checkpoints").exists() and not (folder / "cache").exists()
    with pytest.raises(UserError, match="keeps no checkpoints"):
        store.drop_checkpoints(folder)
