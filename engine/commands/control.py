"""control, noise: seed twins and a sham stage, by which forgetting is told from noise."""

from argparse import ArgumentParser, Namespace

from rich.table import Table

from engine import control_runs, store, tasks
from engine.analysis import noise, selection
from engine.commands import Verb, answers, options
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


def add_noise(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    answers.add_pair(parser)


def show_noise(chosen: Namespace) -> None:
    run, found, pair = answers.chosen_pair(chosen)
    measured = noise.measure(run, found, pair, *control_runs.of_run(run, found.task.name), store.read_answers)
    if chosen.json:
        options.print_json(measured.to_json())
        return
    out = options.console()
    first, second = (selection.describe(run.snapshots[i]) for i in pair)
    title = f"{run.id}: {found.task.name}, first {first}, second {second}: {measured.forgotten:,} of {measured.cnt1:,} "
    title += f"{measured.unit} right at first were forgotten ({measured.share:.2%})"
    table = Table()
    for head in (
        "control",
        "runs",
        "forgotten there",
        "share of cnt1",
        "excess of the run",
        "95 % interval",
        "forgotten in both",
    ):
        table.add_column(head, overflow="fold")
    for floor in measured.floors:
        low, high = floor.interval.low, floor.interval.high
        each = ", ".join(f"{n:,}" for n in floor.forgotten)
        cells = (
            noise.KINDS[floor.kind], len(floor.runs), each, f"{floor.share:.2%}",
            f"{floor.excess:+.2%}", f"{low:+.2%} to {high:+.2%}", f"{floor.also:,}",
        )  # fmt: skip
        table.add_row(*map(options.text, cells), style="" if floor.established else "dim")
    if measured.floors:
        options.print_table(out, title, table)
        out.print("dim: not enough evidence that more was forgotten than flips anyway", style="dim")
        out.print("intervals: over examples, at these controls; one or two say nothing about others", style="dim")
    else:
        out.print(options.text(title))
        out.print(
            options.text(f"no control yet: python -m engine control {run.id} --task {found.task.name} --twins 2 --sham")
        )
    for message in measured.left_out:
        out.print(options.text(f"left out: {message}", style="dim"))


VERBS = {"control": Verb(add, control), "noise": Verb(add_noise, show_noise)}
