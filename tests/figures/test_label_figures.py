"""What the figures of a task's labels say, before they are drawn."""

import numpy as np

from engine import published
from engine.analysis.moves import Moves
from engine.analysis.references import counts_of, matrix_of
from engine.answers import Snapshot, TaskRecord
from engine.figures import labels
from engine.figures.caption import About

ABOUT = About("Run toy (id)", "seed 42 (1 run)")
POS = TaskRecord("ud", "UD", "token", tuple("ABCDEFGHIJKLMNOPQ"), ("token_accuracy",), units=900, not_evaluated=7)


def test_count_bars_are_the_four_changes():
    reference = published.reference("experiment-2")
    task = matrix_of(reference).scores.tasks[0]

    figure = labels.count_bars(counts_of(reference), task, ABOUT)

    assert [(s.key, s.glyph, s.colour, s.counts.tolist()) for s in figure.series] == [
        ("kept", "=", "#0072B2", [76, 666]),
        ("forgotten", "x", "#D55E00", [117, 1]),
        ("learned", "+", "#56B4E9", [0, 47]),
        ("never", "o", "#BBBBBB", [129, 7]),
    ]
    assert np.allclose(sum(s.values for s in figure.series), 1.0)
    assert figure.labels == ("0  (n = 322)", "1  (n = 721)")
    assert "117 of 322 sentences (36.34%)" in figure.series[1].hover[0]
    assert "n = 1,043 sentences, 118 forgotten" in figure.caption
    assert "first: 1 (after cola), second: 3 (after conll2003)" in figure.caption


def test_count_bars_in_counts():
    reference = published.reference("experiment-1")
    figure = labels.count_bars(counts_of(reference), matrix_of(reference).scores.tasks[0], ABOUT, share=False)
    assert sum(s.values for s in figure.series).tolist() == counts_of(reference).frequency.tolist()
    assert figure.axis_title == "tokens"


def moves(task, *cells):
    counts = np.zeros((len(task.labels), len(task.labels)), dtype=int)
    for gold, new, n in cells:
        counts[task.labels.index(gold), task.labels.index(new)] = n
    return Moves(task.name, Snapshot(1, stage_name="ud"), Snapshot(2, stage_name="cola"), task.labels, counts)


def test_where_to_of_many_labels_shows_those_concerned():
    figure = labels.where_to_heatmap(moves(POS, ("A", "B", 3), ("C", "B", 1), ("C", "A", 2)), POS, ABOUT)

    assert (figure.rows, figure.columns) == (("A", "C"), ("A", "B"))
    assert figure.text == (("", "3"), ("2", "1"))
    assert figure.outlined.tolist() == [[True, False], [False, False]]
    assert figure.hover[1][0] == "C → A\n2 forgotten tokens, 66.7% of those of C"
    assert "n = 6 forgotten tokens of 900" in figure.caption and "left out" in figure.caption
    assert "7 tokens of UD beyond the maximum length not evaluated" in figure.caption


def test_where_to_of_few_labels_shows_all():
    few = TaskRecord("ner", "NER", "token", ("O", "B-PER", "I-PER"), ("token_accuracy",), units=5)
    figure = labels.where_to_heatmap(moves(few, ("O", "B-PER", 1)), few, ABOUT)
    assert figure.rows == figure.columns == ("O", "B-PER", "I-PER")


def test_nothing_forgotten():
    figure = labels.where_to_heatmap(moves(POS), POS, ABOUT)
    assert (figure.low, figure.high) == (0.0, 1.0)
    assert len(figure.rows) == 17
