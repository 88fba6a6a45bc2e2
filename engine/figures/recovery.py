"""The figure of a refit: what came back of each label's forgotten units, and by what."""

from engine.analysis.recovery import VERDICTS, Recovery
from engine.answers import TaskRecord
from engine.figures.caption import About, between, caption, quirks
from engine.figures.figure import Bars, Series


def recovery_bars(found: Recovery, task: TaskRecord, about: About) -> Bars:
    """Recovered by bias, by head, lost, of each label with forgotten units. A click gives (label, verdict)."""
    rows = [i for i, count in enumerate(found.forgotten) if count]
    series = []
    for name, verdict in VERDICTS.items():
        counts = found.counts[name][rows]
        hover = tuple(
            f"{found.labels[i]}: {verdict.title}\n{part.count:,} of {part.whole:,} forgotten ({part.share:.1%}, 95 % "
            f"{part.interval[0]:.1%} to {part.interval[1]:.1%})\n{verdict.meaning}"
            for i, part in ((i, found.part(name, found.labels[i])) for i in rows)
        )
        look = (f"{verdict.glyph} {verdict.title}", verdict.glyph, verdict.colour)
        series.append(Series(name, *look, counts / found.forgotten[rows], counts, hover))
    total = int(found.forgotten.sum())
    return Bars(
        title=f"{task.title or task.name}: is it still in the encoder?",
        caption=caption(
            about,
            f"{task.title or task.name}, {between(found.first, found.second)}",
            f"n = {total:,} forgotten {found.unit} of {task.units:,}",
            "lengths: shares of the label's forgotten",
            "refits saw training data only",
            quirks([task]),
        ),
        labels=tuple(f"{found.labels[i]}  (n = {found.forgotten[i]:,})" for i in rows),
        keys=tuple(found.labels[i] for i in rows),
        series=tuple(series),
        axis_title=f"share of the label's forgotten {found.unit}",
        share=True,
    )
