"""Meta-BERT's presets; and adapt, with real runs from a meta-learned one. Each preset runs in test_presets."""

import json

import pytest
from test_background_run import is_done, until

from engine import adaptation_runs, launch, presets, run, store
from engine.__main__ import main
from engine.adaptations import Adaptation
from engine.commands import plan_argument
from engine.plan import Plan, Start

META = [name for name in presets.names() if name.startswith("meta-bert-")]
SMALL = [
    f"stages.1.{setting}"
    for setting in (
        "max_steps=1", "objective.support=4", "objective.query=2", "objective.inner_steps=1",
        "objective.tasks_per_step=2",
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Every domain that a preset names, ten reviews each, in the form of Meta-BERT's file."""
    folder = tmp_path_factory.mktemp("data")
    domains = {task.split(":")[1] for name in META for task in Plan.from_json(presets.load(name)).tasks}
    rows = [
        {"text": f"{domain} {n} was {said}", "label": label, "domain": domain}
        for domain in sorted(domains)
        for n in range(5)
        for said, label in (("good", "positive"), ("bad", "negative"))
    ]
    (folder / "amazon_meta").mkdir()
    (folder / "amazon_meta/dataset.json").write_text(json.dumps(rows))
    return folder


def carried_out(name, runs, encoder, data):
    plan = plan_argument.read(name, [*SMALL, f"encoder={encoder}"], data)
    folder = launch.create(runs, plan)
    run.carry_out(folder, data)
    return folder


@pytest.fixture(scope="module")
def meta_run(tmp_path_factory, tiny_folder, data):
    return carried_out("meta-bert-d3-minilm", tmp_path_factory.mktemp("runs"), tiny_folder, data)


def test_there_are_presets_for_every_number_of_domains_and_they_name_their_source():
    assert [name for name in META if not name.endswith("minilm")] == [f"meta-bert-d{n}" for n in (1, 19, 3, 5)]
    assert all("Meta-BERT" in presets.source(name) for name in META)
    for number in (1, 3, 5, 19):
        plan = Plan.from_json(presets.load(f"meta-bert-d{number}"))
        assert (len(plan.stages[0].tasks), len(plan.evaluate)) == (number, 3)
        assert not set(plan.evaluate) & set(plan.stages[0].tasks)


def test_adaptations_begin_where_the_run_ended_and_are_compared_with_the_plain_encoder(
    meta_run, data, capsys, monkeypatch
):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    asked = ["adapt", meta_run.name, "--runs", str(meta_run.parent), "--data", str(data), "--json", "--plain"]
    asked += ["--tasks", "amazon:baby", "--examples", "4", "--seeds", "1,2", "--set", "epochs=1"]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    sweep = f"adaptation of {meta_run.name}"
    assert [each["sweep"] for each in found["runs"]] == [sweep] * 4
    runs = [meta_run.parent / each["run"] for each in found["runs"]]
    for folder in runs:
        until(folder, is_done)

    plans = [Plan.from_json(store.read_plan(folder)) for folder in runs]
    assert [(p.seed, p.start) for p in plans] == [(s, b) for s in (1, 2) for b in (Start(meta_run.name, "1"), None)]
    assert all(p.tasks == ("amazon:baby", "amazon:dvd", "amazon:books", "amazon:music") for p in plans)
    begins = store.read_answers(store.open_run(runs[0]), "amazon:dvd")
    assert (begins.p_gold[0] == store.read_answers(store.open_run(meta_run), "amazon:dvd").p_gold[-1]).all()

    assert main(["compare", "--runs", str(meta_run.parent), "--sweep", sweep, "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)
    assert [(g["label"], g["seeds"]) for g in compared["groups"]] == [
        ("amazon:baby, 4 examples, after Meta-BERT, 3 domains (minilm)", [1, 2]),
        ("amazon:baby, 4 examples, plain encoder", [1, 2]),
    ]
    courses = compared["adaptation"]["courses"]
    assert [(c["begins"], [p["examples"] for p in c["points"]]) for c in courses] == [
        ("after Meta-BERT, 3 domains (minilm), seed 42", [0, 4]), ("plain encoder", [0, 4]),
    ]  # fmt: skip
    assert sorted(courses[0]["points"][1]["lost"]) == ["amazon:books", "amazon:dvd", "amazon:music"]


def test_a_domain_that_the_run_never_saw_is_answered_by_its_familys_trained_head(meta_run, data):
    opened = store.open_run(meta_run)
    assert "amazon:video" not in opened.tasks
    asked = Adaptation(adaptation_runs.start_of(opened), ("amazon:video",), (4,), (1,), plain=True, alone=True)
    found = []
    for plan in adaptation_runs.planned(opened, asked, ["max_steps=1"], data):
        folder = launch.create(meta_run.parent, plan)
        run.carry_out(folder, data)
        found.append(("0", "amazon:video") in store.open_run(folder).trained)
    assert found == [True, False]  # zero-shot: by the meta-learned head, and by a random one


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--tasks", "amazon:babies"], "unknown task 'amazon:babies'; did you mean 'amazon:baby'?"),
        (["--tasks", "amazon:baby", "--examples", "few"], "numbers of examples are whole numbers or all"),
        (["--tasks", "amazon:baby", "--examples", "0"], "0 examples is snapshot 0"),
        (
            ["--tasks", "amazon:baby", "--examples", "4,8,20,all"],
            "examples: amazon:baby has 8 training examples, no more than 8: ask for fewer, or for all; examples: "
            "amazon:baby has 8 training examples, no more than 20",
        ),
        (["--tasks", "amazon:baby", "--snapshot", "7"], "7"),
        (["--tasks", "amazon:baby", "--set", "epoch=1"], "unknown setting 'epoch'"),
    ],
)
def test_a_mistake_is_one_line_and_starts_nothing(meta_run, data, capsys, more, why):
    before = len(store.list_runs(meta_run.parent))
    assert main(["adapt", meta_run.name, "--runs", str(meta_run.parent), "--data", str(data), *more]) == 2
    said = capsys.readouterr().err.strip()
    assert why in said and "\n" not in said
    assert len(store.list_runs(meta_run.parent)) == before
