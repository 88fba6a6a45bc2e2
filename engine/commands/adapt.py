"""adapt: a few examples of new tasks, from the end of a run and from the plain encoder beside it."""

from argparse import ArgumentParser, Namespace

from engine import encoders, launch, readiness, store, tasks
from engine.adaptations import ALL, adaptations
from engine.analysis import selection
from engine.commands import Verb, options, plan_argument
from engine.errors import UserError
from engine.plan import Plan, Start
from engine.settings import PlanError


def add(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_data(parser)
    options.add_json(parser)
    plan_argument.add_set(parser)
    parser.add_argument(
        "--tasks", metavar="T,T,...", required=True, help="tasks to adapt to, each in runs of its own: amazon:books"
    )
    parser.add_argument(
        "--examples", metavar="N,N,...", default="20", help="training examples of each, or all (default: 20)"
    )
    parser.add_argument("--seeds", metavar="N,N,...", default="1,2,3", help="a run per seed (default: 1,2,3)")
    parser.add_argument("--plain", action="store_true", help="the same from the plain encoder, too")
    parser.add_argument("--snapshot", metavar="S", help="where in RUN to begin (default: its end)")
    parser.add_argument(
        "--own-task-only",
        action="store_true",
        help="not what RUN was trained on, nor the other tasks: quicker, but no forgetting, and a sweep per task",
    )
    parser.add_argument("--sweep", metavar="NAME", help="what the runs are called together (default: after RUN)")


def adapt(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    run = store.open_run(folder)
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: it has answers, but no weights to begin with")
    if not run.snapshots:
        raise UserError(f"{run.id} has no snapshot yet: there are no weights to begin with")
    at = len(run.snapshots) - 1 if chosen.snapshot is None else selection.parse_snapshot(run, chosen.snapshot)
    start = Start(run.id, run.snapshots[at].name)
    store.checkpoint_file(run, start.snapshot)
    names, counts, seeds = _names(chosen.tasks), _counts(chosen.examples), _numbers("--seeds", chosen.seeds)
    wanted = adaptations(
        Plan.from_json(run.plan), start, names, counts, seeds, plain=chosen.plain, alone=chosen.own_task_only
    )
    data = tasks.data_folder(chosen.data)
    needed = dict.fromkeys(task for plan in wanted for task in plan.tasks)
    known, there = tasks.names(data), tasks.availability(data, tuple(needed))
    plans = []
    for plan in wanted:
        plans.append(Plan.from_json(plan_argument.change(plan.to_json(), chosen.set), known, encoders.problem))
        if problems := readiness.obstacles(plans[-1], [a for a in there if a.task in plan.tasks]):
            raise PlanError(problems)
    called = chosen.sweep or f"adaptation of {run.id}"
    apart = chosen.own_task_only and len(names) > 1  # runs without a task in common cannot be compared
    sweeps = [f"{called}: {plan.stages[0].tasks[0]}" if apart else called for plan in plans]
    begun = [launch.start(folder.parent, plan, data, sweep) for plan, sweep in zip(plans, sweeps, strict=True)]
    if chosen.json:
        runs = [{"run": f.name, "folder": str(f.resolve()), "sweep": s} for f, s in zip(begun, sweeps, strict=True)]
        options.print_json({"runs": runs})
    else:
        print("\n".join(f.name for f in begun))


def _names(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _counts(given: str) -> list[int | None]:
    return [ALL if part == "all" else _numbers("--examples", part)[0] for part in _names(given)]


def _numbers(option: str, given: str) -> list[int]:
    parts = _names(given)
    if not parts or not all(part.isdigit() for part in parts):
        raise UserError(f"{option} takes whole numbers with commas between them, for example 1,2,3; got {given!r}")
    return list(map(int, parts))


VERBS = {"adapt": Verb(add, adapt)}
