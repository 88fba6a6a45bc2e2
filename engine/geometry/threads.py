"""BLAS on one thread: small products are faster so, and their sums come out in the same order every time."""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """While it lasts, in the whole process. Also a decorator: `@one_thread()`."""
    with threadpool_limits(1, user_api="blas"):
        yield
