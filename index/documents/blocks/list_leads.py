"""The introduction of list items: the sentence before the list, and the items that contain the list.

An item by itself says little: "two ferries" is read, and shown, after "Berths › South quay".
"""

from __future__ import annotations

from index.documents.blocks.questions import ends_with_colon, first_sentence, last_sentence
from index.types import TRAIL_SEPARATOR

_CHARACTERS = 300  # of an introduction; a longer one is cut at its start, since the innermost items say most


def join_lead(outer: str, inner: str) -> str:
    """Join an item or a sentence to its introduction: "Berths › South quay", "We have: South quay".

    A result that is too long is cut at its start.
    """
    if not outer or not inner or outer == inner:
        return inner or outer
    joined = f"{outer}{' ' if ends_with_colon(outer) else TRAIL_SEPARATOR}{inner}"
    return joined if len(joined) <= _CHARACTERS else joined[-_CHARACTERS:].partition(" ")[2] or inner


def item_lead(words: str) -> str:
    """Return what an item says about the blocks in it: its first sentence, and its last if a colon ends it.

    The first sentence names what the item is about, such as an option, and the last what comes next.
    """
    first, last = first_sentence(words), last_sentence(words)
    return join_lead(first, last) if ends_with_colon(last) else first


class OpenItem:
    """A list item whose content is being read, with what introduces the blocks in it."""

    def __init__(self, lead: str, *, nested: bool) -> None:
        """`nested`: whether its list is in another item, so that `lead` starts with that item."""
        self.lead = lead  #: what introduces the item
        self.words = ""  #: what the item says about the blocks in it
        self.last_sentence = ""  #: the last sentence of the item's own words
        self._nested = nested

    @property
    def inside(self) -> str:
        """What introduces the blocks in the item: the items that contain it, and the item itself.

        The sentence before the outermost list is included only if it ends with a colon. Otherwise it is about
        the items of that list alone.
        """
        return join_lead(self.lead if self._nested or ends_with_colon(self.lead) else "", self.words)

    def lead_of_list(self, sentence: str) -> str:
        """Return what introduces a list in the item after `sentence`, which may be the item's last one."""
        return join_lead(self.inside, "" if sentence == self.last_sentence else sentence)


class ListNesting:
    """The items that may contain the next one, in formats that give only the depth of each item."""

    def __init__(self, sentence: str = "") -> None:
        """`sentence` introduces the list; empty if none does."""
        self.sentence = sentence
        self._items: list[tuple[int, OpenItem]] = []  # with the depth of each

    def lead(self, depth: int) -> str:
        """Return what introduces the next item, at this depth; items that do not contain it end."""
        while self._items and self._items[-1][0] >= depth:
            self._items.pop()
        return self._items[-1][1].inside if self._items else self.sentence

    def add(self, depth: int, words: str) -> None:
        """Add an item, whose words introduce the deeper items after it."""
        item = OpenItem(self.lead(depth), nested=bool(self._items))
        item.words = words
        self._items.append((depth, item))
