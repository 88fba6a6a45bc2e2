from types import SimpleNamespace

from engine import estimate
from engine.plan import Plan


def make_plan(*stages: dict, **more) -> Plan:
    return Plan.from_json({"stages": list(stages), **more})


def test_steps_examples_and_evaluations_are_counted_as_training_counts_them():
    plan = make_plan(
        {"tasks": ["a"], "epochs": 3, "batch_size": 32, "train_limit": 100},
        {"tasks": ["b"], "epochs": 2, "batch_size": 10, "evaluate_every": 4, "hold_out": 0.1},
        {"tasks": ["a"], "epochs": 5, "max_steps": 7},
        evaluate=["c"],
    )
    cost = estimate.cost(plan, {"a": (1000, 50), "b": (100, 20), "c": (None, 30)})
    found = [(s.name, s.steps, s.examples, s.snapshots) for s in cost.stages]
    # 3 * ceil(100 / 32); 90 left of b, so 18 steps and evaluations at 4, 8, 12, 16 and the end; 7 * 32
    assert found == [("a", 12, 300, 1), ("b", 18, 180, 5), ("a#2", 7, 224, 1)]
    assert (cost.steps, cost.examples, cost.snapshots, cost.evaluated) == (37, 704, 8, 800)


def test_no_evaluation_inside_falls_on_the_end_of_the_stage():
    plan = make_plan({"tasks": ["a"], "epochs": 1, "batch_size": 10, "evaluate_every": 5})
    assert estimate.cost(plan, {"a": (100, 1)}).snapshots == 3  # before training, at step 5, at the end


def test_what_depends_on_unknown_sizes_is_unknown():
    cost = estimate.cost(make_plan({"tasks": ["a"]}, {"tasks": ["b"]}), {"a": (64, 10), "b": (None, None)})
    assert (cost.stages[0].steps, cost.stages[1].steps, cost.steps, cost.evaluated) == (6, None, None, None)


def make_run(name: str, encoder: str, tasks: tuple[str, ...], **more):
    """A done run over (64, 10) examples per task: 200 s in all, of which 10 s evaluating."""
    plan = make_plan(*({"tasks": [task], "epochs": 1} for task in tasks), encoder=encoder)
    records = {task: SimpleNamespace(train_rows=64, evaluation_rows=10) for task in tasks}
    run = SimpleNamespace(
        name=name, kind="plan", plan=plan.to_json(), tasks=records, seconds={"0": 5.0, "1": 5.0}, environment={}
    )
    progress = SimpleNamespace(state="done", device="cpu", started=1000.0, finished=1200.0)
    return run, SimpleNamespace(**{**vars(progress), **more})


def test_time_goes_by_an_earlier_run_with_the_same_encoder_and_device_best_with_the_same_tasks():
    plan = make_plan({"tasks": ["a"], "epochs": 10}, encoder="minilm")
    earlier = [
        make_run("other encoder", "bert-base-uncased", ("a",)),
        make_run("failed", "minilm", ("a",), state="failed"),
        make_run("on a GPU", "minilm", ("a",), device="cuda:0"),
        make_run("other tasks", "minilm", ("a", "b")),
        make_run("same tasks", "minilm", ("a",)),
    ]
    pace = estimate.pace(plan, "cpu", earlier)
    assert (pace.run, pace.same_tasks) == ("same tasks", True)
    # 640 examples at 64 in 190 s, and 2 evaluations of 10 at 20 in 10 s
    assert pace.seconds(estimate.cost(plan, {"a": (64, 10)})) == 1900.0 + 10.0
    assert estimate.pace(plan, "cpu", earlier[:4]).run == "other tasks"
    assert estimate.pace(plan, "cuda:1", earlier).run == "on a GPU"
    assert estimate.pace(plan, "mps", earlier) is None
