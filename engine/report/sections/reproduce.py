"""How to do it again: one command, the plan, the data by their fingerprints, the versions."""

import json

from engine import command_line, presets
from engine.plan import Plan
from engine.report.blocks import Block, Code, Items, Table, Text
from engine.report.source import Source

TITLE = "How to reproduce it"
FORMULAS = ()


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
        Code("The plan", json.dumps(plan.to_json(), indent=1, ensure_ascii=False)),
    ]  # fmt: skip
