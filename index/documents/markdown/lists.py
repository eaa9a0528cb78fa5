"""The open lists and list items while the blocks of a Markdown text are read in order."""

from __future__ import annotations

from index.documents.blocks.list_leads import OpenItem


class OpenList:
    """An open list."""

    def __init__(self, lead: str, number: int, *, nested: bool) -> None:
        self._lead = lead  # what introduces the list
        self._number = number  # of its next item
        self._nested = nested

    def item(self) -> ListItem:
        """Return the next item of the list."""
        self._number += 1
        return ListItem(self._lead, self._number - 1, nested=self._nested)


class ListItem(OpenItem):
    """An open list item."""

    def __init__(self, lead: str, number: int, *, nested: bool) -> None:
        super().__init__(lead, nested=nested)
        self.number = number  #: as Markdown shows it; the number in the text may differ
        self.is_new = True  #: whether no block of the item has been read
