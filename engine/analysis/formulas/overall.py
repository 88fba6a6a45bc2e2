"""The overall score of multi-task minBERT, and the rule that is taken for it."""

from engine.analysis.formulas.formula import Formula

_SOURCE = "CS224N default final project, multi-task leaderboard"

FORMULAS = (
    Formula(
        "overall", "Overall score of multi-task minBERT",
        "The mean of SST accuracy, paraphrase accuracy and the STS correlation brought from -1..1 to 0..1.",
        r"\frac13\left(a_{\mathrm{sst}}+a_{\mathrm{para}}+\frac{r_{\mathrm{sts}}+1}{2}\right)", _SOURCE,
        "0 to 1; higher is better",
        "A correlation of 0 already counts .5, so what forgetting costs STS counts half. Of the published rows it "
        "gives B, C, D, E and the leaderboard; F within the rounding of its .82; A (.428) follows neither rule.",
        ("overall_simple",),
    ),
    Formula(
        "overall_simple", "Simple mean of the three scores",
        "The mean of SST accuracy, paraphrase accuracy and the STS correlation as it is.",
        r"\frac13\left(a_{\mathrm{sst}}+a_{\mathrm{para}}+r_{\mathrm{sts}}\right)", "forks of the CS224N project",
        "-1/3 to 1; higher is better", "It gives none of the published rows.", ("overall",),
    ),
)  # fmt: skip
