"""compare: runs and groups side by side. Is it the method, the order or the seed?"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from engine import metrics, store
from engine.analysis import comparison, overlap
from engine.analysis.across import Shared
from engine.analysis.across import across as over_common_units
from engine.analysis.adaptation import courses
from engine.analysis.comparability import AnswersOf
from engine.analysis.comparison import Forgotten, Table
from engine.analysis.groups import Grouping, grouped
from engine.analysis.numbers import to_json
from engine.analysis.profile import WHERE, profile
from engine.answers import TaskAnswers
from engine.commands import Verb, adaptation_table, options
from engine.commands.compare_tables import print_all
from engine.errors import UserError
from engine.store import Run


def add_compare(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", nargs="*", help="ids or folders of runs, groups' ids, or sweeps' names")
    options.add_runs(parser)
    options.add_json(parser)
    parser.add_argument("--sweep", metavar="NAME", action="append", default=[], help="all runs of a sweep; repeatable")
    parser.add_argument("--task", metavar="T", help="only this one (default: every task that can be compared)")
    parser.add_argument("--metric", metavar="M", help="for every task that has it (default: each task's first)")
    parser.add_argument(
        "--across-tokenizers",
        action="store_true",
        help="compare encoders that cut texts differently: every number over what all runs evaluated, the rest counted",
    )


def compare(chosen: Namespace) -> None:
    runs = resolve(options.runs_folder(chosen), chosen.run, chosen.sweep)
    grouping = grouped(runs, lambda run: store.read_progress(run.folder).state)
    if not grouping.groups:
        reasons = "; ".join(f"{run}: {why}" for run, why in grouping.left_out)
        raise UserError(f"no run to compare is done. {reasons}")
    answers_of = cache_of(store.read_answers)
    wanted = _metrics(grouping, chosen.task, chosen.metric)
    across = chosen.across_tokenizers
    scored = partial(profile, metric=wanted)
    if across:
        members = [run for group in grouping.groups for run in group.runs]
        everywhere = over_common_units(members, answers_of, store.read_hashes, scored)
        answers_of = Shared(members, answers_of, store.read_hashes).answers
    table = comparison.table(
        grouping.groups,
        lambda run: scored(run, partial(answers_of, run)),
        store.read_hashes,
        across=everywhere if across else None,
    )
    adapted = courses(grouping.groups, lambda run: scored(run, partial(answers_of, run)))
    table, details = detailed(_narrowed(table, chosen.task), answers_of, across)
    _narrowed(table, chosen.task)  # says it where nothing is left
    if chosen.json:
        more = {"adaptation": adaptation_table.document(adapted)} if adapted else {}
        options.print_json(document(grouping, table, details) | more)
    else:
        print_all(options.console(), grouping, table, details)
        if adapted:
            adaptation_table.print_courses(options.console(), adapted)


def resolve(runs: Path, names: Sequence[str], sweeps: Sequence[str] = ()) -> list[Run]:
    """The runs that are meant: by id or folder, by a group's id, by a sweep's name. Controls only by their own id.

    Raises UserError for a name that is none of these.
    """
    if not names and not sweeps:
        raise UserError("which runs? Give ids of runs, a group's id, or --sweep NAME")

    @cache
    def everything() -> list[Run]:
        return [run for folder in reversed(store.list_runs(runs)) if (run := store.open_run(folder)).control is None]

    found: dict[str, Run] = {}
    for name in [*names, *sweeps]:
        members = [run for run in everything() if name == run.sweep] if name in sweeps else []
        if not members and name not in sweeps:
            try:
                members = [store.open_run(store.locate(runs, name))]
            except UserError:
                members = [run for run in everything() if name in (run.group, run.sweep)]
                if not members:
                    raise
        if not members:
            known = sorted({run.sweep for run in everything() if run.sweep})
            raise UserError(f"no sweep {name!r}. There are: {', '.join(known) or 'none'}")
        found |= {run.id: run for run in members}
    return list(found.values())


def cache_of(read: AnswersOf) -> AnswersOf:
    """Answers are read once: a page keeps them between clicks, a command within itself."""
    known: dict[tuple[str, str], TaskAnswers] = {}

    def answers_of(run: Run, task: str) -> TaskAnswers:
        if (run.id, task) not in known:
            known[run.id, task] = read(run, task)
        return known[run.id, task]

    return answers_of


def document(grouping: Grouping, table: Table, details: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The JSON document: cells of contrasts are (own, last, forgetting) by task."""
    scores: dict[str, Any] = {}
    for j, task in enumerate(table.tasks):
        scores[task] = []
        for g, group in enumerate(table.groups):
            summary = table.summaries[g].to_json()
            cells = {
                where: {
                    "values": to_json(table.values[g][i, j]),
                    **{k: v[i][j] for k, v in summary.items() if isinstance(v, list)},
                    "hierarchical": found.to_json() if (found := details[task]["intervals"][g].get(where)) else None,
                }
                for i, where in enumerate(WHERE)
            }
            scores[task].append({"group": group.key, "n": summary["n"], "why_not": summary["why_not"], **cells})
    return {
        "groups": [
            {"group": g.key, "label": g.label, "runs": [r.id for r in g.runs], "seeds": list(g.seeds)}
            for g in grouping.groups
        ],
        "left_out": [{"run": run, "why": why} for run, why in grouping.left_out],
        "settings": [{"name": s.name, "values": list(s.values)} for s in grouping.settings],
        "tasks": list(table.tasks),
        "metrics": list(table.metrics),
        "refused": [{"task": task, "why": why} for task, why in table.refused],
        "notes": [{"task": task, "note": note} for task, note in table.notes],
        "rows": list(WHERE),
        "scores": scores,
        "contrasts": [c.to_json() for c in table.contrasts],
        "forgotten": {task: _forgotten(d) for task, d in details.items()},
        "run_tests": {
            task: [{"a": a.id, "b": b.id, **test.to_json()} for a, b, test in d["tests"]] for task, d in details.items()
        },
    }


def _forgotten(details: dict[str, Any]) -> dict[str, Any]:
    found: Forgotten | None = details["forgotten"]
    if found is None:
        return {"why_not": details["why_not"]}
    units = found.joined.units
    agreed = [{"group": g.key, **c.to_json()} for g, c in zip(found.groups, found.consensus, strict=True)]
    note = {"note": found.joined.note, "left_out": list(found.left_out)}
    return {"overlap": overlap.to_json_of(found.sets, units.example, units.position), "consensus": agreed, **note}


def detailed(table: Table, answers_of: AnswersOf, across: bool) -> tuple[Table, dict[str, dict[str, Any]]]:
    """What is measured task by task. A task that fails is refused; it does not end the others."""
    details, failed = {}, {}
    for j, task in enumerate(table.tasks):
        try:
            details[task] = _details(table, j, answers_of, across)
        except UserError as error:
            failed[task] = str(error)
    if failed:
        table = comparison.of_tasks(table, list(details))
        table = replace(table, refused=(*table.refused, *failed.items()))
    return table, details


def _details(table: Table, column: int, answers_of: AnswersOf, across: bool) -> dict[str, Any]:
    task, metric = table.tasks[column], table.metrics[column]
    sources = (answers_of, store.read_hashes)
    found, why_not = None, ""
    try:
        found = comparison.forgotten(table.groups, task, *sources, across_tokenizers=across)
    except UserError as error:
        why_not = str(error)
    return {
        "forgotten": found,
        "why_not": why_not,
        "intervals": [
            comparison.intervals(group, task, metric, *sources, across_tokenizers=across) for group in table.groups
        ],
        "tests": comparison.run_pairs(table.groups, task, metric, *sources, across_tokenizers=across),
    }


def _metrics(grouping: Grouping, task: str | None, metric: str | None) -> dict[str, str] | str | None:
    if metric is None:
        return None
    metrics.get(metric)
    return {task: metric} if task else metric


def _narrowed(table: Table, task: str | None) -> Table:
    """Only the task asked for. Raises UserError where it, or every task, cannot be compared."""
    refused = dict(table.refused)
    if task is not None:
        if task in refused:
            raise UserError(f"{task}: {refused[task]}")
        if task not in table.tasks:
            raise UserError(f"no task {task!r} in these runs. There are: {', '.join((*table.tasks, *refused))}")
        return comparison.of_tasks(table, [task])
    if not table.tasks:
        raise UserError("; ".join(f"{name}: {why}" for name, why in refused.items()) or "these runs have no task yet")
    return table


VERBS = {"compare": Verb(add_compare, compare)}
