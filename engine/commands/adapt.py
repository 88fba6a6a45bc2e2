"""adapt: a few examples of new tasks, from the end of a run and from the plain encoder beside it."""

from argparse import ArgumentParser, Namespace

from engine import adaptation_runs, store, tasks
from engine.adaptations import Adaptation, read_examples
from engine.commands import Verb, options, plan_argument


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
    parser.add_argument("--snapshot", metavar="S", help="where in RUN to begin (default: its last that kept weights)")
    parser.add_argument(
        "--own-task-only",
        action="store_true",
        help="not what RUN was trained on, nor the other tasks: quicker, but no forgetting, and a sweep per task",
    )
    parser.add_argument("--sweep", metavar="NAME", help="what the runs are called together (default: after RUN)")


def adapt(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    run, data = store.open_run(folder), tasks.data_folder(chosen.data)
    names = [part.strip() for part in chosen.tasks.split(",") if part.strip()]
    asked = Adaptation(
        adaptation_runs.start_of(run, chosen.snapshot),
        tuple(names),
        read_examples(chosen.examples),
        tuple(options.seeds(chosen.seeds)),
        plain=chosen.plain,
        alone=chosen.own_task_only,
    )
    plans = adaptation_runs.planned(run, asked, chosen.set, data)
    begun = adaptation_runs.start(folder.parent, asked, plans, data, chosen.sweep or "")
    if chosen.json:
        options.print_json({"runs": [{"run": f.name, "folder": str(f.resolve()), "sweep": s} for f, s in begun]})
    else:
        print("\n".join(f.name for f, _ in begun))


VERBS = {"adapt": Verb(add, adapt)}
