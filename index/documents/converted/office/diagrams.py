"""SmartArt diagrams of Word and PowerPoint → their texts with depths (ECMA-376, part 1, 21.4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.namespaces import A, D, R
from index.documents.converted.office.package import Package
from index.documents.converted.xml import Element

# Types of points without text: the root, presentation points, and the arrows between texts.
_NO_TEXT = ("doc", "pres", "parTrans", "sibTrans")


def diagram(package: Package, part: str, reference: Element) -> Iterator[tuple[str, int]]:
    """Yield the texts, with their depths, of the diagram to which an element `relIds` of a part refers."""
    name = reference.get(f"{R}dm", "")
    targets = [each.target for each in package.relationships(part) if each.id == name]
    root = package.optional_xml(targets[0]) if targets else None
    if root is not None:
        yield from _texts(root)


def _texts(root: Element) -> Iterator[tuple[str, int]]:
    """Yield the text and depth of each point, parents before their children."""
    points = {point.get("modelId", ""): point for point in root.iter(f"{D}pt")}
    children = defaultdict[str, list[tuple[int, str]]](list)
    for link in root.iter(f"{D}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = whole_number(link.get("srcOrd", ""), 0)
            children[link.get("srcId", "")].append((order, link.get("destId", "")))
    waiting = [(name, -1) for name, point in points.items() if point.get("type") == "doc"]
    while waiting:
        name, depth = waiting.pop()
        point = points.pop(name, None)  # each point is read once, even if links form a cycle
        if point is None:
            continue
        text = _text(point)
        if text:
            yield text, max(depth, 0)
        waiting += [(other, depth + 1) for _, other in sorted(children[name], reverse=True)]


def _text(point: Element) -> str:
    if point.get("type", "node") in _NO_TEXT:
        return ""
    paragraphs = ("".join(run.text or "" for run in each.iter(f"{A}t")) for each in point.iter(f"{A}p"))
    return " ".join(text for text in paragraphs if text.strip())
