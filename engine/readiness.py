"""Whether a valid plan can be carried out here: its tasks' data and its device."""

from collections.abc import Mapping, Sequence

from engine import devices, encoders, estimate, layer_rates
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import Problem
from engine.task_settings import kind_refusal
from engine.tasks import Availability


def obstacles(plan: Plan, found: Sequence[Availability]) -> list[Problem]:
    """What stands in the way on this machine, field by field. `found` is `tasks.availability` of the data folder.

    Data that would come from the hub are taken to be there: only the download will tell.
    """
    missing = {a.task: a.problem for a in found if a.where == "nowhere"}
    wrong = [
        Problem(f"stages.{number}.tasks", missing[task])
        for number, stage in enumerate(plan.stages, 1)
        for task in stage.tasks
        if task in missing
    ]
    wrong += [Problem("evaluate", missing[task]) for task in plan.evaluate if task in missing]
    wrong += [
        Problem(f"task_settings.{a.task}.malformed", a.problem)
        for a in found
        if a.malformed and a.task in plan.tasks and plan.settings_of(a.task).malformed == "refuse"
    ]
    kinds = {a.task: a.kind for a in found if a.kind}
    for task, settings in plan.task_settings.items():
        if task in kinds and (why := kind_refusal(settings, kinds[task])):
            wrong.append(
                Problem(f"task_settings.{task}.{why.partition(':')[0]}", f"{why}; this is a {kinds[task]} task")
            )
    wrong += _layers(plan)
    short = estimate.shortages(plan, rows(found))
    wrong += [Problem(f"stages.{number}.objective", why) for number, why in short.items()]
    return wrong + _device(plan.device)


def rows(found: Sequence[Availability]) -> Mapping[str, tuple[int | None, int | None]]:
    """Task -> training and evaluation examples, as far as they are known; for `estimate.cost`."""
    return {a.task: (a.train_rows, a.evaluation_rows) for a in found}


def _layers(plan: Plan) -> list[Problem]:
    layers = encoders.layers(plan.encoder)
    if layers is None:  # the learner tells, once it is downloaded
        return []
    found = {n: layer_rates.beyond(stage.rate_groups, layers) for n, stage in enumerate(plan.stages, 1)}
    return [Problem(f"stages.{number}.rate_groups", why) for number, why in found.items() if why]


def _device(device: str) -> list[Problem]:
    try:
        devices.accepted(device)
    except UserError as error:
        return [Problem("device", str(error))]
    return []
