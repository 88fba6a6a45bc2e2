"""Groups of seeds side by side."""

from dataclasses import replace

from engine.analysis.formulas.formula import Formula

RLIABLE = "Agarwal et al. 2021"

_ALL = (
    Formula(
        "seed_mean", "Mean and standard deviation over seeds",
        "The mean of the group's runs, which differ in the seed alone, and how far single runs lie from it.",
        r"\bar{x}=\frac{1}{S}\sum_s x_s,\quad \mathrm{SD}=\sqrt{\frac{1}{S-1}\sum_s (x_s-\bar{x})^2}", "",
        "in the metric's units", "With three seeds the standard deviation itself is known to a factor of two or so.",
        ("iqm",),
    ),
    Formula(
        "seed_interval", "Interval over seeds",
        "Where the mean over all possible seeds may lie, if single runs are about normally distributed. Student's t.",
        r"\bar{x}\pm t_{.975,\,S-1}\,\frac{\mathrm{SD}}{\sqrt{S}}", "Student 1908", "95 % interval",
        "Of the seeds alone: the examples are taken as they are. One seed has no such interval; with two it is 9 "
        "times as wide as the SD.",
        ("hierarchical_bootstrap",),
    ),
    Formula(
        "iqm", "Interquartile mean (IQM)",
        "The mean of the runs without the lowest and the highest quarter of them.",
        r"\mathrm{IQM}=\frac{1}{S-2\lfloor S/4\rfloor}\sum_{s=\lfloor S/4\rfloor+1}^{S-\lfloor S/4\rfloor} x_{(s)}",
        RLIABLE, "in the metric's units", "Of fewer than four seeds nothing is cut: then it is the mean.",
        ("seed_mean",),
    ),
    Formula(
        "hierarchical_bootstrap", "Interval over seeds and examples",
        "Seeds are drawn with replacement, and examples (sentences) with replacement, the same ones for all seeds; "
        "the middle 95 % of the mean over seeds of 2,000 such draws.",
        r"\left[q_{.025},\,q_{.975}\right]\ \text{of}\ \frac{1}{S}\sum_{s\in\text{drawn}}"
        r" m\Bigl(\sum_{e\in\text{drawn}} z_{s,e}\Bigr)",
        "Owen 2007; Davison and Hinkley 1997", "95 % interval",
        "With few seeds too narrow: of three seeds, three numbers are drawn again and again.", ("seed_interval",),
    ),
    Formula(
        "group_difference", "Difference of two groups",
        "The mean of one group minus that of the other. Groups with the same seeds are held against each other seed by "
        "seed (paired t test), others by Welch's t test.",
        r"\Delta=\bar{x}_B-\bar{x}_A,\quad t=\frac{\Delta}{\mathrm{SE}(\Delta)}", "Student 1908; Welch 1947",
        "above 0: the second group has the higher number",
        "The same seed in another order or with another setting shares little but its number: pairing need not help.",
        ("permutation_p",),
    ),
    Formula(
        "permutation_p", "Permutation p over seeds",
        "How often a difference at least as large in the same direction comes about when the signs of the pairs' "
        "differences are swapped, or the runs are dealt to the two groups; doubled, for the other direction.",
        r"p=\min\!\left(1,\ \frac{2\min\left(\#\{\pi:\Delta_\pi\ge\Delta\},\ "
        r"\#\{\pi:\Delta_\pi\le\Delta\}\right)}{\#\{\pi\}}\right)", "Fisher 1935; Pitman 1937", "0 to 1",
        "Three pairs have eight swaps: it cannot fall below .25. All are counted up to 9,999; beyond, so many are "
        "drawn, and both counts and their number are taken one higher.", ("group_difference",),
    ),
    Formula(
        "forgotten_in_k", "Forgotten in k of S seeds",
        "In how many of the group's runs the very same example was forgotten. Expected: each seed forgets its own "
        "share of the examples that all seeds knew, at random.",
        r"k_u=\sum_s r_{s,u}^{\text{first}}\left(1-r_{s,u}^{\text{second}}\right)", "",
        "0 to S; more at the end S than expected: the examples, not the seeds, decide what is lost",
        "The expectation is taken over the examples right at first in every seed.",
    ),
    Formula(
        "jaccard", "Overlap of forgotten sets (Jaccard)",
        "Of the examples known to both groups, those that both forgot as a share of those that either forgot. At "
        "random: about what sets of these sizes would share if they were drawn from the n examples known to both.",
        r"J(A,B)=\frac{|G_A\cap G_B|}{|(G_A\cup G_B)\cap K_A\cap K_B|},\quad "
        r"J_{\text{random}}\approx\frac{ab/n}{a+b-ab/n},\quad n=|K_A\cap K_B|,\ a=|G_A\cap K_B|,\ b=|G_B\cap K_A|",
        "Jaccard 1912", "0 to 1; 1: the same examples",
        "Large sets overlap by chance, so both numbers stand side by side. Only what was right at first can be "
        "forgotten: what one group alone knew is left out. A group knew, and has forgotten, what at least half of its "
        "seeds did.",
    ),
)  # fmt: skip

SYMBOLS = (
    "S = seeds, x_s = a group's number with seed s, x_(s) = the s-th smallest, A and B = groups, m = the metric, "
    "z = one example's sums, r = right, G = a set of forgotten units, K = the units known (right at first), "
    "π = a permutation"
)
FORMULAS = tuple(replace(formula, symbols=SYMBOLS) for formula in _ALL)
