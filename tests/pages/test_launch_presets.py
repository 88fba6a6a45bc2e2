"""The Launch page opens every preset, what is varied of it included, and launches what it is."""

import json

import pytest
from page_text import text

from engine import launch, presets, store, vary
from engine.plan import Plan

PUBLISHED = [name for name in presets.names() if name.startswith(("sun-", "minbert-", "meta-bert-"))]


@pytest.fixture
def started(monkeypatch) -> list:
    """The plans of what would have been started; no process is."""
    spawned = []
    monkeypatch.setattr(
        launch,
        "start",
        lambda runs, plan, data, sweep=None: spawned.append((plan, sweep)) or launch.create(runs, plan, sweep),
    )
    return spawned


@pytest.fixture
def all_data(tmp_path, monkeypatch):
    """As if every task's data were here: whether they are is said beside their fields, and tested elsewhere. Which
    domains there are is read from their file."""
    monkeypatch.setattr("engine.readiness.obstacles", lambda plan, found: [])
    named = {task for name in PUBLISHED for task in Plan.from_json(presets.load(name)).tasks}
    reviews = [
        {"text": f"{task} {n}", "label": label, "domain": task.removeprefix("amazon:")}
        for task in named
        if task.startswith("amazon:")
        for n, label in enumerate(["negative", "positive"] * 3)
    ]
    (tmp_path / "data/amazon_meta").mkdir(parents=True)
    (tmp_path / "data/amazon_meta/dataset.json").write_text(json.dumps(reviews))
    monkeypatch.setenv("LETHE_DATA", str(tmp_path / "data"))


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_preset_is_expressed_by_the_form(name, open_page, started, all_data):
    app = open_page("launch", preset=name)
    assert not app.button(key="launch").disabled, text(app)
    source = presets.source(name).split(",")[0]
    assert source in text(app).replace("\\", "")
    assert f"python -m engine launch {name}" in next(c.value for c in app.code if c.value.startswith("python"))
    app.button(key="launch").click().run()
    assert not app.exception
    wanted = vary.variants(presets.load(name), vary.from_json(presets.varied(name)))
    assert [plan.to_json() for plan, _ in started] == [variant.plan.to_json() for variant in wanted]
    assert len({sweep for _, sweep in started}) == 1


def test_values_are_varied_by_hand(open_page, runs, started):
    app = open_page("launch", preset="quickstart")
    app.button(key="draft1/vary/add").click().run()
    assert "Choose what to vary." in text(app)
    app.multiselect(key="draft1/vary/1/keys").select("learning_rate").run()
    app.text_input(key="draft1/vary/1/text").input("1e-4, 2e-4").run()
    app.button(key="draft1/vary/add").click().run()
    app.multiselect(key="draft1/vary/2/keys").select("stages").run()
    app.text_input(key="draft1/vary/2/text").input("1, 1 2").run()
    app.text_input(key="draft1/seeds").input("1, 2").run()
    assert app.button(key="launch").label == "Launch 8 runs"
    assert "**8** runs, **" in text(app)
    command = next(c.value for c in app.code if c.value.startswith("python"))
    assert "--vary 'learning_rate=0.0001, 0.0002' --vary 'stages=1, 1 2'" in command
    assert app.segmented_control(key="draft1/orders").disabled
    app.button(key="launch").click().run()
    assert [(p.seed, p.stages[0].learning_rate, len(p.stages)) for p, _ in started] == [
        (seed, rate, n) for seed in (1, 2) for rate in (1e-4, 2e-4) for n in (1, 2)
    ]
    assert {store.open_run(folder).sweep for folder in store.list_runs(runs)} == {
        "Quickstart: mini-cola, mini-mrpc, mini-ner, mini-pos, 4 variants, seeds 1, 2"
    }


def test_what_is_wrong_with_values_stands_beside_them(open_page):
    app = open_page("launch", preset="sun-truncation-minilm")
    app.text_input(key="draft1/vary/1/text").input("head, middle").run()
    said = text(app).replace("\\", "")
    assert "unknown truncation 'middle'" in said and "(with truncation middle)" in said
    assert app.button(key="launch").disabled
    app.button(key="draft1/vary/1/remove").click().run()
    assert "unknown truncation" not in text(app)
    assert "--vary none" in next(c.value for c in app.code if c.value.startswith("python"))


def test_what_an_objective_has_no_use_for_cannot_be_set_but_put_right(open_page):
    app = open_page("launch", preset="quickstart")
    size = "draft1/stage/1/batch_size"
    assert not app.number_input(key=size).disabled
    app.number_input(key=size).set_value(16).run()
    app.selectbox(key="draft1/stage/1/objective").select("meta").run()
    assert "Has no meaning for meta\\: leave it at 32." in text(app) and not app.number_input(key=size).disabled
    app.number_input(key=size).set_value(32).run()
    assert app.number_input(key=size).disabled and "Has no meaning" not in text(app)


def test_a_stage_is_named_in_the_form(open_page):
    app = open_page("launch", preset="quickstart")
    app.text_input(key="draft1/stage/1/name").input("acceptability").run()
    assert Plan.from_json(app.session_state["draft"].document()).stage_names()[0] == "acceptability"
