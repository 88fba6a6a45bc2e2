"""Every format that can be imported, with and without data. The data are our own mini tasks."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine import store, tasks
from engine.imports import import_predictions

COLA = tasks.load("mini-cola", None).evaluation
NER = tasks.load("mini-ner", None)


def write(folder, name, *lines):
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


def imported(tmp_path, files, task, **more):
    run = store.open_run(import_predictions(files, task, tmp_path / "runs", None, **more))
    return run, store.read_answers(run, task)


@pytest.mark.parametrize(("delimiter", "bom", "end"), [("\t", "", "\n"), (",", "\ufeff", "\r\n"), (",", "", "\n")])
def test_a_table_with_three_snapshots(tmp_path, delimiter, bom, end):
    rows = [["label", "index", "a", "b+c", "ü"], ["1", "2", "1", "0", "0"], ["0", "0", "1", "1", "0"]]
    path = tmp_path / "x.data"
    path.write_bytes((bom + end.join(delimiter.join(row) for row in rows) + end).encode())

    run, answers = imported(tmp_path, [path], "cola", name="Some model")

    assert (run.name, run.plan["columns"]) == ("Some model", ["a", "b+c", "ü"])
    assert answers.units.example.tolist() == [0, 2]
    assert answers.units.gold.tolist() == [0, 1]
    assert answers.predicted.tolist() == [[1, 1], [1, 0], [0, 0]]
    assert np.isnan(answers.p_gold).all() and np.isnan(answers.p_predicted).all()
    record = run.tasks["cola"]
    assert (record.labels, record.metrics, record.evaluation_rows, record.units) == (
        ("0", "1"),
        ("mcc", "accuracy"),
        2,
        2,
    )
    assert "no texts" in record.split_note
    assert [e.texts for e in store.read_examples(run, "cola")] == [(), ()]


def test_the_original_pair_of_files_in_random_order(tmp_path):
    order = np.random.default_rng(1).permutation(len(COLA))
    lines = [
        [f"{i}\t{COLA[i].gold}\t{1 - int(COLA[i].gold) if i % k == 0 else COLA[i].gold}" for i in order] for k in (3, 2)
    ]
    files = [write(tmp_path, f"eval_results_cola{n}.txt", "index\tlabel\tprediction", *lines[n - 1]) for n in (1, 2)]

    run, answers = imported(tmp_path, files, "mini-cola")

    assert [s.stage_name for s in run.snapshots] == ["eval_results_cola1", "eval_results_cola2"]
    assert answers.right().sum(1).tolist() == [200, 150]
    assert np.flatnonzero(answers.right()[0] & ~answers.right()[1])[:3].tolist() == [2, 4, 8]
    assert store.read_examples(run, "mini-cola", [4])[0].texts == COLA[4].texts
    assert store.read_examples(run, "mini-cola", [4])[0].content_hash == COLA[4].content_hash()


def test_blocks_of_words_with_a_cut_sentence(tmp_path):
    lines, words = ["index\tlabel\tprediction"], 0
    for i, example in enumerate(NER.evaluation):
        gold = example.gold[:-1] if i == 3 else example.gold
        words += len(gold)
        lines += [f"{i + 1 if n == 0 else ''}\t{tag}\tO" for n, tag in enumerate(gold)] + [""]
    path = write(tmp_path, "eval_results_ner1.txt", *lines, repr(words / len(NER.evaluation)))

    run, answers = imported(tmp_path, [path], "mini-ner")

    assert answers.predicted.shape == (1, words)
    assert run.tasks["mini-ner"].not_evaluated == 1
    assert answers.units.position[: len(NER.evaluation[0].words)].tolist() == list(range(len(NER.evaluation[0].words)))
    assert [NER.task.labels[g] for g in answers.units.gold[: len(NER.evaluation[0].gold)]] == list(
        NER.evaluation[0].gold
    )


def test_json_lines_with_probabilities(tmp_path):
    lines = [
        {"snapshot": "first", "id": 0, "gold": 1, "predicted": 1, "probability": 0.75},
        {"snapshot": "first", "id": "1", "gold": "0", "predicted": "1", "probability": 0.75},
        {"snapshot": "second", "id": 1, "gold": "0", "predicted": "1", "probability": 0.5, "probability_of_gold": 0.25},
        {"snapshot": "second", "id": 0, "gold": "1", "predicted": "0"},
    ]
    path = write(tmp_path, "x.jsonl", *map(json.dumps, lines), "")

    run, answers = imported(tmp_path, [path], "cola")

    assert answers.predicted.tolist() == [[1, 1], [0, 1]]
    assert np.array_equal(answers.p_predicted, np.float32([[0.75, 0.75], [np.nan, 0.5]]), equal_nan=True)
    assert np.array_equal(answers.p_gold, np.float32([[0.75, 0.25], [np.nan, 0.25]]), equal_nan=True)


def test_json_lines_about_words_as_lists_and_one_by_one(tmp_path):
    gold = [list(e.gold) for e in NER.evaluation]
    lists = [
        {"id": i, "gold": g, "predicted": ["O"] * len(g), "probability": [0.5] * len(g)} for i, g in enumerate(gold)
    ]
    single = [{"id": i, "position": n, "gold": t, "predicted": t} for i, g in enumerate(gold) for n, t in enumerate(g)]
    files = [
        write(tmp_path, "one.jsonl", *map(json.dumps, lists)),
        write(tmp_path, "two.jsonl", *map(json.dumps, single)),
    ]

    run, answers = imported(tmp_path, files, "mini-ner")

    assert [s.stage_name for s in run.snapshots] == ["one", "two"]
    assert answers.right()[1].all() and not answers.right()[0].all()
    assert run.tasks["mini-ner"].not_evaluated == 0
    outside = answers.units.gold == 0
    assert (answers.p_gold[0][outside] == 0.5).all() and np.isnan(answers.p_gold[0][~outside]).all()


def test_a_task_that_is_in_no_catalogue(tmp_path):
    path = write(tmp_path, "x.csv", "index,label,first", "0,10,2", "1,2,10")
    run, answers = imported(tmp_path, [path], "my-task")
    assert (run.tasks["my-task"].kind, run.tasks["my-task"].labels) == ("sequence", ("2", "10"))
    assert answers.predicted.tolist() == [[0, 1]]

    path = write(tmp_path, "y.csv", "index,label,first", "0,4.5,4.75", "1,2,0.125")
    run, answers = imported(tmp_path, [path], "similarity")
    assert (run.tasks["similarity"].kind, run.tasks["similarity"].labels) == ("regression", ())
    assert answers.predicted.tolist() == [[4.75, 0.125]]
    assert answers.right().tolist() == [[True, False]]

    words = {"id": 0, "gold": ["B-X", "O"], "predicted": ["O", "I-Y"], "words": ["Ann", "sees"]}
    run, answers = imported(tmp_path, [write(tmp_path, "z.jsonl", json.dumps(words))], "tags")
    assert run.tasks["tags"].labels == ("O", "B-X", "I-X", "B-Y", "I-Y")
    assert store.read_examples(run, "tags")[0].words == ("Ann", "sees")
    assert store.search_examples(run, "tags", "ann s") == {0}


def test_part_of_a_split_says_so(tmp_path):
    path = write(tmp_path, "x.csv", "index,label,first", f"7,{COLA[7].gold},1")
    run, _ = imported(tmp_path, [path], "mini-cola")
    assert run.tasks["mini-cola"].split_note.endswith("predictions for 1 of 300 examples")
    assert (run.tasks["mini-cola"].not_evaluated, run.tasks["mini-cola"].units) == (299, 1)


def test_imports_of_the_same_predictions_are_two_runs_of_one_group(tmp_path):
    path = write(tmp_path, "x.csv", "index,label,first", "0,1,1")
    other = write(tmp_path, "y.csv", "index,label,first", "0,1,0")
    with ThreadPoolExecutor(2) as pool:
        runs = list(
            pool.map(
                lambda p: store.open_run(import_predictions([p], "cola", tmp_path / "r", None)), [path, path, other]
            )
        )
    assert len({run.id for run in runs}) == 3
    assert len({run.group for run in runs}) == 1
    assert runs[0].id.partition("-x-")[2][:8] == runs[1].id.partition("-x-")[2][:8] != runs[2].id[-8:]
