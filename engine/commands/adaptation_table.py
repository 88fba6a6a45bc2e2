"""What `compare` says of adaptation runs: scores over the number of examples, beside the plain encoder; the cost."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from engine.analysis.adaptation import PLAIN, Course, against_plain
from engine.analysis.contrasts import Contrast
from engine.commands.options import print_table, text
from engine.figures.caption import number


def print_courses(console: Console, found: Sequence[Course]) -> None:
    """A row per beginning and number of examples."""
    contrast = {(task, examples, c.b): c for task, examples, c in against_plain(found)}
    heads = (
        "task",
        "begins",
        "examples",
        "n",
        "mean",
        "95 % over seeds",
        f"minus {PLAIN}",
        "95 %",
        "p",
        "Holm",
        "lost",
    )
    grid = Grid()
    for head in heads:
        grid.add_column(head, overflow="fold")
    for course in found:
        for i, point in enumerate(course.points):
            summary, lost = point.summary(0), course.lost(point)
            cells = [number(float(summary.mean), 4), _range(float(summary.low), float(summary.high))]
            cells += _cells(contrast.get((course.task, point.examples, course.begins)))
            cells += [", ".join(f"{t} {number(v, 3, True)}" for t, v in zip(course.others, lost.mean, strict=True))]
            first = (text(course.task), text(course.begins)) if i == 0 else ("", "")
            grid.add_row(*first, f"{point.examples:,}", str(len(point.seeds)), *map(text, cells),
                         end_section=point is course.points[-1])  # fmt: skip
    print_table(console, "Adaptation: a new task over the number of its examples; 0 is snapshot 0", grid)
    console.print("lost: score at snapshot 0 minus now, of tasks that the weights had been trained on", style="dim")
    if any(course.task not in course.known for course in found):
        console.print(f"{PLAIN}, 0 examples: an untrained head answers", style="dim")


def document(found: Sequence[Course]) -> dict[str, Any]:
    """The JSON of the same."""
    cells = [{"task": task, "examples": n, **c.to_json()} for task, n, c in against_plain(found)]
    return {"courses": [course.to_json() for course in found], "against_plain": cells}


def _cells(found: Contrast | None) -> list[str]:
    if found is None:
        return ["", "", "", ""]
    p = [f"{float(v):.3g}" if v == v else "–" for v in (found.p, found.holm)]
    difference = number(float(found.difference), 4, True)
    return [difference, _range(float(found.low), float(found.high), True), *p]


def _range(low: float, high: float, sign: bool = False) -> str:
    return "–" if low != low else f"[{number(low, 3, sign)}, {number(high, 3, sign)}]"
