"""matrix, counts, examples: what was forgotten."""

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from engine import store
from engine.analysis import alone, published_rows, selection
from engine.analysis import examples as listings
from engine.analysis.changes import CHANGES
from engine.analysis.counts import UNITS, count_table
from engine.analysis.example_file import write
from engine.analysis.matrices import ResultMatrix, result_matrix
from engine.analysis.measures import overall
from engine.answers import TaskAnswers
from engine.commands import Verb, options, tables
from engine.errors import UserError
from engine.store import Run


def add_matrix(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    parser.add_argument(
        "--metric",
        action="append",
        default=[],
        help="a metric, for every task that has it, or TASK=METRIC; repeatable (default: each task's first)",
    )


def matrix(chosen: Namespace) -> None:
    run = store.open_run(options.run_folder(chosen))
    others = [store.open_run(folder) for folder in alone.matching(run, store.list_runs(run.folder.parent))]
    find_alone = partial(alone.alone, run, others, store.read_answers)
    found = result_matrix(run, partial(store.read_answers, run), _metrics(chosen.metric), find_alone)
    if chosen.json:
        official = {task: run.tasks[task].official for task in found.tasks}
        options.print_json({**found.to_json(), "official": official, **_beside(run, found)})
    else:
        tables.print_matrix(options.console(), run, found)


def add_counts(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    add_pair(parser)


def counts(chosen: Namespace) -> None:
    run, answers, pair = chosen_pair(chosen)
    table = count_table(answers, *pair)
    if chosen.json:
        options.print_json({**table.to_json(), "official": answers.task.official})
    else:
        tables.print_counts(options.console(), run, table)


def add_examples(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    add_pair(parser)
    parser.add_argument("--change", choices=list(CHANGES), help="only these (default: all)")
    parser.add_argument("--label", metavar="L", help="only this gold label")
    parser.add_argument("--order", choices=list(listings.ORDERS), default="index", help="default: as in the data set")
    parser.add_argument(
        "--limit", metavar="N", type=options.count, default=20, help="rows to print (default 20; JSON has all; 0: all)"
    )
    parser.add_argument(
        "--export", metavar="FILE", type=Path, help="write them all to FILE.jsonl (to replay, to annotate) or FILE.csv"
    )
    parser.add_argument("--without-texts", action="store_true", help="leave the words out of the export")


def examples(chosen: Namespace) -> None:
    run, answers, pair = chosen_pair(chosen)
    found = listings.listing(answers, *pair, change=chosen.change, label=chosen.label, order=chosen.order)
    if chosen.export:
        _export(chosen, run, answers, pair, found)
    elif chosen.json:
        options.print_json(_document(run, answers, pair, found))
    else:
        _print_examples(chosen, run, answers, pair, found)


def _export(chosen: Namespace, run: Run, answers: TaskAnswers, pair: selection.Pair, found: listings.Listing) -> None:
    text = write(chosen.export.suffix, run, answers, found, pair, texts=not chosen.without_texts)
    options.write_file(chosen.export, text.encode())
    written = {"file": str(chosen.export), "matching_units": len(found.units), "matching_examples": len(found.examples)}
    if chosen.json:
        options.print_json(written)
    else:
        print(f"{len(found.units):,} {UNITS[answers.task.kind]} in {len(found.examples):,} examples: {chosen.export}")


def add_pair(parser: ArgumentParser) -> None:
    parser.add_argument("--task", metavar="T", help="needed where the run has several")
    parser.add_argument(
        "--first", metavar="S", help="snapshot: 0, 2, 2@150 or a stage's name (default: the task's own stage)"
    )
    parser.add_argument("--second", metavar="S", help="likewise (default: the last stage)")


def chosen_pair(chosen: Namespace) -> tuple[Run, TaskAnswers, selection.Pair]:
    run = store.open_run(options.run_folder(chosen))
    if chosen.task is None and len(run.tasks) > 1:
        raise UserError(f"--task is needed: this run has {', '.join(run.tasks)}")
    task = chosen.task or next(iter(run.tasks), "")
    pair = selection.pair(run, task, chosen.first, chosen.second)
    return run, store.read_answers(run, task), pair


def _beside(run: Run, found: ResultMatrix) -> dict[str, Any]:
    """What there is for a run of a published system alone: its overall score by stage, published numbers."""
    both = overall.by_stage(found.grid)
    published = [one.to_json() for one in published_rows.beside(run.plan, found)]
    rules = {"normalised": [b and b[0] for b in both], "simple": [b and b[1] for b in both]}
    return ({"overall": rules} if overall.applies(found.grid) else {}) | ({"published": published} if published else {})


def _metrics(given: list[str]) -> dict[str, str] | str | None:
    """One plain name is for all tasks that have it; TASK=METRIC for one."""
    if len(given) == 1 and "=" not in given[0]:
        return given[0]
    pairs = [text.partition("=")[::2] for text in given]
    if any(not metric for _, metric in pairs):
        raise UserError(f"--metric several times takes TASK=METRIC each time, got {', '.join(given)}")
    return dict(pairs) or None


def _document(run: Run, answers: TaskAnswers, pair: selection.Pair, found: listings.Listing) -> dict:
    rows = listings.rows(answers, found.units, *pair)
    by_example: dict[int, list[dict]] = {int(i): [] for i in found.examples}
    for row in rows:
        by_example[row["example"]].append({k: v for k, v in row.items() if k != "example"})
    records = {r.example: r for r in store.read_examples(run, answers.task.name, list(by_example))}
    return {
        "task": answers.task.name,
        "first": answers.snapshots[pair.first].name,
        "second": answers.snapshots[pair.second].name,
        "matching_units": len(rows),
        "matching_examples": len(by_example),
        "examples": [
            {
                "example": i,
                "texts": list(records[i].texts),
                "words": list(records[i].words),
                "tags": dict(records[i].tags),
                "units": units,
            }
            for i, units in by_example.items()
        ],
    }


def _print_examples(
    chosen: Namespace, run: Run, answers: TaskAnswers, pair: selection.Pair, found: listings.Listing
) -> None:
    limit = chosen.limit or len(found.units)
    rows = listings.rows(answers, found.units[:limit], *pair)
    texts = {r.example: r for r in store.read_examples(run, answers.task.name, sorted({r["example"] for r in rows}))}
    token = answers.task.kind == "token"
    heads = [selection.describe(answers.snapshots[i]) for i in pair]
    what = f"{chosen.change or 'all'}{f', gold {chosen.label}' if chosen.label is not None else ''}"
    title = f"{run.id}: {answers.task.name}, {what}: {len(found.units):,} {UNITS[answers.task.kind]}"
    title += f" in {len(found.examples):,} sentences" if token else ""
    table = Table()
    for head in ("", "example", *(["word"] if token else []), "gold", *heads, "text"):
        table.add_column(options.text(head), overflow="fold")
    for row in rows:
        record = texts[row["example"]]
        body = Text(" ‖ ").join(options.text(t) for t in record.texts)
        word = []
        if token:
            at = row["position"]
            word = [options.text(record.words[at] if record.words else f"word {at + 1}")]
            marked = [options.text(w, "bold underline" if i == at else "") for i, w in enumerate(record.words)]
            body = Text(" ").join(marked[max(0, at - 6) : at + 7])
        cells = [row["example"], *word, row["gold"], _answer(row, "first"), _answer(row, "second"), body]
        table.add_row(CHANGES[row["change"]].glyph, *(c if isinstance(c, Text) else options.text(c) for c in cells))
    console = options.console()
    options.print_table(console, title, table)
    console.print("  ".join(f"{c.glyph} {c.name}" for c in CHANGES.values()), style="dim")
    if len(rows) < len(found.units):
        console.print(f"{len(found.units) - len(rows):,} more: --limit 0 prints all, --json too", style="dim")


def _answer(row: dict, which: str) -> str:
    probability = row[f"p_{which}"]
    return f"{row[which]}" if probability is None else f"{row[which]} ({probability:.2f})"


VERBS = {
    "matrix": Verb(add_matrix, matrix),
    "counts": Verb(add_counts, counts),
    "examples": Verb(add_examples, examples),
}
