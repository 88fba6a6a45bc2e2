"""What token counts alone do not show: the share without O, and whole entities."""

import pandas as pd
import streamlit as st

from engine.analysis import entities
from engine.analysis.entities import INVENTED, OUTCOMES, EntityView
from engine.analysis.flips import Flips, flips
from engine.answers import TaskAnswers
from engine.figures import caption
from engine.figures.caption import number
from engine.figures.entities import entity_heatmap
from pages.parts import cached
from pages.parts.figure_view import caption as small_print
from pages.parts.figure_view import csv_download, show
from pages.parts.paint import esc
from pages.parts.view import View


def counted(answers: TaskAnswers, first: int, second: int) -> tuple[Flips, Flips | None]:
    """Flips of all tokens, and of those whose gold label is not O; None for a task without O."""
    mask = entities.inside(answers)
    return flips(answers, first, second), None if mask is None else flips(answers, first, second, mask)


def outside(view: View) -> None:
    """With O and without O, side by side: O is easy, and most of the tokens."""
    whole, without = cached.of_answers(counted, view.run, view.task, view.first, view.second)
    if without is None:
        return
    rows = "".join(
        f"<tr><th>{name}</th><td>{c.n:,}</td><td>{number(c.accuracy_first, 4)}</td><td>{number(c.accuracy_second, 4)}"
        f"</td><td><b>{number(c.accuracy_difference, 4, sign=True)}</b></td><td>{c.forgotten:,}</td><td>{c.learned:,}"
        f"</td><td>{number(c.forgetting_rate, 4)}</td></tr>"
        for name, c in (("with O", whole), ("without O", without))
    )
    heads = "".join(
        f"<th>{esc(head)}</th>"
        for head in ("token accuracy", "n", "first", "second", "difference", "cnt3", "cnt4", "cnt3 / cnt1")
    )
    st.html(f'<div class="le"><table class="le-table"><tr>{heads}</tr>{rows}</table></div>')


def whole_entities(view: View, about: caption.About) -> None:
    """Entities by type at first and second, and what became of the gold ones."""
    task = view.run.tasks[view.task]
    found: EntityView = cached.of_answers(entities.entity_view, view.run, view.task, view.first, view.second)
    st.subheader("Whole entities")
    left, right = st.columns([1.7, 1])
    with left:
        table = frame(found)
        st.dataframe(table, hide_index=True, height="content", column_config=_config())
        said = "; ".join(f"{name}: {meaning}" for name, meaning in {**OUTCOMES, "invented": INVENTED}.items())
        with st.container(horizontal=True):
            small_print(f"First → second, strict IOB2. {said}.")
            csv_download(lambda: numbers(found).to_csv(index=False), "entities", f"{view.run.id}-{view.task}-entities")
    with right:
        kind = view.label[2:] if view.label and view.label[2:] in found.types else None
        show(entity_heatmap(found, task, about, kind), f"{view.run.id}-{view.task}-entities")


def frame(found: EntityView) -> pd.DataFrame:
    """A row per type and one of all; each cell first → second."""
    rows = []
    for j, name in [*enumerate(found.types), (None, "all types")]:
        of = slice(None) if j is None else slice(j, j + 1)
        f1 = found.f1_overall if j is None else found.f1[:, j]
        outcomes = found.outcomes[:, of].sum(axis=1)
        rows.append(
            {
                "type": name,
                "gold": int(found.gold[of].sum()),
                "F1": f"{number(f1[0])} → {number(f1[1])}",
                **{o: f"{outcomes[0, k]:,} → {outcomes[1, k]:,}" for k, o in enumerate(OUTCOMES)},
                "invented": " → ".join(f"{n:,}" for n in found.invented[:, of].sum(axis=1)),
                "forgotten": int(found.forgotten[of].sum()),
                "learned": int(found.learned[of].sum()),
            }
        )
    return pd.DataFrame(rows)


def numbers(found: EntityView) -> pd.DataFrame:
    """The same in numbers, a row per type and snapshot, in full precision."""
    rows = []
    for i, snapshot in enumerate((found.first, found.second)):
        for j, name in enumerate(found.types):
            outcomes = {o: int(found.outcomes[i, j, k]) for k, o in enumerate(OUTCOMES)}
            rows.append(
                {
                    "snapshot": snapshot.name, "entity type": name, "gold": int(found.gold[j]),
                    "predicted": int(found.predicted[i, j]), "entity F1": float(found.f1[i, j]), **outcomes,
                    "invented": int(found.invented[i, j]),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _config() -> dict[str, object]:
    number_column, text_column = st.column_config.NumberColumn, st.column_config.TextColumn
    helps = {**{name: text_column(help=meaning) for name, meaning in OUTCOMES.items()}}
    return {
        "type": text_column(pinned=True),
        **helps,
        "F1": text_column(help="entity F1, strict IOB2"),
        "invented": text_column(help=INVENTED),
        "forgotten": number_column(format="localized", help="found at first, not at second"),
        "learned": number_column(format="localized", help="found at second, not at first"),
    }
