"""control: seed twins and a sham stage, by which forgetting is told from noise."""

from argparse import ArgumentParser, Namespace

from engine import control_runs, store, tasks
from engine.commands import Verb, options
from engine.errors import UserError


def add(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_data(parser)
    options.add_json(parser)
    parser.add_argument("--task", metavar="T", required=True, help="the task that was forgotten")
    parser.add_argument("--twins", metavar="N", type=int, default=0, help="its own stage again, with N other seeds")
    parser.add_argument(
        "--sham", action="store_true", help="in place of the later stages, as many steps on the task's own data"
    )
    parser.add_argument("--second", metavar="S", help="the sham goes as far as this snapshot (default: the last stage)")


def control(chosen: Namespace) -> None:
    if chosen.twins < 0 or not (chosen.twins or chosen.sham):
        raise UserError("control takes --twins N (at least 1), --sham, or both")
    folder = options.run_folder(chosen)
    run = store.open_run(folder)
    wanted = control_runs.planned(run, chosen.task, twins=chosen.twins, sham=chosen.sham, second=chosen.second)
    begun = control_runs.start(folder.parent, wanted, tasks.data_folder(chosen.data))
    if chosen.json:
        options.print_json({"runs": [{"run": f.name, "folder": str(f.resolve())} for f in begun]})
    else:
        print("\n".join(f.name for f in begun))


VERBS = {"control": Verb(add, control)}
