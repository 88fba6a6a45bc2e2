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
    Formula(
        "next_sentence", "Next-sentence prediction",
        "Of pairs made of texts that are never trained on, the share of which it is told rightly whether the second "
        "part follows the first. An input of two texts is a pair as it is, one of a single text is cut in two at a "
        "word; for about half of them the second part of another text of the task stands in.",
        r"\frac1P\sum_{p=1}^{P}\left[\arg\max_y p(y\mid\text{first, second}) = y_p\right]", "Devlin et al. 2019",
        "0 to 1; higher is better; a guess has 0.5",
        "Measured with the checkpoint's own head, on inputs whose chosen pieces are hidden, as in training. A text of "
        "one word is no pair.",
        symbols="P pairs, y whether the second part follows",
    ),
)  # fmt: skip
