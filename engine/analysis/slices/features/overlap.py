"""Overlap with what was trained in between: does a new task overwrite what it shares words with?"""

from collections import Counter

import numpy as np

from engine.analysis.slices.context import SliceContext, folded
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_quantiles
from engine.analysis.slices.training_texts import text_of

_FREQUENT = 100  # words, or a tenth of all if that is less: function words, whatever the language


def _overlap(context: SliceContext) -> list[Grouping]:
    snapshots = context.answers.snapshots
    trained = context.training.between(snapshots[context.first], snapshots[context.second])
    counted = Counter(word for rows in trained.values() for example in rows for word in folded(text_of(example)))
    common = {word for word, _ in counted.most_common(min(_FREQUENT, len(counted) // 10))}
    shares = np.full(len(context.ids), np.nan)
    for i, words in enumerate(context.words):
        content = [word for word in words if word not in common and any(c.isalpha() for c in word)]
        if content:
            shares[i] = sum(word in counted for word in content) / len(content)
    title = f"Words shared with {', '.join(trained)}"
    return [by_quantiles("overlap", title, shares, context.row, share=True, none="no content word")]


FEATURES = (
    Feature("overlap", "Words shared with the stages in between",
            "Share of the example's content words that occur in the training texts of the stages between first and "
            "second. Their 100 most frequent words (at most a tenth) are taken for function words.", _overlap),
)  # fmt: skip
