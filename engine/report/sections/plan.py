"""What was done? The plan in words, its stages, the data."""

import dataclasses

from engine import objectives
from engine.answers import TaskRecord
from engine.errors import UserError
from engine.plan import Plan
from engine.report.blocks import Block, Table, Text
from engine.report.source import Source
from engine.stage import Stage

TITLE = "What was done"
FORMULAS = ()
_KINDS = {
    "sequence": "sentences",
    "pair": "sentence pairs",
    "token": "tokens",
    "regression": "sentence pairs, a number",
}
_ALWAYS = ("epochs", "batch_size", "learning_rate")  # of a stage; other settings are told where they are no defaults
_APART = ("tasks", "objective", "objective_settings", "name", *_ALWAYS)


def write(source: Source) -> list[Block]:
    if not source.run.tasks:
        raise UserError("the run has not begun")
    plan = source.plan
    blocks: list[Block] = [_lead(source, plan)]
    if plan is not None:
        rows = tuple(_stage(i, name, stage) for i, (name, stage) in enumerate(zip(plan.stage_names(), plan.stages,
                                                                                  strict=True), 1))  # fmt: skip
        head = ("stage", "name", "trains", "objective", "epochs", "batch size", "learning rate", "other settings")
        blocks.append(Table("Stages, in their order.", head, rows))
    head = (
        "task",
        "a unit is",
        "source",
        "split",
        "training rows",
        "evaluation rows",
        "units evaluated",
        "to be known",
    )
    blocks.append(
        Table("Every task is evaluated at every snapshot.", head, tuple(map(_task, source.run.tasks.values())))
    )
    return blocks


def _lead(source: Source, plan: Plan | None) -> Text:
    run = source.run
    if run.kind == "import":
        return Text(f"Predictions made elsewhere, over {len(run.snapshots)} snapshots: "
                    f"{', '.join(s.stage_name or s.name for s in run.snapshots)}.")  # fmt: skip
    if plan is None:
        return Text("The plan of this run is missing, or of a version that this Lethe cannot read.")
    strategy = plan.strategy["name"]
    settings = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in plan.strategy.items() if name != "name")
    done = sum(s.ends_stage for s in run.snapshots)
    stages = f"{len(plan.stages)} stage{'s' * (len(plan.stages) != 1)}"
    said = f"{plan.encoder} was trained in {stages}, with the strategy {strategy}{f' ({settings})' if settings else ''}"
    said += f", seed {plan.seed}."
    if done < len(plan.stages):
        said += f" So far {done} of them {'is' if done == 1 else 'are'} done." if done else " None of them is done yet."
    if plan.start is not None:
        said += f" It began with the weights of run {plan.start.run} at snapshot {plan.start.snapshot}."
    seconds = sum(run.seconds.values())
    said += f" Training and evaluation took {seconds / 60:,.1f} minutes" if seconds else ""
    device = run.environment.get("device")
    return Text(said + (f" on {device}." if seconds and device else "." if seconds else ""))


def _stage(number: int, name: str, stage: Stage) -> tuple[str, ...]:
    defaults = {f.name: f.default for f in dataclasses.fields(Stage)}
    others = [
        f"{field.replace('_', ' ')} {value}"
        for field, value in vars(stage).items()
        if field not in _APART and value != defaults[field]
    ]
    others += [f"{name.replace('_', ' ')} {value}" for name, value in stage.objective_settings]
    trains = (
        ", ".join(stage.tasks) if objectives.get(stage.objective).supervised else f"texts of {', '.join(stage.tasks)}"
    )
    return (str(number), name, trains, stage.objective, str(stage.epochs), str(stage.batch_size),
            f"{stage.learning_rate:g}", ", ".join(others) or "as by default")  # fmt: skip


def _task(task: TaskRecord) -> tuple[str, ...]:
    known = {True: "official", False: "not the official one", None: ""}[task.official]
    split = ", ".join(part for part in (task.evaluation_name, known) if part)
    notes = [task.split_note] if task.split_note else []
    notes += [f"{task.not_evaluated:,} tokens beyond the maximum length not evaluated"] if task.not_evaluated else []
    notes += [f"{task.truncated:,} texts cut to the maximum length"] if task.truncated else []
    notes += [f"right: within {task.tolerance:g} of the gold value"] if task.kind == "regression" else []
    return (task.title or task.name, _KINDS.get(task.kind, task.kind), task.source, split, f"{task.train_rows:,}",
            f"{task.evaluation_rows:,}", f"{task.units:,}", "; ".join(notes))  # fmt: skip
