"""What kind of example is lost: rates, differences and p-values of slices.

In the formulas k of the N units right at first are in the slice, and g of the F forgotten ones.
"""

from engine.analysis.formulas.formula import Formula

FORMULAS = (
    Formula(
        "slice_rate", "Forgetting rate of a slice",
        "Of the slice's units that were right at first, the share wrong at second, with Wilson's 95 % interval.",
        r"\frac{\mathrm{cnt3}}{\mathrm{cnt1}}=\frac gk", "Wilson 1927 (interval)",
        "0 to 1; lower is better",
        "Not the published share, which is cnt3 / frequency. On token tasks the interval takes tokens as independent, "
        "and is too narrow.", ("share", "share_of_right"),
    ),
    Formula(
        "slice_difference", "Difference to the rest",
        "The slice's forgetting rate minus that of all other units right at first: a risk difference.",
        r"\frac gk-\frac{F-g}{N-k}", "",
        "-1 to 1; above 0 the slice lost more",
        "Slices of different features overlap: a slice may stand out only because it holds more of a label that was "
        "forgotten. Choose that label, and look again.",
    ),
    Formula(
        "slice_p", "Permutation p-value of a slice",
        "The chance that a slice drawn at random from the examples right at first would lose as much more, or less, "
        "than its share as this one did. Where every example is one unit all permutations are counted at once (exact, "
        "hypergeometric). On token tasks whole sentences are drawn; where a slice cuts through sentences, the sign of "
        "each sentence's contribution is drawn instead.",
        r"p=P\left(\left|U^*\right|\ge\left|U\right|\right),\qquad U=g-k\,\frac FN",
        "Good 2005; Winkler et al. 2015 (signs)",
        "0 to 1; small where the slice's loss is not chance",
        "Says nothing about why. Slices with fewer than 20 units, or 10 examples, right at first are not tested.",
    ),
    Formula(
        "slice_holm", "Correction over all slices",
        "p-values are corrected over all slices that were tested together: Holm's keeps the chance of even one false "
        "finding below 5 %, Benjamini and Hochberg's the expected share of false ones among the findings. Two slices "
        "that are each other's rest count as one test.",
        r"\tilde p_{(i)}=\max_{j\le i}\ \min\left(1,\,(m-j+1)\,p_{(j)}\right)",
        "Holm 1979; Benjamini and Hochberg 1995",
        "0 to 1; enough evidence below .05 (Holm)",
        "A filter by feature tests fewer slices, and corrects for fewer. Do not choose the feature by its p-value.",
    ),
)  # fmt: skip
