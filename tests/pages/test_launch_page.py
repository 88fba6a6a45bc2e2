import json

import pytest
from page_text import text
from toy_run import make_run

from engine import launch, presets, store
from engine.errors import UserError
from engine.plan import Plan
from pages.parts import acts


@pytest.fixture
def started(monkeypatch) -> list:
    """What would have been started: (folder, data). The folders are made; no process is."""
    spawned = []
    monkeypatch.setattr(
        launch,
        "start",
        lambda runs, plan, data, sweep=None: spawned.append(launch.create(runs, plan, sweep)) or spawned[-1],
    )
    return spawned


def test_it_opens_with_the_quickstart_ready_to_launch(open_page):
    app = open_page("launch")
    assert [box.value for box in app.selectbox if box.label.startswith("Task of")] == [
        "mini-cola", "mini-mrpc", "mini-ner", "mini-pos",
    ]  # fmt: skip
    assert not app.button(key="launch").disabled
    assert "python -m engine launch quickstart" in text(app)


def test_every_problem_stands_beside_its_field_and_the_button_says_so(open_page):
    app = open_page("launch")
    app.number_input(key="draft1/stage/1/learning_rate").set_value(0.0).run()
    app.text_input(key="draft1/seeds").input("42, x").run()
    app.session_state["draft"].working["encoder"] = "no such/folder/at all"
    app.run()
    said = text(app)
    assert ":small[:red[:material/error: Must be above 0, got 0.]]" in said
    assert "Seeds are whole numbers from 0, separated by commas; got 'x'." in said
    assert "is neither a folder nor a hub id" in said
    assert app.button(key="launch").disabled
    assert app.button(key="launch").help == "3 problems to solve first"


def test_a_task_without_data_is_marked_with_where_it_is_looked_for(open_page, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "mine"
    folder.mkdir(parents=True)
    task = {"kind": "sequence", "train": "train.tsv", "evaluation": "dev.tsv"}
    (folder / "task.json").write_text(json.dumps(task))
    monkeypatch.setenv("LETHE_DATA", str(tmp_path / "data"))
    app = open_page("launch")
    app.selectbox(key="draft1/stage/1/tasks").select("mine").run()
    assert app.button(key="launch").disabled
    assert "task.json" in text(app) or "train.tsv" in text(app)


def test_stages_are_added_moved_and_removed_with_their_settings(open_page):
    app = open_page("launch")
    app.number_input(key="draft1/stage/1/epochs").set_value(7).run()
    app.button(key="draft1/stage/1/down").click().run()
    app.button(key="draft1/stage/3/remove").click().run()
    app.button(key="draft1/add").click().run()
    tasks = [box.value for box in app.selectbox if box.label.startswith("Task of")]
    assert tasks == ["mini-mrpc", "mini-cola", "mini-pos", tasks[3]]
    assert tasks[3] not in tasks[:3]
    assert [n.value for n in app.number_input if n.key.endswith("/epochs")] == [2, 7, 2, 2]


def test_several_seeds_become_several_runs_of_one_sweep_in_the_url(open_page, runs, started):
    app = open_page("launch")
    app.text_input(key="draft1/seeds").input("1, 2 2").run()
    assert app.button(key="launch").label == "Launch 2 runs"
    app.button(key="launch").click().run()
    assert not app.exception
    assert [store.read_plan(folder)["seed"] for folder in started] == [1, 2]
    assert len({store.open_run(folder).sweep for folder in started}) == 1
    assert app.query_params["run"] == [folder.name for folder in started]
    assert text(app).count("badge[:material/schedule: queued]") == 2


def test_all_orders_are_one_sweep_and_one_command(open_page, started):
    app = open_page("launch")
    app.segmented_control(key="draft1/orders").set_value(True).run()
    assert app.button(key="launch").label == "Launch 24 runs"
    assert any("--all-orders" in code.value for code in app.code)
    for stage in (1, 2):
        app.button(key=f"draft1/stage/{stage}/remove").click().run()
    assert app.button(key="launch").label == "Launch 2 runs"
    app.button(key="launch").click().run()
    assert not app.exception
    assert [store.open_run(folder).name for folder in started] == ["mini-ner → mini-pos", "mini-pos → mini-ner"]
    assert len({store.open_run(folder).sweep for folder in started}) == 1


def test_a_double_click_launches_once_and_both_clicks_lead_to_the_run(open_page):
    launched = []

    def act() -> int:
        launched.append("run")
        return len(launched)

    token = acts.next_token()
    assert [acts.once(token, act), acts.once(token, act), acts.once(acts.next_token(), act)] == [1, 1, 2]


def test_a_plan_file_is_opened_or_says_what_is_wrong_with_it(open_page):
    app = open_page("launch")
    app.file_uploader[0].upload("newer.json", b'{"format": 9, "stages": []}', "application/json").run()
    assert "format\\: this plan has format 9; this Lethe reads up to 1\\: update Lethe" in text(app)
    order = b'{"mini-cola": {"learning_rate": 3e-5}, "mini-ner": {"learning_rate": 5e-5}}'
    app.file_uploader[0].upload("order1.json", order, "application/json").run()
    next(button for button in app.button if button.label == "Use this plan").click().run()
    assert [box.value for box in app.selectbox if box.label.startswith("Task of")] == ["mini-cola", "mini-ner"]
    assert app.selectbox(key="start from").value == ""


def test_a_reload_shows_the_launched_run_and_its_plan_again(open_page, runs):
    plan = Plan.from_json({**presets.load("quickstart"), "seed": 7})
    folder = launch.create(runs, plan)
    store.update_progress(folder, state="failed", reason="the disk is full")
    app = open_page("launch", run=folder.name)
    assert "the disk is full" in text(app)
    assert app.text_input(key="draft1/seeds").value == "7"
    assert app.selectbox(key="start from").value == "quickstart"


def test_a_plan_that_differs_from_its_preset_is_said_with_set(open_page):
    app = open_page("launch", preset="quickstart")
    app.number_input(key="draft1/stage/2/epochs").set_value(9).run()
    app.selectbox(key="draft1/strategy").select("replay").run()
    command = next(c.value for c in app.code if c.value.startswith("python"))
    assert "launch quickstart --set stages.2.epochs=9 --set strategy=replay" in command


def test_the_settings_of_a_strategy_are_its_form(open_page):
    app = open_page("launch")
    app.selectbox(key="draft1/strategy").select("ewc").run()
    app.number_input(key="draft1/strategy/ewc/strength").set_value(-1.0).run()
    assert "Must be at least 0, got -1" in text(app)


def test_what_the_encoder_cannot_do_stands_beside_the_objective(open_page):
    app = open_page("launch")
    app.selectbox(key="draft1/stage/1/objective").select("masked_lm").run()
    assert not app.button(key="launch").disabled
    app.checkbox(key="draft1/stage/1/objective/masked_lm/next_sentence").check().run()
    assert "this one brings none, so leave next_sentence off" in text(app).replace("\\", "")
    assert app.button(key="launch").disabled


def test_without_an_earlier_run_the_time_is_unknown(open_page):
    assert "No uninterrupted run with minilm on cpu to go by" in text(open_page("launch"))


def test_what_is_wrong_in_a_link_is_said_and_not_raised(open_page):
    app = open_page("launch", run="../../etc")
    assert "is no run id" in text(app)


def test_a_plan_is_taken_from_an_earlier_run(open_page, runs):
    run = make_run(runs)
    app = open_page("launch", **{"from": run})
    assert app.selectbox(key="start from").value == ""
    assert "unknown task 'judge'" in text(app).lower()


def test_read_only_shows_the_plan_and_launches_nothing(open_page, runs, monkeypatch):
    monkeypatch.setenv("LETHE_READ_ONLY", "1")
    app = open_page("launch")
    assert "launch" not in [button.key for button in app.button]
    assert "read-only" in text(app)
    with pytest.raises(UserError, match="read-only"):
        acts.start(Plan.from_json(presets.load("quickstart")), [1])
    assert not list(runs.iterdir())
