"""A user's own data set: a folder with a task.json."""

import json

import pytest

from engine import tasks
from engine.errors import UserError

REVIEWS = {
    "title": "My reviews",
    "kind": "sequence",
    "format": "tsv",
    "files": {"train": "train.tsv", "evaluation": "dev.tsv"},
    "columns": {"text": "review", "label": "stars"},
}


def folder_with(tmp_path, entry, name="reviews", **files):
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / "task.json").write_text(entry if isinstance(entry, str) else json.dumps(entry))
    for file, content in files.items():
        (folder / file.replace("__", ".")).write_text(content)
    return tmp_path


def test_a_task_json_is_all_it_takes(tmp_path):
    rows = "stars\treview\tsource\n10\tGood.\tweb\n9\tFair.\t\n2\tBad.\tweb\n"
    data = folder_with(tmp_path, {**REVIEWS, "tags": ["source"]}, train__tsv=rows, dev__tsv=rows)
    assert tasks.names(data)[-1] == "reviews"
    found = tasks.load("reviews", data)
    assert (found.task.title, found.task.metrics, found.task.evaluation_name) == (
        "My reviews", ("accuracy",), "evaluation",
    )  # fmt: skip
    assert found.task.labels == ("2", "9", "10")
    assert found.evaluation[0].tags == {"source": "web"}
    assert (found.official, found.source) == (None, "local: reviews/train.tsv, reviews/dev.tsv")


def test_pairs_with_a_label_list(tmp_path):
    rows = '{"q": "A?", "a": "B.", "y": "no"}\n'
    entry = {
        **REVIEWS, "kind": "pair", "format": "jsonl", "labels": ["no", "yes"], "metrics": ["f1", "accuracy"],
        "columns": {"text": "q", "text_b": "a", "label": "y"},
    }  # fmt: skip
    found = tasks.load("reviews", folder_with(tmp_path, entry, train__tsv=rows, dev__tsv=rows))
    assert found.train[0].texts == ("A?", "B.")
    assert found.task.labels == ("no", "yes")


def test_regression_has_no_labels(tmp_path):
    rows = "review\tstars\nGood.\t4.5\n"
    found = tasks.load(
        "reviews", folder_with(tmp_path, {**REVIEWS, "kind": "regression"}, train__tsv=rows, dev__tsv=rows)
    )
    assert (found.train[0].gold, found.task.labels, found.task.metrics) == (4.5, None, ("pearson", "spearman"))


def test_entities_of_other_types_tab_separated_in_iob1(tmp_path):
    entry = {
        "kind": "token",
        "format": "conll",
        "metrics": ["entity_f1"],
        "files": {"train": "a.conll", "evaluation": "a.conll"},
    }
    data = folder_with(tmp_path, entry, a__conll="Norvale\tI-group\nRovers\tI-group\nplay\tO\nlaptop\tI-product\n")
    found = tasks.load("reviews", data)
    assert found.task.labels == ("O", "B-group", "I-group", "B-product", "I-product")
    assert found.train[0].gold == ("B-group", "I-group", "O", "B-product")


def test_files_may_lie_deeper_but_not_elsewhere(tmp_path):
    (tmp_path / "reviews/deep").mkdir(parents=True)
    (tmp_path / "reviews/deep/train.tsv").write_text("review\tstars\nGood.\t1\nBad.\t0\n")
    entry = {**REVIEWS, "files": {"train": "deep/train.tsv", "evaluation": "deep/train.tsv"}}
    assert len(tasks.load("reviews", folder_with(tmp_path, entry)).train) == 2


def test_a_hub_data_set(tmp_path):
    entry = {
        "kind": "pair", "hub": {"path": "someone/pairs", "revision": "0123abcd", "config": "en", "evaluation": "test"},
        "columns": {"text": "a", "text_b": "b", "label": "y"}, "labels": ["0", "1"],
    }  # fmt: skip
    hub = tasks.find("reviews", folder_with(tmp_path, entry)).hub
    assert (hub.path, hub.config, hub.train, hub.evaluation) == ("someone/pairs", "en", "train", "test")
    assert (hub.texts, hub.label) == (("a", "b"), "y")
    with pytest.raises(UserError, match="reviews: its task.json names no files, only a data set on the hub"):
        tasks.load("reviews", tmp_path)


HUB = {"kind": "sequence", "columns": {"text": "t", "label": "y"}}


def without(key):
    return {k: v for k, v in REVIEWS.items() if k != key}


@pytest.mark.parametrize(
    "entry, message",
    [
        ("{", "not valid JSON"),
        ([], "expected a JSON object, got list"),
        ({**REVIEWS, "colums": {}}, "colums: unknown key 'colums'; did you mean 'columns'?"),
        (without("kind"), "kind: is missing"),
        ({**REVIEWS, "kind": "tokens"}, "kind: unknown kind 'tokens'; did you mean 'token'?"),
        (without("files"), 'files: give either "files" (a local data set) or "hub"'),
        ({**REVIEWS, "files": {"train": "train.tsv"}}, "files.evaluation: is missing"),
        ({**REVIEWS, "files": {"train": "../cola/a.tsv", "evaluation": "d"}}, "files.train: must be a file inside"),
        ({**REVIEWS, "files": {"train": "/etc/passwd", "evaluation": "d"}}, "files.train: must be a file inside"),
        ({**REVIEWS, "files": {"train": "C:\\x.tsv", "evaluation": "d"}}, "files.train: must be a file inside"),
        ({**REVIEWS, "files": {"train": "a\\..\\..\\x", "evaluation": "d"}}, "files.train: must be a file inside"),
        ({**REVIEWS, "files": "train.tsv"}, "files: expected an object with train, evaluation, got 'train.tsv'"),
        ({**REVIEWS, "format": "xlsx"}, "format: unknown format 'xlsx'. There is: tsv, csv, jsonl, conll, conllu"),
        ({**REVIEWS, "format": "conll"}, "format: conll files hold one label per word: kind must be"),
        ({**REVIEWS, "kind": "token"}, "format: a token task needs conll, conllu or jsonl"),
        ({**REVIEWS, "columns": {"text": "review"}}, "columns.label: is missing"),
        ({**REVIEWS, "columns": {"text": -1, "label": 1}}, "columns.text: must be the name of a column or its number"),
        ({**REVIEWS, "columns": {"text": "a", "text_b": "b", "label": 1}}, "columns.text_b: unknown key 'text_b'"),
        ({**REVIEWS, "header": "no"}, "header: must be true or false, got 'no'"),
        ({**REVIEWS, "encoding": "utf-9"}, "encoding: there is no encoding 'utf-9'; try utf-8 or latin-1"),
        ({**REVIEWS, "labels": "data"}, "labels: expected a list of labels or 'from the data', got 'data'"),
        ({**REVIEWS, "labels": ["1"]}, "labels: a task needs at least two labels, got ['1']"),
        ({**REVIEWS, "labels": ["1", "1"]}, "labels: names something twice: ['1', '1']"),
        ({**REVIEWS, "labels": [0, 1]}, "labels: expected a list of texts, got [0, 1]"),
        ({**REVIEWS, "kind": "regression", "labels": ["1", "2"]}, "labels: a regression task has no labels"),
        ({**REVIEWS, "metrics": ["acuracy"]}, "metrics: unknown metric for a sequence task 'acuracy'; did"),
        ({**REVIEWS, "metrics": ["entity_f1"]}, "metrics: unknown metric for a sequence task 'entity_f1'"),
        ({**REVIEWS, "tags": "source"}, "tags: expected a list of columns"),
        ({**without("files"), "hub": {"path": "a/b"}}, "format: is for local files; the hub knows it"),
        ({**HUB, "hub": {"path": "a/b"}}, "hub.revision: is missing"),
        (
            {"kind": "sequence", "hub": {"path": "a/b", "revision": "1"}, "columns": {"text": 0, "label": "y"}},
            "columns: columns of a hub data set have names, got 0",
        ),
    ],
)  # fmt: skip
def test_a_wrong_task_json_is_named_with_its_key(tmp_path, entry, message):
    data = folder_with(tmp_path, entry)
    with pytest.raises(UserError) as error:
        tasks.find("reviews", data)
    assert str(error.value).startswith(f"reviews/task.json: {message}")
    assert "\n" not in str(error.value)
    found = tasks.availability(data)[-1]
    assert (found.task, found.where, found.problem) == ("reviews", "nowhere", str(error.value))


def test_a_metric_that_does_not_suit_the_labels_of_the_data(tmp_path):
    rows = "review\tstars\nGood.\t1\nFair.\t2\nBad.\t3\n"
    data = folder_with(tmp_path, {**REVIEWS, "metrics": ["f1"]}, train__tsv=rows, dev__tsv=rows)
    with pytest.raises(UserError, match="reviews: metric 'f1' does not suit these labels: 1, 2, 3"):
        tasks.load("reviews", data)


def test_a_label_outside_the_list(tmp_path):
    rows = "review\tstars\nGood.\t1\nBad.\t3\n"
    data = folder_with(tmp_path, {**REVIEWS, "labels": ["1", "2"]}, train__tsv=rows, dev__tsv=rows)
    with pytest.raises(UserError, match=r"^reviews/train.tsv, line 3: unknown label .3.. Labels of this task: 1, 2"):
        tasks.load("reviews", data)


def test_a_data_set_of_one_label(tmp_path):
    rows = "review\tstars\nGood.\t1\n"
    with pytest.raises(UserError, match="reviews: all examples have the label '1'; a task needs at least two labels"):
        tasks.load("reviews", folder_with(tmp_path, REVIEWS, train__tsv=rows, dev__tsv=rows))


def test_names_that_a_plan_cannot_hold_or_that_are_taken(tmp_path):
    data = folder_with(tmp_path, REVIEWS, name="my reviews+2")
    with pytest.raises(UserError, match="use only letters, digits"):
        tasks.find("my reviews+2", data)
    folder_with(tmp_path, REVIEWS, name="cola")
    with pytest.raises(UserError, match="cola/task.json: 'cola' is a built-in task; give the folder another name"):
        tasks.find("cola", data)
    assert tasks.names(data).count("cola") == 1
