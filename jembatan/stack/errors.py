"""What can keep the local stack from starting, in one line each."""


class StackError(RuntimeError):
    """A server of the local stack cannot run. `str()` is one line: what, where; `mend` says what to do."""

    def __init__(self, what: str, *, mend: str) -> None:
        super().__init__(f"{what}. {mend}")
        self.what = what
        self.mend = mend
