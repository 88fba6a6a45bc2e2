"""What `compare` prints: groups, settings that differ, scores over seeds, differences, overlap."""

from itertools import combinations
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from engine import metrics
from engine.analysis.comparison import MANY, Forgotten, Table
from engine.analysis.counts import UNITS
from engine.analysis.groups import Grouping
from engine.analysis.overlap import KNOWN, MAJORITY, Pairs, intersections, pairs
from engine.analysis.profile import WHERE
from engine.analysis.seeds.hierarchical import FEW, FEW_SEEDS
from engine.commands.options import print_table, text
from engine.figures.caption import number

_SHORT = {"own": "own stage", "last": "last stage", "forgetting": "forgotten"}


def print_all(console: Console, grouping: Grouping, table: Table, details: dict[str, dict[str, Any]]) -> None:
    letters = _letters(len(table.groups))
    groups = _grid("", "group", "seeds", "id")
    for letter, group in zip(letters, table.groups, strict=True):
        groups.add_row(letter, text(group.label), text(group.said_seeds), text(group.key))
    print_table(console, "Groups: runs that differ in the seed alone", groups)
    for run, why in grouping.left_out:
        console.print(text(f"left out: {run}: {why}", "dim"), soft_wrap=True)
    if grouping.settings:
        settings = _grid("setting", *letters)
        for setting in grouping.settings:
            settings.add_row(text(setting.name), *map(text, setting.values))
        print_table(console, "Settings that differ", settings)
    for task, why in table.refused:
        console.print(text(f"not compared: {task}: {why}", "bold"), soft_wrap=True)
    for task, note in table.notes:
        console.print(text(f"{task}: {note}", "dim"), soft_wrap=True)
    _scores(console, table, details, letters)
    _contrasts(console, table, letters)
    for task, found in details.items():
        _tests(console, task, found["tests"])
        _forgotten(console, task, found, letters, table)


def _scores(console: Console, table: Table, details: dict[str, dict[str, Any]], letters: list[str]) -> None:
    heads = ("mean", "SD", "IQM", "lowest", "highest", "95 % over seeds", "over seeds and examples")
    grid = _grid("task", "what", "group", "n", *heads)
    for j, record in enumerate(table.records):
        name = f"{record.title or record.name}, {metrics.get(table.metrics[j]).short}"
        for i, where in enumerate(WHERE):
            for g, letter in enumerate(letters):
                of = table.summaries[g]
                both = details[record.name]["intervals"][g].get(where)
                cells = [number(v[i, j]) for v in (of.mean, of.sd, of.iqm, of.minimum, of.maximum)]
                cells += [_range(of.low[i, j], of.high[i, j]), _range(*both.both) if both else "–"]
                last = g == len(letters) - 1
                said = (text(name if i == g == 0 else ""), _SHORT[where] if g == 0 else "")
                grid.add_row(*said, letter, str(of.n), *cells, end_section=last)
    title = "Scores right after its own stage, after the last stage, and what was forgotten: the first minus the second"
    print_table(console, title, grid)
    if any(s.n == 1 for s in table.summaries):
        console.print(
            "n = 1: one seed says nothing of the spread over seeds; its last interval is over examples alone",
            style="dim",
        )
    if few := [g for g, s in zip(letters, table.summaries, strict=True) if 1 < s.n < FEW]:
        console.print(f"over seeds and examples, {', '.join(few)}: {FEW_SEEDS}", style="dim")


def _contrasts(console: Console, table: Table, letters: list[str]) -> None:
    if not table.contrasts:
        return
    letter = dict(zip((g.label for g in table.groups), letters, strict=True))
    grid = _grid("groups", "task", "what", "difference", "95 %", "p", "Holm", "permutation p", "test")
    for c in table.contrasts:
        for j, task in enumerate(table.tasks):
            for i, where in enumerate(WHERE):
                if c.difference[i, j] == c.difference[i, j]:
                    p = [_p(v[i, j]) for v in (c.p, c.holm, c.p_permutation)]
                    cells = (number(c.difference[i, j], sign=True), _range(c.low[i, j], c.high[i, j], True), *p)
                    grid.add_row(f"{letter[c.b]} - {letter[c.a]}", text(task), _SHORT[where], *cells, text(c.test))
    print_table(console, "Differences of groups, over seeds", grid)
    if best := [c.smallest_permutation_p for c in table.contrasts if not c.why_not]:
        console.print(f"With so many seeds no permutation p can be below {min(best):.3g}.", style="dim")


def _tests(console: Console, task: str, tests: list) -> None:
    for a, b, test in tests:
        p = f"McNemar p {_p(test.p_mcnemar)}"
        p += f" ({test.note}), by sentence p {_p(test.p_examples)}" if test.note else ""
        p += f", Holm over {len(tests)} pairs {_p(test.holm)}" if len(tests) > 1 else ""
        difference = f"{number(test.difference, 4, True)} {_range(test.interval.low, test.interval.high, True)}"
        only = f"{test.only_b:,} {test.unit} only {b.id} has right, {test.only_a:,} only {a.id}, of {test.n:,}"
        console.print(text(f"{task} after the last stage: {only}; difference {difference}; {p}"), soft_wrap=True)


def _forgotten(console: Console, task: str, details: dict[str, Any], letters: list[str], table: Table) -> None:
    found: Forgotten | None = details["forgotten"]
    if found is None:
        console.print(text(f"{task}: {details['why_not']}", "dim"), soft_wrap=True)
        return
    unit, own = UNITS[found.joined.task.kind], [letters[table.groups.index(g)] for g in found.groups]
    for why in (*found.left_out, *([found.joined.note] if found.joined.note else [])):
        console.print(text(f"{task}: {why}", "dim"), soft_wrap=True)
    grid = _grid("group", "in k seeds", unit, "of those all seeds knew", "expected by chance")
    for letter, c in zip(own, found.consensus, strict=True):
        for k in range(1, c.seeds + 1):
            cells = (f"{c.all_units[k]:,}", f"{c.observed[k]:,}", f"{c.expected[k]:,.1f}")
            grid.add_row(letter, f"{k} of {c.seeds}", *cells, end_section=k == c.seeds)
    print_table(console, f"{task}: forgotten in how many seeds, of {found.joined.task.units:,} {unit}", grid)
    if len(own) > 1:
        sets = _grid("forgotten by exactly", unit)
        for part in intersections(found.sets)[:12]:
            sets.add_row(" and ".join(x for x, m in zip(own, part.members, strict=True) if m), f"{len(part.units):,}")
        print_table(console, f"{task}: overlap (forgotten: {MAJORITY})", sets)
        _jaccard(console, pairs(found.sets), own, unit)


def _jaccard(console: Console, two: Pairs, letters: list[str], unit: str) -> None:
    """Every two groups; of many groups each with the first alone."""
    grid = _grid("groups", f"{unit} known to both", "forgotten by both", "Jaccard", "if drawn at random")
    held = [(i, j) for i, j in combinations(range(len(letters)), 2) if not i or len(letters) <= MANY]
    for i, j in held:
        shares = (number(two.jaccard[i, j]), number(two.expected[i, j]))
        grid.add_row(f"{letters[i]}, {letters[j]}", f"{two.known[i, j]:,}", f"{two.both[i, j]:,}", *shares)
    print_table(console, f"Jaccard of the forgotten {unit}, of those {KNOWN}", grid)


def _grid(*heads: str) -> Grid:
    grid = Grid()
    for head in heads:
        grid.add_column(head, overflow="fold")
    return grid


def _letters(groups: int) -> list[str]:
    return [chr(ord("A") + i) if groups <= 26 else f"G{i + 1}" for i in range(groups)]


def _range(low: float, high: float, sign: bool = False) -> str:
    return "–" if low != low else f"[{number(low, 3, sign)}, {number(high, 3, sign)}]"


def _p(p: float) -> str:
    return "–" if p != p else f"{p:.3g}"
