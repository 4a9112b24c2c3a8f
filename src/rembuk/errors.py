"""What every room says when it cannot do what it was asked: a sentence for a person, a word for a machine."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be carried out, said in the user's words.

    ``code`` is one word from a documented list (for programs and tests), ``sentence`` is one clear sentence in
    Indonesian, ``next_step`` says what the user can do now (may be empty). Nothing has been written when it is raised.
    """

    def __init__(self, code: str, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        """Return the sentence and the next step as one line."""
        return f"{self.sentence} {self.next_step}".strip()
