from dataclasses import dataclass

from engine.strategies import Strategy


@dataclass
class Sequential(Strategy):
    """One stage after the other, nothing protected: the original experiments, and every strategy's baseline."""
