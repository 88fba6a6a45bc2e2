"""What every objective of the catalogue must be: described, with settings that explain themselves, ready to draw."""

import dataclasses

import pytest

from engine import objectives, settings
from engine.objectives import Material
from engine.pretraining_heads import MLM, NSP
from engine.stage import Stage

ROWS = 200  # of each task: enough for every objective's defaults


def sound(name: str, cls: type[objectives.Objective]) -> None:
    """Everything that forms, help, validation and training count on."""
    assert cls.__doc__ and not cls.__doc__.startswith(f"{cls.__name__}("), f"{name} has no docstring"
    described = settings.describe(cls)
    assert {s.name for s in described} == {f.name for f in dataclasses.fields(cls)}, f"{name}: a setting without help"
    defaults = {s.name: s.default for s in described}
    assert settings.problems(cls, defaults) == []
    assert all(s.help and s.type in (int, float, str, bool) for s in described)
    assert set(cls.unused) <= {f.name for f in dataclasses.fields(Stage)}

    tasks = next(names for names in (("a",), ("a", "b")) if cls.refuses(names) is None)
    stage = Stage(tasks, name, tuple(defaults.items()), epochs=2, batch_size=16)
    rows, lengths = {task: range(ROWS) for task in tasks}, {task: [8] * ROWS for task in tasks}
    first, again = (objectives.build(Material(stage, 1, 42, rows, lengths, dict.fromkeys(tasks, (ROWS,))))
                    for _ in range(2))  # fmt: skip
    assert first.shortage() is None and first.heads <= {MLM, NSP} and first.total_steps >= first.steps_per_epoch >= 1
    assert first.examples(first.total_steps) > 0
    assert first.readings(0) == again.readings(0)
    if type(first).update is objectives.Objective.update:  # else it says itself what a step is
        drawn = [first.terms(step) for step in range(first.scheduled_steps)]
        assert drawn == [again.terms(step) for step in range(first.scheduled_steps)]  # from seed, stage and step alone
        assert all(0 <= row < ROWS for terms in drawn for term in terms for row in term.batch.rows)


@pytest.mark.parametrize("name", objectives.catalogue())
def test_an_objective_is_sound(name):
    sound(name, objectives.get(name))


def test_there_are_objectives():
    assert {"finetune", "multitask", "masked_lm", "meta"} <= set(objectives.catalogue())
