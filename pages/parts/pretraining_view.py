"""Further pre-training on a page: the held-out loss of every such stage, with what of it counts."""

import streamlit as st

from engine.analysis.pretraining import COUNTS, HeldOutLoss, held_out_losses
from engine.figures.caption import About
from engine.figures.pretraining import held_out_curve
from engine.store import Run
from pages.parts import formula_card
from pages.parts.figure_view import show


def show_all(run: Run, about: About) -> None:
    """Nothing where the run has no masked_lm stage. Read anew each time: its numbers come between snapshots, too."""
    found = held_out_losses(run)
    measured = [each for each in found if len(each.steps) or len(each.head_steps)]
    if not found:
        return
    st.subheader("Further pre-training")
    if not measured:
        st.info("The held-out loss has not been measured yet.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="le">{_said(measured)}</div>', width="stretch")
        n = ", ".join(f"stage {each.stage}: {each.held_out:,} texts" for each in measured)
        formula_card.card("masked_lm_loss", n, label="Held-out masked-word loss")
    columns = st.columns(2)
    for number, each in enumerate(measured):
        with columns[number % 2]:
            show(held_out_curve(each, about), f"{run.id}-masked-lm-{each.stage}")


def _said(measured: list[HeldOutLoss]) -> str:
    changes = [
        f"{'fell' if each.fall >= 0 else 'rose'} by {abs(each.fall):.3f} nats in stage {each.stage}"
        for each in measured
        if each.fall is not None
    ]
    return (f"The loss on held-out texts {', '.join(changes)}; " if changes else "") + COUNTS + "."
