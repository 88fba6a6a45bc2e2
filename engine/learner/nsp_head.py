"""The head that tells whether one text follows another, as a checkpoint brings it (Devlin et al. 2019, 3.1)."""

from torch import nn

from engine.learner import mlm_head
from engine.pretraining_heads import NEXT_SENTENCE


def load(place: str) -> nn.Linear | None:
    """The checkpoint's own: (inputs, width) of the pooler -> logits (inputs, 2), the first: it follows. None if it has
    none: a new one would have to be learned from texts that the encoder was never asked about."""
    found = mlm_head.read(place, NEXT_SENTENCE)
    if len(found) < len(NEXT_SENTENCE):
        return None
    weight, bias = (found[name] for name in NEXT_SENTENCE)
    head = nn.Linear(weight.shape[1], weight.shape[0])
    head.load_state_dict({"weight": weight, "bias": bias})
    return head
