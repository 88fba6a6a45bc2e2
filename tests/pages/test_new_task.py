"""One entry makes a task: it is in the lists, in the form and in the catalogue's tests with no other change."""

import json
import sys
from pathlib import Path

import pytest
from page_text import text

from engine import tasks
from engine.__main__ import main
from engine.tasks.task import Files, Task

sys.path.insert(0, str(Path(__file__).parents[1] / "domain"))  # the catalogue's own test of an entry

from test_task_loading import sound  # noqa: E402

ENTRY = Task(
    name="haiku",
    title="Haiku",
    kind="sequence",
    description="Is the poem a haiku?",
    metrics=("accuracy",),
    labels=("no", "yes"),
    files=(Files(("haiku",), ("train.csv",), ("test.csv",), "csv", ("poem",), "haiku"),),
)


@pytest.fixture
def haiku(tmp_path, monkeypatch):
    """The entry in the catalogue, and its two files in a data folder."""
    monkeypatch.setitem(tasks.TASKS, ENTRY.name, ENTRY)
    folder = tmp_path / "data" / "haiku"
    folder.mkdir(parents=True)
    for name in ("train.csv", "test.csv"):
        (folder / name).write_text('poem,haiku\n"old pond, a frog leaps",yes\nroses are red,no\n')
    return folder.parent


def printed(capsys, *words):
    main([*words, "--json"])
    return json.loads(capsys.readouterr().out)


def test_it_is_sound_and_loads(haiku):
    sound(tasks.TASKS["haiku"])
    assert [e.gold for e in tasks.load("haiku", haiku).train] == ["yes", "no"]


def test_the_command_line_lists_it_with_its_data(haiku, capsys):
    listed = next(t for t in printed(capsys, "tasks")["tasks"] if t["name"] == "haiku")
    assert (listed["title"], listed["labels"]) == ("Haiku", ["no", "yes"])
    found = next(a for a in printed(capsys, "data", "--data", str(haiku))["data"] if a["task"] == "haiku")
    assert (found["where"], found["train_rows"]) == ("local: haiku/train.csv, haiku/test.csv", 2)


def test_the_launch_form_offers_it(haiku, open_page, monkeypatch):
    monkeypatch.setenv("LETHE_DATA", str(haiku))
    app = open_page("launch")
    app.selectbox(key="draft1/stage/1/tasks").select("haiku").run()
    assert not app.exception
    assert "2 train, 2 eval" in text(app)
    assert not app.button(key="launch").disabled


def test_the_launch_form_asks_what_to_do_with_malformed_rows(haiku, open_page, monkeypatch):
    rows = "".join(f"poem {n},{'yes' if n % 2 else 'no'}\n" for n in range(40))
    (haiku / "haiku/train.csv").write_text(f"poem,haiku\n{rows}torn\n")
    monkeypatch.setenv("LETHE_DATA", str(haiku))
    app = open_page("launch")
    app.selectbox(key="draft1/stage/1/tasks").select("haiku").run()
    assert "haiku/train.csv, line 42: 1 column, but the header has 2" in text(app).replace("\\", "")
    assert app.button(key="launch").disabled
    app.selectbox(key="draft1/read/haiku/malformed").select("drop").run()
    assert not app.button(key="launch").disabled


def test_a_family_is_offered_domain_by_domain(open_page, tmp_path, monkeypatch):
    (tmp_path / "data/amazon_meta").mkdir(parents=True)
    reviews = [
        {"text": f"{n} .", "label": label, "domain": domain}
        for domain in ("books", "dvd")
        for n, label in enumerate(["negative", "positive"] * 5)
    ]
    (tmp_path / "data/amazon_meta/dataset.json").write_text(json.dumps(reviews))
    monkeypatch.setenv("LETHE_DATA", str(tmp_path / "data"))
    app = open_page("launch")
    app.selectbox(key="draft1/stage/1/tasks").select("amazon:dvd").run()
    assert "8 train, 2 eval" in text(app)
    assert not app.button(key="launch").disabled
