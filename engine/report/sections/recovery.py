"""Is it still in the encoder? What refits that were made of this run found."""

from engine import metrics, store
from engine.analysis import recovery as analysis
from engine.analysis import refit_notes
from engine.analysis.recovery import ROWS, VERDICTS, Recovery, trade
from engine.errors import UserError
from engine.figures.caption import number
from engine.figures.recovery import recovery_bars
from engine.report.blocks import Block, Heading, Items, Picture, Table, Text
from engine.report.source import Source
from engine.store import Result

TITLE = "Is it still in the encoder?"
FORMULAS = ("recovered_bias", "recovered_head", "lost_in_encoder", "broken_by_refit")


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.pairs:
        result = _result(source, task)
        if result is None:
            continue
        found = analysis.recovery(source.answers(task), *source.pairs[task], result)
        blocks += [Heading(source.name(task)), Text(found.sentence), *_one(source, task, found, result)]
    if not blocks:
        raise UserError("no refit of this run is stored: python -m engine refit RUN --task T makes one")
    return [*blocks, Text(refit_notes.CAUTION, quiet=True)]


def _result(source: Source, task: str) -> Result | None:
    names = [source.run.snapshots[i].name for i in source.pairs[task]]
    try:
        folder = store.find_job(source.run.folder, analysis.request(source.run, task, *names).hash16())
    except UserError:
        return None
    return store.read_result(folder) if store.read_progress(folder).state == "done" else None


def _one(source: Source, task: str, found: Recovery, result: Result) -> list[Block]:
    named = {"before": "", **{role: e["snapshot"] for role, e in result.document["encoders"].items()}}
    short = [metrics.get(metric).short for metric in found.scores]
    rows = []
    for key, words in ROWS.items():
        if all(key in row for row in found.scores.values()):
            right = found.back[key].count if key in found.back else int(found.forgotten.sum()) if key == "first" else 0
            scores = (number(row[key], 4) for row in found.scores.values())
            rows.append((words.format(**named), *scores, f"{right:,}", f"{found.broken.get(key, 0):,}"))
    shares = tuple(
        f"{part.count:,} of {part.whole:,} ({part.share * 100:.1f} %, 95 % {number(part.interval[0])} to "
        f"{number(part.interval[1])}): {VERDICTS[name].title}, {VERDICTS[name].meaning}."
        for name, part in ((name, found.part(name)) for name in VERDICTS)
        if part.whole
    )
    head = ("answers", *short, "forgotten, right", "kept, wrong")
    warnings = tuple(refit_notes.warnings(result, source.record(task)))
    return [
        Items((*shares, *trade(found))),
        Picture(f"{task}-recovery", recovery_bars(found, source.record(task), source.about)),
        Table(f"What answers, {source.between(task)}.", head, tuple(rows)),
        Items((refit_notes.seen(result, source.record(task)), *warnings)),
    ]  # fmt: skip
