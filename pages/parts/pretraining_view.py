"""Further pre-training on a page: the held-out loss of every such stage, with what of it counts."""

import streamlit as st

from engine.analysis.pretraining import COUNTS, HeldOutLoss, held_out_losses
from engine.figures.caption import About
from engine.figures.pretraining import held_out_curve, next_sentence_curve
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
        if any(len(each.pair_steps) for each in measured):
            formula_card.card("next_sentence", n, label="Next-sentence prediction")
    figures = [(held_out_curve, each, "masked-lm") for each in measured]
    figures += [(next_sentence_curve, each, "next-sentence") for each in measured if len(each.pair_steps)]
    columns = st.columns(2)
    for number, (draw, each, name) in enumerate(sorted(figures, key=lambda figure: figure[1].stage)):
        with columns[number % 2]:
            show(draw(each, about), f"{run.id}-{name}-{each.stage}")


def _said(measured: list[HeldOutLoss]) -> str:
    changes = [
        f"{'fell' if each.fall >= 0 else 'rose'} by {abs(each.fall):.3f} nats in stage {each.stage}"
        for each in measured
        if each.fall is not None
    ]
    return (f"The loss on held-out texts {', '.join(changes)}; " if changes else "") + COUNTS + "."
