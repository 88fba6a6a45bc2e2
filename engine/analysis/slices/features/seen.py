"""Was it seen in training? Entities and words of the rows that the task's stages really used, in one case."""

import numpy as np

from engine.analysis.slices.context import SliceContext, vocabulary
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_edges, by_names
from engine.analysis.slices.training_texts import text_of
from engine.analysis.spans import entities, types
from engine.errors import UserError
from engine.tasks.task import Example

_ENTITY = ("seen in training", "seen with another type", "unseen in training", "no entity")
_WORD = ("seen in training", "unseen in training")


def _trained(context: SliceContext) -> list[Example]:
    return context.training.of_task(context.answers.task.name, context.answers.snapshots[context.first])


def _entity(context: SliceContext) -> list[Grouping]:
    labels, units = context.answers.task.labels, context.answers.units
    if not types(labels):
        raise UserError("the labels of this task are no entities")
    known = _surfaces(_trained(context), labels)
    ends, type_ = entities(units.gold, labels, units.example)
    words = context.unit_words
    code = np.full(len(units.gold), _ENTITY.index("no entity"), dtype=np.int64)
    for start in np.flatnonzero(ends):
        seen = known.get(" ".join(words[start : ends[start]]).casefold())
        code[start : ends[start]] = 2 if seen is None else 0 if type_[start] in seen else 1
    return [by_names("entity", "Entity in training", _ENTITY, code)]


def _surfaces(examples: list[Example], labels: tuple[str, ...]) -> dict[str, set[int]]:
    """Surface form of every gold entity -> numbers of the types it had."""
    number = {label: i for i, label in enumerate(labels)}
    words = [word for example in examples for word in example.words]
    ids = np.array([number[label] for example in examples for label in example.gold], dtype=np.int64)
    ends, type_ = entities(ids, labels, np.repeat(np.arange(len(examples)), [len(e.words) for e in examples]))
    found: dict[str, set[int]] = {}
    for start in np.flatnonzero(ends):
        found.setdefault(" ".join(words[start : ends[start]]).casefold(), set()).add(int(type_[start]))
    return found


def _word(context: SliceContext) -> list[Grouping]:
    known = {word.casefold() for example in _trained(context) for word in example.words}
    code = np.array([word.casefold() not in known for word in context.unit_words], dtype=np.int64)
    return [by_names("word", "Word in training", _WORD, code)]


def _unseen_words(context: SliceContext) -> list[Grouping]:
    known = vocabulary(map(text_of, _trained(context)))
    unseen = np.array([sum(word not in known for word in words) for words in context.words])
    names = ("none", "one", "two", "three or more")
    return [by_edges("unseen_words", "Words unseen in training", unseen[context.row], (1, 2, 3), names)]


FEATURES = (
    Feature("entity", "Entity in training",
            "Whether the gold entity's surface form, case aside, is an entity in the rows the task was trained on.",
            _entity, ("token",)),
    Feature("word", "Word in training", "Whether the word, case aside, is in the rows the task was trained on.",
            _word, ("token",)),
    Feature("unseen_words", "Words unseen in training",
            "How many words of the example are not in the rows the task was trained on, case aside.",
            _unseen_words, ("sequence", "pair", "regression")),
)  # fmt: skip
