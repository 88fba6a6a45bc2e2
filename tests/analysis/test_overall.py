"""The overall score of multi-task minBERT: which rule gives which published row."""

import numpy as np
import pytest

from engine.analysis.measures import Grid, measures, overall

PUBLISHED = {  # SST accuracy, paraphrase accuracy, STS Pearson -> overall as printed
    "A": (0.364, 0.729, 0.016, 0.428),
    "B": (0.396, 0.524, 0.376, 0.536),
    "C": (0.240, 0.810, 0.818, 0.653),
    "D": (0.284, 0.800, 0.815, 0.664),
    "E": (0.516, 0.828, 0.615, 0.717),
    "F": (0.533, 0.820, 0.726, 0.738),
    "dev": (0.526, 0.823, 0.730, 0.738),
}


@pytest.mark.parametrize(
    ("row", "normalised", "simple", "gives"),
    [
        ("A", 0.5337, 0.3697, False), ("B", 0.5360, 0.4320, True), ("C", 0.6530, 0.6227, True),
        ("D", 0.6638, 0.6330, True), ("E", 0.7172, 0.6530, True), ("F", 0.7387, 0.6930, False),
        ("dev", 0.7380, 0.6930, True),
    ],
)  # fmt: skip
def test_which_rule_gives_which_published_row(row, normalised, simple, gives):
    *scores, printed = PUBLISHED[row]
    both = overall.normalised(*scores), overall.simple(*scores)
    assert [round(value, 4) for value in both] == [normalised, simple]
    assert (round(both[0], 3) == printed) == gives
    assert round(both[1], 3) != printed  # no row


def test_f_is_given_within_the_rounding_of_its_paraphrase_score():
    assert round(overall.normalised(0.5325, 0.8195, 0.7255), 3) == 0.738


def grid(result, trained=True, metrics=("accuracy", "pearson", "accuracy"), tasks=("qqp", "sts", "sst")) -> Grid:
    rows = np.array(result, dtype=float)
    return Grid(tuple(range(1, len(rows) + 1)), tasks, metrics, rows, np.full(rows.shape, trained), (1, 1, 1))


def test_of_a_run_by_stage_and_at_its_end():
    found = grid([[0.8, 0.815, 0.284], [0.828, 0.615, 0.516], [0.82, 0.726, 0.533]])
    assert [tuple(round(v, 3) for v in both) for both in overall.by_stage(found)] == [
        (0.664, 0.633), (0.717, 0.653), (0.739, 0.693),
    ]  # fmt: skip
    measure = measures(found)["overall"]
    assert measure.value == pytest.approx((0.82 + 0.863 + 0.533) / 3)
    assert dict(zip(measure.tasks, measure.parts, strict=True)) == pytest.approx(
        {"sst": 0.533, "qqp": 0.82, "sts": 0.863}
    )
    assert [(r.key, round(r.value, 3)) for r in measure.rivals] == [("overall", 0.739), ("overall_simple", 0.693)]


def test_where_it_cannot_be_told():
    assert "overall" not in measures(grid([[0.5, 0.5]], metrics=("accuracy",) * 2, tasks=("qqp", "sst")))
    other = measures(grid([[0.5, 0.5, 0.5]], metrics=("f1", "pearson", "accuracy")))["overall"]
    assert (other.value, other.why_not) == (
        None, "takes accuracy of sst and qqp and Pearson of sts; in view is qqp by f1",
    )  # fmt: skip
    assert measures(grid([[0.5, 0.5, 0.5]], trained=False))["overall"].why_not.count("untrained head") == 3
    assert overall.by_stage(grid([[0.5, np.nan, 0.5]])) == [None]
