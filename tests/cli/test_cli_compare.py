"""`compare` on the command line, as a function."""

import json

import pytest
from adapted_runs import make as make_adapted
from seed_runs import make

from engine.__main__ import main


@pytest.fixture
def orders(tmp_path):
    for seed in (1, 2, 3):
        make(tmp_path, seed, sweep="both orders")
        make(tmp_path, seed, ("rate", "judge"), sweep="both orders")
    return tmp_path


def test_a_sweep_by_groups(orders, capsys):
    assert main(["compare", "--runs", str(orders), "--sweep", "both orders", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(g["label"], g["seeds"]) for g in found["groups"]] == [
        ("judge → rate", [1, 2, 3]),
        ("rate → judge", [1, 2, 3]),
    ]
    assert found["settings"] == [{"name": "order", "values": ["judge → rate", "rate → judge"]}]
    judge = found["scores"]["judge"][0]
    assert judge["forgetting"]["values"] == [0.25, 0.25, 0.25]
    assert (judge["forgetting"]["sd"], judge["forgetting"]["low"], judge["forgetting"]["high"]) == (0.0, 0.25, 0.25)
    assert judge["forgetting"]["hierarchical"]["seeds"] == [0.25, 0.25]
    assert found["scores"]["judge"][1]["forgetting"]["mean"] is None
    contrast = found["contrasts"][0]
    assert (contrast["n"], contrast["test"]) == ([3, 3], "paired t over 3 seeds")
    agreed = found["forgotten"]["judge"]["consensus"][0]
    assert (agreed["units"], agreed["known_units"]) == ([4, 3, 0, 1], [4, 3, 0, 1])


def test_a_table_for_people(orders, capsys):
    assert main(["compare", "--runs", str(orders), "both orders", "--task", "judge"]) == 0
    said = capsys.readouterr().out
    assert "over seeds and examples, A, B: few seeds: too narrow" in said
    for words in ("Settings that differ", "seeds 1, 2, 3 (3 runs)", "paired t over 3 seeds", "3 of 3", "Judge, acc"):
        assert words in said


def test_two_runs_are_held_against_each_other_by_example(tmp_path, capsys):
    ids = [make(tmp_path, 1, lost=(0, 1, 2)), make(tmp_path, 1, lost=(3,), strategy={"name": "replay"})]
    assert main(["compare", "--runs", str(tmp_path), *ids, "--task", "judge", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    test = found["run_tests"]["judge"][0]
    assert (test["only_a_right"], test["only_b_right"], test["mcnemar_p"]) == (1, 3, 0.625)
    sets = found["forgotten"]["judge"]["overlap"]
    assert [(i["groups"], i["units"]) for i in sets["intersections"]] == [
        (["sequential"], [[0, 0], [1, 0], [2, 0]]), (["replay"], [[3, 0]])]  # fmt: skip
    assert (sets["jaccard_of_known"][0][1], sets["known_to_both"][0][1]) == (0.0, 8)
    assert sets["jaccard_of_known_if_random"][0][1] == pytest.approx((3 * 1 / 8) / (4 - 3 / 8))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"fingerprint": "bbbb"}, "differ in the evaluation split (fingerprint aaaa; bbbb)"),
        ({"labels": ("good", "bad")}, "differ in the order of the labels (bad, good; good, bad)"),
        ({"tokenizer": "t2"}, "differ in the tokenizer (minilm t1; minilm t2"),
        ({"shifted": True}, "differ in the content of 8 of 8 examples"),
        ({"rows": slice(0, 4)}, "differ in the number of evaluated units (8; 4)"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(tmp_path, capsys, second, said):
    ids = [make(tmp_path, 1), make(tmp_path, 2, **second)]
    assert main(["compare", "--runs", str(tmp_path), *ids, "--task", "judge"]) == 2
    message = capsys.readouterr().err
    assert said in message and message.count("\n") == 1


def test_other_parts_of_a_split_are_refused_though_they_are_as_large(tmp_path, capsys):
    ids = [make(tmp_path, 1, rows=slice(0, 4)), make(tmp_path, 2, rows=slice(4, 8))]
    assert main(["compare", "--runs", str(tmp_path), *ids, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tasks"] == ["rate"]
    assert [r["task"] for r in found["refused"]] == ["judge"]
    assert "differ in the evaluated units, though there may be as many" in found["refused"][0]["why"]


def test_other_tokenizers_are_compared_when_asked_for(tmp_path, capsys):
    ids = [make(tmp_path, 1), make(tmp_path, 2, tokenizer="t2")]
    assert main(["compare", "--runs", str(tmp_path), *ids, "--across-tokenizers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tasks"] == ["judge", "rate"]


def test_across_tokenizers_every_number_is_over_what_all_runs_evaluated(tmp_path, capsys):
    """Sentence 0 is lost: 1 of 8, but 1 of the 4 that both evaluated."""
    ids = [make(tmp_path, 1, lost=(0,)), make(tmp_path, 2, lost=(), tokenizer="t2", rows=slice(0, 4))]
    assert main(["compare", "--runs", str(tmp_path), *ids, "--across-tokenizers", "--task", "judge", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    forgetting = found["scores"]["judge"][0]["forgetting"]
    assert forgetting["values"] == [0.25, 0.0]
    assert forgetting["hierarchical"]["value"] == 0.125
    note = f"units left out because another run has not evaluated them: 4 of {ids[0]}"
    assert found["notes"] == [{"task": "judge", "note": note}]
    assert found["forgotten"]["judge"]["consensus"][0]["units"] == [3, 1, 0]


def test_a_task_that_cannot_be_joined_is_refused_and_does_not_end_the_others(tmp_path, capsys):
    """Without a part in common: that shows only when the answers are joined."""
    ids = [make(tmp_path, 1, rows=slice(0, 4)), make(tmp_path, 2, tokenizer="t2", rows=slice(4, 8))]
    assert main(["compare", "--runs", str(tmp_path), *ids, "--across-tokenizers", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tasks"] == ["rate"]
    assert found["refused"] == [{"task": "judge", "why": "these runs have no evaluated unit of judge in common"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "which runs? Give ids of runs, a group's id, or --sweep NAME"),
        (("--sweep", "nope"), "no sweep 'nope'. There are: both orders"),
        (("nope",), "no run 'nope'"),
        (("both orders", "--task", "nope"), "no task 'nope' in these runs. There are: "),
        (("both orders", "--metric", "nope"), "no metric 'nope'"),
    ],
)
def test_a_mistake_is_one_line(orders, capsys, arguments, said):
    assert main(["compare", "--runs", str(orders), *arguments]) == 2
    message = capsys.readouterr().err
    assert said in message and message.count("\n") == 1


def test_runs_that_are_not_done_are_no_comparison(tmp_path, capsys):
    run = make(tmp_path, 1, state="running")
    assert main(["compare", "--runs", str(tmp_path), run]) == 2
    assert f"no run to compare is done. {run}: not done: it is running" in capsys.readouterr().err


def test_adaptation_runs_are_scores_over_the_number_of_examples(tmp_path, capsys):
    source = make(tmp_path, 7)
    for seed in (1, 2, 3):
        make_adapted(tmp_path, source, 20, seed, (5, 6 + seed % 2), (4, 3))
        make_adapted(tmp_path, None, 20, seed, (2, 5))
    assert main(["compare", "--runs", str(tmp_path), "--sweep", "adaptation", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["adaptation"]
    assert [(c["begins"], [p["examples"] for p in c["points"]]) for c in found["courses"]] == [
        ("after judge → rate, seed 7", [0, 20]), ("plain encoder", [0, 20]),
    ]  # fmt: skip
    assert found["courses"][0]["points"][1]["scores"]["judge"] == [7 / 8, 6 / 8, 7 / 8]
    assert [(c["examples"], c["difference"]) for c in found["against_plain"]] == [(0, 3 / 8), (20, 5 / 24)]
    assert main(["compare", "--runs", str(tmp_path), "--sweep", "adaptation"]) == 0
    said = capsys.readouterr().out
    assert "Adaptation: a new task over the number of its examples" in said and "+.2083" in said
    assert "rate +.250" in said and "plain encoder, 0 examples: an untrained head answers" in said
