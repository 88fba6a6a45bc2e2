"""Arrays as JSON: NaN is null."""

from typing import Any

import numpy as np


def to_json(values: Any) -> Any:
    """Nested lists of full-precision numbers; NaN and infinities, which JSON has not, become None."""
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if isinstance(values, list | tuple):
        return [to_json(v) for v in values]
    if isinstance(values, float) and not np.isfinite(values):
        return None
    return values.item() if isinstance(values, np.generic) else values
