"""What the figures of the result matrix say, before they are drawn."""

import numpy as np
import pytest

from engine import published
from engine.analysis.matrices import from_scores
from engine.analysis.references import matrix_of
from engine.analysis.scores import Scores
from engine.answers import Snapshot, TaskRecord
from engine.figures import matrix
from engine.figures.caption import About, number, of_reference

ABOUT = About("Run toy (20261122-173000-toy-deadbeef)", "seed 42 (1 run)")


@pytest.fixture
def toy():
    """Two tasks, a snapshot before training and one inside stage 2; MCC below 0."""
    snapshots = (
        Snapshot(0, stage_name="before training"),
        Snapshot(1, stage_name="cola"),
        Snapshot(2, 10, "mrpc"),
        Snapshot(2, stage_name="mrpc"),
    )
    records = (
        TaskRecord("cola", "CoLA", "sequence", ("0", "1"), ("mcc",), units=1043, official=False),
        TaskRecord("mrpc", "MRPC", "pair", ("0", "1"), ("accuracy",), units=408),
    )
    values = np.array([[-0.02, 0.31], [0.55, 0.43], [0.4, 0.5], [-0.1, np.nan]])
    trained = np.array([[False, False], [True, False], [True, True], [True, True]])
    return from_scores(Scores(snapshots, records, ("mcc", "accuracy"), values, trained), {"cola": 1, "mrpc": 2})


def test_the_result_heatmap(toy):
    figure = matrix.result_heatmap(toy, ABOUT)

    assert (figure.low, figure.high, figure.scale) == (0.0, 1.0, "result")
    assert figure.rows == ("1 · cola", "2 · mrpc")
    assert figure.columns == ("CoLA\nMCC", "MRPC\nacc")
    assert (figure.row_keys, figure.column_keys) == (("1", "2"), ("cola", "mrpc"))
    assert figure.text == ((".550", ".430†"), ("−.100", "–"))
    assert figure.hatched.tolist() == [[False, True], [False, False]]
    assert figure.outlined.tolist() == [[True, False], [False, True]]
    assert "untrained head" in figure.hover[0][1] and "untrained" not in figure.hover[0][0]
    assert figure.legend == (matrix.OWN, matrix.UNTRAINED, matrix.CLIPPED)


def test_the_row_before_training_can_be_shown(toy):
    figure = matrix.result_heatmap(toy, ABOUT, initial=True)
    assert figure.rows[0] == "0 · before training"
    assert figure.hatched[0].tolist() == [True, True]
    assert figure.outlined[0].tolist() == [False, False]


def test_the_transfer_scale_is_symmetric_and_round(toy):
    figure = matrix.transfer_heatmap(toy, ABOUT)
    assert (figure.low, figure.high, figure.scale) == (-0.8, 0.8, "transfer")  # largest: -.65 of CoLA
    assert figure.text == (("0", "–†"), ("−.650", "–"))


def test_untrained_heads_do_not_stretch_the_transfer_scale():
    figure = matrix.transfer_heatmap(matrix_of(published.reference("experiment-1")), ABOUT)
    assert figure.high == 0.2  # of -.183; the untrained heads' -.576 is no transfer


def test_captions_explain_themselves(toy):
    for figure in (matrix.result_heatmap(toy, ABOUT), matrix.transfer_heatmap(toy, ABOUT), matrix.slopes(toy, ABOUT)):
        for said in ("Run toy (20261122-173000-toy-deadbeef)", "MCC, acc", "1,043 sentences (CoLA)",
                     "408 sentence pairs (MRPC)", "snapshots ", "seed 42 (1 run)",
                     "non-official split: CoLA"):  # fmt: skip
            assert said in figure.caption


def test_a_published_figure_names_its_source():
    reference = published.reference("experiment-2")
    caption = matrix.result_heatmap(matrix_of(reference), of_reference(reference)).caption
    assert caption.startswith("Published: CoLA, then MRPC, then NER, bert-base-uncased; JingYannn/")


def test_slopes_have_all_snapshots(toy):
    figure = matrix.slopes(toy, ABOUT)

    assert figure.positions.tolist() == [0.0, 1.0, 1.5, 2.0]
    assert figure.keys == ("0", "1", "2@10", "2")
    assert (figure.ticks, figure.tick_labels) == ((0.0, 1.0, 2.0), ("0 · before training", "1 · cola", "2 · mrpc"))
    assert [(line.key, line.name, line.own) for line in figure.lines] == [
        ("cola", "CoLA (MCC)", 1),
        ("mrpc", "MRPC (acc)", 3),
    ]
    assert (figure.low, figure.high) == (-0.1, 1.0)


def test_a_run_without_a_stage_done_has_empty_figures():
    scores = Scores(
        (),
        (TaskRecord("a", "A", "sequence", ("0", "1"), ("mcc",)),),
        ("mcc",),
        np.empty((0, 1)),
        np.empty((0, 1), dtype=bool),
    )
    empty = from_scores(scores, {"a": 1})
    assert matrix.result_heatmap(empty, ABOUT).rows == ()
    assert matrix.transfer_heatmap(empty, ABOUT).high == 0.05
    assert len(matrix.slopes(empty, ABOUT).positions) == 0


@pytest.mark.parametrize(
    "value, digits, sign, shown",
    [
        (0.5699, 3, False, ".570"), (-0.1061, 3, False, "−.106"), (1.0, 3, False, "1.000"), (0.0, 3, False, ".000"),
        (0.012, 3, True, "+.012"), (-0.00001, 3, True, "0"), (0.0, 2, True, "0"), (float("nan"), 3, True, "–"),
    ],
)  # fmt: skip
def test_numbers_in_cells(value, digits, sign, shown):
    assert number(value, digits, sign) == shown
