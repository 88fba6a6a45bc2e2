"""The noise floor: what flips without another task's training."""

from engine.analysis.formulas.formula import Formula

FORMULAS = (
    Formula(
        "noise_floor", "Noise floor",
        "Of the units right at first, the share that a control answers wrong. A twin repeats the task's own stage with "
        "another seed; a sham trains the task's own data for as many steps as the later stages took; the other seeds "
        "of a group are whole runs.",
        r"\phi=\frac{1}{K}\sum_{k=1}^{K}\frac{\left|\{u: r_u^{\text{first}}=1,\ r_u^{\text{control }k}=0\}\right|}"
        r"{\mathrm{cnt1}}",
        "controls as in any experiment; churn between seeds: Milani Fard et al. 2016", "0 to 1",
        "A sham can also go on learning or overfit its own data: it tells what so many steps do, not what none does.",
    ),
    Formula(
        "excess_forgetting", "Forgetting in excess of the noise floor",
        "The share forgotten of those right at first, less the noise floor.",
        r"\frac{\mathrm{cnt3}}{\mathrm{cnt1}}-\phi", "", "−1 to 1; at or below 0: no more than flips anyway",
        "Its interval is over examples, at the controls that there are: with few of them it says little about other "
        "seeds.",
    ),
)  # fmt: skip
