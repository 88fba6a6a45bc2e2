"""Every verb, from the words that are typed to what is printed; one real run for all of them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.commands import VERBS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def finished(tmp_path_factory, tiny_folder):
    """A run made by `run --json --show`: the folder of runs, its id, and what was printed."""
    folder = tmp_path_factory.mktemp("cli")
    stage = {"max_steps": 2, "batch_size": 4}
    plan = {
        "name": "[bold]two[/bold] stages",
        "encoder": str(tiny_folder),
        "device": "cpu",
        "stages": [{"tasks": ["mini-cola"], **stage}, {"tasks": ["mini-ner"], **stage}],
        "task_settings": {"mini-cola": {"max_length": 32}, "mini-ner": {"max_length": 8}},
    }
    (folder / "plan.json").write_text(json.dumps(plan))
    command = [sys.executable, "-m", "engine", "run", str(folder / "plan.json"), "--runs", str(folder / "runs")]
    done = subprocess.run(
        [*command, "--show", "--json", "--set", "seed=3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return folder / "runs", json.loads(done.stdout), done.stderr


def document(capsys, *words) -> dict:
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def printed(capsys, *words) -> str:
    assert main(list(map(str, words))) == 0
    return capsys.readouterr().out


def refused(capsys, *words) -> str:
    """The one line on stderr of a user's mistake."""
    assert main(list(map(str, words))) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("lethe: ") and captured.err.count("\n") == 1
    return captured.err.removeprefix("lethe: ").rstrip("\n")


def test_run_prints_json_alone_on_stdout_and_progress_and_tables_on_stderr(finished):
    runs, printed, progress = finished

    assert printed == {"run": printed["run"], "folder": str(runs / printed["run"])}
    assert progress.startswith(f"run {printed['run']}\n") and "\ndone\n" in progress
    assert f"{printed['run']}: result matrix" in progress and "transfer matrix" in progress
    assert "* untrained head" in progress
    assert "mini-cola, n = 300 sentences; first 1 (after mini-cola), second 2 (after mini-ner)" in progress
    assert "mini-ner: no counts. mini-ner was trained in the last stage" in progress
    assert "not evaluated" not in progress  # of mini-ner, which has no counts


def test_matrix(finished, capsys):
    runs, run, _ = finished

    found = document(capsys, "matrix", run["run"], "--runs", runs, "--metric", "mini-ner=token_accuracy")

    assert {"snapshots", "tasks", "metrics", "result", "initial", "transfer", "trained", "measures"} <= found.keys()
    assert (found["snapshots"], found["tasks"]) == (["1", "2"], ["mini-cola", "mini-ner"])
    assert found["metrics"] == ["mcc", "token_accuracy"]
    assert found["trained"] == [[True, False], [True, True]]
    assert found["transfer"][0][0] == 0.0 and found["transfer"][1][1] == 0.0
    table = printed(capsys, "matrix", run["folder"], "--metric", "token_accuracy")
    assert "Token accuracy" in table and "Matthews correlation" in table and "Entity F1" not in table


def test_counts(finished, capsys):
    runs, run, _ = finished

    found = document(
        capsys, "counts", run["run"], "--runs", runs, "--task", "mini-ner", "--first", "0", "--second", "2"
    )

    assert found["labels"] == ["O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
    one, two, three, four = (found[f"cnt{n}"] for n in (1, 2, 3, 4))
    assert two == [a - b + c for a, b, c in zip(one, three, four, strict=True)]
    assert found["not_evaluated"] > 0
    table = printed(capsys, "counts", run["folder"], "--task", "mini-ner", "--first", "0")
    assert f"not evaluated: {found['not_evaluated']} tokens, beyond the maximum length" in table
    assert f"{run['run']}: mini-ner, n = {sum(found['frequency']):,} tokens; first 0 (before training)" in table


def test_examples(finished, capsys):
    runs, run, _ = finished
    asked = ("examples", run["run"], "--runs", runs, "--task", "mini-ner", "--first", "0", "--second", "2")
    counts = document(capsys, "counts", *asked[1:])

    found = document(capsys, *asked, "--change", "learned")

    assert found["matching_units"] == sum(counts["cnt4"])
    units = [(example, unit) for example in found["examples"] for unit in example["units"]]
    assert len(units) == found["matching_units"]
    assert all(unit["second"] == unit["gold"] != unit["first"] for _, unit in units)
    assert all(example["words"] and not example["texts"] for example in found["examples"])
    table = printed(capsys, *asked, "--limit", "3")
    assert f"{sum(counts['frequency']) - 3:,} more" in table and "x forgotten" in table


def test_runs_and_status(finished, capsys):
    runs, run, _ = finished

    listed = document(capsys, "runs", "--runs", runs)
    status = document(capsys, "status", run["run"], "--runs", runs)

    assert [r["run"] for r in listed["runs"]] == [run["run"]]
    assert status == listed["runs"][0]
    assert (status["state"], status["order"], status["seed"]) == ("done", ["mini-cola", "mini-ner"], 3)
    assert status["progress"]["device"] == "cpu"
    assert "[bold]two[/bold] stages" in printed(capsys, "status", run["folder"])  # no markup from data is obeyed
    assert run["run"] in printed(capsys, "runs", "--runs", runs)


def test_where_there_is_no_run_the_way_to_a_first_one_is_shown(tmp_path, capsys):
    assert "python -m engine run quickstart --show" in printed(capsys, "runs", "--runs", tmp_path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["counts", "RUN"], "--task is needed: this run has mini-cola, mini-ner"),
        (["counts", "RUN", "--task", "cola"], "no task 'cola' in this run. There are: mini-cola, mini-ner"),
        (["counts", "RUN", "--task", "mini-ner", "--first", "2"], "first and second are the same snapshot"),
        (["counts", "RUN", "--task", "mini-ner", "--first", "7"], "no snapshot '7' in this run. There are: 0 (before"),
        (["counts", "RUN", "--task", "mini-ner"], "mini-ner was trained in the last stage"),
        (["matrix", "RUN", "--metric", "bleu"], "no metric 'bleu'"),
        (["matrix", "RUN", "--metric", "mcc", "--metric", "f1"], "--metric several times takes TASK=METRIC each time"),
        (["examples", "RUN", "--task", "mini-cola", "--label", "2"], "no label '2'. There are: 0, 1"),
        (["examples", "RUN", "--task", "mini-cola", "--change", "lost"], "invalid choice: 'lost'"),
        (["status", "nobody"], "no run 'nobody'"),
        (["status", "../cli"], "../cli is no run folder"),
        (["cancel", "RUN"], "is done: only a run that is queued or running can be cancelled"),
        (["resume", "RUN"], "is done: only a run that is failed, cancelled or lost can be resumed"),
        (["resume", "RUN", "--set", "seed=4"], "a begun run keeps its 'seed'. Can be changed: device"),
        (["delete", "RUN"], "say --yes where nobody can answer"),
        (["launch", "quickstart", "--seeds", "1,x"], "--seeds takes whole numbers"),
        (["run", "quickstart", "--set", "learning_rate=0"], "stages.1.learning_rate: must be above 0, got 0"),
        (["run", "quickstart", "--data", "/no/where"], "'/no/where' is not a folder"),
        (["import", "nothing.tsv", "--task", "mini-cola"], "nothing.tsv"),
        (["import", "nothing.tsv"], "the following arguments are required: --task"),
        (["app", "--port", "0"], "--port takes a number from 1 to 65535, got 0"),
        (["frobnicate"], "unknown verb 'frobnicate'"),
        (["matrix"], "the following arguments are required: RUN. See python -m engine matrix --help"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(finished, capsys, monkeypatch, words, message):
    runs, run, _ = finished
    monkeypatch.setenv("LETHE_RUNS", str(runs))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    words = [run["run"] if word == "RUN" else word for word in words]

    try:
        error = refused(capsys, *words)
    except SystemExit as left:  # argparse's own way out
        assert left.code == 2
        error = capsys.readouterr().err
        assert error.startswith("lethe: ") and error.count("\n") == 1

    assert message in error


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])

    assert left.value.code == 0
    assert f"usage: python -m engine {verb}" in capsys.readouterr().out


def test_help_names_every_verb(capsys):
    usage = printed(capsys)

    assert [verb for verb in VERBS if f"\n  {verb} " not in usage] == []


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("presets", "quickstart"),
        ("tasks", "conll2003"),
        ("encoders", "minilm"),
        ("data", "mini-ner"),
        ("strategies", "ewc"),
        ("objectives", "finetune"),
    ],
)
def test_what_there_is_to_choose_from(verb, name, capsys):
    found = document(capsys, verb)

    assert name in [entry.get("name", entry.get("task")) for entry in found[verb]]
    assert name in printed(capsys, verb)


def test_settings_come_with_help_and_limits(capsys):
    strategies = {entry["name"]: entry for entry in document(capsys, "strategies")["strategies"]}

    strength = strategies["ewc"]["settings"][0]

    assert (strength["name"], strength["default"], strength["minimum"]) == ("strength", 1000.0, 0)
    assert "at least 0" in printed(capsys, "strategies")


def test_only_running_imports_torch(finished):
    runs, run, _ = finished
    code = f"""
import sys
from engine.__main__ import main
for words in (["presets"], ["tasks"], ["data"], ["encoders"], ["runs"], ["status", "{run["run"]}"],
              ["matrix", "{run["run"]}"], ["counts", "{run["run"]}", "--task", "mini-cola"],
              ["launch", "quickstart", "--set", "device=cuda:99"], ["import", "nothing", "--task", "mini-cola"]):
    main(words)
print([m for m in ("torch", "transformers", "datasets", "streamlit") if m in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "LETHE_RUNS": str(runs)},
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_help_is_quick_because_it_imports_little():
    code = "import sys; from engine.__main__ import main; main([]); print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert int(done.stdout.splitlines()[-1]) < 250  # numpy alone brings as many


def test_import_then_delete(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("LETHE_DATA", raising=False)  # without texts: these answers are to no real sentences
    (tmp_path / "mine.tsv").write_text("index\tlabel\tbefore\tafter\n0\t1\t1\t0\n1\t0\t0\t0\n2\t1\t1\t1\n")
    words = ("import", tmp_path / "mine.tsv", "--task", "cola", "--runs", tmp_path / "runs")

    run = printed(capsys, *words).splitlines()[-1]

    found = document(capsys, "counts", run, "--runs", tmp_path / "runs")
    assert (found["cnt1"], found["cnt2"], found["cnt3"], found["cnt4"]) == ([1, 2], [1, 1], [0, 1], [0, 0])
    assert "is an import: there is nothing to train" in refused(capsys, "resume", run, "--runs", tmp_path / "runs")
    assert printed(capsys, "delete", run, "--runs", tmp_path / "runs", "--yes") == f"deleted {run}\n"
    assert document(capsys, "runs", "--runs", tmp_path / "runs")["runs"] == []
