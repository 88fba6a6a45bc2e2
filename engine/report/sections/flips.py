"""Is it established? Flip measures by their names in the literature, and the tests on them."""

from engine.analysis.evidence import Evidence
from engine.analysis.evidence.verdict import said
from engine.analysis.formulas import FORMULAS as ALL
from engine.figures.caption import number
from engine.report.blocks import Block, Heading, Items, Said, Table
from engine.report.source import Source

TITLE = "Is it established?"
KEYS = {"NFR": "nfr", "PFR": "pfr", "relative NFR": "relative_nfr", "NFI": "nfi", "BTC": "btc", "BEC": "bec",
        "cnt3/cnt1": "forgetting_rate", "churn": "churn"}  # fmt: skip
FORMULAS = (*KEYS.values(), "prediction_churn", "mcnemar", "cohen_g", "bootstrap")


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.each():
        found = source.evidence(task)
        blocks += [Heading(source.name(task)), Said(found.verdict.name, found.sentence), _table(source, task, found)]
        if found.notes:
            blocks.append(Items(found.notes))
    return blocks


def _table(source: Source, task: str, found: Evidence) -> Table:
    flips, why = found.flips, found.flips.why_not()
    rows = [
        (name, number(value, 4), f"undefined: {why[name]}" if name in why else ALL[KEYS[name]].words)
        for name, value in flips.measures().items()
    ]  # fmt: skip
    low, high = found.accuracy_interval.low, found.accuracy_interval.high
    rows += [
        ("prediction churn", number(flips.prediction_churn, 4), ALL["prediction_churn"].words),
        ("accuracy difference", number(flips.accuracy_difference, 4, sign=True),
         f"95 % interval {number(low, 4, True)} to {number(high, 4, True)}, over resampled {found.difference.unit}"),
        ("McNemar p", said(found.mcnemar_p), "exact, on forgotten against learned"),
        ("Cohen's g", number(found.cohen_g, 3, sign=True), ALL["cohen_g"].words),
    ]  # fmt: skip
    words = f"n = {flips.n:,} {flips.unit}, {flips.forgotten:,} forgotten, {flips.learned:,} learned; "
    return Table(words + source.between(task) + ".", ("measure", "value", "what it is"), tuple(rows))
