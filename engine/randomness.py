"""Random draws that depend on where they are made, not on what was drawn before."""

import hashlib

import numpy as np


def seed_for(seed: int, *where: int | str) -> int:
    """A 63-bit seed for one place, e.g. `seed_for(42, stage, step, "dropout")`. The same on every machine."""
    place = "\x1f".join(map(str, (seed, *where)))
    return int.from_bytes(hashlib.blake2b(place.encode(), digest_size=8).digest(), "big") >> 1


def generator(seed: int, *where: int | str) -> np.random.Generator:
    """A generator for one place: evaluating more often, or resuming, cannot change what it draws."""
    return np.random.default_rng(seed_for(seed, *where))
