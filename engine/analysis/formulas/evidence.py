"""Tests, intervals and corrections: is a difference more than chance?"""

from dataclasses import replace

from engine.analysis.formulas.formula import Formula

SYMBOLS = "b forgotten, c learned, N units; M the metric, x the examples (sentences), m the number of labels tested"
INDEPENDENT = "Units are taken as independent; tokens of one sentence are not, so there p is too small."

_ALL = (
    Formula(
        "bootstrap", "Interval of the difference (paired bootstrap)",
        "Examples are drawn with replacement, and the metric's difference is taken anew each time, both snapshots on "
        "the same draw. The interval holds the middle 95 %; BCa corrects it for bias and skew. On token tasks whole "
        "sentences are drawn.",
        r"\Delta^{*}=M\!\left(x^{*},\text{second}\right)-M\!\left(x^{*},\text{first}\right),\quad x^{*}\sim\hat F_n",
        "Efron 1987 (BCa); Efron and Tibshirani 1993", "0 outside the interval: the change is established",
        "It speaks of other examples, not of other seeds: training again would change more.",
    ),
    Formula(
        "mcnemar", "McNemar's exact test",
        "How often forgetting and learning would be as unequal as here, or more, if both were equally likely.",
        r"p=\min\!\left(1,\ 2\sum_{k=0}^{\min(b,c)}\binom{b+c}{k}2^{-(b+c)}\right)", "McNemar 1947",
        "0 to 1; 1 where nothing changed", INDEPENDENT, ("sign_flip",),
    ),
    Formula(
        "sign_flip", "Sign-flip test over sentences",
        "If first and second were alike, either could have come first in every sentence. The share of all such swaps "
        "with a net change as large as here, or larger. For a label of a token task this decides.",
        r"p=\Pr\!\left(\left|\sum_s \epsilon_s\,(c_s-b_s)\right|\ge\left|\sum_s (c_s-b_s)\right|\right),\quad "
        r"\epsilon_s=\pm1", "Fisher 1935; Pitman 1937",
        "0 to 1; equals McNemar's exact test where each sentence has one change",
        "b and c are counted within each sentence s. All swaps are counted, none drawn at random.", ("mcnemar",),
    ),
    Formula(
        "holm", "Holm's correction",
        "With many labels, some look forgotten by chance. The smallest p is multiplied by their number, the next by "
        "one less, and so on: the chance of even one false finding stays below 5 %. It decides a label's verdict.",
        r"\tilde p_{(i)}=\max_{j\le i}\ \min\!\left(1,\ (m-j+1)\,p_{(j)}\right)", "Holm 1979", "0 to 1",
        "Strict: real changes of rare labels may be missed.", ("benjamini_hochberg",),
    ),
    Formula(
        "benjamini_hochberg", "Benjamini and Hochberg's correction",
        "Controls the share of false ones among all that are called findings, not the chance of any.",
        r"\tilde p_{(i)}=\min_{j\ge i}\ \min\!\left(1,\ \tfrac{m}{j}\,p_{(j)}\right)", "Benjamini and Hochberg 1995",
        "0 to 1; never above Holm's", "Of twenty findings at 5 %, one may be false.", ("holm",),
    ),
    Formula(
        "cochran_q", "Cochran's Q",
        "Whether the share of right answers differs between any of more than two snapshots. Then McNemar's test of "
        "every two, corrected by Holm.",
        r"Q=(k-1)\,\frac{k\sum_j R_j^2-\left(\sum_j R_j\right)^2}{k\sum_i S_i-\sum_i S_i^2}\ \sim\ \chi^2_{k-1}",
        "Cochran 1950", "0 and above; p from the chi-square law",
        "k snapshots, R right answers of each, S of each unit. " + INDEPENDENT,
    ),
    Formula(
        "bowker", "Bowker's test of symmetry",
        "Whether predictions, right or wrong, move from one label to another as often as back.",
        r"\chi^2=\sum_{i<j}\frac{(n_{ij}-n_{ji})^2}{n_{ij}+n_{ji}}", "Bowker 1948",
        "0 and above; p from the chi-square law",
        "n are units predicted as i at first and j at second; labels from and to which nothing moved are left out. "
        + INDEPENDENT, ("stuart_maxwell",),
    ),
    Formula(
        "stuart_maxwell", "Stuart and Maxwell's test",
        "Whether each label is answered, rightly or wrongly, as often at second as at first.",
        r"\chi^2=d^{\top}V^{-1}d,\quad d_i=n_{i\cdot}-n_{\cdot i}", "Stuart 1955; Maxwell 1970",
        "0 and above; p from the chi-square law",
        "A drift towards one label shows here, even if no more became wrong than right. " + INDEPENDENT, ("bowker",),
    ),
    Formula(
        "cohen_g", "Cohen's g",
        "How one-sided the flips are: the share of them that is forgetting, minus one half.",
        r"g=\frac{b}{b+c}-\frac12", "Cohen 1988",
        "-.5 only learned, 0 balanced, .5 only forgotten; up to .05 negligible, .15 small, .25 medium, beyond it large",
        "It does not say how many units flipped.",
    ),
    Formula(
        "equivalence", "Did not forget: equivalence within a margin",
        "Too little evidence of forgetting is no evidence that nothing was forgotten. Only if the whole interval of "
        "the difference lies within a margin that was chosen beforehand, is it called not forgotten.",
        r"-\delta<\Delta_{\text{low}}\quad\text{and}\quad\Delta_{\text{high}}<\delta",
        "Schuirmann 1987 (two one-sided tests, by inclusion of the interval)", "",
        "The margin is yours: the largest loss that does not matter. Inside it a small, certain loss counts as none. "
        "The 95 % interval makes it stricter than the usual 5 % test. Where fewer than 6 examples changed, the exact "
        "upper limit of the share that changes must lie inside, too; that is said of accuracies and of a label's "
        "recall alone, because one flip can move MCC or F1 by much more.",
    ),
)  # fmt: skip
FORMULAS = tuple(replace(formula, symbols=SYMBOLS) for formula in _ALL)
