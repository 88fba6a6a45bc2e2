from dataclasses import dataclass

from engine.contract import Batch, Learner, Quadratic, State, Term, Vector
from engine.objectives import Material
from engine.settings import setting
from engine.strategies import Strategy


@dataclass
class Ewc(Strategy):
    """Elastic weight consolidation: pull weights that mattered for earlier tasks back to where they were.

    Online form: one anchor at the end of the last stage, importances added up over stages (Kirkpatrick et al. 2017;
    Schwarz et al. 2018). Importance is an empirical Fisher diagonal of the encoder: the mean over batches of the
    squared gradient of the batch's mean loss at the gold labels, smaller than the per-example one by up to the batch
    size, so strengths from the literature do not carry over. Heads are not pulled: only their own stage trains them. A
    stage without labels (masked_lm) is pulled as any other, and leaves anchor and importances as it found them.
    """

    strength: float = setting(1000.0, "weight of the pull (lambda); 0 is sequential", minimum=0)
    fisher_batches: int = setting(32, "batches the importances are estimated on", minimum=1)
    decay: float = setting(1.0, "factor on older importances at each stage (gamma)", minimum=0, maximum=1)
    anchor: Vector | None = None
    importance: Vector | None = None

    def terms(self, material: Material, step: int) -> list[Term]:
        if self.anchor is None:
            return []
        return [Term("quadratic", self.strength, target=Quadratic(self.anchor, self.importance))]

    def after_stage(self, learner: Learner, material: Material, batches: list[Batch]) -> None:
        if not material.supervised:  # no gold labels to take a gradient at
            return
        fisher = learner.squared_gradients(batches[: self.fisher_batches])
        self.importance = fisher if self.importance is None else self.importance * self.decay + fisher
        self.anchor = learner.weights()

    def state(self) -> State:
        return ({} if self.anchor is None else {"anchor": self.anchor, "importance": self.importance}), {}

    def restore(self, state: State) -> None:
        self.anchor, self.importance = state[0].get("anchor"), state[0].get("importance")
