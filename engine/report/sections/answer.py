"""What was forgotten? In a sentence or two, then task by task with what it rests on."""

from engine import metrics
from engine.analysis.evidence.verdict import FORGOT, IMPROVED, UNKNOWN
from engine.figures.caption import number
from engine.report.blocks import Block, Items, Said, Table, Text
from engine.report.source import Source

TITLE = "What was forgotten?"
FORMULAS = ("bwt", "forgetting", "cnt1", "cnt3", "forgetting_rate", "bootstrap")
_WORDS = {FORGOT: "forgetting is established for", IMPROVED: "improvement is established for",
          UNKNOWN: "there is not enough evidence of any change for"}  # fmt: skip


def write(source: Source) -> list[Block]:
    found = {task: source.evidence(task) for task in source.each()}
    groups = {verdict: [source.name(t) for t, e in found.items() if e.verdict.name == verdict] for verdict in _WORDS}
    said = [f"{words} {_and(groups[verdict])}" for verdict, words in _WORDS.items() if groups[verdict]]
    many = len(found)
    summary = f"Of {many} task{'s' * (many != 1)} that could be forgotten: {'; '.join(said)}."
    blocks: list[Block] = [Text(summary)]
    measures = source.matrix.measures
    overall = [f"{name} {number(measures[name].value, sign=True)}" for name in ("BWT", "forgetting")
               if measures[name].value is not None]  # fmt: skip
    if overall:
        blocks.append(Text(f"Over n = {len(measures['BWT'].tasks)} tasks: {', '.join(overall)}."))
    blocks += [Said(e.verdict.name, e.sentence) for e in found.values()]
    blocks.append(_table(source, found))
    if source.left_out:
        blocks.append(Items(tuple(f"Not compared: {line}." for line in source.left_out)))
    return blocks


def _table(source: Source, found: dict) -> Table:
    rows = []
    for task, e in found.items():
        d, f = e.difference, e.flips
        interval = f"{d.low} to {d.high}" if d.interval.known else "–"
        rows.append((source.name(task), metrics.get(d.metric).short, d.first.name, d.second.name,
                     number(d.score_first), number(d.score_second), number(d.value, sign=True), interval,
                     f"{f.forgotten:,}", f"{f.cnt1:,}", number(f.forgetting_rate), d.verdict.name))  # fmt: skip
    head = ("task", "metric", "first", "second", "score at first", "at second", "difference", "95 % interval", "cnt3",
            "cnt1", "cnt3 / cnt1", "verdict")  # fmt: skip
    methods = "; ".join(dict.fromkeys(e.difference.method for e in found.values()))
    quiet = frozenset(i for i, e in enumerate(found.values()) if not e.verdict.established)
    return Table(f"First: right after the task's own stage; second: after the last. Intervals: {methods}.", head,
                 tuple(rows), quiet)  # fmt: skip


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
