"""Which labels were forgotten? cnt1 to cnt4 as published, with intervals and verdicts; where the forgotten went."""

from engine.analysis import evidence, moves
from engine.analysis.evidence.verdict import said
from engine.figures import labels as figures
from engine.figures.caption import number
from engine.report.blocks import Block, Heading, Picture, Table, Text
from engine.report.source import Source

TITLE = "Which labels were forgotten?"
FORMULAS = (
    "frequency",
    "cnt1",
    "cnt2",
    "cnt3",
    "cnt4",
    "share",
    "share_of_right",
    "wilson",
    "mcnemar",
    "sign_flip",
    "holm",
)


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.each():
        table, record = source.counts(task), source.record(task)
        blocks += [Heading(source.name(task)), _table(source, task)]
        if table.not_evaluated:
            blocks.append(
                Text(f"{table.not_evaluated:,} tokens beyond the maximum length are in no count.", quiet=True)
            )
        blocks.append(Picture(f"{task}-labels", figures.count_bars(table, record, source.about)))
        went = source.of(moves.where_to, task)
        if went.total:
            blocks.append(Picture(f"{task}-where-to", figures.where_to_heatmap(went, record, source.about)))
    return blocks


def _table(source: Source, task: str) -> Table:
    table, found = source.counts(task), source.of(evidence.labels_of, task, None)
    rows = []
    for label, share in zip(found, table.share, strict=True):
        low, high = label.wilson
        interval = f"{number(low)} to {number(high)}" if low == low else "–"
        rows.append((label.label, *_counts(label),
                     number(share), number(label.share_of_right), interval, said(label.holm),
                     label.verdict.name))  # fmt: skip
    total = table.total()
    sums = (f"{total[name]:,}" for name in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4"))
    rows.append(("all labels", *sums, number(total["share"]), number(total["share_of_right"]), "", "", ""))
    head = ("gold label", "frequency", "cnt1", "cnt2", "cnt3", "cnt4", "cnt3 / frequency", "cnt3 / cnt1",
            "95 % interval", "p (Holm)", "verdict")  # fmt: skip
    tests = "; ".join(dict.fromkeys(label.test for label in found))
    words = f"{table.unit}, {source.between(task)}. Interval: Wilson, of cnt3 / cnt1. p: {tests}, after Holm."
    quiet = frozenset(i for i, label in enumerate(found) if not label.verdict.established)
    return Table(words, head, tuple(rows), quiet)


def _counts(label: evidence.LabelEvidence) -> list[str]:
    return [f"{n:,}" for n in (label.frequency, label.cnt1, label.cnt2, label.cnt3, label.cnt4)]
