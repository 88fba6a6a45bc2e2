"""Which part of the peak learning rate each layer of the encoder gets (Sun et al. 2019, section 5.3.3).

Layer k of L has the rate eta * xi**(L - 1 - k): the top layer the stage's own, each one below xi times the one above.
"""

import re

from engine.errors import UserError
from engine.stage import Stage

_LAYER = re.compile(
    r"\blayers?\.(\d+)\."
)  # BERT: encoder.layer.3., DistilBERT: transformer.layer.3., ModernBERT: layers.3.
_GROUP = re.compile(r"(\d+)(?:-(\d+))?\s*:\s*(\d*\.?\d+(?:e-?\d+)?)")


def groups(text: str) -> list[tuple[int, int, float]]:
    """`0-3: 0.4, 8-11: 2.6` -> [(first layer, last layer, factor), ...]; layers not named have factor 1.

    Raises UserError for what cannot be read, a factor of 0, and a layer in two groups.
    """
    found: list[tuple[int, int, float]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _GROUP.fullmatch(part)
        if not match:
            raise UserError(f"takes layers and factors such as 0-3: 0.4, 8-11: 2.6; cannot read {part!r}")
        first, last, factor = int(match[1]), int(match[2] or match[1]), float(match[3])
        if last < first or factor <= 0:
            raise UserError(f"takes layers in ascending order and a factor above 0, got {part!r}")
        if any(a <= last and first <= b for a, b, _ in found):
            raise UserError(f"names a layer twice: {part!r}")
        found.append((first, last, factor))
    return found


def beyond(text: str, layers: int) -> str | None:
    """Why an encoder of so many layers cannot have these groups, or None."""
    wrong = [str(last) for _, last, _ in groups(text) if last >= layers]
    what = f"this encoder has layers 0 to {layers - 1}, the lowest first"
    return f"names layer {', '.join(wrong)}, but {what}" if wrong else None


def layer_of(parameter: str) -> int | None:
    """The layer that a parameter of the network is in, from 0; None for embeddings, pooler and heads."""
    match = _LAYER.search(parameter) if parameter.startswith("encoder.") else None
    return int(match[1]) if match else None


def factor(stage: Stage, parameter: str, layers: int) -> float:
    """What the stage's rate is multiplied by for this parameter; `layers` is how many the encoder has."""
    layer = layer_of(parameter)
    if layer is None:
        below_all = parameter.startswith("encoder.") and "embeddings" in parameter
        return stage.layer_decay**layers if below_all and stage.embeddings_rate == "decayed" else 1.0
    named = [f for first, last, f in groups(stage.rate_groups) if first <= layer <= last]
    return stage.layer_decay ** (layers - 1 - layer) * (named[0] if named else 1.0)
