"""`slices` and `lifelines` from the words that are typed."""

import json
import sys
from pathlib import Path

import pytest

from engine.__main__ import main

sys.path.insert(0, str(Path(__file__).parents[1] / "analysis"))
from test_slices import write_run  # noqa: E402


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return str(write_run(tmp_path_factory.mktemp("runs")))


def test_slices_as_json_and_as_a_table(run, capsys):
    assert main(["slices", run, "--task", "mini-cola", "--first", "1", "--second", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"slices", "tests", "permutations", "unavailable", "rate", "cnt1", "cnt3"} <= found.keys()
    assert found["permutations"] is None  # exact
    assert all(s["cnt2"] == s["cnt1"] - s["cnt3"] + s["cnt4"] for s in found["slices"])
    assert (
        main(["slices", run, "--task", "mini-ner", "--first", "0", "--label", "all but O", "--feature", "label"]) == 0
    )
    printed = capsys.readouterr().out
    assert "gold label all but O" in printed and "permutations of sentences; Holm over" in printed


@pytest.mark.parametrize("verb", ["slices", "examples"])
@pytest.mark.parametrize("limit", ["-3", "three"])
def test_a_limit_is_no_negative_number(run, capsys, verb, limit):
    with pytest.raises(SystemExit) as ended:
        main([verb, run, "--task", "mini-cola", "--limit", limit])
    said = capsys.readouterr().err
    assert ended.value.code == 2 and said.count("\n") == 1
    assert f"takes a whole number from 0 on, got '{limit}'" in said


def test_a_slice_of_one_s_own(run, capsys, tmp_path):
    assert main(["slices", run, "--task", "mini-cola", "--contains", "the", "--json"]) == 0
    assert [s["name"] for s in json.loads(capsys.readouterr().out)["slices"]].count("yes") == 1
    (tmp_path / "c.csv").write_text("example,kind\n0,a\n1,b\n")
    assert main(["slices", run, "--task", "mini-cola", "--column", str(tmp_path / "c.csv"), "--json"]) == 0
    assert {s["name"] for s in json.loads(capsys.readouterr().out)["slices"]} == {"a", "b", "(no value)"}
    assert main(["slices", run, "--task", "mini-cola", "--regex", "(a"]) == 2
    assert "is not valid: missing )" in capsys.readouterr().err


def test_lifelines(run, capsys):
    assert main(["lifelines", run, "--task", "mini-cola", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(found["classes"].values()) == found["units"] == 300
    assert found["retention"]["kept"][0] == found["retention"]["right_at_first"]
    assert main(["lifelines", run, "--task", "mini-cola"]) == 0
    assert "relearned" in capsys.readouterr().out
    assert main(["lifelines", run, "--task", "mini-ner"]) == 2
    assert "needs two snapshots at which the head of mini-ner was trained" in capsys.readouterr().err
