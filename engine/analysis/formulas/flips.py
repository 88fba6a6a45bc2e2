"""Flips between right and wrong, from the literature on updating models."""

from dataclasses import replace

from engine.analysis.formulas.formula import Formula

YAN = "Yan et al. 2021 (Positive-Congruent Training, CVPR)"
CAI = "Cai et al. 2022"
TRUST = "Bansal et al. 2019 (AAAI); Srivastava et al. 2020 (KDD)"
SYMBOLS = (
    "a kept (right, right), b forgotten (right, wrong), c learned (wrong, right), d never right (wrong, wrong), "
    "N = a + b + c + d units"
)

_ALL = (
    Formula(
        "nfr", "Negative flip rate (NFR)",
        "Of all units, the share that was right at first and is wrong at second.",
        r"\mathrm{NFR}=\frac{b}{N}", YAN, "0 to 1; lower is better",
        "The same as the published share cnt3 / frequency, over all labels. A weak first model has little to lose.",
        ("relative_nfr", "nfi", "forgetting_rate"),
    ),
    Formula(
        "pfr", "Positive flip rate (PFR)",
        "Of all units, the share that was wrong at first and is right at second.",
        r"\mathrm{PFR}=\frac{c}{N}", YAN, "0 to 1; higher is better",
        "PFR - NFR is the difference of the shares of right answers: the same difference hides few flips or many.",
    ),
    Formula(
        "relative_nfr", "Relative NFR",
        "The negative flip rate, over that of two models with these accuracies whose errors were independent.",
        r"\mathrm{rel.\,NFR}=\frac{\mathrm{NFR}}{\left(1-\mathrm{ER}_1\right)\mathrm{ER}_2}"
        r"=\frac{b/N}{\frac{a+b}{N}\cdot\frac{b+d}{N}}", YAN,
        "0 and above; 1 is as many flips as by chance; lower is better",
        "ER are the error rates at first and second. Two unrelated models have 1, however good they are.",
        ("nfr", "nfi"),
    ),
    Formula(
        "nfi", "Negative flip impact (NFI)",
        "Of the errors at second, the share that was right at first: how many of today's mistakes are new ones.",
        r"\mathrm{NFI}=\frac{b}{b+d}", CAI, "0 to 1; lower is better",
        "Undefined where nothing is wrong at second.", ("nfr", "relative_nfr"),
    ),
    Formula(
        "churn", "Churn of correctness",
        "The share of units that flipped either way.",
        r"\mathrm{churn}=\frac{b+c}{N}", "Milani Fard et al. 2016 (churn of predictions)", "0 to 1",
        "Also called churn: the share whose prediction changed at all, from wrong to another wrong label too.",
        ("prediction_churn",),
    ),
    Formula(
        "prediction_churn", "Churn of predictions",
        "The share of units whose predicted label is another one at second, right or wrong.",
        r"\frac{1}{N}\sum_{u}\left[\hat y_u^{\text{first}}\neq\hat y_u^{\text{second}}\right]",
        "Milani Fard et al. 2016", "0 to 1; at least the churn of correctness",
        "Undefined for numbers, of which every one moves a little.", ("churn",),
    ),
    Formula(
        "btc", "Backward trust compatibility (BTC)",
        "Of what was right at first, the share that still is.",
        r"\mathrm{BTC}=\frac{a}{a+b}", TRUST, "0 to 1; higher is better",
        "One minus cnt3 / cnt1. Undefined where nothing was right at first.", ("forgetting_rate",),
    ),
    Formula(
        "bec", "Backward error compatibility (BEC)",
        "Of what was wrong at first, the share that still is: how familiar the errors are.",
        r"\mathrm{BEC}=\frac{d}{c+d}", "Srivastava et al. 2020 (KDD)", "0 to 1",
        "High is compatible, not good: nothing was learned. Some libraries give 0 where the first model has no error; "
        "here it is undefined.",
    ),
    Formula(
        "forgetting_rate", "Share forgotten, of those right at first (cnt3 / cnt1)",
        "Of all units that were right at first, the share that is wrong at second.",
        r"\frac{\mathrm{cnt3}}{\mathrm{cnt1}}=\frac{b}{a+b}=1-\mathrm{BTC}", "", "0 to 1; lower is better",
        "Not the published share, which is of all units: cnt3 / frequency.", ("nfr",),
    ),
    Formula(
        "wilson", "Wilson interval of a share",
        "The shares that are compatible with the one seen, at 95 %. Unlike the textbook's normal interval it stays "
        "within 0 and 1, and holds for small counts.",
        r"\frac{\hat p+\frac{z^2}{2n}\pm z\sqrt{\frac{\hat p(1-\hat p)}{n}+\frac{z^2}{4n^2}}}{1+\frac{z^2}{n}},"
        r"\quad \hat p=\frac{\mathrm{cnt3}}{\mathrm{cnt1}},\ n=\mathrm{cnt1}", "Wilson 1927", "",
        "Units are taken as independent: on tokens of the same sentence it is too narrow.",
    ),
)  # fmt: skip
FORMULAS = tuple(replace(formula, symbols=SYMBOLS) for formula in _ALL)
