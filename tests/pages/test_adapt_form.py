"""Adaptation runs in the browser: asked for on the Launch page, launched once, read on the Compare page."""

import json

import numpy as np
import pytest
import safetensors.numpy
from adapted_runs import make as make_adapted
from page_text import html, text
from seed_runs import make as make_other
from toy_run import make_run

from engine import launch, presets, store
from engine.adaptations import Adaptation
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.errors import UserError
from engine.plan import Plan, Start
from engine.store import RunWriter, StoredTask
from pages.parts import acts, adapt_form

DOMAINS = ("apparel", "baby", "books", "dvd", "electronics", "music")
UNSEEN = ["amazon:apparel", "amazon:baby", "amazon:electronics"]


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The domains of Meta-BERT's preset, thirty reviews each."""
    (tmp_path / "data/amazon_meta").mkdir(parents=True)
    reviews = [
        {"text": f"{domain} {n} .", "label": label, "domain": domain}
        for domain in DOMAINS
        for n, label in enumerate(["negative", "positive"] * 15)
    ]
    (tmp_path / "data/amazon_meta/dataset.json").write_text(json.dumps(reviews))
    monkeypatch.setenv("LETHE_DATA", str(tmp_path / "data"))


@pytest.fixture
def meta(runs) -> str:
    """A finished run of the preset for a CPU that kept the weights of its two snapshots."""
    plan = Plan.from_json(presets.load("meta-bert-d3-minilm"))
    folder = store.new_run(runs, plan.to_json(), name=plan.name, hash8=plan.hash8(), group=plan.group())
    (folder / "checkpoints").mkdir()
    with RunWriter(folder) as writer:
        writer.begin([_task(name) for name in plan.tasks], {})
        for stage in range(2):
            file = f"checkpoints/{stage}.safetensors"
            safetensors.numpy.save_file({"w": np.zeros(1)}, folder / file)
            answers = {name: Answers(np.array([1]), np.array([0.9]), np.array([0.9])) for name in plan.tasks}
            writer.add_snapshot(Snapshot(stage, None, "meta" if stage else "before training"), answers,
                                plan.tasks if stage else (), file)  # fmt: skip
    store.update_progress(folder, state="done")
    return folder.name


def _task(name: str) -> StoredTask:
    record = TaskRecord(name, name, "sequence", ("negative", "positive"), ("accuracy",), evaluation_rows=1)
    return StoredTask(
        record, None, Units(np.array([0]), np.array([0]), np.array([1])), [ExampleRecord(0, ("a",), (), "0")]
    )


@pytest.fixture
def started(monkeypatch) -> list[tuple[Plan, str]]:
    """(plan, sweep) of what would have been started; the folders are made, no process is."""
    spawned = []
    monkeypatch.setattr(
        launch,
        "start",
        lambda runs, plan, data, sweep=None: spawned.append((plan, sweep)) or launch.create(runs, plan, sweep),
    )
    return spawned


def test_low_and_high_resource_fine_tuning_of_unseen_domains_is_one_form(open_page, runs, data, meta, started):
    app = open_page("launch", adapt=meta)
    assert app.multiselect(key="adapt1/tasks").value == UNSEEN  # evaluated, and never trained on
    assert app.checkbox(key="adapt1/plain").value
    assert app.button(key="launch").label == "Launch 36 runs"
    app.multiselect(key="adapt1/tasks").set_value(["amazon:baby"]).run()
    app.text_input(key="adapt1/seeds").input("1, 2").run()
    app.number_input(key="adapt1/how/epochs").set_value(3).run()
    assert "**8** runs, **" in text(app)  # 20 of 24 training examples and all, two seeds, beside the plain encoder
    command = f"python -m engine adapt {meta} --tasks amazon:baby --examples 20,all --seeds 1,2 --snapshot 1 --plain"
    assert any(c.value.startswith(f"{command} --set epochs=3") for c in app.code)
    app.button(key="launch").click().run()
    assert not app.exception
    assert {sweep for _, sweep in started} == {f"adaptation of {meta}"}
    assert [(p.seed, p.stages[0].train_limit, p.start, p.stages[0].epochs) for p, _ in started] == [
        (seed, count, begin, 3) for seed in (1, 2) for count in (20, None) for begin in (Start(meta, "1"), None)
    ]
    ids = app.query_params["run"]
    assert sorted(ids) == sorted(f.name for f in store.list_runs(runs) if f.name != meta)
    assert app.query_params["adapt"] == meta and len(ids) == 8  # and the form stays open for more


def test_every_mistake_stands_beside_its_field(open_page, data, meta):
    app = open_page("launch", adapt=meta)
    app.multiselect(key="adapt1/tasks").set_value([]).run()
    app.text_input(key="adapt1/examples").input("20, few").run()
    app.text_input(key="adapt1/seeds").input("one").run()
    said = text(app)
    for sentence in ("Choose at least one task.", "got 'few'.", "got 'one'."):
        assert f":small[:red[:material/error: {sentence}" in said or sentence in said
    assert app.button(key="launch").disabled and app.button(key="launch").help == "3 problems to solve first"
    app.multiselect(key="adapt1/tasks").set_value(["conll2003"]).run()
    app.text_input(key="adapt1/examples").input("0").run()
    app.text_input(key="adapt1/seeds").input("1").run()
    assert "(zero-shot)" in text(app).replace("\\", "")
    app.button(key="adapt1/leave").click().run()
    assert "adapt" not in app.query_params and "Stages" in [s.value for s in app.subheader]


def test_only_what_is_wrong_with_the_snapshot_is_said_of_it(runs, data, meta, tmp_path):
    def fields(tasks=("amazon:baby",), snapshot="1", **more):
        asked = adapt_form.Asked(store.open_run(runs / meta), snapshot, list(tasks), 1, **more)
        return [p.field for p in adapt_form.check(asked, tmp_path / "data")[2]]

    assert fields() == []
    assert fields(snapshot="7") == ["snapshot"]
    assert fields(tasks=("amazon:baby", "amazon:baby")) == [""]  # each once
    assert fields(examples="20, 24, all") == ["examples"]  # 24 are all


def test_a_run_without_weights_cannot_be_adapted_and_says_why(open_page, runs):
    app = open_page("launch", adapt=make_run(runs))
    assert "has no weights of snapshot 3: it kept none" in text(app).replace("\\", "")
    assert "is no run id" in text(open_page("launch", adapt="../../etc"))


def test_a_read_only_dashboard_launches_no_adaptation(runs, meta, monkeypatch):
    monkeypatch.setenv("LETHE_READ_ONLY", "1")
    with pytest.raises(UserError, match="read-only"):
        acts.adapt(Adaptation(Start(meta, "1"), ("amazon:baby",)), [])
    assert [folder.name for folder in store.list_runs(runs)] == [meta]


def test_runs_and_matrix_lead_to_the_form_where_there_are_weights(open_page, runs, meta):
    make_run(runs)
    rows = {menu.proto.label: menu for menu in open_page("runs").get("menu_button")}
    assert rows
    assert "Adapt to new tasks" in json.dumps(
        [link.proto.label for link in open_page("matrix", run=meta).get("page_link")]
    )


def test_compare_shows_the_new_task_over_its_examples_beside_the_plain_encoder(open_page, runs):
    source = make_other(runs, 7)
    ids = [make_adapted(runs, source, 20, seed, (5, 6 + seed % 2), (4, 3)) for seed in (1, 2, 3)]
    ids += [make_adapted(runs, None, 20, seed, (2, 5)) for seed in (1, 2, 3)]
    app = open_page("compare", runs=",".join(ids))
    assert "Over the number of examples of a new task" in [s.value for s in app.subheader]
    assert "What adapting cost" in [s.value for s in app.subheader]
    (chart,) = [c for c in (json.dumps(json.loads(c.proto.spec)) for c in app.get("plotly_chart")) if "zero-shot" in c]
    assert "after judge" in chart and "plain encoder" in chart
    table = next(d.value for d in app.dataframe if "minus plain encoder" in d.value)
    assert table["examples"].tolist() == [0, 20, 0, 20]
    assert table["minus plain encoder"].tolist()[:2] == pytest.approx([3 / 8, 5 / 24])
    cost = next(d.value for d in app.dataframe if "adapted to" in d.value)
    assert cost["rate"].tolist() == ["+.250 [+.250, +.250]"]
    assert "a random head answers there" in html(app)


def test_compare_without_adaptation_runs_has_no_such_section(open_page, runs):
    app = open_page("compare", runs=",".join(make_other(runs, seed) for seed in (1, 2)))
    assert "Over the number of examples of a new task" not in [s.value for s in app.subheader]
