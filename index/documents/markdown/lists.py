"""The lists and list items that are open while the blocks of a Markdown text go by."""

from __future__ import annotations

from index.documents.blocks.list_leads import OpenItem


class OpenList:
    """A list that is open."""

    def __init__(self, lead: str, number: int, *, nested: bool) -> None:
        self._lead = lead  # what introduces it
        self._number = number  # of its next item
        self._nested = nested

    def item(self) -> ListItem:
        """Its next item."""
        self._number += 1
        return ListItem(self._lead, self._number - 1, nested=self._nested)


class ListItem(OpenItem):
    """A list item that is open."""

    def __init__(self, lead: str, number: int, *, nested: bool) -> None:
        super().__init__(lead, nested=nested)
        self.number = number  #: as it is shown, whatever is written
        self.is_new = True
