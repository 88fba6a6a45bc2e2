"""The gold label."""

from engine.analysis.bins import bins
from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_names


def _label(context: SliceContext) -> list[Grouping]:
    groups = bins(context.answers)
    return [by_names("label", "Gold label", groups.labels, groups.of(context.answers.units.gold))]


FEATURES = (Feature("label", "Gold label", "The gold label; for regression, bins of the gold value.", _label),)
