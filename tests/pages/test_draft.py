import pytest

from engine.plan import Plan
from pages.parts import amounts, draft, scores
from pages.parts.draft import Draft, parse_seeds
from pages.parts.plain import plain


def make_draft(*tasks: str) -> Draft:
    stages = [{"tasks": [task], "epochs": n} for n, task in enumerate(tasks, 1)]
    working = {"evaluate": [], "task_settings": {}, "strategy": {"name": "sequential"}, "stages": stages}
    return Draft(working, "5, 6", list(range(1, len(tasks) + 1)), "", "", 1)


def test_the_document_has_the_first_seed_and_nothing_of_tasks_that_are_gone():
    work = make_draft("cola", "mrpc")
    work.task_settings("mrpc")["max_length"] = 64
    work.task_settings("cola")["max_length"] = 32
    work.remove_stage(1)
    assert work.document() == {
        "strategy": {"name": "sequential"},
        "stages": [{"tasks": ["cola"], "epochs": 1}],
        "task_settings": {"cola": {"max_length": 32}},
        "seed": 5,
    }
    assert Plan.from_json(work.document()).seed == 5


def test_a_moved_stage_keeps_its_id_and_settings():
    work = make_draft("cola", "mrpc", "rte")
    work.move_stage(0, 1)
    work.move_stage(0, -1)  # nothing is before the first
    assert [(s["tasks"], s["epochs"]) for s in work.stages] == [(["mrpc"], 2), (["cola"], 1), (["rte"], 3)]
    assert work.stage_ids == [2, 1, 3]


def test_a_new_stage_has_the_settings_of_the_last_one_but_an_id_of_its_own():
    work = make_draft("cola", "mrpc")
    work.stages[1] |= {"name": "paraphrases", "seed": 3}
    work.remove_stage(0)
    work.add_stage("rte")
    assert work.stages[1] == {"tasks": ["rte"], "epochs": 2}
    assert work.stage_ids == [2, 3]


@pytest.mark.parametrize(("given", "seeds"), [("42", [42]), ("1, 2,3", [1, 2, 3]), ("3 3 0", [3, 0])])
def test_seeds(given, seeds):
    assert parse_seeds(given) == seeds


@pytest.mark.parametrize("given", ["", " , ", "-1", "1.5", "x", "²"])
def test_what_is_no_list_of_seeds(given):
    with pytest.raises(ValueError, match="seed"):
        draft.parse_seeds(given)


def test_amounts():
    assert [amounts.duration(s) for s in (8.4, 92, 7500, 100_000)] == ["8 s", "1 min 32 s", "2 h 05 min", "1 d 3 h"]
    assert [amounts.about(s) for s in (2, 41, 250, 9000)] == ["about 5 s", "about 45 s", "about 4 min", "about 2.5 h"]
    assert [amounts.size(b) for b in (640_000, 91_000_000, 1_300_000_000)] == ["640 KB", "91 MB", "1.3 GB"]
    assert amounts.moment(1_795_371_388) == "22 Nov 2026, 18:16"


def test_scores():
    found = [scores.number(v) for v in (0.3818, -0.0207, 1.0, -0.0001, float("nan"))]
    assert found == [".382", "−.021", "1.000", ".000", "–"]


def test_plain_text_has_no_markup_left():
    assert plain("*a* :red[b] <i>\n$x$") == r"\*a\* \:red\[b\] \<i\> \$x\$"
