"""What a rule of this room says when it says no."""


class NotPossible(Exception):
    """A rule refuses; the text is one or more sentences for staff, each saying what to do."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))
