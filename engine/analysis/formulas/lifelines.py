"""Life-lines: what became of a unit over all snapshots since its head was trained.

In the formulas r is 1 where the answer at a snapshot t of T is right, p the probability of the gold label.
"""

from engine.analysis.formulas.formula import Formula

TONEVA, MAPS = "Toneva et al. 2019", "Swayamdipta et al. 2020"

FORMULAS = (
    Formula(
        "life_class", "Life-line classes",
        "Every unit is in exactly one: never learned (wrong at every snapshot), unforgettable (right ever since it was "
        "first right), forgotten for good (forgotten at least once and wrong at the last snapshot), or relearned "
        "(forgotten at least once and right at the last).",
        r"\text{unforgettable}:\ \sum_t r_t>0,\ \sum_t r_t(1-r_{t+1})=0", TONEVA,
        caution="Taken on the evaluation split at snapshots; Toneva et al. followed training examples from one "
        "presentation to the next. More snapshots see more forgetting.",
    ),
    Formula(
        "forgetting_events", "Forgetting events",
        "How often a unit went from right at one snapshot to wrong at the next.",
        r"\sum_{t=1}^{T-1} r_t\,(1-r_{t+1})", TONEVA, "0 to half the number of snapshots",
        "Depends on how often was looked: compare only runs with the same snapshots.",
    ),
    Formula(
        "data_map", "Data map: confidence and variability",
        "Confidence is the mean probability of the gold label over the snapshots, variability its standard deviation. "
        "High confidence and low variability: easy; low confidence and low variability: hard; high variability: "
        "ambiguous.",
        r"\hat\mu=\frac1T\sum_{t=1}^{T}p_t(\text{gold}),\qquad "
        r"\hat\sigma=\sqrt{\frac1T\sum_{t=1}^{T}\left(p_t(\text{gold})-\hat\mu\right)^2}", MAPS,
        "confidence 0 to 1, variability 0 to 0.5",
        "Over snapshots of several stages, on the evaluation split; Swayamdipta et al. took epochs of one training and "
        "its own examples. Here ambiguous means: changed by the stages.",
    ),
    Formula(
        "retention", "Retention curve",
        "Of the units right at first, the share that is right at each later snapshot, with Wilson's 95 % interval at "
        "each.",
        r"\frac{\left|\{u : r_u^{\text{first}}=1,\ r_u^{t}=1\}\right|}{\left|\{u : r_u^{\text{first}}=1\}\right|}",
        "Wilson 1927 (interval)", "0 to 1; 1 minus the forgetting rate of those right at first",
        "Intervals hold at each point, not for the whole curve; on token tasks tokens are taken as independent.",
        ("share_of_right",),
    ),
)  # fmt: skip
