"""Is it still in the encoder? The shares of a refit."""

from engine.analysis.formulas.formula import Formula

_FIRST_SECOND = (
    "F are the forgotten units (right at first, wrong at second), h(x) what the second snapshot's frozen encoder gives "
    "the head of unit x"
)
_SEEN = "Fitted to training data alone; a held-out part of them chose the penalty."

FORMULAS = (
    Formula(
        key="recovered_bias",
        title="Recovered by bias",
        words="Share of the forgotten units that are right again when nothing but the head's bias is fitted anew (by "
        f"likelihood) and its weights stay as they stand at second. {_FIRST_SECOND}. {_SEEN}",
        latex=r"\begin{gathered}\frac{|\{u\in F:\arg\max_\ell\,(W_2\,h_2(x_u)+b_2+\delta)_\ell=y_u\}|}{|F|}\\[1ex]"
        r"\delta=\arg\min\ \overline{\mathrm{NLL}}_{\mathrm{train}}(W_2h_2+b_2+\delta)"
        r"+\tfrac{\lambda}{2}|\delta|^2\end{gathered}",
        citation="bias correction: Wu et al. 2019 (BiC)",
        reading="0 to 1; high: the decision moved, not the knowledge",
        caution="The likeliest bias is not the one that maximises MCC or F1: the threshold set for the metric stands "
        "beside it where there are two labels. Look at what a refit breaks, too.",
    ),
    Formula(
        key="recovered_head",
        title="Recovered by head",
        words="Share of the forgotten units that a new bias does not bring back, but a whole new linear head on the "
        f"frozen encoder of second does. {_SEEN}",
        latex=r"\begin{gathered}\frac{|\{u\in F:\ \mathrm{bias\ wrong},\ \arg\max_\ell(W^\ast h_2(x_u)+b^\ast)_\ell=y_u"
        r"\}|}{|F|}\\[1ex] W^\ast,b^\ast=\arg\min\ C\sum_{\mathrm{train}}\mathrm{NLL}+\tfrac12\|W\|^2\end{gathered}",
        citation="Davari et al. 2022 (probing representation forgetting); Tao et al. 2023",
        reading="0 to 1; high: the encoder still tells them apart, the head no longer fits it",
        caution="A new head gets some right by chance: compare with what it breaks, and with a head on the encoder "
        "before training.",
    ),
    Formula(
        key="lost_in_encoder",
        title="Lost in the encoder",
        words="Share of the forgotten units that neither a new bias nor a new head on the frozen encoder of second "
        "gets right. Recovered by bias, recovered by head and lost add up to 1.",
        latex=r"1-\mathrm{recovered\ by\ bias}-\mathrm{recovered\ by\ head}",
        citation="Davari et al. 2022",
        reading="0 to 1; high: representation forgetting",
        caution="Lost to a linear read-out of this layer. If a fresh head on the encoder of first misses them too, it "
        "is the read-out that fails, not the encoder that forgot.",
    ),
    Formula(
        key="broken_by_refit",
        title="Broken by the refit",
        words="Units that were right at first and right at second, and that a refit gets wrong: the price of what it "
        "brings back.",
        latex=r"|\{u: \mathrm{right}_1(u)\wedge\mathrm{right}_2(u)\wedge\neg\,\mathrm{right}_{\mathrm{refit}}(u)\}|",
        citation="",
        reading="a count; lower is better",
    ),
)
