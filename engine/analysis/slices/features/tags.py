"""What the data say about an example: CoLA's source, the phenomenon a generated sentence tests, a task.json's tags."""

from collections import Counter

import numpy as np

from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_names
from engine.errors import UserError

_MOST = 40  # values of a tag; what is rarer is one slice
_NONE, _OTHER = "(no tag)", "(rarer ones)"


def _tags(context: SliceContext) -> list[Grouping]:
    names = sorted({name for record in context.records for name in record.tags})
    if not names:
        raise UserError("these examples have no tags")
    found = []
    for name in names:
        values = [record.tags.get(name, _NONE) for record in context.records]
        counted = Counter(values)
        kept = sorted(value for value, _ in counted.most_common(_MOST))
        kept += [_OTHER] if len(counted) > _MOST else []
        number = {value: i for i, value in enumerate(kept)}
        code = np.array([number.get(value, len(kept) - 1) for value in values], dtype=np.int64)
        found.append(by_names(f"tag.{name}", name[:1].upper() + name[1:], kept, code[context.row]))
    return found


FEATURES = (Feature("tag", "Tags", "What the data set says about the example, such as CoLA's source.", _tags),)
