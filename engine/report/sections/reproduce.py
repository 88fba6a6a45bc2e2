"""How to do it again: one command, the plan, the data by their fingerprints, the versions."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from engine import command_line, presets
from engine.plan import Plan
from engine.report.blocks import Block, Code, Items, Table, Text
from engine.report.source import Source
from engine.stage import Stage
from engine.task_settings import TaskSettings

TITLE = "How to reproduce it"
FORMULAS = ()
AS_ALWAYS = {"strategy": {"name": "sequential"}, "device": "auto", "keep_checkpoints": "all"}  # of a plan


def write(source: Source) -> list[Block]:
    blocks = [] if source.plan is None else _plan(source.plan)
    if source.run.kind == "import":
        blocks = [Text("These are predictions made elsewhere: python -m engine import made this run of them.")]
    known = source.run.environment
    rows = [(name, str(known[name])) for name in ("python", "system", "device", "threads", "tokenizer", "commit")
            if name in known]  # fmt: skip
    rows += [(name, version) for name, version in known.get("packages", {}).items()]
    if rows:
        blocks.append(Table("What it was made with.", ("what", "version"), tuple(rows)))
    data = tuple((t.title or t.name, t.train_fingerprint or "–", t.evaluation_fingerprint or "–")
                 for t in source.run.tasks.values())  # fmt: skip
    blocks.append(Table("Fingerprints over the content of the data: equal ones mean equal data.",
                        ("task", "training", "evaluation"), data))  # fmt: skip
    return blocks


def short(plan: Plan) -> dict[str, Any]:
    """The plan as a person would write it, without what is as by default; it reads back as the same plan."""
    whole = plan.to_json()
    told = {key: value for key, value in whole.items() if value not in (None, "", [], {}, AS_ALWAYS.get(key))}
    told["stages"] = [_told(stage, Stage) for stage in whole["stages"]]
    settings = {task: _told(of, TaskSettings) for task, of in whole.get("task_settings", {}).items()}
    told["task_settings"] = {task: of for task, of in settings.items() if of}
    told = {key: value for key, value in told.items() if value != {}}
    return told if Plan.from_json(told) == plan else whole


def _told(whole: Mapping[str, Any], kind: type) -> dict[str, Any]:
    defaults = {field.name: field.default for field in dataclasses.fields(kind)}
    return {key: value for key, value in whole.items() if value != defaults.get(key, dataclasses.MISSING)}


def _plan(plan: Plan) -> list[Block]:
    preset = presets.like(plan)
    began = (preset, Plan.from_json(presets.load(preset))) if preset else None
    notes = ["The same plan, data, versions and device give the same answers; on a CPU to the bit."]
    if plan.encoder.startswith("…"):
        notes.append("The encoder was a local folder: put its path in place of the dots.")
    if plan.start is not None:
        notes.append("It begins with the weights of another run, which has to be made first.")
    return [
        Code("The command; plan.json is the plan below" if not began else "The command",
             command_line.command(plan, began, [plan.seed], {})),
        Items(tuple(notes)),
        Code("The plan", json.dumps(short(plan), indent=1, ensure_ascii=False)),
    ]  # fmt: skip
