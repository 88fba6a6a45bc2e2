"""The published figures of an experiment beside a run with the same order of tasks."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from engine.analysis import references
from engine.analysis.counts import CountTable
from engine.analysis.evidence.mcnemar import INDEPENDENT
from engine.analysis.matrices import result_matrix
from engine.errors import UserError
from engine.figures import caption, matrix
from engine.published import Reference
from engine.store import Run
from pages.parts import cached, count_view, label_verdicts
from pages.parts.figure_view import caption as small_print
from pages.parts.figure_view import csv_download, show
from pages.parts.paint import esc
from pages.parts.view import View


def matrices(run: Run) -> None:
    """Published and this run's result matrix, in the published metrics."""
    reference = references.reference_of(run)
    if reference is None:
        return
    st.subheader("Published against this run")
    heading(reference, run)
    left, right = st.columns(2)
    with left:
        theirs = matrix.result_heatmap(references.matrix_of(reference), caption.of_reference(reference))
        theirs = replace(theirs, title="Published")
        show(theirs, f"published-{reference.name}-result")
    with right:
        try:
            ours = cached.of_run(
                _in_metrics, run, tuple(zip(references_tasks(reference), reference.metrics, strict=True))
            )
        except UserError as error:
            st.info(str(error))
        else:
            show(
                replace(matrix.result_heatmap(ours, caption.of_run(run)), title="This run"),
                f"{run.id}-result-as-published",
            )
    notes(reference.notes)


def counts(view: View, table: CountTable) -> None:
    """The published cnt table beside this run's, if the task looked at is the one that was counted."""
    reference = references.reference_of(view.run)
    if reference is None or reference.counts.task != view.task:
        return
    st.subheader("Published against this run")
    heading(reference, view.run)
    theirs = references.counts_of(reference)
    if (theirs.first.name, theirs.second.name) != (table.first.name, table.second.name):
        st.info(f"Published counts compare snapshots {theirs.first.name} and {theirs.second.name}: choose these above.")
    both = count_view.beside(table, reference)
    tested = label_verdicts.published(both, theirs)
    st.dataframe(tested, hide_index=True, height="content", column_config=count_view.beside_config(both))
    csv_download(lambda: tested.data.to_csv(index=False), "published", f"{view.run.id}-counts-as-published")
    independent = f", {INDEPENDENT}" if theirs.unit == "tokens" else ""
    small_print(
        f"McNemar p published: exact, from the published cnt3 and cnt4{independent}. "
        f"The verdict is after Holm's correction over {len(theirs.labels)} labels."
    )
    rebuilt = [f"{' and '.join(reference.counts.rebuilt)} are published as totals; per label they are rebuilt."]
    notes([*(rebuilt if reference.counts.rebuilt else []), *reference.notes])


def heading(reference: Reference, run: Run) -> None:
    """What is compared with what."""
    encoder = run.plan.get("encoder", "")
    st.html(
        f'<div class="le">Published: {esc(reference.title)}, {esc(reference.encoder)}, seed {reference.seed}, '
        f'<a href="{esc(reference.url)}" target="_blank" rel="noopener">{esc(reference.citation)}</a>. '
        f"This run: the same order of tasks, {esc(encoder)}, seed {esc(run.seed)}.</div>"
    )


def notes(lines: Sequence[str]) -> None:
    """What is inconsistent in the published tables, or must be known."""
    items = "".join(f"<li>{esc(line)}</li>" for line in lines)
    st.html(f'<div class="le le-caption"><b>Notes on the published tables</b><ul>{items}</ul></div>')


def references_tasks(reference: Reference) -> list[str]:
    return [task["name"] for task in reference.tasks]


def _in_metrics(run: Run, pairs: tuple[tuple[str, str], ...]) -> object:
    return result_matrix(run, partial(cached.answers, run), dict(pairs))
