"""Figure of further pre-training: the held-out loss over a stage, and from where on its fall counts."""

import numpy as np

from engine.analysis.pretraining import COUNTS, HeldOutLoss
from engine.figures.caption import About, caption
from engine.figures.curve import Curve, Trace


def held_out_curve(found: HeldOutLoss, about: About) -> Curve:
    """Two lines: while the head alone is fitted, and after. A click gives (line, stage@step).

    Raises ValueError where nothing was measured yet.
    """
    x = np.union1d(found.head_steps, found.steps)
    if not len(x):
        raise ValueError(f"no held-out loss of stage {found.stage} yet")
    traces = [_trace("after", "further pre-training", x, found.steps, found.values)]
    if len(found.head_steps):
        traces.insert(0, _trace("head", "head alone, encoder frozen", x, found.head_steps, found.head_values))
    highest = max(found.head_values.max(initial=0), found.values.max(initial=0))
    lowest = min(found.head_values.min(initial=highest), found.values.min(initial=highest))
    room = 0.08 * max(highest - lowest, 0.1)
    fitted = ((float(found.steps[0]), "head fitted"),) if len(found.head_steps) and len(found.steps) else ()
    first_last = (found.values[0], found.values[-1]) if found.fall is not None else ()
    change = "from {:.3f} to {:.3f}, {:+.3f}".format(*first_last, -found.fall) if first_last else ""
    return Curve(
        title=f"{found.name}: masked words of held-out texts",
        caption=caption(
            about,
            f"stage {found.stage}, texts of {', '.join(found.tasks)}",
            f"n = {found.held_out:,} held-out texts" if found.texts else "",
            "mean cross-entropy in nats per hidden word piece",
            change,
            COUNTS if len(found.head_steps) else "",
        ),
        x=x,
        keys=tuple(f"{found.stage}@{int(step)}" for step in x),
        traces=tuple(traces),
        marks=fitted,
        x_title="optimizer step in the stage",
        y_title="held-out loss (nats per piece)",
        low=float(lowest - room),
        high=float(highest + room),
        legend=("dashed: the head is fitted",),
        percent=False,
    )


def next_sentence_curve(found: HeldOutLoss, about: About) -> Curve:
    """One line: the share of held-out pairs told rightly. A click gives (line, stage@step).

    Raises ValueError where nothing was measured, or the stage has no next-sentence prediction.
    """
    if not len(found.pair_steps):
        raise ValueError(f"no next-sentence prediction was measured in stage {found.stage}")
    x, steps, losses = found.pair_steps.astype(float), found.pair_steps.tolist(), found.pair_values.tolist()
    said = zip(steps, found.pair_accuracy.tolist(), losses, strict=True)
    hover = tuple(f"step {step:,}: {share:.1%} right\nloss {loss:.4f} nats per pair" for step, share, loss in said)
    lowest = min(0.5, float(found.pair_accuracy.min()))
    return Curve(
        title=f"{found.name}: does the second part follow?",
        caption=caption(
            about,
            f"stage {found.stage}, texts of {', '.join(found.tasks)}",
            f"n = {found.held_out:,} held-out texts, as pairs" if found.texts else "",
            "share of pairs told rightly; a guess has half of them",
            f"loss from {losses[0]:.3f} to {losses[-1]:.3f} nats per pair",
        ),
        x=x,
        keys=tuple(f"{found.stage}@{step}" for step in steps),
        traces=(Trace("pairs", "next-sentence prediction", found.pair_accuracy, None, None, hover),),
        marks=(),
        x_title="optimizer step in the stage",
        y_title="accuracy on held-out pairs",
        low=lowest - 0.05,
        high=1.03,
        legend=(),
    )


def _trace(key: str, name: str, x: np.ndarray, steps: np.ndarray, values: np.ndarray) -> Trace:
    there = dict(zip(steps.tolist(), values.tolist(), strict=True))
    line = np.array([there.get(step, np.nan) for step in x.tolist()])
    hover = [f"{name}\nstep {int(step):,}: {value:.4f} nats" for step, value in zip(x, line, strict=True)]
    return Trace(key, name, line, None, None, tuple(hover))
