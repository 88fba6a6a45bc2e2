"""Further pre-training: the loss on held-out texts."""

from engine.analysis.formulas.formula import Formula

FORMULAS = (
    Formula(
        "masked_lm_loss", "Held-out masked-word loss",
        "Mean over all hidden word pieces of texts that are never trained on of minus the log-probability of the piece "
        "that stood there. The texts and what is hidden in them are the same at every reading.",
        r"-\frac1M\sum_{m=1}^{M}\ln p(w_m\mid\text{text with its chosen pieces hidden})", "Devlin et al. 2019",
        "0 and up, in nats; lower is better; a uniform guess has the logarithm of the vocabulary's size",
        "It says how well masked words of these texts are guessed, not how well a task is solved. Only the fall after "
        "the head was fitted on the frozen encoder counts; part of that fall, too, is the head's.",
        symbols="M hidden pieces, w the piece that stood there; 80 % of them masked, 10 % replaced, 10 % left",
    ),
)  # fmt: skip
