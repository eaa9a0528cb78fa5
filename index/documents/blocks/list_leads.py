"""What introduces the items of a list: the sentence before it, and the items that the list stands in.

An item by itself tells little: "two ferries" is read, and shown, below "Berths › South quay".
"""

from __future__ import annotations

from index.documents.blocks.questions import ends_with_colon, first_sentence, last_sentence
from index.types import TRAIL_SEPARATOR

_CHARACTERS = 300  # of a lead; the innermost items tell most


def introduced(outer: str, inner: str) -> str:
    """A sentence or an item below what introduces it: "Berths › South quay", "We have: South quay"."""
    if not outer or not inner or outer == inner:
        return inner or outer
    joined = f"{outer}{' ' if ends_with_colon(outer) else TRAIL_SEPARATOR}{inner}"
    return joined if len(joined) <= _CHARACTERS else joined[-_CHARACTERS:].partition(" ")[2] or inner


def subject(words: str) -> str:
    """What an item says of the blocks in it: its first sentence, and its last where that ends with a colon.

    The first names what the item is about, such as an option, and the last what comes next.
    """
    first, last = first_sentence(words), last_sentence(words)
    return introduced(first, last) if ends_with_colon(last) else first


class OpenItem:
    """A list item whose content is being read."""

    def __init__(self, lead: str, *, nested: bool) -> None:
        """`nested`: whether its list stands in another item, so that the lead begins with that."""
        self.lead = lead  #: what introduces it
        self.words = ""  #: what it is about, in its own words
        self.last_sentence = ""  #: its own
        self._nested = nested

    @property
    def inside(self) -> str:
        """What introduces the blocks in it: the items it stands in, and itself.

        Of what stands before the outermost list, only what ends with a colon is about the items in its items.
        """
        return introduced(self.lead if self._nested or ends_with_colon(self.lead) else "", self.words)

    def lead_of_list(self, sentence: str) -> str:
        """What introduces a list in it, before which a sentence stands; that may be the item's own."""
        return introduced(self.inside, "" if sentence == self.last_sentence else sentence)


class Nesting:
    """The items that the next one may stand in, where what a format tells of each is how deep it stands."""

    def __init__(self, sentence: str = "") -> None:
        """A sentence may introduce the list."""
        self.sentence = sentence
        self._items: list[tuple[int, OpenItem]] = []  # with how deep each stands

    def lead(self, depth: int) -> str:
        """What introduces the next item."""
        while self._items and self._items[-1][0] >= depth:
            self._items.pop()
        return self._items[-1][1].inside if self._items else self.sentence

    def add(self, depth: int, words: str) -> None:
        """Go on after an item, whose words introduce those that stand deeper."""
        item = OpenItem(self.lead(depth), nested=bool(self._items))
        item.words = words
        self._items.append((depth, item))
