"""Characters with a colour each, gathered into lines of as few pieces as possible: Rich's cost is per piece."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from rich.text import Text


def line(characters: Iterable[tuple[str, str]]) -> Text:
    """A line of text from (character, style) pairs."""
    text = Text(no_wrap=True)
    for style, run in groupby(characters, key=itemgetter(1)):
        text.append("".join(character for character, _ in run), style)
    return text
