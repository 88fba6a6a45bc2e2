"""tag, note, archive, disk, trash, delete, export, import of a ZIP, runs --search: from what is typed to its print."""

import json

import pytest
import seed_runs

from engine import store
from engine.__main__ import main


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Three runs; the first has weights."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("LETHE_RUNS", str(folder))
    for seed in (1, 2, 3):
        seed_runs.make(folder, seed)
    return folder


@pytest.fixture
def run(runs) -> str:
    name = next(f.name for f in store.list_runs(runs) if store.read_plan(f)["seed"] == 1)
    (runs / name / "checkpoints").mkdir()
    (runs / name / "checkpoints" / "1.safetensors").write_bytes(b"0" * 2_500_000)
    with store.RunWriter(runs / name) as writer:
        writer.set_checkpoint("1", "checkpoints/1.safetensors")
    return name


def said(capsys, *words, code: int = 0) -> str:
    assert main(list(map(str, words))) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def document(capsys, *words) -> dict:
    return json.loads(said(capsys, *words, "--json"))


def listed(capsys, *words) -> list[str]:
    return [entry["run"] for entry in document(capsys, "runs", *words)["runs"]]


def test_tags_and_notes_of_a_run_and_of_an_example(runs, run, capsys):
    assert said(capsys, "tag", run) == "no tags\n"
    assert said(capsys, "tag", run, "paper", "odd one") == "paper, odd one\n"
    assert said(capsys, "tag", run, "--remove", "PAPER") == "odd one\n"
    assert said(capsys, "note", run) == "no note\n"
    assert said(capsys, "note", run, "look at \x1b[31mseed 1") == "look at �[31mseed 1\n"
    example = ("--task", "judge", "--example", 3)
    assert said(capsys, "note", run, "why?", *example) == "why?\n"
    assert document(capsys, "tag", run, "hard", *example) == {
        "run": run, "task": "judge", "example": 3, "note": "why?", "tags": ["hard"],
    }  # fmt: skip
    assert "has no example 99 of judge" in said(capsys, "note", run, "x", "--task", "judge", "--example", 99, code=2)
    assert "named by --task and --example" in said(capsys, "tag", run, "x", "--example", 3, code=2)
    assert "a tag has 1 to 40" in said(capsys, "tag", run, "a,b", code=2)
    assert store.read_notes(runs / run).tags == ("odd one",)


def test_runs_are_searched_filtered_and_sorted(runs, run, capsys):
    said(capsys, "tag", run, "paper")
    said(capsys, "note", run, "for the thesis")
    assert len(listed(capsys)) == 3
    assert listed(capsys, "--search", "THESIS seed") == [run]
    assert listed(capsys, "--tag", "Paper") == [run]
    assert listed(capsys, "--search", "seed 2")[0].endswith("-00000002")
    assert listed(capsys, "--sort", "largest")[0] == run
    assert "none of 3 runs is asked for" in said(capsys, "runs", "--search", "zebra")
    assert "paper" in said(capsys, "runs", "--tag", "paper")
    assert "note     for the thesis" in said(capsys, "status", run)


def test_an_archived_run_is_listed_only_if_asked_for(run, capsys):
    assert "is archived" in said(capsys, "archive", run)
    assert run not in listed(capsys)
    assert run in listed(capsys, "--archived")
    assert document(capsys, "archive", run, "--undo") == {"run": run, "archived": False}
    assert run in listed(capsys)


def test_disk_use_and_dropped_checkpoints(runs, run, capsys):
    found = document(capsys, "disk")
    assert [entry["checkpoints"] for entry in found["runs"] if entry["run"] == run] == [2_500_000]
    assert found["checkpoints"] == 2_500_000 and found["answers"] > 0
    table = said(capsys, "disk")
    assert "2.5" in table and "3 runs" in table
    assert document(capsys, "disk", run, "--drop-checkpoints")["freed"] == 2_500_000
    assert store.open_run(runs / run).checkpoints == {}
    assert "keeps no checkpoints" in said(capsys, "disk", run, "--drop-checkpoints", code=2)
    assert "takes the RUN" in said(capsys, "disk", "--drop-checkpoints", code=2)


def test_what_was_deleted_on_the_page_is_brought_back_or_removed(runs, run, capsys):
    assert said(capsys, "trash") == "nothing is in the trash\n"
    store.discard(runs / run)
    assert document(capsys, "trash") == {"runs": [run]}
    assert "in the trash" in said(capsys, "disk")
    assert said(capsys, "trash", "--restore", run) == f"{run} is back\n"
    assert (runs / run).exists()
    assert "no run 'x' in the trash" in said(capsys, "trash", "--restore", "x", code=2)
    store.discard(runs / run)
    assert said(capsys, "trash", "--empty") == f"{run} is removed\n"
    assert not (runs / ".trash").exists()


def test_delete_is_for_good(runs, run, capsys):
    assert said(capsys, "delete", run, "--yes") == f"deleted {run}\n"
    assert not (runs / run).exists() and store.list_trash(runs) == []


def test_a_run_goes_through_a_zip_and_comes_back_under_another_id(runs, run, tmp_path, capsys):
    file = tmp_path / "run.zip"
    assert document(capsys, "export", run, "--out", file, "--without-checkpoints")["bytes"] == file.stat().st_size
    assert "is there already" in said(capsys, "export", run, "--out", file, code=2)
    error = said(capsys, "import", file, code=2)
    assert f"there is a run {run} here already" in error and f"--id {run}-2" in error
    assert said(capsys, "import", file, "--id", f"{run}-2") == f"{run}-2\n"
    assert document(capsys, "matrix", f"{run}-2")["result"] == document(capsys, "matrix", run)["result"]
    assert "is imported alone" in said(capsys, "import", file, "--task", "judge", code=2)
    assert "arguments are required: --task" in said(capsys, "import", "x.tsv", code=2)
    assert "--id is for a run's ZIP" in said(capsys, "import", "x.tsv", "--task", "judge", "--id", "x", code=2)
    (tmp_path / "evil.zip").write_bytes(b"PK")
    assert "evil.zip: is no ZIP file" in said(capsys, "import", tmp_path / "evil.zip", code=2)


def test_without_texts_every_verb_still_answers(runs, run, tmp_path, capsys):
    said(capsys, "export", run, "--out", tmp_path / "x.zip", "--without-texts", "--without-checkpoints")
    said(capsys, "import", tmp_path / "x.zip", "--id", "bare")
    asked = ("--task", "judge")
    assert document(capsys, "counts", "bare", *asked)["cnt3"] == document(capsys, "counts", run, *asked)["cnt3"]
    (example, *_) = document(capsys, "examples", "bare", *asked, "--change", "forgotten")["examples"]
    assert (example["texts"], example["words"]) == ([], [])
    assert "0" in said(capsys, "examples", "bare", *asked, "--change", "forgotten")
    assert "without its texts" in said(capsys, "slices", "bare", *asked, "--contains", "x", code=2)
    assert document(capsys, "slices", "bare", *asked)["slices"]
