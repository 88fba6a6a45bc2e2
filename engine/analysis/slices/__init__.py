"""What kind of example is lost? Slices of a task's units by features of the example, the model and its training."""

from engine.analysis.slices.collect import Found, find, sliced
from engine.analysis.slices.context import ENTITIES, OUTSIDE, SliceContext
from engine.analysis.slices.features import FEATURES
from engine.analysis.slices.table import ORDERS, Slice, SliceTable, ranked

__all__ = [
    "ENTITIES",
    "FEATURES",
    "ORDERS",
    "OUTSIDE",
    "Found",
    "Slice",
    "SliceContext",
    "SliceTable",
    "find",
    "ranked",
    "sliced",
]
