"""The mini tasks: sentences made by our own seeded grammar, small enough for a CPU and the same on every machine.

Every example is tagged with the phenomenon it tests. All tasks share one vocabulary, part of which occurs in evaluation
only; no example is in both splits.
"""

from collections.abc import Mapping

from engine.tasks.mini import cola, mrpc, ner, pos
from engine.tasks.mini.draw import Make, make_split
from engine.tasks.task import Example

SENTENCE_SIZES = (1200, 300)  # train, evaluation
TOKEN_SIZES = (800, 200)

GENERATORS: dict[str, tuple[Mapping[str, Make], tuple[int, int]]] = {
    "mini-cola": (cola.PHENOMENA, SENTENCE_SIZES),
    "mini-mrpc": (mrpc.PHENOMENA, SENTENCE_SIZES),
    "mini-ner": (ner.PHENOMENA, TOKEN_SIZES),
    "mini-pos": (pos.PHENOMENA, TOKEN_SIZES),
}


def generate(name: str) -> tuple[list[Example], list[Example]]:
    """Train and evaluation examples of a mini task."""
    phenomena, (train_size, evaluation_size) = GENERATORS[name]
    seed = sum(name.encode())
    train = make_split(phenomena, train_size, seed, evaluation=False)
    return train, make_split(phenomena, evaluation_size, seed + 1, evaluation=True, without=train)
