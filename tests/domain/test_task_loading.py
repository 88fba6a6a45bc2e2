"""Which tasks exist, where their data come from, and whether it is the official split."""

import dataclasses

import pytest

from engine import metrics, tasks
from engine.errors import UserError
from engine.tasks.completing import compare
from engine.tasks.readers import REPAIRS
from engine.tasks.task import KINDS, Example, Official, Task, fingerprint

ROW = Example(texts=("A cat.",), gold="1")


def test_every_entry_of_the_catalogue_is_sound():
    assert list(tasks.TASKS) == [
        "cola", "mrpc", "rte", "mnli", "conll2003", "ud", "sst", "qqp", "sts", "cfimdb", "imdb", "yelp-polarity",
        "yelp-full", "trec", "trec-fine", "yahoo", "ag_news", "dbpedia", "sogou", "mini-cola", "mini-mrpc", "mini-ner",
        "mini-pos",
    ]  # fmt: skip
    for name, task in tasks.TASKS.items():
        assert task.name == name
        sound(task)


def sound(task):
    """What must hold for every entry, whoever adds it."""
    assert task.kind in KINDS
    assert task.title and task.description
    assert all(metrics.suits(metric, task.kind, task.labels or ()) for metric in task.metrics)
    assert task.labels is None or len(set(task.labels)) == len(task.labels) > 1
    assert (not task.files and task.hub is None) == task.name.startswith("mini-")
    assert task.hub is None or task.hub.revision not in ("", "main")
    assert task.repair in REPAIRS
    spelled = {label for files in task.files for _, label in files.spelled}
    assert task.labels is None or spelled <= set(task.labels)


def test_the_published_label_order():
    assert tasks.TASKS["conll2003"].labels == (
        "O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC",
    )  # fmt: skip
    assert tasks.TASKS["mini-ner"].labels == tasks.TASKS["conll2003"].labels


@pytest.mark.parametrize("name", ["colla", "../cola", "", "/etc"])
def test_an_unknown_task_is_answered_with_those_that_exist(tmp_path, name):
    with pytest.raises(UserError) as error:
        tasks.find(name, tmp_path)
    assert str(error.value).startswith(f"unknown task {name!r}")
    assert "cola, mrpc, rte, mnli, conll2003, ud, sst, qqp" in str(error.value)


def test_a_task_without_data_says_what_to_put_where(tmp_path):
    with pytest.raises(UserError) as error:
        tasks.load("rte", tmp_path)
    assert str(error.value) == "rte: the data folder has no rte/; expected rte/train.tsv and rte/dev.tsv there"
    with pytest.raises(UserError, match="rte: no data folder is set"):
        tasks.load("rte", None)


def test_a_missing_split_is_named_with_what_is_there(tmp_path):
    (tmp_path / "rte").mkdir()
    (tmp_path / "rte/train.tsv").write_text("index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n")
    (tmp_path / "rte/readme.txt").write_text("")
    with pytest.raises(UserError, match=r"^rte/dev.tsv is missing. In that folder there is: readme.txt, train.tsv$"):
        tasks.load("rte", tmp_path)


def test_local_files_come_before_the_hub(tmp_path):
    (tmp_path / "RTE").mkdir()
    for file in ("train.tsv", "dev.tsv"):
        (tmp_path / "RTE" / file).write_text("index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n")

    def hub(task, malformed):
        raise AssertionError("the hub was asked")

    data = tasks.load("rte", tmp_path, hub)
    assert data.source == "local: RTE/train.tsv, RTE/dev.tsv"
    assert data.official is False


def test_the_hub_comes_next_and_its_failure_is_told(tmp_path):
    pair = Example(texts=("A.", "B."), gold="entailment")
    data = tasks.load("rte", tmp_path, lambda task, malformed: ([pair], [pair]))
    assert data.source == "hub: nyu-mll/glue@bcdcba79 rte"
    assert data.evaluation == (pair,)

    def broken(task, malformed):
        raise UserError("nyu-mll/glue rte train: could not be loaded")

    with pytest.raises(UserError) as error:
        tasks.load("rte", None, broken)
    assert "no data folder is set" in str(error.value)
    assert str(error.value).endswith("; and from the hub: nyu-mll/glue rte train: could not be loaded")


def test_official_means_the_same_rows_with_the_same_content():
    task = Task(
        "toy", "Toy", "sequence", "", ("accuracy",), ("0", "1"), official=(Official(1, 1, fingerprint([ROW]), None),)
    )
    other = dataclasses.replace(ROW, gold="0")
    assert compare(task, [ROW], [other]) == (True, "")
    assert compare(task, [other], [ROW]) == (
        False, "train has as many examples as the official one, but their content differs",
    )  # fmt: skip
    assert compare(task, [ROW, other], [ROW]) == (False, "train has 2 examples, the official one 1")
    assert compare(dataclasses.replace(task, official=()), [ROW], [ROW]) == (None, "")


def test_the_fingerprint_is_of_content_and_order():
    other = Example(texts=("Cat a.",), gold="0", tags={"source": "x"})
    assert fingerprint([ROW, other]) != fingerprint([other, ROW])
    assert fingerprint([other]) == fingerprint([dataclasses.replace(other, tags={})])


def test_the_data_folder_is_the_given_one_then_the_environments_then_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LETHE_DATA", raising=False)
    assert tasks.data_folder() is None
    (tmp_path / "data").mkdir()
    assert str(tasks.data_folder()) == "data"
    monkeypatch.setenv("LETHE_DATA", str(tmp_path))
    assert tasks.data_folder() == tmp_path
    assert tasks.data_folder(str(tmp_path / "data")) == tmp_path / "data"
    with pytest.raises(UserError, match="the data folder 'nowhere' is not a folder"):
        tasks.data_folder("nowhere")
    monkeypatch.setenv("LETHE_DATA", "gone")
    with pytest.raises(UserError, match="LETHE_DATA 'gone' is not a folder"):
        tasks.data_folder()


def test_availability_without_any_data():
    found = {a.task: a for a in tasks.availability(None)}
    assert list(found) == list(tasks.TASKS)
    assert (found["mini-ner"].where, found["mini-ner"].train_rows, found["mini-ner"].evaluation_rows) == (
        "generated", 800, 200,
    )  # fmt: skip
    assert (found["cola"].where, found["cola"].train_rows) == ("hub: nyu-mll/glue cola", None)


def test_availability_notices_a_wrong_file_and_its_repair(tmp_path):
    folder = tmp_path / "rte"
    folder.mkdir()
    for file in ("train.tsv", "dev.tsv"):
        (folder / file).write_text("index\tsentence1\tlabel\n0\tA.\tentailment\n")
    found = next(a for a in tasks.availability(tmp_path) if a.task == "rte")
    assert found.where == "nowhere"
    assert found.problem.startswith("rte/train.tsv, line 1: there is no column 'sentence2'")
    for file in ("train.tsv", "dev.tsv"):
        (folder / file).write_text("index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n")
    found = next(a for a in tasks.availability(tmp_path) if a.task == "rte")
    assert (found.train_rows, found.evaluation_rows, found.official) == (1, 1, False)
    assert "official one 2,490" in found.problem
