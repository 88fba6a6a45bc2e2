"""The Recovery page, and the examples of a verdict: with a refit that is stored, one under way, and none possible."""

import time

import numpy as np
import pytest
from page_text import html, text
from toy_run import make_run

from engine import launch, store
from engine.analysis import recovery
from engine.errors import UserError
from engine.store import Result
from pages.parts import acts

# judge: forgotten between 1 and 3 are 1, 2 and 3, all with gold label bad (0); kept are 0, 4 and 5.
ARRAYS = {
    "second/bias": (1, 0, 1, 1, 1, 1, 1, 1),  # brings 1 back
    "second/head": (0, 0, 0, 1, 1, 1, 1, 1),  # brings 1 and 2 back, breaks 0
    "second/threshold": (0, 0, 0, 0, 0, 0, 0, 0),
    "first/head": (1, 0, 0, 0, 1, 1, 0, 1),
}
FIT = {"setting": "C", "chosen": 0.1, "converged": True, "iterations": 9, "at_weakest": False, "train_score": 0.75}
DOCUMENT = {
    "data": {"available_examples": 40, "examples": 20, "units": 20, "held_out_examples": 4, "held_out_units": 4},
    "agreement": {"units": 8, "same": 8},
    "seconds": 12.0,
    "encoders": {
        "second": {
            "snapshot": "3", "read_s": 4.0, "fit_s": 1.0,
            "refits": {"bias": {**FIT, "setting": "penalty", "offsets": [1.0, -1.0]}, "head": FIT},
        },
        "first": {"snapshot": "1", "read_s": 4.0, "fit_s": 1.0, "refits": {"head": {**FIT, "converged": False}}},
    },
}  # fmt: skip


def stored(runs, run: str, state: str = "done"):
    """The job's folder, with its result if it is done."""
    asked = recovery.request(store.open_run(runs / run), "judge")
    folder, _ = store.new_job(runs / run, asked.hash16(), {**asked.to_json(), "device": "cpu"})
    if state == "done":
        store.write_result(folder, Result(DOCUMENT, {k: np.array(v, np.int32) for k, v in ARRAYS.items()}))
    store.update_progress(folder, state=state)
    return folder


def test_without_weights_the_button_is_dead_and_says_why(open_page, runs):
    app = open_page("recovery", run=make_run(runs))
    assert [b.disabled for b in app.button if "Refit" in b.label] == [True]
    assert "has no weights of snapshot 3: it kept none" in text(app).replace("\\", "")
    assert "A refit says what a linear read-out can find, not more" in html(app)


def test_a_task_that_nothing_came_after_is_refused(open_page, runs):
    app = open_page("recovery", run=make_run(runs), task="names", first="1", second="2")
    assert "The head of names was not trained yet at snapshot 2" in text(app).replace("\\", "")
    assert not app.button


def test_the_verdicts_stand_with_their_intervals_and_links(open_page, runs):
    run = make_run(runs)
    stored(runs, run)

    app = open_page("recovery", run=run)

    said = html(app)
    for line in (
        '<b>b recovered by bias</b><span class="le-big">33.3%</span></div><div>1 of 3 forgotten sentences',
        '<b>h recovered by head</b><span class="le-big">33.3%</span></div><div>1 of 3 forgotten sentences',
        '<b>x lost in the encoder</b><span class="le-big">33.3%</span></div><div>1 of 3 forgotten sentences',
        "The new head gets 2 of 3 forgotten sentences right, and 1 of 3 kept ones wrong.",
        "Of the 1 lost, a fresh head on the encoder of 1 gets <b>1</b> right",
        "The refits saw 20 of the 40 training examples of its own stage; 4 of them were held out",
        "The fit of the head on the encoder of 1 had not converged after 9 iterations.",
        "offsets bad +1.00, good -1.00",
    ):
        assert line in said
    table = app.dataframe[0].value
    assert table["answers"].tolist() == [
        "at 1", "at 3", "bias refitted on 3", "threshold set by the metric on 3", "head refitted on 3",
        "head refitted on 1",
    ]  # fmt: skip
    assert table["forgotten, right"].tolist() == [3, 0, 1, 3, 2, 3]
    assert table["kept, wrong"].tolist() == [0, 0, 0, 3, 1, 0]
    assert table["acc"].tolist() == [0.75, 0.5, 0.625, 0.5, 0.625, 0.75]


@pytest.mark.parametrize(("verdict", "shown"), [("bias", "Cats sleeps the."), ("lost", "A dogs bark.")])
def test_the_examples_of_a_verdict(open_page, runs, verdict, shown):
    run = make_run(runs)
    stored(runs, run)

    app = open_page("examples", run=run, recovery=verdict)

    assert "<b>1 of 8 sentences</b>" in html(app)
    assert shown in html(app)
    app = next(b for b in app.button if b.key == "without_recovery").click().run()
    assert "recovery" not in app.query_params
    assert "<b>8 of 8 sentences</b>" in html(app)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"recovery": "../x"}, "Ignored recovery '../x' in the link: there is bias, head, lost."),
        ({"recovery": "lost"}, "Ignored recovery 'lost' in the link: no refit of judge between 1 and 3 is stored"),
        (
            {"recovery": "lost", "task": "names", "first": "1", "second": "2"},
            "Ignored recovery 'lost' in the link: The",
        ),
    ],
)
def test_a_verdict_that_cannot_be_shown_is_ignored_and_said(open_page, runs, query, said):
    app = open_page("examples", run=make_run(runs), **query)
    assert said in text(app).replace("\\", "")


def test_a_job_under_way_is_shown_to_whoever_comes_and_can_be_cancelled(open_page, runs):
    run = make_run(runs)
    folder = stored(runs, run, state="running")
    mine = {**launch.identity(), "heartbeat": time.time()}
    store.update_progress(folder, phase="refit on 3", stage=2, stages=4, step=3, steps=7, **mine)

    app = open_page("recovery", run=run)

    assert "Part 2 of 4, refit on 3: 3 of 7" in "\n".join(p.proto.text for p in app.get("progress")).replace("\\", "")
    assert [b.label for b in app.button] == ["Cancel"]
    store.update_progress(folder, state="cancelled")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("failed", "The last attempt failed: out of memory."),
        ("cancelled", "The last attempt was cancelled. It can be started again."),
    ],
)
def test_a_job_that_ended_without_a_result_says_so(open_page, runs, state, said):
    run = make_run(runs)
    store.update_progress(stored(runs, run, state=state), reason="out of memory")
    assert said in text(open_page("recovery", run=run)).replace("\\", "")


def test_a_read_only_dashboard_starts_and_cancels_no_job(runs, monkeypatch):
    run = make_run(runs)
    folder = stored(runs, run)
    monkeypatch.setenv("LETHE_READ_ONLY", "1")
    with pytest.raises(UserError, match="read-only"):
        acts.start_job(run, recovery.request(store.open_run(runs / run), "judge"))
    with pytest.raises(UserError, match="read-only"):
        acts.cancel_job(run, folder.name)
