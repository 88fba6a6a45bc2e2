"""The one exception a user's mistake raises."""


class UserError(Exception):
    """A user's mistake in one line: what came, what was expected, what exists, how to put it right.

    The command line prints it and exits with 2; a page shows it in place. Anything else that is raised is our bug.
    """


class Cancelled(BaseException):
    """Raised in a run's main thread to stop it. Like KeyboardInterrupt, no `except Exception` swallows it."""
