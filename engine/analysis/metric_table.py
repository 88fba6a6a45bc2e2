"""Every metric of a task at every snapshot: where a task has several, all of them are on show."""

from collections.abc import Mapping

import numpy as np

from engine.analysis.scores import score
from engine.answers import TaskAnswers


def metric_table(answers: TaskAnswers) -> Mapping[str, np.ndarray]:
    """Metric name -> (snapshots,) scores, in the order of the task's own metrics; NaN where undefined."""
    return {
        name: np.array([score(name, answers, snapshot) for snapshot in range(len(answers.snapshots))])
        for name in answers.task.metrics
    }
