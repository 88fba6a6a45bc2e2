"""One file makes an objective: it is in the lists, in the form, in the catalogue's tests and in a run with no other
change."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from page_text import text

from engine import launch, objectives, run, store
from engine.__main__ import main
from engine.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "domain"))  # the catalogue's own test of an objective

from test_objectives import sound  # noqa: E402

FILE = '''
from dataclasses import dataclass

from engine.contract import Batch, Term
from engine.objectives import Objective
from engine.settings import setting


@dataclass
class Curriculum(Objective):
    """Fine-tune one task by its short examples first, then by all (Bengio et al. 2009)."""

    share: float = setting(0.5, "share of the examples, the shortest, that the first epoch sees", above=0, maximum=1)
    longest: bool = setting(False, "the longest ones instead")

    @classmethod
    def refuses(cls, tasks):
        return None if len(tasks) == 1 else "a curriculum is of one task"

    @property
    def steps_per_epoch(self):
        (rows,) = self.material.rows.values()
        return -(-len(rows) // self.material.stage.batch_size)

    def terms(self, step):
        epoch, place = divmod(step, self.steps_per_epoch)
        (task,), size = self.material.rows, self.material.stage.batch_size
        rows, lengths = self.material.rows[task], self.material.lengths[task]
        order = sorted(range(len(rows)), key=lambda k: lengths[k], reverse=self.longest)
        order = order[: max(size, round(self.share * len(rows)))] if epoch == 0 else order
        chosen = [order[(place * size + k) % len(order)] for k in range(size)]
        return [Term("task", batch=Batch(task, tuple(int(rows[k]) for k in chosen)))]
'''


@pytest.fixture
def curriculum(tmp_path, monkeypatch):
    """The file beside the others, found as they are."""
    folder = tmp_path / "objectives"
    folder.mkdir()
    (folder / "curriculum.py").write_text(FILE)
    monkeypatch.setattr(objectives, "__path__", [*objectives.__path__, str(folder)])
    importlib.invalidate_caches()
    objectives.catalogue.cache_clear()
    yield
    objectives.catalogue.cache_clear()
    sys.modules.pop("engine.objectives.curriculum", None)


def test_it_is_sound(curriculum):
    sound("curriculum", objectives.catalogue()["curriculum"])


def test_the_command_line_lists_it_with_its_settings(curriculum, capsys):
    main(["objectives", "--json"])
    found = {o["name"]: o for o in json.loads(capsys.readouterr().out)["objectives"]}
    assert found["curriculum"]["description"].startswith("Fine-tune one task by its short examples first")
    assert [(s["name"], s["type"], s["default"], s["maximum"]) for s in found["curriculum"]["settings"]] == [
        ("share", "float", 0.5, 1), ("longest", "bool", False, None),
    ]  # fmt: skip
    main(["objectives"])
    assert "Settings of curriculum" in capsys.readouterr().out


def test_the_launch_form_draws_its_settings_and_checks_them(curriculum, open_page):
    app = open_page("launch", preset="quickstart")
    app.selectbox(key="draft1/stage/1/objective").select("curriculum").run()
    assert "Fine-tune one task by its short examples first" in text(app)
    where = "draft1/stage/1/objective/curriculum"
    app.number_input(key=f"{where}/share").set_value(1.5).run()
    assert "Must be at most 1, got 1.5." in text(app) and app.button(key="launch").disabled
    app.number_input(key=f"{where}/share").set_value(0.25).run()
    app.checkbox(key=f"{where}/longest").check().run()
    assert not app.button(key="launch").disabled
    command = next(c.value for c in app.code if c.value.startswith("python"))
    for said in ("objective=curriculum", "objective.share=0.25", "objective.longest=true"):
        assert f"--set stages.1.{said}" in command


def test_it_trains(curriculum, tmp_path, tiny_folder):
    stage = {"tasks": ["mini-cola"], "objective": {"name": "curriculum", "share": 0.25}, "batch_size": 4}
    stage |= {"train_limit": 8, "epochs": 1}
    folder = launch.create(tmp_path / "runs", Plan.from_json({"encoder": str(tiny_folder), "stages": [stage]}))
    run.carry_out(folder, None)
    done = store.open_run(folder)
    assert [s.name for s in done.snapshots] == ["0", "1"] and ("1", "mini-cola") in done.trained
    assert len(store.read_losses(done)) == 2


def test_without_the_file_there_is_none(capsys):
    main(["objectives", "--json"])
    assert "curriculum" not in capsys.readouterr().out
