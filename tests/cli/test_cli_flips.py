"""`python -m engine flips`: the published CoLA figures by their names; tokens; mistakes."""

import json
import sys
from pathlib import Path

import pytest

from engine.__main__ import main

sys.path.append(str(Path(__file__).parents[1] / "pages"))
from toy_run import make_run  # noqa: E402

CELLS = (  # gold, first, second, how many: the cells of the published CoLA predictions
    (0, 0, 0, 76), (0, 0, 1, 117), (0, 1, 1, 129), (1, 1, 1, 666), (1, 1, 0, 1), (1, 0, 1, 47), (1, 0, 0, 7),
)  # fmt: skip


@pytest.fixture
def cola(tmp_path, monkeypatch, capsys) -> list[str]:
    """The words after `flips` for an import of answers with the published counts."""
    monkeypatch.delenv("LETHE_DATA", raising=False)  # without texts: these are no real sentences
    rows = [f"{gold}\t{first}\t{second}" for gold, first, second, n in CELLS for _ in range(n)]
    lines = "\n".join(f"{i}\t{row}" for i, row in enumerate(rows))
    (tmp_path / "answers.tsv").write_text(f"index\tlabel\tbefore\tafter\n{lines}\n")
    words = ["import", str(tmp_path / "answers.tsv"), "--task", "cola", "--runs", str(tmp_path / "runs")]
    assert main(words) == 0
    return [capsys.readouterr().out.splitlines()[-1], "--runs", str(tmp_path / "runs"), "--task", "cola"]


def document(capsys, *words):
    assert main(["flips", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words):
    assert main(["flips", *words]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


def test_keys_and_figures_are_those_published(cola, capsys):
    found = document(capsys, *cola)

    rounded = {k: round(found[k], 4) for k in ("NFR", "PFR", "NFI", "BTC", "BEC", "cnt3/cnt1", "churn")}
    assert rounded == {
        "NFR": 0.1131, "PFR": 0.0451, "NFI": 0.4646, "BTC": 0.8628, "BEC": 0.7432, "cnt3/cnt1": 0.1372, "churn": 0.1582,
    }  # fmt: skip
    assert found["relative NFR"] == pytest.approx(0.563, abs=5e-4)
    assert found["wilson"] == pytest.approx([0.116, 0.162], abs=5e-4)
    assert found["mcnemar_p"] == pytest.approx(3.1e-8, rel=0.01)
    assert found["accuracy_difference"] == pytest.approx(-0.0681, abs=5e-5)
    assert found["accuracy_difference_interval"] == pytest.approx([-0.091, -0.045], abs=0.002)
    assert (found["first"], found["second"], found["n"], found["unit"]) == ("1", "2", 1043, "sentences")
    assert (found["forgotten"], found["learned"], found["metric"], found["verdict"]) == (118, 47, "mcc", "forgot")
    assert [(row["label"], row["verdict"]) for row in found["labels"]] == [("0", "forgot"), ("1", "improved")]
    assert found["bowker"]["df"] == found["stuart_maxwell"]["df"] == 1
    assert found["cochran_q"] is None  # two snapshots


def test_swapped_snapshots_metric_and_margin(cola, capsys):
    found = document(capsys, *cola, "--first", "2", "--second", "1", "--metric", "accuracy", "--margin", "0.2")

    assert (found["forgotten"], found["learned"], found["metric"]) == (47, 118, "accuracy")
    assert found["difference"] == pytest.approx(0.0681, abs=5e-5)
    assert (found["margin"], found["verdict"]) == (0.2, "did not forget")


def test_tables(cola, capsys):
    assert main(["flips", *cola]) == 0
    out = capsys.readouterr().out
    for said in ("relative NFR", "0.1158 to 0.1618 (Wilson)", "cola: forgetting is established".replace("cola", "CoLA"),
                 "paired bootstrap over sentences, BCa, 9,999 resamples", "Bowker: chi-square 161.02, df 1",
                 "note: no equivalence margin was given"):  # fmt: skip
        assert said in out


def test_tokens_have_entities_and_come_without_o(tmp_path, capsys):
    run = make_run(tmp_path)

    found = document(capsys, run, "--runs", str(tmp_path), "--task", "names", "--first", "0", "--second", "3")

    assert found["unit"] == "tokens" and found["resampled"] == "sentences"
    assert found["notes"][0] == "at 0 (before training) the task's head was not trained: a random head answered"
    assert any("tokens taken as independent" in note for note in found["notes"])
    assert found["without_O"]["n"] == 3 and found["without_O"]["learned"] == 2
    assert found["entities"]["types"] == ["PER"] and found["entities"]["moves"][0][3] == [1, 0, 0, 1]
    assert [s["holm"] for s in found["cochran_q"]["pairs"]]
    assert main(["flips", run, "--runs", str(tmp_path), "--task", "names", "--first", "0"]) == 0
    assert "token accuracy without O: 0.0000 → 0.6667, n = 3" in capsys.readouterr().out


def test_mistakes_are_one_line(cola, tmp_path, capsys):
    assert "a difference of the metric between 0 and 1, like 0.02; got 2" in refused(capsys, *cola, "--margin", "2")
    assert "entity_f1 does not suit cola" in refused(capsys, *cola, "--metric", "entity_f1")
    assert "no metric 'bleu'" in refused(capsys, *cola, "--metric", "bleu")
    assert "first and second are the same snapshot" in refused(capsys, *cola, "--first", "2")
    with pytest.raises(SystemExit):
        main(["flips", *cola, "--margin", "little"])
    assert "takes a number such as 0.02, got 'little'" in capsys.readouterr().err
