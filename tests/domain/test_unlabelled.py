"""Texts that an objective without labels reads: none of an evaluation, none held out, whatever task they are of."""

from engine import unlabelled
from engine.plan import Plan
from engine.tasks.task import Example, Task, TaskData
from engine.unlabelled import all_contents, divide, held_out_count, of_stage

TEXTS = tuple(Example((f"sentence number {n}",), gold="0") for n in range(100))


def test_contents_are_texts_without_case_and_white_space():
    assert Example(("A  cat.\n", "Dogs")).contents() == {"acat.", "dogs"}
    assert Example(words=("A", "cat", ".")).contents() == {"acat."}
    assert all_contents([Example(("a",)), Example(("b", "a"))]) == {"a", "b"}


def test_how_many_are_held_out():
    assert [held_out_count(n, 0.05) for n in (2_000, 25_000, 30, 3, 1, 0)] == [100, 512, 2, 1, 0, 0]


def test_rows_of_an_evaluation_are_left_out_and_counted():
    evaluated = all_contents([Example(("Sentence NUMBER 3",)), Example(words=("sentence", "number", "4"))])
    found = divide({"a": range(10)}, {"a": TEXTS}, evaluated, 1, 0.2)
    assert found.left_out == {"a": 2}
    assert sorted([*found.trained["a"], *found.held_out["a"]]) == [0, 1, 2, 5, 6, 7, 8, 9]
    assert len(found.held_out["a"]) == 2


def test_a_pair_is_left_out_for_either_of_its_texts():
    pairs = (Example(("a", "b")), Example(("c", "d")), Example(("e", "f")), Example(("g", "h")))
    found = divide({"p": range(4)}, {"p": pairs}, {"b", "c"}, 1, 0.5)
    assert found.left_out == {"p": 2} and {*found.trained["p"], *found.held_out["p"]} == {2, 3}


def test_held_out_texts_are_trained_on_nowhere_whatever_task_has_a_copy():
    train = {"a": TEXTS, "b": tuple(Example(words=tuple(e.texts[0].upper().split())) for e in TEXTS)}
    found = divide({"a": range(100), "b": range(100)}, train, set(), 7, 0.1)
    held_out = {c for t in found.held_out for r in found.held_out[t] for c in train[t][r].contents()}
    trained = {c for t in found.trained for r in found.trained[t] for c in train[t][r].contents()}
    assert sum(map(len, found.held_out.values())) == 20
    assert held_out.isdisjoint(trained) and len(held_out) + len(trained) == 100


def test_they_follow_from_seed_and_content_alone():
    one = divide({"a": range(100)}, {"a": TEXTS}, set(), 7, 0.1)
    other = divide({"x": range(100)}, {"x": TEXTS[::-1]}, set(), 7, 0.1)
    assert sorted(99 - row for row in other.held_out["x"]) == one.held_out["a"]
    assert divide({"a": range(100)}, {"a": TEXTS}, set(), 8, 0.1).held_out != one.held_out


def data_of(name: str, train: tuple[Example, ...], evaluation: tuple[Example, ...]) -> TaskData:
    return TaskData(Task(name, name, "sequence", "", ("accuracy",), ("0", "1")), train, evaluation, "test")


def test_a_stage_leaves_out_the_evaluation_texts_of_every_task_of_the_plan():
    plan = Plan.from_json(
        {
            "stages": [{"tasks": ["a"], "objective": "masked_lm", "train_limit": 50}, {"tasks": ["b"]}],
            "evaluate": ["c"],
        }
    )
    data = {
        "a": data_of("a", TEXTS, TEXTS[:1]),
        "b": data_of("b", TEXTS, TEXTS[1:3]),
        "c": data_of("c", (), TEXTS[3:6]),
    }
    found = of_stage(plan, 1, data)
    assert found.left_out == {"a": 6}
    assert sorted([*found.trained["a"], *found.held_out["a"]]) == list(range(6, 50))
    assert found.to_json() == {"a": {"trained": 42, "held_out": 2, "left_out": 6}}
    assert unlabelled.MOST_HELD_OUT == 512
