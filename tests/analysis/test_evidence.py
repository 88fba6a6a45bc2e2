"""Verdicts: forgot, improved, not enough evidence; did not forget only within a margin that was chosen."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from engine import published, store
from engine.analysis.evidence import difference, evidence, label_evidence, labels_of, verdict
from engine.analysis.evidence.bootstrap import Interval
from engine.errors import UserError
from engine.imports import import_predictions

SHARED = Path(__file__).parents[3] / "shared"
PREDICTIONS = SHARED / "reference" / "seed_experiment2_cola_predictions.tsv"


def cola(answers_to):
    """742 kept, 118 forgotten, 47 learned, 136 never right, as published: forgotten are all but one of label 0."""
    parts = [  # gold, first, second, how many
        (0, 0, 0, 76), (0, 0, 1, 117), (0, 1, 1, 129), (1, 1, 1, 666), (1, 1, 0, 1), (1, 0, 1, 47), (1, 0, 0, 7),
    ]  # fmt: skip
    gold, first, second = (np.repeat([p[i] for p in parts], [p[3] for p in parts]) for i in range(3))
    return answers_to(gold, first, second)


def check_published(found):
    document = found.to_json()
    rounded = {k: round(document[k], 4) for k in ("NFR", "PFR", "NFI", "BTC", "BEC", "cnt3/cnt1", "churn")}
    assert rounded == {
        "NFR": 0.1131, "PFR": 0.0451, "NFI": 0.4646, "BTC": 0.8628, "BEC": 0.7432, "cnt3/cnt1": 0.1372, "churn": 0.1582,
    }  # fmt: skip
    assert document["wilson"] == pytest.approx([0.116, 0.162], abs=5e-4)
    assert document["mcnemar_p"] == pytest.approx(3.1e-8, rel=0.01)
    assert document["accuracy_difference"] == pytest.approx(-0.0681, abs=5e-5)
    assert document["accuracy_difference_interval"] == pytest.approx([-0.091, -0.045], abs=0.002)
    assert (document["metric"], document["verdict"]) == ("mcc", "forgot")
    assert document["difference"] == pytest.approx(0.3818496 - 0.5699305, abs=1e-6)
    low, high = document["interval"]
    assert low < document["difference"] < high < 0
    assert document["method"] == "95 % interval: paired bootstrap over sentences, BCa, 9,999 resamples"
    json.dumps(document, allow_nan=False)


def test_the_published_cola_counts(answers_to):
    check_published(evidence(cola(answers_to), 0, 1))


def test_the_published_cola_predictions(tmp_path):
    if not PREDICTIONS.is_file():
        pytest.skip(f"no {PREDICTIONS.name} in shared/reference: the same counts are tested above")
    data = Path(os.environ.get("LETHE_DATA", SHARED / "data"))
    folder = import_predictions([PREDICTIONS], "cola", tmp_path, data if (data / "cola").is_dir() else None, None)
    check_published(evidence(store.read_answers(store.open_run(folder), "cola"), 0, 1))


def test_the_sentence_names_metric_scores_and_interval(answers_to):
    said = evidence(cola(answers_to), 0, 1).sentence
    assert said.startswith("cola: forgetting is established: MCC .570 → .382, difference −.188 [−.2")
    assert said.endswith("; the interval lies below 0.")


def test_back_again_is_an_improvement(answers_to):
    forth, back = evidence(cola(answers_to), 0, 1), evidence(cola(answers_to), 1, 0)
    assert back.verdict.name == "improved"
    assert (back.flips.learned, back.flips.forgotten) == (forth.flips.forgotten, forth.flips.learned)
    assert back.mcnemar_p == forth.mcnemar_p
    assert back.cohen_g == pytest.approx(-forth.cohen_g)


def test_nothing_changed_is_not_enough_evidence(answers_to):
    gold = [0, 1] * 500
    found = evidence(answers_to(gold, gold, gold), 0, 1)
    assert found.verdict.name == "not enough evidence"
    assert found.mcnemar_p == 1.0 and np.isnan(found.cohen_g)
    assert "none of 1,000 sentences changed" in found.sentence


def test_did_not_forget_needs_a_margin_and_enough_examples(answers_to):
    gold = [0, 1] * 500
    many, few = answers_to(gold, gold, gold), answers_to(gold[:20], gold[:20], gold[:20])
    assert evidence(many, 0, 1, "accuracy", 0.02).verdict.name == "did not forget"
    assert evidence(few, 0, 1, "accuracy", 0.02).verdict.name == "not enough evidence"


def test_an_interval_inside_the_margin_is_did_not_forget(answers_to):
    gold = np.zeros(1000, dtype=int)
    first, second = gold.copy(), gold.copy()
    first[:10], second[10:20] = 1, 1  # as many learned as forgotten
    answers = answers_to(gold, first, second)
    assert difference(answers, 0, 1, "accuracy").verdict.name == "not enough evidence"
    assert difference(answers, 0, 1, "accuracy", 0.05).verdict.name == "did not forget"
    assert difference(answers, 0, 1, "accuracy", 0.005).verdict.name == "not enough evidence"


def test_a_handful_of_changes_establishes_nothing(answers_to):
    answers = answers_to([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1])
    found = difference(answers, 0, 1, "accuracy")
    assert (found.interval.low, found.interval.high) == (-1.0, -1.0)  # a bootstrap of five equal changes is too sure
    assert found.verdict.name == "not enough evidence"
    assert found.verdict.reason == "only 5 of 5 sentences changed: at least 6 are needed"


@pytest.mark.parametrize("margin", [0, -0.1, 1, 2.5, float("nan")])
def test_a_margin_that_makes_no_sense_is_refused(answers_to, margin):
    with pytest.raises(
        UserError, match="an equivalence margin is a difference of the metric between 0 and 1, like 0.02"
    ):
        evidence(answers_to([0, 1], [0, 1], [0, 1]), 0, 1, margin=margin)


def test_a_metric_that_does_not_suit_is_refused(answers_to):
    with pytest.raises(UserError, match="entity_f1 does not suit cola"):
        evidence(answers_to([0, 1], [0, 1], [0, 1]), 0, 1, "entity_f1")


@pytest.mark.parametrize(
    ("low", "high", "changed", "margin", "expected"),
    [
        (-0.2, -0.1, 50, None, "forgot"),
        (0.1, 0.2, 50, None, "improved"),
        (-0.1, 0.1, 50, None, "not enough evidence"),
        (-0.01, 0.01, 50, 0.02, "did not forget"),
        (-0.02, 0.01, 50, 0.02, "not enough evidence"),  # the interval touches the margin
        (-0.015, -0.005, 50, 0.02, "did not forget"),  # below 0, but by less than matters to the user
        (-0.2, -0.1, 50, 0.02, "forgot"),
        (float("nan"), 0.1, 50, 0.02, "not enough evidence"),
    ],
)
def test_a_verdict_of_an_interval(low, high, changed, margin, expected):
    found = verdict.of_interval(
        -0.01, Interval(low, high, "BCa", 9999), changed, 1000, "sentences", margin, share=False
    )
    assert found.name == expected and found.name in verdict.VERDICTS


@pytest.mark.parametrize("changed", range(8))
def test_one_more_changed_answer_is_no_reason_to_know_less(changed, answers_to):
    """Of 5,000 sentences, with a margin of .02: none, one to five and six changed give the same verdict."""
    second = np.zeros(5000, int)
    second[:changed] = 1
    found = evidence(answers_to(np.zeros(5000, int), np.zeros(5000, int), second), 0, 1, "accuracy", 0.02)
    assert found.verdict.name == "did not forget"


def test_few_changed_answers_of_few_say_little(answers_to):
    found = evidence(answers_to(np.zeros(60, int), np.zeros(60, int), [1, 1, 1] + [0] * 57), 0, 1, "accuracy", 0.12)
    assert found.verdict == verdict.Verdict(
        "not enough evidence", "only 3 of 60 sentences changed: at least 6 are needed"
    )


def test_a_share_of_examples_is_no_margin_of_a_correlation(answers_to):
    """25 positives of 5,000: three flips, a share of .0006, take MCC from 1 to .938."""
    gold = np.repeat([1, 0], [25, 4975])
    answers = answers_to(gold, gold, gold)
    assert evidence(answers, 0, 1, "accuracy", 0.01).verdict.name == "did not forget"
    found = evidence(answers, 0, 1, "mcc", 0.01).verdict
    assert found.name == "not enough evidence"
    assert found.reason == (
        "none of 5,000 sentences changed, and of this metric that does not tell how far so few could move it"
    )


def test_tokens_are_never_judged_by_mcnemar(answers_to):
    """Forty tokens forgotten in one sentence of thirty: McNemar is sure, and wrong to be."""
    example = np.repeat(np.arange(30), 40)
    second = np.where(example == 0, 1, 0)
    answers = answers_to([0] * 1200, [0] * 1200, second, kind="token", labels=("O", "B-X"), example=example,
                         metrics=("token_accuracy",))  # fmt: skip

    found = evidence(answers, 0, 1)
    label = labels_of(answers, 0, 1)[0]

    assert found.mcnemar_p < 1e-10 and found.verdict.name == "not enough evidence"
    assert "McNemar: tokens taken as independent, so p is too small" in found.notes[0]
    assert label.mcnemar_p < 1e-10 and label.sentence_p == 1.0
    assert label.verdict.name == "not enough evidence"


def test_the_published_ner_table():
    """Issue 3: I-ORG (28 against 16) is not established, B-PER (637 against 1) is; tokens taken as independent."""
    counts = published.reference("experiment-1").counts

    found = label_evidence(counts.frequency, counts.cnt1, counts.cnt3, counts.cnt4, labels=counts.labels)

    by_label = {row.label: row for row in found}
    assert by_label["I-ORG"].p == pytest.approx(0.096, abs=5e-4)
    assert by_label["I-ORG"].verdict.name == "not enough evidence"
    assert by_label["B-PER"].verdict.name == "forgot" and by_label["B-PER"].p < 1e-100
    assert {row.test for row in found} == {"exact McNemar, tokens taken as independent"}
    assert [row.cnt2 for row in found] == counts.cnt2.tolist()
    assert [r.label for r in found if r.verdict.name == "not enough evidence"] == ["O", "I-ORG"]


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(UserError, match="label '0': frequency 3, cnt1 4, cnt3 0, cnt4 0 do not fit"):
        label_evidence([3], [4], [0], [0])


def test_labels_of_the_published_cola_counts(answers_to):
    zero, one = labels_of(cola(answers_to), 0, 1)

    assert (zero.cnt3, zero.cnt4, zero.verdict.name) == (117, 0, "forgot")
    assert (one.cnt3, one.cnt4, one.verdict.name) == (1, 47, "improved")
    assert (zero.share_of_right, zero.cohen_g) == (117 / 193, 0.5)
    assert zero.test == "exact McNemar" and np.isnan(zero.sentence_p)
    json.dumps([row.to_json() for row in (zero, one)], allow_nan=False)


def test_a_margin_lets_a_label_be_not_forgotten(answers_to):
    gold = [0] * 400 + [1] * 400
    second = [1] * 100 + [0] * 300 + [1] * 400
    lost, kept = labels_of(answers_to(gold, gold, second, labels=("a", "b", "c")), 0, 1, margin=0.05)[:2]
    assert (lost.verdict.name, kept.verdict.name) == ("forgot", "did not forget")


def test_a_label_that_does_not_occur_says_so(answers_to):
    absent = labels_of(answers_to([0] * 9, [0] * 9, [0] * 9, labels=("a", "b")), 0, 1, margin=0.1)[1]
    assert np.isnan([absent.p, absent.holm, absent.share_of_right]).all()
    assert (absent.verdict.name, absent.verdict.reason) == ("not enough evidence", "the label does not occur")
