"""What runs there are, without a database; and which may be removed."""

import threading

import pytest
import seed_runs

from engine import inventory, launch, removal, store
from engine.errors import UserError


@pytest.fixture
def runs(tmp_path):
    for seed in (1, 2):
        seed_runs.make(tmp_path, seed, sweep="rates" if seed == 2 else None, encoder="bert-base-uncased")
    return tmp_path


def names(found) -> list[int]:
    return [entry.seed for entry in found]


def test_an_entry_says_what_the_documents_say(runs):
    newest = inventory.entries(runs)[0]
    assert (newest.seed, newest.tasks, newest.encoder, newest.strategy) == (2, ("judge", "rate"), "bert-base-uncased",
                                                                            "sequential")  # fmt: skip
    assert (newest.name, newest.kind, newest.state, newest.sweep) == ("judge → rate", "plan", "done", "rates")
    assert newest.disk == store.disk_use(newest.folder)


@pytest.mark.parametrize(
    "torn", ["", "[]", '{"stages": 3, "seed": "x", "evaluate": 4}', '{"stages": [{"tasks": 5}, 6]}']
)
def test_a_torn_plan_is_an_entry_all_the_same(runs, torn):
    folder = store.list_runs(runs)[0]
    (folder / "plan.json").write_text(torn)
    (folder / "run.json").unlink()
    found = inventory.entry(folder)
    assert (found.name, found.tasks, found.seed) == (folder.name, (), None)
    assert len(inventory.search(inventory.entries(runs), "bert")) == 1


@pytest.mark.parametrize(
    ("words", "seeds"),
    [("", [2, 1]), ("BERT rates", [2]), ("rate judge", [2, 1]), ("seed 1", [1]), ("00000002", [2]), ("0000", []),
     ("zebra", [])],
)  # fmt: skip
def test_all_words_must_be_found(runs, words, seeds):
    assert names(inventory.search(inventory.entries(runs), words)) == seeds


def test_orders(runs):
    found = inventory.entries(runs)
    (found[1].folder / "large").write_bytes(b"0" * 1_000_000)
    assert names(inventory.ordered(found)) == [2, 1]
    assert names(inventory.ordered(found, "oldest")) == [1, 2]
    assert names(inventory.ordered(inventory.entries(runs), "largest")) == [1, 2]
    for order in inventory.ORDERS:
        assert len(inventory.ordered(found, order)) == 2
    with pytest.raises(UserError, match="order 'best'"):
        inventory.ordered(found, "best")


def test_a_run_that_is_being_carried_out_is_never_moved(runs):
    folder = store.list_runs(runs)[0]
    store.update_progress(folder, state="running", **launch.identity())
    for act in (removal.discard, removal.drop_checkpoints):
        with pytest.raises(UserError, match="is running: cancel it before you"):
            act(folder)
    store.update_progress(folder, state="cancelled")
    entered, leave = threading.Event(), threading.Event()

    def worker():
        with launch.alone(folder):  # as a worker that was started a moment ago, and has not written anything yet
            entered.set()
            leave.wait(20)

    thread = threading.Thread(target=worker)
    thread.start()
    entered.wait(20)
    with pytest.raises(UserError, match="is being carried out by another process"):
        removal.discard(folder)
    leave.set()
    thread.join()
    assert store.list_trash(runs) == []
    assert store.restore(removal.discard(folder)) == folder
    with launch.alone(folder):
        pass  # its lock came back with it
