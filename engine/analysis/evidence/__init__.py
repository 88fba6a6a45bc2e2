"""Evidence: is it more than chance? Tests, intervals and verdicts on the difference between two snapshots."""

from engine.analysis.evidence.cochran import CochranQ, cochran
from engine.analysis.evidence.evidence import Difference, Evidence, difference, evidence
from engine.analysis.evidence.labels import LabelEvidence, label_evidence, labels_of
from engine.analysis.evidence.symmetry import Symmetry, symmetry
from engine.analysis.evidence.verdict import VERDICTS, Verdict

__all__ = [
    "VERDICTS", "CochranQ", "Difference", "Evidence", "LabelEvidence", "Symmetry", "Verdict",
    "cochran", "difference", "evidence", "label_evidence", "labels_of", "symmetry",
]  # fmt: skip
