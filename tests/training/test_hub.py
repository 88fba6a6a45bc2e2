"""Data sets of the hub: the same code path, on data sets that lie on disk."""

import json
from dataclasses import replace

import datasets
import pytest
from datasets import ClassLabel, Dataset, Features, List, Value

from engine import hub, tasks
from engine.errors import UserError
from engine.tasks.task import Hub, Task


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))


def parquet(tmp_path, rows, features=None, splits=("train", "validation")):
    """A folder that `load_dataset` reads like a repository of the hub."""
    folder = tmp_path / "repository"
    (folder / "data").mkdir(parents=True)
    for split in splits:
        Dataset.from_list(rows, features=features).to_parquet(folder / f"data/{split}-00000-of-00001.parquet")
    return str(folder)


def task(path, kind="sequence", labels=("0", "1"), **hub_settings):
    return Task("toy", "Toy", kind, "", ("accuracy",), labels, hub=Hub(path, "0123abcd", **hub_settings))


def test_integers_are_read_through_the_data_sets_own_label_names(tmp_path):
    features = Features({"a": Value("string"), "b": Value("string"), "label": ClassLabel(names=["yes", "no"])})
    path = parquet(tmp_path, [{"a": "A.", "b": "B.", "label": 1}, {"a": "C.", "b": "D.", "label": 0}], features)
    train, evaluation = hub.load_hub(task(path, "pair", ("no", "yes"), texts=("a", "b")))
    assert [(e.texts, e.gold) for e in train] == [(("A.", "B."), "no"), (("C.", "D."), "yes")]
    assert evaluation == train


def test_names_of_our_own_take_their_place(tmp_path):
    features = Features({"sentence": Value("string"), "label": ClassLabel(names=["unacceptable", "acceptable"])})
    path = parquet(tmp_path, [{"sentence": "A.", "label": 1}], features)
    train, _ = hub.load_hub(task(path, texts=("sentence",), names=("0", "1")))
    assert train[0].gold == "1"


def test_token_tasks_come_out_in_iob2_and_in_the_published_order(tmp_path):
    names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
    features = Features({"tokens": List(Value("string")), "ner_tags": List(ClassLabel(names=names))})
    path = parquet(tmp_path, [{"tokens": ["Anna", "Moss", "slept"], "ner_tags": [2, 2, 0]}], features)
    labels = ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
    train, _ = hub.load_hub(task(path, "token", labels, texts=("tokens",), label="ner_tags"))
    assert (train[0].words, train[0].gold) == (("Anna", "Moss", "slept"), ("B-PER", "I-PER", "O"))


def test_texts_as_labels_other_split_names_and_numbers(tmp_path):
    path = parquet(tmp_path, [{"tokens": ["A", "b"], "upos": ["DET", "NOUN"]}], splits=("train", "dev"))
    train, dev = hub.load_hub(task(path, "token", ("DET", "NOUN"), texts=("tokens",), label="upos", evaluation="dev"))
    assert dev[0].gold == ("DET", "NOUN")


def test_regression(tmp_path):
    path = parquet(tmp_path, [{"text": "A.", "score": 2.5}])
    assert hub.load_hub(task(path, "regression", None, texts=("text",), label="score"))[0][0].gold == 2.5


def test_the_whole_way_through_load(tmp_path):
    path = parquet(tmp_path, [{"text": "A.", "label": "x"}, {"text": "B.", "label": "y"}])
    folder = tmp_path / "data/mine"
    folder.mkdir(parents=True)
    place, columns = {"path": path, "revision": "main"}, {"text": "text", "label": "label"}
    (folder / "task.json").write_text(json.dumps({"kind": "sequence", "hub": place, "columns": columns}))
    data = tasks.load("mine", tmp_path / "data", hub.load_hub)
    assert data.task.labels == ("x", "y")
    assert data.official is None


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"texts": ("sentence",)}, "train: there is no column 'sentence'. There is: text, label"),
        ({"texts": ("text",), "evaluation": "dev"}, "dev: could not be loaded from the hub (ValueError: "),
        ({"texts": ("text",), "names": ("0",)}, "train, row 2: label 1, expected 0 to 0 (0)"),
        ({"texts": ("text",), "names": ("a", "b")}, "train, row 1: unknown label 'a'. Labels of this task: 0, 1"),
    ],
)
def test_what_does_not_fit_is_said(tmp_path, changes, message):
    path = parquet(tmp_path, [{"text": "A.", "label": 0}, {"text": "B.", "label": 1}])
    with pytest.raises(UserError) as error:
        hub.load_hub(task(path, **changes))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_rows_without_a_label_are_refused(tmp_path):
    features = Features({"text": Value("string"), "label": ClassLabel(names=["0", "1"])})
    path = parquet(tmp_path, [{"text": "A.", "label": 0}, {"text": "B.", "label": None}], features)
    with pytest.raises(UserError, match="train, row 2: an empty text, label"):
        hub.load_hub(task(path, texts=("text",)))


def test_a_data_set_that_is_not_there_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match=r"^nyu-mll/glue cola train: could not be loaded from the hub \("):
        hub.load_hub(tasks.TASKS["cola"])


def test_title_and_text_are_one_text_with_its_line_breaks(tmp_path):
    path = parquet(tmp_path, [{"title": " A Book", "content": "One.\\nTwo.", "label": 0}])
    two = replace(task(path, texts=("title", "content"), names=("0", "1")), repair="escapes")
    assert hub.load_hub(two)[0][0].texts == ("A Book One.\nTwo.",)


def test_malformed_rows_are_refused_or_dropped_and_counted(tmp_path, monkeypatch):
    path = parquet(tmp_path, [{"text": "A.", "label": n % 2} for n in range(40)] + [{"text": None, "label": 1}])
    mine = task(path, texts=("text",), names=("0", "1"))
    with pytest.raises(
        UserError, match=r"train, row 41: an empty text, label. To leave it out: task_settings.toy.malf"
    ):
        hub.load_hub(mine)
    monkeypatch.setitem(tasks.TASKS, "toy", mine)
    data = tasks.load("toy", None, hub.load_hub, malformed="drop")
    assert (len(data.train), len(data.evaluation), data.malformed) == (40, 40, 2)
    assert data.source.endswith("(2 malformed rows dropped)")
