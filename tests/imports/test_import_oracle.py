"""Predictions of a published experiment: the counts that its author published come out."""

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from engine import store
from engine.analysis import comparison
from engine.analysis.groups import grouped
from engine.analysis.profile import profile
from engine.errors import UserError
from engine.imports import import_predictions

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("LETHE_DATA") or ROOT.parent / "shared" / "data")
PUBLISHED = ROOT.parent / "shared" / "reference" / "seed_experiment2_cola_predictions.tsv"

needs_published = pytest.mark.skipif(
    not PUBLISHED.exists(), reason=f"needs {PUBLISHED.name}, which is not in the repository"
)
needs_cola = pytest.mark.skipif(not (DATA / "cola").exists(), reason="needs the real CoLA in LETHE_DATA")
needs_conll = pytest.mark.skipif(not (DATA / "conll2003").exists(), reason="needs the real CoNLL-2003 in LETHE_DATA")


@needs_published
@needs_cola
def test_the_published_counts_of_experiment_2(tmp_path):
    run = store.open_run(import_predictions([PUBLISHED], "cola", tmp_path, DATA))
    answers = store.read_answers(run, "cola")

    gold = answers.units.gold
    first, second = answers.right()
    assert np.bincount(gold).tolist() == [322, 721]
    assert (first.sum(), second.sum()) == (860, 789)
    assert np.bincount(gold[first & ~second], minlength=2).tolist() == [117, 1]
    assert np.bincount(gold[~first & second], minlength=2).tolist() == [0, 47]
    assert [(s.name, s.stage_name, s.ends_stage) for s in run.snapshots] == [
        ("1", "first", True),
        ("2", "second", True),
    ]
    assert (run.kind, run.own, run.tasks["cola"].official) == ("import", {"cola": 1}, True)
    assert run.trained == {("1", "cola"), ("2", "cola")}
    assert store.read_progress(run.folder).state == "done"
    assert run.plan == {
        "format": 1, "kind": "import", "name": PUBLISHED.stem, "task": "cola", "files": [PUBLISHED.name],
        "columns": ["first", "second"],
    }  # fmt: skip
    assert len(store.read_examples(run, "cola")) == 1043
    assert len(store.read_examples(run, "cola")[0].texts[0]) > 5
    for place in (str(DATA.resolve()), str(tmp_path), str(Path.home())):
        assert all(place.encode() not in f.read_bytes() for f in run.folder.iterdir())


@needs_published
@needs_cola
def test_one_wrong_gold_label_is_found(tmp_path):
    lines = PUBLISHED.read_text().splitlines()
    index, label, *rest = lines[500].split("\t")
    lines[500] = "\t".join([index, "1" if label == "0" else "0", *rest])
    (tmp_path / "wrong.tsv").write_text("\n".join(lines))

    with pytest.raises(
        UserError, match=rf"^wrong.tsv, line 501 \(index {index}\): the label is .* in cola's dev split"
    ) as e:
        import_predictions([tmp_path / "wrong.tsv"], "cola", tmp_path / "runs", DATA)
    assert "\n" not in str(e.value)
    assert not (tmp_path / "runs").exists()


@needs_conll
def test_the_original_word_format_with_a_truncated_sentence(tmp_path):
    sentences, tags = [], []
    for line in (DATA / "conll2003" / "valid.txt").read_text().splitlines() + [""]:
        if line and not line.startswith("-DOCSTART-"):
            tags.append(line.split()[-1])
        elif tags:
            sentences.append(tags)
            tags = []
    longest = max(range(len(sentences)), key=lambda i: len(sentences[i]))
    sentences[longest] = sentences[longest][:-5]
    words = sum(map(len, sentences))
    for name, predict in (("eval_results_ner1.txt", lambda tag: tag), ("eval_results_ner2.txt", lambda tag: "O")):
        blocks = ["index\tlabel\tprediction"]
        for i in np.random.default_rng(0).permutation(len(sentences)):
            for n, tag in enumerate(sentences[i]):
                blocks.append(f"{i + 1 if n == 0 else ''}\t{tag}\t{predict(tag)}")
            blocks.append("")
        (tmp_path / name).write_text("\n".join([*blocks, str(words / len(sentences))]))

    files = [tmp_path / "eval_results_ner1.txt", tmp_path / "eval_results_ner2.txt"]
    run = store.open_run(import_predictions(files, "conll2003", tmp_path / "runs", DATA))
    answers = store.read_answers(run, "conll2003")

    assert answers.predicted.shape == (2, 51_357)
    assert run.tasks["conll2003"].not_evaluated == 5
    assert answers.right().sum(1).tolist() == [51_357, np.sum(answers.units.gold == 0)]
    assert np.bincount(answers.units.gold)[1:3].tolist() == [922, 346]
    assert [s.stage_name for s in run.snapshots] == ["eval_results_ner1", "eval_results_ner2"]


@needs_published
@needs_cola
def test_two_halves_of_the_published_predictions_are_not_compared(tmp_path):
    """As many rows each, one split: the differences would be of other sentences."""
    head, *rows = PUBLISHED.read_text(encoding="utf-8").splitlines()
    halves = []
    for name, part in (("first.tsv", rows[:500]), ("last.tsv", rows[-500:])):
        (tmp_path / name).write_text("\n".join([head, *part]), encoding="utf-8")
        halves.append(store.open_run(import_predictions([tmp_path / name], "cola", tmp_path / "runs", DATA)))
    groups = grouped(halves, lambda run: "done").groups
    table = comparison.table(groups, lambda run: profile(run, partial(store.read_answers, run)), store.read_hashes)
    assert (table.tasks, [task for task, _ in table.refused]) == ((), ["cola"])
    assert "they differ in the evaluated units, though there may be as many" in table.refused[0][1]
