"""Checks that the words of a sentence have the same roles as in its quote: who did what to whom.

The sentence and the quote are compared as sequences of names, numbers and stems, with the function words and
signs between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from index.wording.words import Kind, Word, word_set

_BREAKS = frozenset(",;:.!?()[]|/•…")  # signs that separate words; all other signs are ignored
_DETERMINERS = word_set("a an the this that these those its his her their our your my")
_SAME = {**dict.fromkeys(("is", "are", "was", "were", "been", "being"), "be"), "has": "have", "had": "have"}
_EITHER_WAY = frozenset(("and", "or", "be", "as", "well"))  # the words that they join may change places
_CLAUSES = word_set(  # words that start a clause
    "if when because while until unless although though where which who that after before since so"
)
_PREPOSITIONS = word_set("on in at for from to with under until of")
_NEAR = 5  # distance, in items, between the words on the two sides of a word, at most
_LIST = frozenset((",", "and", "or"))  # signs and words between the members of a list


class _Item(NamedTuple):
    """A name of one or more words, a number, or a word with a stem."""

    kind: Kind
    keys: tuple[str, ...]
    before: tuple[str, ...]  #: the function words and signs between the previous item and this one


_Slot = tuple[str, ...]  # a position: the neighbour of an item, with the function words between them
_Joined = tuple[str, tuple[str, ...], str]  # two words, and the function words and signs between them


def same_roles(sentence: Iterable[Word], quote: Iterable[Word]) -> bool:
    """Whether each name and number of a sentence has the role that it has in the quote.

    None may be in a position in which the quote has only others, and no two words may exchange their roles.
    """
    claimed, quoted = _items(sentence), _items(quote)
    return not any(
        changed(claimed, quoted)
        for changed in (_renamed, _replaced, _turned_round, _reversed, _of_another_unit)
    )


def _items(words: Iterable[Word]) -> list[_Item]:
    """The items of a text. Adjacent words of a name become one item."""
    items: list[_Item] = []
    between: list[str] = []
    for word in words:
        if word.kind == "function":
            if word.text not in _DETERMINERS:
                between.append(_SAME.get(word.text, word.text))
        elif word.kind == "sign":
            between += [word.text] if word.text in _BREAKS else []
        elif word.kind == "name" and items and items[-1].kind == "name" and not between:
            items[-1] = items[-1]._replace(keys=(*items[-1].keys, word.key))
        else:
            items.append(_Item(word.kind, (word.key,), tuple(between)))
            between = []
    return items


def _slots(items: Sequence[_Item]) -> Iterator[tuple[int, _Slot]]:
    """Yield (index of an item, a slot of it): after its neighbour, before its neighbour, or between the two.

    An item has a slot between its neighbours only if a sign separates it from one of them, or if it is the
    first or the last item.
    """
    for index, (left, right) in enumerate(pairwise(items)):
        if not _BREAKS & set(right.before):
            yield from ((index + 1, ("after", key, *right.before)) for key in left.keys)
            if not _PREPOSITIONS & set(right.before):  # the word before a preposition may belong to others
                yield from ((index, ("before", key, *right.before)) for key in right.keys)
    ends = [_Item("function", ("",), ()), *items, _Item("function", ("",), ())]
    for index, (left, item, right) in enumerate(zip(ends, ends[1:], ends[2:], strict=False)):
        if _BREAKS & {*item.before, *right.before} or "" in left.keys + right.keys:
            yield index, ("between", left.keys[-1], *item.before, "", *right.before, right.keys[0])


def _replaced(claimed: Sequence[_Item], quoted: Sequence[_Item]) -> bool:
    """Whether a slot has a name or number where the quote has only others, or two words changed places."""
    filled: defaultdict[_Slot, list[_Item]] = defaultdict(list)
    kinds: defaultdict[_Slot, set[Kind]] = defaultdict(set)
    for index, slot in _slots(quoted):
        kinds[slot].add(quoted[index].kind)
        filled[slot] += _listed(quoted, index)
    exchanged: list[tuple[set[str], set[str]]] = []
    for index, slot in _slots(claimed):
        item = claimed[index]
        if slot not in filled or any(_same(item, other) for other in filled[slot]):
            continue
        if item.kind in ("name", "number") and kinds[slot] == {item.kind}:
            return True
        exchanged += [(set(item.keys), set(other.keys)) for other in filled[slot]]
    return any(here & gone and there & come for here, there in exchanged for come, gone in exchanged)


def _renamed(claimed: Sequence[_Item], quoted: Sequence[_Item]) -> bool:
    """Whether a name shares a word with names of the quote, but is neither one of them nor a part of one."""
    names = [item for item in quoted if item.kind == "name"]
    for item in claimed:
        related = [name for name in names if set(name.keys) & set(item.keys)]
        if item.kind == "name" and related and not any(_same(item, name) for name in related):
            return True
    return False


def _reversed(claimed: Sequence[_Item], quoted: Sequence[_Item]) -> bool:
    """Whether two words are in the opposite order in the quote, with the same function words between them.

    Words such as "and" and "is", on whose sides words may change places, do not count.
    """
    joined = set[_Joined]().union(*(_joined(*pair) for pair in pairwise(quoted)))
    for left, right in pairwise(claimed):
        between = set(right.before)
        if between and not between <= _EITHER_WAY and not _BREAKS & between:
            own = _joined(left, right)
            turned = {(then, before, first) for first, before, then in own}
            if not own & joined and turned & joined:
                return True
    return False


def _joined(left: _Item, right: _Item) -> set[_Joined]:
    """Each pair of words of two consecutive items, with the function words and signs between the items."""
    return {(first, right.before, then) for first in left.keys for then in right.keys}


def _same(item: _Item, other: _Item) -> bool:
    """Whether two items are the same; a name may be a part of the other."""
    short, long = sorted((item.keys, other.keys), key=len)
    left = iter(long)
    return all(key in left for key in short)  # in the same order


def _listed(items: Sequence[_Item], index: int) -> list[_Item]:
    """An item, and the items of its kind in the same list."""
    first = last = index
    while first and _is_listed(items[first - 1], items[first]):
        first -= 1
    while last + 1 < len(items) and _is_listed(items[last], items[last + 1]):
        last += 1
    return list(items[first : last + 1])


def _is_listed(left: _Item, right: _Item) -> bool:
    return left.kind == right.kind and bool(right.before) and set(right.before) <= _LIST


def _turned_round(claimed: Sequence[_Item], quoted: Sequence[_Item]) -> bool:
    """Whether the words on both sides of a word have exchanged their sides, compared with the quote.

    If "by" follows the word in one of the two texts, as in the passive voice, the sides should be exchanged.
    """
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(quoted):
        for key in item.keys:
            indexes[key].append(index)
    for left, middle, right in zip(claimed, claimed[1:], claimed[2:], strict=False):
        if (_BREAKS | _CLAUSES) & {*middle.before, *right.before}:
            continue
        is_passive = "by" in right.before
        found = list(_around(*(_indexes(item, indexes) for item in (left, middle, right))))
        if found and not any(
            (is_passive == _by_between(quoted, at, max(before, after))) == (before < at)
            for before, at, after in found
        ):
            return True
    return False


def _around(left: set[int], middle: set[int], right: set[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the indexes of three items near each other, of which the middle item is between the others."""
    for before, at, after in product(left, middle, right):
        if ((before < at < after) or (after < at < before)) and abs(before - after) <= _NEAR:
            yield before, at, after


def _indexes(item: _Item, indexes: dict[str, list[int]]) -> set[int]:
    """The indexes of the items that have a word of `item`."""
    return {index for key in item.keys for index in indexes.get(key, ())}


def _by_between(items: Sequence[_Item], start: int, end: int) -> bool:
    """Whether there is a "by" between item `start` and item `end`."""
    return any("by" in item.before for item in items[start + 1 : end + 1])


def _of_another_unit(claimed: Sequence[_Item], quoted: Sequence[_Item]) -> bool:
    """Whether a number is followed by a word that does not follow it in the quote."""
    for number, unit in pairwise(claimed):
        if number.kind != "number" or unit.kind == "number" or unit.before:
            continue
        units = _units(number, quoted)
        if units and not any(_same(unit, other) for other in units):
            return True
    return False


def _units(number: _Item, items: Sequence[_Item]) -> list[_Item]:
    """The two items after each occurrence of a number, if no function word or sign follows the number."""
    indexes = (at for at, item in enumerate(items) if (item.kind, item.keys) == (number.kind, number.keys))
    following = (items[at + 1 : at + 3] for at in indexes)
    return [unit for units in following if units and not units[0].before for unit in units]
