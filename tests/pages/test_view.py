import dataclasses

import pytest
from toy_run import make_run

from engine import store
from pages.parts import lead, metric_choice, view

LABELS = {"judge": ("bad", "good"), "same": ("no", "yes"), "names": ("O", "B-PER", "I-PER")}


@pytest.fixture
def run(tmp_path):
    return store.open_run(tmp_path / make_run(tmp_path))


def read(run, **query):
    return view.read(run, query, LABELS.get)


def test_without_a_link_it_is_the_first_task_right_after_its_own_stage_and_after_the_last(run):
    found = read(run)
    assert (found.task, found.first, found.second, found.problem, found.ignored) == ("judge", 1, 3, "", ())


def test_a_view_is_written_as_the_link_it_is_read_from(run):
    query = {"run": run.id, "task": "same", "first": "0", "second": "2", "label": "yes", "change": "learned"}
    assert view.read(run, query, LABELS.get).query() == query


def test_a_stage_can_be_named_in_a_link(run):
    assert read(run, task="judge", first="judge", second="same").query()["second"] == "2"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("task", "<x>", "Ignored task '<x>' in the link: this run has judge, same, names."),
        ("label", "no", "Ignored label 'no' in the link: there is bad, good."),
        ("change", "lost", "Ignored change 'lost' in the link: there is kept, forgotten, learned, never."),
    ],
)
def test_what_does_not_fit_is_ignored_and_said(run, key, value, said):
    found = read(run, **{key: value})
    assert found.ignored == (said,)
    assert getattr(found, key) != value


def test_an_unknown_snapshot_is_ignored_and_said(run):
    found = read(run, second="7@3")
    assert (found.first, found.second) == (1, 3)
    assert found.ignored[0].startswith("Ignored second '7@3' in the link: no snapshot '7@3' in this run.")


def test_equal_snapshots_are_refused_with_a_sentence(run):
    found = read(run, first="2", second="2")
    assert found.problem.startswith("First and second are the same snapshot, 2 (after same)")
    assert (found.first, found.second) == (2, 2)


def test_a_task_trained_last_has_nothing_to_compare(run):
    assert read(run, task="names").problem.startswith("Names was trained in the last stage")


def test_a_run_under_way_does_not_pin_its_default_snapshots(tmp_path):
    run = store.open_run(tmp_path / make_run(tmp_path, state="running", stages=2))
    assert "second" not in read(run).query()
    assert read(run, second="1", first="0").query()["second"] == "1"


def test_another_task_keeps_snapshots_chosen_by_hand(run):
    query = {
        "run": run.id,
        "task": "judge",
        "first": "1",
        "second": "2",
        "label": "bad",
        "page": "3",
        "metric": "accuracy",
    }
    assert view.other_task(run, query, "names") == {"run": run.id, "task": "names", "second": "2", "metric": "accuracy"}


def test_another_task_drops_snapshots_that_would_be_equal(run):
    query = {"run": run.id, "task": "judge", "first": "1", "second": "2"}
    assert view.other_task(run, query, "same") == {"run": run.id, "task": "same"}


def test_another_run_keeps_the_task_only_if_it_has_it(run):
    assert view.other_run(run, {"run": "x", "task": "same", "second": "9"}) == {"run": run.id, "task": "same"}
    assert view.other_run(run, {"run": "x", "task": "cola"}) == {"run": run.id}


def test_another_filter_goes_back_to_the_beginning_of_the_list():
    query = {"run": "x", "page": "4", "example": "7", "change": "kept"}
    assert view.other_filter(query, change=None, label="bad") == {"run": "x", "label": "bad"}


@pytest.mark.parametrize(
    ("task", "snapshot", "pair"),
    [
        ("judge", "2", {"first": "1", "second": "2"}),
        ("same", "1", {"first": "1", "second": "2"}),  # an untrained head: in time order
        ("same", "2", {"first": "1", "second": "2"}),  # its own stage: what that taught
        ("judge", "1", {"first": "0", "second": "1"}),
        ("names", "0", {"first": "0", "second": "3"}),
    ],
)
def test_a_cell_of_the_matrix_is_compared_with_the_tasks_own_stage(run, task, snapshot, pair):
    assert lead.cell_pair(run, task, snapshot) == pair


def test_the_first_column_of_an_import_has_nothing_before_it(run):
    first_only = dataclasses.replace(run, snapshots=run.snapshots[1:])
    assert lead.cell_pair(first_only, "judge", "1") == {}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("", ()),
        ("judge:accuracy", (("judge", "accuracy"),)),
        ("accuracy", (("judge", "accuracy"),)),  # a plain name, as on the command line; it is the default of same
        ("names:entity_f1,judge:mcc", (("names", "entity_f1"),)),
    ],
)
def test_metrics_are_read_from_a_link(run, text, choice):
    assert metric_choice.read(run, text) == (choice, "")


@pytest.mark.parametrize("text", ["bogus", "judge:entity_f1", "cola:mcc", "judge:mcc,same", "judge:"])
def test_an_impossible_metric_is_ignored_and_said(run, text):
    choice, said = metric_choice.read(run, text)
    assert choice == ()
    assert said.startswith(f"Ignored metric {text!r} in the link: ")
