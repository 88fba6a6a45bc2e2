"""The matrices and what is drawn from them: one number for a whole run."""

from dataclasses import replace

from engine.analysis.formulas.formula import Formula

GEM = "Lopez-Paz and Ranzato 2017 (GEM)"
RWALK = "Chaudhry et al. 2018 (Riemannian Walk)"
DIAZ = "Díaz-Rodríguez et al. 2018"
SYNERGY = "Sarfraz, Arani and Zonooz 2022 (SYNERgy)"
SIZE = "in points of the metric, -1 to 1 for one between 0 and 1"
SYMBOLS = (
    "R the result matrix, i a stage, j a task, n the last stage, o(j) the task's own stage, T the tasks with a trained "
    "head and a score, b the score at snapshot 0"
)
EARLIER = r"E=\{j : o(j)<n\}"

_ALL = (
    Formula(
        "R", "Result matrix R",
        "Every task's score after every stage, on that task's evaluation split. Rows are stages, columns are tasks.",
        r"R_{i,j}=\mathrm{metric}_j\left(\text{gold}_j,\ \text{predicted}_j\text{ after stage }i\right)", GEM,
        "each column in its own metric; higher is better",
        "A hatched cell is the score of an untrained, random head. Columns may be in different metrics.",
    ),
    Formula(
        "T", "Transfer matrix T",
        "Every score minus the one right after the task's own stage. Zero at the own stage; empty for a task without "
        "one.",
        r"T_{i,j}=R_{i,j}-R_{o(j),j}", "the original experiments on BERT",
        "below 0 is forgetting",
        "Before the own stage it compares an untrained head with a trained one: that is not forward transfer.",
    ),
    Formula(
        "acc", "ACC, average score at the end",
        "The mean over tasks of the score after the last stage.",
        r"\mathrm{ACC}=\frac{1}{|T|}\sum_{j\in T}R_{n,j}", GEM, "as the metric; higher is better",
        "A run that learned little and forgot nothing can equal one that learned much and forgot much.",
        ("a", "incremental"),
    ),
    Formula(
        "a", "A, average over the lower triangle",
        "The mean score over all pairs of a stage and a task learned by then, the last stage not set apart.",
        r"A=\frac{\sum_{i\ge o(j)}R_{i,j}}{\left|\{(i,j): i\ge o(j)\}\right|}", DIAZ, "as the metric; higher is better",
        "A task learned early counts more often than one learned late.", ("acc", "incremental"),
    ),
    Formula(
        "incremental", "Average incremental score",
        "After each stage, the mean score over the tasks learned by then; of these means, the mean over stages.",
        r"\frac1n\sum_{i=1}^{n}\frac{1}{|\{j: o(j)\le i\}|}\sum_{j:\,o(j)\le i}R_{i,j}", "Rebuffi et al. 2017 (iCaRL)",
        "as the metric; higher is better", "The first task alone makes up the whole first term.", ("acc", "a"),
    ),
    Formula(
        "bwt", "BWT, backward transfer",
        "How much later stages changed the score of earlier tasks: the mean over tasks whose own stage is before the "
        "last of the score at the end minus the one right after the own stage.",
        rf"\mathrm{{BWT}}=\frac{{1}}{{|E|}}\sum_{{j\in E}}\left(R_{{n,j}}-R_{{o(j),j}}\right),\quad {EARLIER}", GEM,
        f"{SIZE}; below 0 is forgetting",
        "A gain on one task hides a loss on another.", ("bwt_triangular", "first_last"),
    ),
    Formula(
        "bwt_triangular", "BWT as a mean over the triangle",
        "The mean over all pairs of a task and a stage after its own, the last stage not set apart, of the score there "
        "minus the one right after the own stage.",
        r"\frac{\sum_{i>o(j)}\left(R_{i,j}-R_{o(j),j}\right)}{\left|\{(i,j): i>o(j)\}\right|}", DIAZ,
        f"{SIZE}; below 0 is forgetting", "Smaller than BWT where forgetting comes late.", ("bwt",),
    ),
    Formula(
        "first_last", "Forgetting, first minus last",
        "The mean over earlier tasks of the score right after the own stage minus the one at the end: BWT with the "
        "sign turned.",
        rf"\frac{{1}}{{|E|}}\sum_{{j\in E}}\left(R_{{o(j),j}}-R_{{n,j}}\right),\quad {EARLIER}",
        "as computed by Avalanche (Lomonaco et al. 2021) and ContinualLM (Ke et al. 2023)",
        f"{SIZE}; above 0 is forgetting", "Called forgetting, too; never above Chaudhry's.", ("forgetting",),
    ),
    Formula(
        "forgetting", "Forgetting, best minus last",
        "The mean over earlier tasks of the best score at a stage end from the own stage to the last but one, minus "
        "the score at the end.",
        rf"F=\frac{{1}}{{|E|}}\sum_{{j\in E}}\left(\max_{{o(j)\le l<n}}R_{{l,j}}-R_{{n,j}}\right),\quad {EARLIER}",
        f"after {RWALK}", f"{SIZE}; above 0 is forgetting, below 0 the task is best at the end",
        "Chaudhry et al. take the best of all stages before the last, l = 1 to n - 1. Those before the task's own, "
        "where here an untrained head answers, are left out. The more stages, the higher the best of them by chance "
        "alone.",
        ("first_last", "forgetting_any_row", "forgetting_earlier_rows"),
    ),
    Formula(
        "forgetting_any_row", "Forgetting from the best of all rows",
        "As best minus last, but the best is over all stages: the last itself, which makes it never negative, and "
        "those before the task was learned, when an untrained or zero-shot head answered.",
        r"\frac{1}{|E|}\sum_{j\in E}\left(\max_{1\le l\le n}R_{l,j}-R_{n,j}\right)", "as computed by Mammoth",
        "0 to 1; higher is more forgetting", "Backward transfer that helps is counted as none.", ("forgetting",),
    ),
    Formula(
        "forgetting_earlier_rows", "Forgetting from the best earlier row",
        "As best minus last, but the best is over all stages before the last, also those before the task was learned, "
        "when an untrained or zero-shot head answered.",
        r"\frac{1}{|E|}\sum_{j\in E}\left(\max_{1\le l<n}R_{l,j}-R_{n,j}\right)", "as computed by Renate",
        f"{SIZE}; above 0 is forgetting", "A lucky random head can set the best score.", ("forgetting",),
    ),
    Formula(
        "fwt", "FWT, forward transfer",
        "How much earlier stages help a task that is still to be learned: the mean, over tasks not trained first, of "
        "the score just before the own stage minus the one before all training.",
        r"\mathrm{FWT}=\frac{1}{|L|}\sum_{j\in L}\left(R_{o(j)-1,j}-b_j\right),\quad L=\{j : o(j)>1\}", GEM,
        f"{SIZE}; above 0 earlier stages helped",
        "With a head per task both scores are an untrained head's, so this shows noise more than transfer. b is the "
        "untrained head's score at snapshot 0; without that snapshot 0 stands in.", ("fwt_zero",),
    ),
    Formula(
        "fwt_zero", "FWT without the score before training",
        "The mean, over tasks not trained first, of the score just before the own stage; nothing is subtracted.",
        r"\frac{1}{|L|}\sum_{j\in L}R_{o(j)-1,j},\quad L=\{j : o(j)>1\}", "as computed by Continuum",
        "as the metric", "Chance is in it: for two balanced labels it is near one half when nothing was transferred.",
        ("fwt",),
    ),
    Formula(
        "intransigence", "Intransigence",
        "What the history cost a task while it was learned: the score of a model trained on that task alone, minus the "
        "one right after its own stage here. The mean over tasks not trained first.",
        r"I=\frac{1}{|L|}\sum_{j\in L}\left(a^{*}_{j}-R_{o(j),j}\right),\quad L=\{j : o(j)>1\}", RWALK,
        f"{SIZE}; below 0 the earlier stages helped",
        "Chaudhry et al. take a model trained on all tasks up to this one at once; here it is a run that trained this "
        "task first, with the same encoder and the same settings. It shares the noise of one seed.",
    ),
    Formula(
        "learning_accuracy", "Learning accuracy",
        "How well each task is learned when its turn comes: the mean over tasks of the score right after the own "
        "stage.",
        r"\mathrm{LA}=\frac{1}{|T|}\sum_{j\in T}R_{o(j),j}", "Riemer et al. 2019 (MER)",
        "as the metric; higher is better", "It says nothing of what is kept.", ("plasticity",),
    ),
    Formula(
        "plasticity", "Plasticity",
        "Learning accuracy, under the name that it has beside stability: the mean over tasks of the score right after "
        "the own stage.",
        r"P=\frac{1}{|T|}\sum_{j\in T}R_{o(j),j}", SYNERGY, "as the metric; higher is better",
        "The name has many meanings; loss of plasticity over long sequences is another.", ("learning_accuracy",),
    ),
    Formula(
        "stability", "Stability",
        "What is left at the end of the tasks learned before: the mean over earlier tasks of the score after the last "
        "stage.",
        rf"S=\frac{{1}}{{|E|}}\sum_{{j\in E}}R_{{n,j}},\quad {EARLIER}", SYNERGY, "as the metric; higher is better",
        "A task never learned well lowers it without being forgotten: see the share retained.",
        ("retained", "remembering", "not_forgotten"),
    ),
    Formula(
        "retained", "Share of the score retained",
        "The mean over earlier tasks of the score at the end divided by the one right after the own stage.",
        rf"\frac{{1}}{{|E|}}\sum_{{j\in E}}\frac{{R_{{n,j}}}}{{R_{{o(j),j}}}},\quad {EARLIER}",
        "after Kemker et al. 2018, who divide by an offline model's score", "1 is nothing lost; higher is better",
        "Large without meaning where a task was hardly learned; none if one was not learned at all.", ("stability",),
    ),
    Formula(
        "remembering", "Remembering (REM)",
        "One, less the size of the triangular BWT where that is negative.",
        r"\mathrm{REM}=1-\left|\min\left(\mathrm{BWT}_{\triangle},0\right)\right|", DIAZ,
        "0 to 1; higher is better", "Gains do not count.", ("stability",),
    ),
    Formula(
        "not_forgotten", "One minus forgetting",
        "One, less forgetting as best minus last.",
        r"1-F", "after Chaudhry et al. 2018", "1 is nothing lost; higher is better", "", ("stability",),
    ),
)  # fmt: skip
FORMULAS = tuple(replace(formula, symbols=SYMBOLS) for formula in _ALL)
