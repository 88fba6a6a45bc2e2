"""Speed, as ratios of two ways measured in turn in one run: this machine's own speed varies from minute to minute.

`make bench`. Nothing is asserted about time; the ratios are printed.
"""

import statistics
import time
from collections.abc import Callable

import pytest

from engine import run, store, tasks
from engine.learner.learner import TorchLearner
from engine.plan import Plan
from engine.training import Training


def ratio(what: str, slow: tuple[str, Callable], fast: tuple[str, Callable], rounds: int = 5) -> None:
    """Prints the median, minimum and maximum of slow / fast over rounds in turn, after one round to warm up."""
    found = []
    for round_number in range(rounds + 1):
        seconds = []
        for _, work in (slow, fast):
            begun = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begun)
        if round_number:
            found.append(seconds[0] / seconds[1])
    print(f"\n{what}: {slow[0]} / {fast[0]} = {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})")
    assert len(found) == rounds


@pytest.fixture(scope="module")
def data():
    return {"mini-mrpc": tasks.load("mini-mrpc", None), "mini-ner": tasks.load("mini-ner", None)}


def training(data: dict, task: str, **settings) -> Training:
    plan = Plan.from_json({"stages": [{"tasks": [task], **settings}]})
    return Training(plan, data, TorchLearner(plan, data, "cpu"))


def ten_steps(one: Training) -> Callable[[], None]:
    def work() -> None:
        for _ in range(10):
            one._step()

    return work


@pytest.mark.parametrize("task", ["mini-mrpc", "mini-ner"])
def test_batches_of_similar_length_against_shuffled_ones(data, task):
    shuffled, by_length = (training(data, task, batching=b, epochs=9) for b in ("shuffled", "length"))
    ratio(f"{task}, 10 steps", ("shuffled", ten_steps(shuffled)), ("length", ten_steps(by_length)))


def test_strategies_against_sequential(data):
    plain = training(data, "mini-ner", epochs=9)
    plan = Plan.from_json({"strategy": "ewc", "stages": [{"tasks": ["mini-ner"], "epochs": 9, "max_steps": 1}] * 2})
    ewc = Training(plan, data, TorchLearner(plan, data, "cpu"))
    ewc._step()  # the first stage: from now on the anchor pulls
    ewc.plan = Plan.from_json({**plan.to_json(), "stages": [{"tasks": ["mini-ner"], "epochs": 9}] * 2})
    ratio("10 steps", ("ewc", ten_steps(ewc)), ("sequential", ten_steps(plain)))


def test_evaluating_against_training(data):
    one = training(data, "mini-ner", epochs=9)
    ratio("mini-ner", ("10 training steps", ten_steps(one)), ("evaluation", lambda: one.learner.predict("mini-ner")))


def test_opening_a_run_against_reading_all_its_answers(data, tmp_path):
    one = training(data, "mini-ner", max_steps=1)
    folder = store.new_run(tmp_path, one.plan.to_json(), name="bench", hash8=one.plan.hash8(), group=one.plan.group())
    run.carry_out(folder, None)
    opened = store.open_run(folder)
    ratio(
        "store",
        ("all answers", lambda: store.read_answers(opened, "mini-ner")),
        ("open", lambda: store.open_run(folder)),
    )
