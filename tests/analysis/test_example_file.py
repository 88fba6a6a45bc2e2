"""The forgotten set as a file: read back by pandas and datasets, and trained on by nobody here."""

import io
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))
from toy_run import SENTENCES, make_run  # noqa: E402

from engine import store, tasks  # noqa: E402
from engine.analysis.example_file import write  # noqa: E402
from engine.analysis.examples import listing  # noqa: E402
from engine.analysis.selection import Pair  # noqa: E402
from engine.errors import UserError  # noqa: E402


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    return store.open_run(folder / make_run(folder))


def written(run, task, pair=(1, 3), ending=".jsonl", texts=True, **wanted):
    answers = store.read_answers(run, task)
    return write(ending, run, answers, listing(answers, *pair, **wanted), Pair(*pair), texts)


def test_a_forgotten_sentence_comes_with_everything_that_was_answered(run):
    first = json.loads(written(run, "judge", change="forgotten").splitlines()[0])
    answers = first.pop("answers")
    assert first == {
        "id": "judge-1", "run": run.id, "task": "judge", "example": 1, "content_hash": "0000000000000001",
        "text": "Cats sleeps the.", "gold": "bad", "first": "1", "second": "3", "change": "forgotten",
    }  # fmt: skip
    assert [a["predicted"] for a in answers] == ["good", "bad", "bad", "good"]
    assert [a["right"] for a in answers] == [False, True, True, False]
    assert [a["snapshot"] for a in answers] == ["0", "1", "2", "3"]
    assert answers[1]["p_predicted"] == answers[1]["p_gold"] == pytest.approx(0.61)
    assert answers[3]["p_gold"] == pytest.approx(0.39)


def test_tokens_are_lists_over_the_words_that_were_evaluated(run):
    (first,) = map(json.loads, written(run, "names", change="learned").splitlines())
    assert first["words"] == ["Ada", "Byron", "met", "Ken"]  # "today" is beyond the maximum length
    assert first["gold"] == ["B-PER", "I-PER", "O", "B-PER"]
    assert first["change"] == ["learned", "learned", "learned", "never"]
    assert first["matches"] == [0, 1, 2]
    assert first["answers"][3]["predicted"] == ["B-PER", "I-PER", "O", "O"]
    assert first["answers"][0]["p_gold"] == [None] * 4


def test_pandas_and_datasets_read_it(run, tmp_path):
    from datasets import load_dataset  # noqa: PLC0415  seconds to import

    frame = pd.read_json(io.StringIO(written(run, "judge", change="forgotten")), lines=True)
    assert frame["text"].tolist() == list(SENTENCES[1:4]) and frame["gold"].tolist() == ["bad"] * 3
    for task in ("judge", "same", "names"):
        (tmp_path / f"{task}.jsonl").write_text(written(run, task), "utf-8")
    found = {
        task: load_dataset("json", data_files=str(tmp_path / f"{task}.jsonl"), split="train", cache_dir=str(tmp_path))
        for task in ("judge", "same", "names")
    }
    assert found["judge"]["text"][:2] == list(SENTENCES[:2])
    assert (found["same"][0]["text"], found["same"][0]["text_b"]) == ("It rains.", "Rain falls.")
    assert found["names"][1]["gold"] == ["O", "O", "O"]


@pytest.mark.parametrize(
    ("task", "kind", "columns"),
    [
        ("judge", "sequence", {"text": "text", "label": "gold"}),
        ("same", "pair", {"text": "text", "text_b": "text_b", "label": "gold"}),
        ("names", "token", {"text": "words", "label": "gold"}),
    ],
)
def test_it_is_a_data_set_of_one_s_own(run, tmp_path, task, kind, columns):
    folder = tmp_path / "replay"
    folder.mkdir()
    entry = {"kind": kind, "format": "jsonl", "columns": columns,
             "files": {"train": "forgotten.jsonl", "evaluation": "forgotten.jsonl"}}  # fmt: skip
    (folder / "task.json").write_text(json.dumps(entry))
    (folder / "forgotten.jsonl").write_text(written(run, task), "utf-8")
    found = tasks.load("replay", tmp_path)
    assert len(found.train) == run.tasks[task].evaluation_rows
    assert found.train[0].gold == {"judge": "good", "same": "yes", "names": ("B-PER", "I-PER", "O", "B-PER")}[task]


def test_csv_has_a_row_per_answer_and_no_formula(tmp_path):
    run = store.open_run(tmp_path / make_run(tmp_path, labels=("=1+1", "good")))
    text = written(run, "judge", ending=".csv", change="forgotten")
    frame = pd.read_csv(io.StringIO(text))
    assert frame["id"].tolist() == ["judge-1", "judge-2", "judge-3"]
    assert frame["gold"].tolist() == ["'=1+1"] * 3
    assert frame["predicted at 3"].tolist() == ["good"] * 3
    assert frame["text"].tolist() == list(SENTENCES[1:4])


def test_without_texts_no_word_is_in_it(run):
    for ending in (".jsonl", ".csv"):
        text = written(run, "judge", ending=ending, texts=False, change="forgotten")
        assert "Cats" not in text and "0000000000000001" in text
    assert "words" not in json.loads(written(run, "names", texts=False).splitlines()[0])


def test_nothing_that_passes_is_an_empty_file(run):
    assert written(run, "same", pair=(2, 3), change="forgotten", label="yes") == ""
    assert written(run, "same", pair=(2, 3), ending=".csv", change="forgotten", label="yes").count("\n") == 1


def test_another_ending_is_refused(run):
    with pytest.raises(UserError, match="examples are exported as .jsonl or .csv, not '.xlsx'"):
        written(run, "judge", ending=".xlsx")
