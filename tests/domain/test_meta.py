"""Meta-learning against closed forms, through the learner's contract alone: losses are quadratics, vectors numpy's.

A task's loss is the mean over a batch's rows of |w - row's point|^2 / 2, and the inner loop takes steps of SGD with
rate a. Then k steps on the whole support set, of mean s, lead to w_k = s + (1 - a)^k (w - s), and the first-order
gradient of the query loss, of mean q, is w_k - q.
"""

import contextlib

import numpy as np
import pytest

from engine import estimate, objectives
from engine.objectives import Material
from engine.plan import Plan
from engine.settings import PlanError
from engine.stage import Stage

WHERE = np.array([1.0, -2.0, 0.5])  # the weights: two of the body, the last one of the head
POINTS = {
    "amazon:a": np.random.default_rng(1).normal(size=(30, 3)),
    "amazon:b": np.random.default_rng(2).normal(size=(10, 3)),
}


class QuadraticLearner:
    """The contract of a learner, with one weight vector (3,) and no dropout; every gradient's place is kept."""

    def __init__(self):
        self.w, self.loss, self.places, self.inner_rates = WHERE.copy(), None, [], []

    def at(self, seed, stage, step, *within):
        self.places.append((seed, stage, step, *within))

    def gradient(self, terms):
        points = [POINTS[t.batch.task][list(t.batch.rows)] for t in terms]
        self.loss = float(np.mean(((self.w - points[0]) ** 2).sum(1) / 2))
        return sum(t.weight * (self.w - p.mean(0)) for t, p in zip(terms, points, strict=True))

    def apply(self, gradient):
        self.w = self.w - self.rate * gradient * self.mask

    @contextlib.contextmanager
    def inner(self, rate, trainable="all"):
        before, self.rate = self.w.copy(), rate
        self.mask = np.array([0.0, 0.0, 1.0]) if trainable == "head" else np.ones(3)
        self.inner_rates.append(rate)
        yield lambda: self.w - before
        self.w = before


def begun(sizes=None, seed=42, number=1, **settings):
    settings = {"support": 6, "query": 3, "inner_batch_size": 6, "inner_rate": 0.25, "inner_steps": 3, **settings}
    rows = {task: range(len(points)) for task, points in POINTS.items()} if sizes is None else sizes
    stage = Stage(tuple(rows), "meta", tuple(settings.items()))
    return objectives.build(Material(stage, number, seed, rows, {}))


def means(objective, step):
    """(support mean, query mean) of each task drawn."""
    drawn = objective.draws(step)
    return [(POINTS[d.task][list(d.support)].mean(0), POINTS[d.task][list(d.query)].mean(0)) for d in drawn]


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_fomaml_is_the_query_gradient_where_the_inner_loop_ended(steps):
    objective, learner = begun(inner_steps=steps), QuadraticLearner()
    found = objective.update(learner, step=2)

    expected = np.mean([s + 0.75**steps * (WHERE - s) - q for s, q in means(objective, 2)], axis=0)
    np.testing.assert_allclose(found.gradient, expected, rtol=1e-12)
    np.testing.assert_array_equal(learner.w, WHERE)
    assert learner.inner_rates == [0.25] * 5


def test_the_loss_is_the_mean_query_loss_after_the_inner_loop():
    objective, losses = begun(), []
    for draw, (s, _) in zip(objective.draws(0), means(objective, 0), strict=True):
        adapted = s + 0.75**3 * (WHERE - s)
        losses.append(np.mean(((adapted - POINTS[draw.task][list(draw.query)]) ** 2).sum(1) / 2))
    assert objective.update(QuadraticLearner(), 0).loss == pytest.approx(np.mean(losses))


def test_reptile_goes_towards_where_the_inner_loops_ended():
    objective = begun(algorithm="reptile")
    found = objective.update(QuadraticLearner(), 0).gradient

    ended = np.mean([s + 0.75**3 * (WHERE - s) for s, _ in means(objective, 0)], axis=0)
    np.testing.assert_allclose(found, (WHERE - ended) / 0.25, rtol=1e-12)
    assert np.dot(WHERE - 0.1 * found - WHERE, ended - WHERE) > 0


def test_anil_adapts_the_head_alone_and_moves_everything():
    objective = begun(algorithm="anil")
    found = objective.update(QuadraticLearner(), 0).gradient

    body = np.mean([WHERE[:2] - q[:2] for _, q in means(objective, 0)], axis=0)
    head = np.mean([s[2] + 0.75**3 * (WHERE[2] - s[2]) - q[2] for s, q in means(objective, 0)])
    np.testing.assert_allclose(found, [*body, head], rtol=1e-12)


def test_a_strategys_terms_are_minimised_at_the_outer_weights():
    objective, replayed = begun(), objectives.Term("task", 2.0, objectives.Batch("amazon:b", (0, 1)))
    alone = objective.update(QuadraticLearner(), 0)
    both = objective.update(QuadraticLearner(), 0, [replayed])
    np.testing.assert_allclose(both.gradient - alone.gradient, 2 * (WHERE - POINTS["amazon:b"][:2].mean(0)))
    assert both.loss == alone.loss


def test_support_and_query_are_disjoint_and_follow_from_seed_stage_and_step_alone():
    objective = begun()
    for step in range(30):
        for draw in objective.draws(step):
            assert len(set(draw.support)) == 6 and len(set(draw.query)) == 3
            assert not set(draw.support) & set(draw.query)
            assert max(draw.support + draw.query) < len(POINTS[draw.task])
    again = begun()
    assert [again.draws(s) for s in (7, 3, 7)] == [objective.draws(s) for s in (7, 3, 7)]
    assert len({str(o.draws(7)) for o in (objective, begun(seed=1), begun(number=2))}) == 3


def test_the_inner_loop_passes_over_the_support_set_in_batches_and_every_gradient_has_its_own_place():
    objective, learner = begun(inner_batch_size=4, inner_steps=4, tasks_per_step=2), QuadraticLearner()
    draw = objective.draws(5)[1]
    batches = [term.batch.rows for term in objective._support(draw, 5, 1)]
    assert [len(b) for b in batches] == [4, 2, 4, 2]
    assert sorted(batches[0] + batches[1]) == sorted(batches[2] + batches[3]) == sorted(draw.support)
    assert batches[:2] != batches[2:]

    found = objective.update(learner, 5)
    assert learner.places == [(42, 1, 5, task, k) for task in (0, 1) for k in (0, 1, 2, 3, "query")]
    assert found.examples == 2 * (12 + 3)


@pytest.mark.parametrize(("draw", "share"), [("proportional", 30 / 40), ("uniform", 1 / 2)])
def test_how_tasks_are_drawn(draw, share):
    objective = begun(draw=draw)
    drawn = [d.task for step in range(200) for d in objective.draws(step)]
    assert drawn.count("amazon:a") / len(drawn) == pytest.approx(share, abs=0.05)


def test_an_epoch_has_its_draws_and_its_last_step_what_is_left():
    objective = begun(draws_per_epoch=12, tasks_per_step=5)
    assert objective.steps_per_epoch == 3
    assert [len(objective.draws(step)) for step in range(6)] == [5, 5, 2, 5, 5, 2]
    seen = [objective.update(QuadraticLearner(), step).examples for step in range(5)]
    assert [objective.examples(n) for n in range(6)] == [sum(seen[:n]) for n in range(6)]


def plan(**settings) -> Plan:
    stage = {"tasks": ["amazon:a", "amazon:b"], "objective": {"name": "meta", **settings}, "epochs": 3}
    return Plan.from_json({"stages": [stage]})


def test_what_it_takes_as_meta_bert_has_it():
    cost = estimate.cost(plan(), {"amazon:a": (500, 20), "amazon:b": (300, 20)})
    # 50 tasks in tens of 5, 3 epochs; a task is 10 passes over 80 examples and 20 more
    assert (cost.steps, cost.examples) == (30, 150 * 820)
    assert estimate.cost(plan(inner_steps=7), {"amazon:a": (500, 20), "amazon:b": (300, 20)}).examples == 150 * 132


def test_too_small_a_task_is_said_before_anything_begins():
    why = "meta draws 80 support and 20 query examples of a task, but amazon:b has 99 for training"
    assert estimate.shortages(plan(), {"amazon:a": (100, 20), "amazon:b": (99, 20)})[1].startswith(why)
    assert estimate.shortages(plan(), {"amazon:a": (100, 20), "amazon:b": (100, 20)}) == {}
    assert estimate.shortages(plan(), {"amazon:a": (100, 20), "amazon:b": (None, None)}) == {}


def test_reptile_without_an_inner_loop_would_go_nowhere():
    sizes = {"amazon:a": (100, 20), "amazon:b": (100, 20)}
    assert "at least 1" in estimate.shortages(plan(algorithm="reptile", inner_steps=0), sizes)[1]
    assert not estimate.shortages(plan(inner_steps=0), sizes)


def test_what_a_stage_cannot_ask_of_it():
    stage = {"tasks": ["amazon:a"], "objective": {"name": "meta", "algorithm": "maml"}, "batch_size": 8}
    with pytest.raises(PlanError) as refused:
        Plan.from_json({"stages": [stage]})
    assert [p.field for p in refused.value.problems] == ["stages.1.objective.algorithm"]
    with pytest.raises(PlanError) as refused:
        Plan.from_json({"stages": [{**stage, "objective": "meta"}]})
    assert [p.field for p in refused.value.problems] == ["stages.1.batch_size"]


def test_it_trains_the_heads_of_its_tasks():
    assert plan().own_stage("amazon:b") == 1
    assert Plan.from_json(plan(algorithm="anil").to_json()) == plan(algorithm="anil")
    assert objectives.get("meta").refuses(("amazon:a", "amazon:a")) == "a task is named twice: amazon:a, amazon:a"
    assert objectives.get("meta").refuses(("amazon:a",)) is None
