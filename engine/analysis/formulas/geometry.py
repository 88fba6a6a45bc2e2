"""Where labels lie in the encoder's space: clusters, distances, probes and movement."""

from engine.analysis.formulas.formula import Formula

_DIRECTPROBE = "Zhou and Srikumar 2021 (DirectProbe), 2022"
_SPACE = "The space is that of the vectors of sampled units at one snapshot and layer"

FORMULAS = (
    Formula(
        key="geometry_clusters",
        title="Number of clusters",
        words="Agglomeration merges the two clusters of one label whose centroids are nearest, unless the convex hull "
        f"of the result would overlap a cluster of another label. {_SPACE}. As many clusters as labels: a linear "
        "classifier can tell all labels apart (on the very units that were clustered).",
        latex=r"\mathrm{conv}(A)\cap\mathrm{conv}(B)=\varnothing\quad\text{for all clusters } A,B "
        r"\text{ of different labels}",
        citation=_DIRECTPROBE,
        reading="from the number of labels up; that number: linearly separable",
        caution="A few hundred units in hundreds of dimensions are separable whatever their labels: two balanced "
        "random labels up to about twice as many units as dimensions (Cover 1965). The control with shuffled labels "
        "shows what the number is worth.",
    ),
    Formula(
        key="geometry_similarity",
        title="Spatial similarity",
        words="Pearson correlation of the distances between labels in two spaces: do labels lie to each other as they "
        "did? A distance is the mean over the clusters of both labels of how far their convex hulls are apart; 0 where "
        "they overlap.",
        latex=r"r\big(d_1,d_2\big),\qquad d=\big(d_{\ell m}\big)_{\ell<m}",
        citation="Zhou and Srikumar 2022",
        reading="−1 to 1; 1: the same layout up to a scale",
        caution="Undefined for fewer than three labels. Labels without a cluster that is large enough have no part in "
        "it.",
        symbols="d_{lm}: distance between labels l and m",
    ),
    Formula(
        key="geometry_cka",
        title="CKA",
        words="Do the units lie to each other as they did, whatever their labels, axes and scale? Linear centred "
        "kernel alignment of the same units in two spaces, without bias.",
        latex=r"\frac{\mathrm{HSIC}_1(XX^\top,YY^\top)}{\sqrt{\mathrm{HSIC}_1(XX^\top,XX^\top)\,"
        r"\mathrm{HSIC}_1(YY^\top,YY^\top)}}",
        citation="Kornblith et al. 2019; without bias: Song et al. 2012, Nguyen et al. 2021",
        reading="about 0 to 1; 1: the same but for rotation and scale",
        caution="The plain estimate is far above 0 even for noise where there are fewer units than dimensions; this "
        "one is not, and may be a little below 0.",
    ),
    Formula(
        key="geometry_displacement",
        title="Mean displacement",
        words="How far a unit's vector has come since the snapshot of reference, in the units of the vectors, averaged "
        "over the sample.",
        latex=r"\frac1n\sum_u\lVert x_u^{(2)}-x_u^{(1)}\rVert",
        citation="Zhou and Srikumar 2022 (of centroids)",
        reading="from 0 up",
        caution="Vectors of different layers have different lengths: compare snapshots within a layer.",
    ),
    Formula(
        key="geometry_probe",
        title="Linear probe",
        words="Score on the sampled evaluation units of a logistic regression that is trained on vectors of training "
        "units, the encoder frozen; its penalty is chosen on a held-out fifth. Mean over repeats, each with another "
        "fifth of the training units left out.",
        latex=r"\mathrm{score}\big(y,\ \arg\max_\ell (Wx+b)_\ell\big)",
        citation="Alain and Bengio 2017; Belinkov 2022",
        reading="as the metric; higher: more can be read off the layer by a linear classifier",
        caution="What a probe does not find may still be there in another form, and what it finds need not be used. "
        "Compare with the encoder before training and with shuffled labels.",
    ),
    Formula(
        key="geometry_gap",
        title="Probe gap",
        words="The linear probe's score minus that of the task's own head at that snapshot, on the same sampled units.",
        latex=r"\mathrm{score}_{\mathrm{probe}}-\mathrm{score}_{\mathrm{head}}",
        citation="probing for forgetting: Davari et al. 2022",
        reading="about 0 right after the task's own stage; large: the labels can be read, but not by that head. It has "
        "lost its aim where, after an established fall (bootstrap over examples), the probe still reads more than two "
        "thirds of what it read beyond chance at first; the probe fell with it below one third. Chance is a probe "
        "whose training labels were shuffled, else the most frequent label's share",
        caution="The refit (Recovery page) asks the same of every unit: a large gap here goes with many units "
        "recovered by bias or head there, a small gap after a fall with many lost in the encoder. The refit sees more "
        "training data, and the last layer alone.",
    ),
    Formula(
        key="geometry_intra",
        title="Intra-accuracy",
        words="Share of evaluation units whose nearest cluster of training units, by the distance to its convex hull, "
        "has their label.",
        latex=r"\frac1m\,\big|\{u:\ \mathrm{label}(\arg\min_C\ \mathrm{dist}(x_u,\mathrm{conv}\,C))=y_u\}\big|",
        citation="Zhou and Srikumar 2021",
        reading="0 to 1; above it a linear probe finds what distances alone do not",
    ),
    Formula(
        key="geometry_smallest",
        title="Smallest distance",
        words="The least distance between any two labels: how near the space is to confusing two of them.",
        latex=r"\min_{\ell<m} d_{\ell m}",
        citation=_DIRECTPROBE,
        reading="from 0 up, in the units of the vectors; 0: labels overlap",
        caution="Vectors of different layers have different lengths: compare snapshots within a layer.",
    ),
    Formula(
        key="geometry_train_similarity",
        title="Similarity of training to evaluation units",
        words="Does what was found of one sample hold for another? Spatial similarity of the two splits' own clusters "
        "in the same space.",
        latex=r"r\big(d_{\mathrm{train}},d_{\mathrm{evaluation}}\big)",
        citation="Zhou and Srikumar 2022",
        reading="−1 to 1; low: the layout of one sample is not that of another",
    ),
    Formula(
        key="geometry_more",
        title="Do forgotten units move more?",
        words="How often a forgotten unit has moved further between first and second than a kept one, over all pairs "
        "of one of each in the sample.",
        latex=r"P(\delta_{\mathrm{forgotten}}>\delta_{\mathrm{kept}})+\tfrac12P(\delta_{\mathrm{forgotten}}="
        r"\delta_{\mathrm{kept}})",
        citation="probability of superiority: Mann and Whitney 1947; Vargha and Delaney 2000",
        reading="0 to 1; .5: no difference",
        caution="Labels that moved further as a whole may be those that were forgotten: it is no cause.",
    ),
)
