"""The counts by gold label between two snapshots."""

from dataclasses import replace

from engine.analysis.formulas.formula import Formula

ORIGINAL = "the original experiments on BERT"
FLIP = "Yan et al. 2021"
SYMBOLS = "u an evaluated unit with gold label ℓ, N their number, r 1 where the answer is right, else 0"

_ALL = (
    Formula(
        "frequency", "Frequency",
        "How many evaluated units have this gold label.",
        r"N=\left|\{u : \text{gold}_u=\ell\}\right|", ORIGINAL, "a count",
        "Tokens beyond the maximum length are not evaluated and in no count.",
    ),
    Formula(
        "cnt1", "cnt1, right at first",
        "Units with this gold label that were answered right at the first of the two snapshots.",
        r"\mathrm{cnt1}=\sum_u r_u^{\text{first}}", ORIGINAL, "a count, 0 to the frequency",
        "Right at first need not mean learned: an untrained head is right by luck.",
    ),
    Formula(
        "cnt2", "cnt2, right at second",
        "Units with this gold label that were answered right at the second of the two snapshots.",
        r"\mathrm{cnt2}=\sum_u r_u^{\text{second}}=\mathrm{cnt1}-\mathrm{cnt3}+\mathrm{cnt4}", ORIGINAL,
        "a count, 0 to the frequency", "Equal to cnt1 does not mean that nothing changed.",
    ),
    Formula(
        "cnt3", "cnt3, forgotten",
        "Units right at first and wrong at second: forgotten, or negative flips.",
        r"\mathrm{cnt3}=\sum_u r_u^{\text{first}}\left(1-r_u^{\text{second}}\right)", f"{ORIGINAL}; {FLIP}",
        "a count, 0 to cnt1; lower is better",
        "Some answers change between any two training runs: a count alone is not yet evidence.",
    ),
    Formula(
        "cnt4", "cnt4, learned",
        "Units wrong at first and right at second: learned, or positive flips.",
        r"\mathrm{cnt4}=\sum_u \left(1-r_u^{\text{first}}\right)r_u^{\text{second}}", f"{ORIGINAL}; {FLIP}",
        "a count; higher is better",
        "With cnt3 about as large, answers moved both ways, as they do by chance.",
    ),
    Formula(
        "share", "Share forgotten, of all",
        "Forgotten units as a share of all with this gold label: the share that was published.",
        r"\frac{\mathrm{cnt3}}{N}", ORIGINAL, "0 to 1; lower is better",
        "A label that was hardly learned cannot show much forgetting here.", ("share_of_right",),
    ),
    Formula(
        "share_of_right", "Share forgotten, of those right at first",
        "Forgotten units as a share of those that were right at first.",
        r"\frac{\mathrm{cnt3}}{\mathrm{cnt1}}", "", "0 to 1; lower is better",
        "Not the published share; unsteady where few were right at first.", ("share",),
    ),
)  # fmt: skip
FORMULAS = tuple(replace(formula, symbols=SYMBOLS) for formula in _ALL)
