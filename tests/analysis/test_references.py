"""The published experiments: every identity that the fact sheet states."""

import numpy as np
import pytest

from engine import published
from engine.analysis.references import counts_of, matrix_of

NAMES = ("experiment-1", "experiment-2", "experiment-3", "experiment-4")


@pytest.fixture(params=NAMES)
def reference(request):
    return published.reference(request.param)


def test_there_are_four_and_minilm_has_them_too():
    assert published.names() == NAMES
    assert published.reference("experiment-2-minilm") is published.reference("experiment-2")
    assert published.reference("quickstart") is None
    assert published.reference("../experiment-1") is None


def test_transfer_is_as_printed_to_seven_decimals(reference):
    assert np.round(matrix_of(reference).transfer, 7).tolist() == reference.transfer.tolist()


def test_the_digits_that_were_lost():
    restored = published.reference("experiment-3").restored
    assert [(c.row, c.column, c.printed, c.value) for c in restored] == [
        (0, 0, 0.578641, 0.5786416),
        (2, 0, 0.3146, 0.3146001),
    ]


@pytest.mark.parametrize(
    "name, acc, bwt",
    [
        ("experiment-1", 0.7302620, -0.1051954),
        ("experiment-2", 0.7112790, -0.1344816),
        ("experiment-3", 0.6719884, -0.1773639),
        ("experiment-4", 0.7473547, -0.2892760),
    ],
)
def test_measures_of_the_printed_matrices(name, acc, bwt):
    found = matrix_of(published.reference(name)).measures
    assert found["ACC"].value == pytest.approx(acc, abs=5.1e-8)  # seven printed decimals
    assert found["BWT"].value == pytest.approx(bwt, abs=5e-8)
    assert found["forgetting"].value == pytest.approx(-bwt, abs=5e-8)
    assert found["ACC"].mixed


def test_identities_of_the_counts(reference):
    table = counts_of(reference)
    assert (table.cnt2 == table.cnt1 - table.cnt3 + table.cnt4).all()
    assert (table.cnt3 <= table.cnt1).all() and (table.cnt1 <= table.frequency).all()
    assert (table.cnt4 <= table.frequency - table.cnt1).all()


def test_shares_are_as_printed_but_for_one(reference):
    digits = 4 if reference.name == "experiment-4" else 2
    table, differing = counts_of(reference), []
    for label, ours, printed in zip(table.labels, table.share, reference.counts.share, strict=True):
        if round(float(ours), digits) != printed:
            differing.append((label, printed))
    assert differing == ([("1", 0.01)] if reference.name == "experiment-2" else [])


@pytest.mark.parametrize(
    "name, totals",
    [
        ("experiment-1", (51343, 50743, 49362, 1502, 121)),
        ("experiment-2", (1043, 860, 789, 118, 47)),
        ("experiment-3", (1043, 864, 772, 139, 47)),
        ("experiment-4", (51343, 50784, 46840, 4076, 132)),
    ],
)
def test_totals_of_the_counts(name, totals):
    total = counts_of(published.reference(name)).total()
    assert tuple(total[key] for key in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")) == totals


def test_counts_give_the_matrix_where_the_metric_is_accuracy():
    reference = published.reference("experiment-1")
    table, column = counts_of(reference), matrix_of(reference).result[:, 0]
    assert table.cnt1.sum() / table.frequency.sum() == pytest.approx(column[0], abs=5e-8)
    assert table.cnt2.sum() / table.frequency.sum() == pytest.approx(column[2], abs=5e-8)


@pytest.mark.parametrize("name", ["experiment-2", "experiment-3"])
def test_rebuilt_counts_give_the_printed_mcc(name):
    reference = published.reference(name)
    table, column = counts_of(reference), matrix_of(reference).result[:, 0]
    for right, printed in ((table.cnt1, column[0]), (table.cnt2, column[-1])):
        tn, tp = right
        fp, fn = table.frequency - right
        mcc = (tp * tn - fp * fn) / np.sqrt(float(tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
        assert mcc == pytest.approx(printed, abs=5e-8)
    assert reference.counts.rebuilt == ("cnt1", "cnt2")


def test_heads_above_the_diagonal_are_untrained(reference):
    size = len(reference.tasks)
    assert matrix_of(reference).trained.tolist() == np.tri(size, dtype=bool).tolist()


def test_source_and_notes_are_given(reference):
    assert "JingYannn/CatastrophicForgetting-BERT" in reference.citation
    assert reference.url.startswith("https://github.com/JingYannn/")
    assert reference.notes


def test_the_inconsistencies_are_noted():
    notes = {name: " ".join(published.reference(name).notes) for name in NAMES}
    assert "1 of 721 is 0.0014" in notes["experiment-2"]
    assert "0.5786416" in notes["experiment-3"] and "0.3146001" in notes["experiment-3"]
    assert "328 range rows" in notes["experiment-3"]
    assert "two metrics in one experiment" in notes["experiment-4"]
