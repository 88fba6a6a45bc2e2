import numpy as np

from engine.analysis.metric_table import metric_table
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units


def test_every_metric_of_a_task_at_every_snapshot():
    task = TaskRecord("t", "T", "sequence", ("a", "b"), ("mcc", "accuracy"))
    predicted = np.array([[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 0, 1]])
    units = Units(np.arange(4), np.zeros(4, np.int64), np.array([0, 1, 0, 1]))
    unknown = np.full((3, 4), np.nan)
    answers = TaskAnswers(task, tuple(Snapshot(i) for i in range(3)), units, predicted, unknown, unknown)
    found = metric_table(answers)
    assert list(found) == ["mcc", "accuracy"]
    np.testing.assert_allclose(found["mcc"], [0.0, 0.5773503, 1.0], atol=1e-7)
    assert found["accuracy"].tolist() == [0.5, 0.75, 1.0]
