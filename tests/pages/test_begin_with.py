"""The Launch page begins a plan with the pre-trained encoder, or with weights that a run here kept."""

import json

import numpy as np
import pytest
import safetensors.numpy
from page_text import text
from seed_runs import make
from toy_run import answers, make_run, snapshot, tasks

from engine import launch, presets, store
from engine.plan import Plan, Start
from engine.store import RunWriter

ENCODER = "bert-base-uncased"


@pytest.fixture
def source(runs) -> str:
    """A run of another encoder than the form's default, that kept the weights of two of its three snapshots."""
    document = {"format": 1, "name": "Source", "encoder": ENCODER, "seed": 7, "stages": [{"tasks": ["judge"]}]}
    folder = store.new_run(runs, document, name="Source", hash8="5001ce00", group="")
    (folder / "checkpoints").mkdir()
    with RunWriter(folder) as writer:
        writer.begin(tasks(), {})
        for stage in range(3):
            file = f"checkpoints/{stage}.safetensors" if stage < 2 else None
            if file:
                safetensors.numpy.save_file({"w": np.zeros(1)}, folder / file)
            writer.add_snapshot(snapshot(stage), answers(stage), ("judge", "same")[:stage], file)
    store.update_progress(folder, state="done")
    return folder.name


@pytest.fixture
def started(monkeypatch) -> list[Plan]:
    """The plans of what would have been started; the folders are made, no process is."""
    spawned = []
    monkeypatch.setattr(
        launch,
        "start",
        lambda runs, plan, data, sweep=None: spawned.append(plan) or launch.create(runs, plan, sweep),
    )
    return spawned


def command(app) -> str:
    return next(code.value for code in app.code if code.value.startswith("python"))


def test_only_runs_that_kept_weights_are_offered(open_page, runs, source):
    make_run(runs), make(runs)
    app = open_page("launch")
    assert app.selectbox(key="draft1/start").value == ""
    assert [o.split(" · ")[0] for o in app.selectbox(key="draft1/start").options] == [
        "the pre-trained encoder", "Source",
    ]  # fmt: skip


def test_the_encoder_follows_the_run_and_the_command_says_where_it_begins(open_page, runs, source, started):
    app = open_page("launch", preset="quickstart")
    app.selectbox(key="draft1/start").select(source).run()
    assert not app.exception
    assert app.selectbox(key=f"draft1/encoder/{ENCODER}").disabled
    kept = app.selectbox(key=f"draft1/start/{source}")
    assert (kept.value, kept.options) == ("1", ["0 (before training)", "1 (after judge)"])
    assert "all heads begin fresh" in text(app)
    assert f"launch quickstart --set encoder={ENCODER} --set start.run={source} --set start.snapshot=1" in command(app)
    kept.select("0").run()
    app.button(key="launch").click().run()
    assert [(plan.start, plan.encoder) for plan in started] == [(Start(source, "0"), ENCODER)]
    app.selectbox(key="draft1/start").select("").run()
    assert app.session_state["draft"].document()["start"] is None
    assert not app.selectbox(key="draft1/encoder").disabled


def test_it_is_said_which_heads_come_along(open_page, runs, source):
    app = open_page("launch", preset="quickstart")
    app.selectbox(key="draft1/start").select(source).run()
    app.session_state["draft"].stages[0]["tasks"] = ["judge"]
    app.run()
    assert "with its trained heads for judge." in text(app)
    app.selectbox(key=f"draft1/start/{source}").select("0").run()
    assert "all heads begin fresh" in text(app)


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ({"run": "20200101-000000-gone-00000000", "snapshot": "1"}, "No run '20200101-000000-gone-00000000'"),
        ({"run": "../../etc", "snapshot": "1"}, "'../../etc' is no run id"),
        ({"run": None, "snapshot": "2"}, "has no weights of snapshot 2: it kept those of 0, 1."),
        ({"run": None, "snapshot": "1"}, "of 'bert-base-uncased': give it that encoder, or begin with the pre-trained"),
    ],
)
def test_what_cannot_be_begun_with_is_said_beside_the_field(open_page, runs, source, start, why):
    start = {**start, "run": start["run"] or source}
    app = open_page("launch")
    plan = json.dumps({**presets.load("quickstart"), "start": start}).encode()
    app.file_uploader[0].upload("plan.json", plan, "application/json").run()
    next(button for button in app.button if button.label == "Use this plan").click().run()
    assert not app.exception
    assert why in text(app).replace("\\", "")
    assert app.button(key="launch").disabled
    assert not app.selectbox(key="draft2/encoder").disabled  # so that it can be put right
    assert app.selectbox(key="draft2/start").value == start["run"]


def test_a_fork_is_opened_from_its_run_again(open_page, runs, source):
    plan = Plan.from_json({**presets.load("quickstart"), "encoder": ENCODER, "start": {"run": source, "snapshot": "1"}})
    folder = launch.create(runs, plan)
    store.update_progress(folder, state="cancelled")
    app = open_page("launch", **{"from": folder.name})
    assert app.selectbox(key="draft1/start").value == source
    assert f'"run": "{source}"' in text(app)  # in the plan as JSON
