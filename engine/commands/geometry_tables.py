"""What `geometry` has found, in the terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from engine.commands.options import print_table, text

SHOWN = 5  # pairs of labels, the nearest first


def print_found(console: Console, found: Mapping[str, Any]) -> None:
    """A document of the verb: what was found, what must be known to read it, and where the files are."""
    lines = {"probing": _probing, "prediction": _prediction, "batch_probing": _batch}[found["mode"]](console, found)
    for line in lines:
        console.print(text(line), soft_wrap=True)
    if rows := found.get("conflicts", {}).get("rows"):
        said = f"left out: {len(rows):,} points with the vector of a point with another label, in rows "
        console.print(text(said + ", ".join(map(str, rows)), "yellow"), soft_wrap=True)
    seconds = f"{len(found['files'])} files in {found['output']}, {found['seconds']:.1f} s"
    console.print(text(seconds, "dim"), soft_wrap=True)


def _probing(console: Console, found: Mapping[str, Any]) -> list[str]:
    table = Table()
    for head in ("label", "points", "clusters", "inside max", "inside mean", "outside min"):
        table.add_column(head, justify="left" if head == "label" else "right")
    columns = ("labels", "count", "clusters_of", "measured", "inside_max", "inside_mean", "outside_min")
    for label, points, clusters, measured, *numbers in zip(*(found[key] for key in columns), strict=True):
        table.add_row(text(label), f"{points:,}", str(clusters), *(f"{v:.4f}" if measured else "—" for v in numbers))
    print_table(console, f"distances of {found['points']:,} points in {found['dimensions']} dimensions", table)
    labels = sum(count > 0 for count in found["count"])
    linear = {True: "linear", False: "not linear", None: "linear or not: unknown"}[found["linear"]]
    number = f"{found['clusters']} clusters" + ("" if found["answer"] == "exact" else " at most")
    lines = [f"{number} of {labels} labels: {linear}"]
    if found["why"]:
        lines.append(f"an upper bound: {found['why']}")
    if found["overlapping"]:
        lines.append("hulls that overlap: " + ", ".join(" and ".join(pair) for pair in found["overlapping"]))
    if found["left_out"]:
        lines.append(
            f"not measured: {found['left_out']} clusters of fewer than {found['smallest']} points (--smallest)"
        )
    nearest = sorted((d for d in found["distances"] if d["distance"]), key=lambda d: d["distance"])[:SHOWN]
    if nearest:
        said = (f"{' and '.join(d['labels'])} {d['distance']:.4f}" for d in nearest)
        lines.append("nearest labels: " + ", ".join(said))
    return lines


def _prediction(console: Console, found: Mapping[str, Any]) -> list[str]:
    own = f"of {found['predicted']:,} points, the share whose nearest of {found['clusters']} clusters has their label"
    ties = [f"{found['tied']} of them are as near to a cluster of another label"] if found["tied"] else []
    return [f"intra-accuracy {found['accuracy']:.4f}: {own}", *ties]


def _batch(console: Console, found: Mapping[str, Any]) -> list[str]:
    spaces = sum(map(len, found["checkpoints"].values()))
    lines = [
        f"{found['clusters']} clusters followed through {spaces} spaces of {len(found['checkpoints'])} checkpoints"
    ]
    if found["not_separable"]:
        lines.append("not linearly separable, 0 in the files: " + ", ".join(found["not_separable"]))
    return lines
