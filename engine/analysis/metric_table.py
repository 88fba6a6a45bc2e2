"""Every metric of a task at every snapshot: where a task has several, all of them are on show."""

from collections.abc import Mapping

import numpy as np

from engine import metrics
from engine.answers import TaskAnswers


def metric_table(answers: TaskAnswers) -> Mapping[str, np.ndarray]:
    """Metric name -> (snapshots,) scores, in the order of the task's own metrics; NaN where undefined."""
    units = answers.units
    return {
        name: np.array(
            [
                metrics.score(name, units.gold, row, labels=answers.task.labels, example=units.example)
                for row in answers.predicted
            ]
        )
        for name in answers.task.metrics
    }
