"""All orders of five stages are 120 groups: they are compared, and what is drawn of them stays readable."""

from dataclasses import replace

import numpy as np
import pytest

from engine.analysis import comparison
from engine.analysis.groups import Group
from engine.answers import Hashes
from engine.figures import paper, screen
from engine.figures.compare import upset_figure
from pages.parts import compare_list

GROUPS = 96


@pytest.fixture
def found(answers_to, run_of):
    """Group g forgets unit 0, as all do; unit 1 only if it is among the last ten; and unit 2 + g % 5."""
    groups, tables = [], {}
    for g in range(GROUPS):
        second = np.ones(8, int)
        second[[0, 2 + g % 5, *([1] if g >= GROUPS - 10 else [])]] = 0
        answers = answers_to(np.ones(8, int), np.ones(8, int), second)
        run = replace(run_of(answers, own={"cola": 1}), id=f"run-{g}", environment={"tokenizer": "t"})
        tables[run.id] = answers
        groups.append(Group(f"g{g}", f"order {g}", (run,)))
    hashes = Hashes(np.arange(8), np.array([f"h{i}" for i in range(8)]), "u", "g")
    return comparison.forgotten(groups, "cola", lambda run, task: tables[run.id], lambda run, task: hashes)


def test_the_figure_keeps_the_groups_that_forgot_most_and_says_so(found):
    figure = upset_figure(found)
    assert len(figure.sets) == 24 and figure.members.shape == (7, 24)
    assert {f"order {g}" for g in range(86, 96)} <= set(figure.sets)
    assert "without the rows of the 72 groups that forgot least" in figure.caption
    assert "1 sentences forgotten by\nall 96 groups" in figure.hover
    assert screen.to_plotly(figure).layout.height < 1_200
    assert paper.to_png(figure)[:4] == b"\x89PNG"


def test_the_lists_stay_as_many_as_can_be_chosen_from(found):
    lists = compare_list.options(found)
    kinds = [key.split(":")[0] for key in lists]
    assert (kinds.count("often"), kinds.count("set")) == (96, 7)
    assert all("g0" in key.split(":") for key in lists if key.startswith("keeps:"))
    assert all(len(words) < 200 for words, _ in lists.values())
