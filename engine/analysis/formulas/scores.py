"""The metrics of tasks, under their names in engine.metrics."""

from engine.analysis.formulas.formula import Formula
from engine.metrics import METRICS

SYMBOLS = (
    "u a unit, N their number, y gold and ŷ predicted answers, ℓ a label; TP, TN, FP and FN true and false positives "
    "and negatives"
)
_LATEX = {
    "mcc": r"\mathrm{MCC}=\frac{\mathrm{TP}\cdot\mathrm{TN}-\mathrm{FP}\cdot\mathrm{FN}}"
    r"{\sqrt{(\mathrm{TP}+\mathrm{FP})(\mathrm{TP}+\mathrm{FN})(\mathrm{TN}+\mathrm{FP})(\mathrm{TN}+\mathrm{FN})}}",
    "accuracy": r"\frac1N\left|\{u : \hat y_u=y_u\}\right|",
    "f1": r"F_1=\frac{2\,\mathrm{TP}}{2\,\mathrm{TP}+\mathrm{FP}+\mathrm{FN}}",
    "macro_f1": r"\frac{1}{|\mathcal L|}\sum_{\ell\in\mathcal L}"
    r"\frac{2\,\mathrm{TP}_\ell}{2\,\mathrm{TP}_\ell+\mathrm{FP}_\ell+\mathrm{FN}_\ell}",
    "entity_f1": r"F_1=\frac{2\,\mathrm{TP}}{2\,\mathrm{TP}+\mathrm{FP}+\mathrm{FN}}\quad\text{over entities}",
    "token_accuracy": r"\frac1N\left|\{u : \hat y_u=y_u\}\right|\quad\text{over words}",
    "pearson": r"r=\frac{\sum_u(y_u-\bar y)(\hat y_u-\bar{\hat y})}"
    r"{\sqrt{\sum_u(y_u-\bar y)^2}\sqrt{\sum_u(\hat y_u-\bar{\hat y})^2}}",
    "spearman": r"\rho=r\left(\mathrm{rank}(y),\ \mathrm{rank}(\hat y)\right)",
}
_CAUTIONS = {
    "mcc": "Drawn for two labels; for more, Gorodkin's generalisation is computed. No share of anything: 0.5 does not "
    "mean half right.",
    "accuracy": "A constant answer scores the share of the most frequent label.",
    "f1": "Ignores true negatives, and changes if the two labels swap names.",
    "macro_f1": "A rare label weighs as much as a frequent one.",
    "entity_f1": "Strict: an entity with one wrong end is both a false positive and a false negative. conlleval's "
    "scheme gives other numbers.",
    "token_accuracy": "Dominated by O: a tagger that finds no entity at all scores about 0.83 on CoNLL-2003.",
    "pearson": "Blind to a shift or a stretch of all predictions.",
    "spearman": "Blind to anything but the order.",
}
_RIVALS = {"f1": ("macro_f1",), "macro_f1": ("f1", "entity_f1"), "entity_f1": ("macro_f1",)}  # all are called F1

FORMULAS = tuple(
    Formula(
        key=name,
        title=metric.title if metric.short == metric.title else f"{metric.title} ({metric.short})",
        words=metric.definition[:1].upper() + metric.definition[1:] + ".",
        latex=_LATEX.get(name, ""),
        citation=metric.citation,
        reading=f"{metric.lowest:g} to {metric.highest:g}; higher is better",
        caution=_CAUTIONS.get(name, ""),
        rivals=_RIVALS.get(name, ()),
        symbols=SYMBOLS,
    )
    for name, metric in METRICS.items()
)
