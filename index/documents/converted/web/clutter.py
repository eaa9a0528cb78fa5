"""Finds the main part of a web page, and removes clutter: navigation, scripts, forms, cookie bars.

Struck text, which counts as deleted, and the comments of Google Docs are removed, too.
"""

from __future__ import annotations

import re
from collections.abc import Set

from index.documents.converted.xml import Element, local_name

_NEVER_NAMES = (
    "script style noscript template nav iframe object embed svg canvas audio video select input "
    "textarea option datalist dialog head link meta base map area progress meter annotation "
    "annotation-xml rp rt del s strike"
)
_NEVER = frozenset(_NEVER_NAMES.split())
_ROLES_NAMES = (
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist"
)
_ROLES = frozenset(_ROLES_NAMES.split())
_STRUCK = r"(?<![\w-])text-decoration(?:-line)?\s{0,9}:[^;]{0,60}line-through"
_HIDDEN = re.compile(rf"display\s*:\s*none|visibility\s*:\s*hidden|{_STRUCK}", re.I)
_STRIKES = re.compile(_STRUCK, re.I)
_CLASS = re.compile(r"\.([\w-]+)")  # a selector that is only a class
# Words of a class or id. The first remove an element; the others do so only if it is mostly links.
_CLUTTER = re.compile(
    r"(?:^|[-_\s])(?:cookies?|cookie-?(?:bar|banner|notice|consent)|consent|gdpr|skip-?(?:link|to-content)|jump-link"
    r"|editsection|headerlink|anchor-?link|noprint|visually-hidden|sr-only|screen-reader-text|printfooter|catlinks|page-footer|right-rail"
    r"|advert(?:isement)?s?|adsbygoogle|social-?share|share-?buttons)(?=$|[-_\s])",
    re.I,
)
_MAYBE_CLUTTER = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navbox|navigation|menu|sub-?menu|breadcrumbs?|side-?bar|footer|header|masthead|toc"
    r"|social|share|related|pager|pagination|tags?|banner|newsletter|subscribe|widget|promo|popup|modal|toolbar|links)"
    r"(?=$|[-_\s])",
    re.I,
)
_MARK = re.compile(r"(?:\[\d{1,4}\][,\s]*)+")  # marks of footnotes: "[1]"
_LONGEST_MARK = 30  # characters
_CHECKED, _UNCHECKED = "☑", "☐"
_ROLES_OF_MARKS = ("doc-noteref", "doc-backlink")
_KEPT_WHOLE = frozenset(("html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6"))
_LONGEST_CLUTTER = 0.3  # the largest share of a page's text in an element that is clutter
_SHORT_CLUTTER = 300  # characters; an element up to this length may be clutter, however short the page is
_MAIN_SHARE = 0.2  # the smallest share of a page's text in its main part


def remove_clutter(body: Element) -> None:
    """Remove the elements that do not belong to the text of a page, and show its check boxes as signs."""
    _show_check_boxes(body)
    longest = max(_SHORT_CLUTTER, _LONGEST_CLUTTER * _text_length(body))
    struck = _classes_that_strike(body)
    for element in [element for element in body.iter() if element is not body]:
        if element.getparent() is not None and _is_clutter(element, longest, struck):
            _drop(element)


def _classes_that_strike(body: Element) -> Set[str]:
    """Return the classes to which the page's own style sheets give a line through the text."""
    rules = (rule for style in body.getroottree().iter("style") for rule in (style.text or "").split("}"))
    parts = (rule.rpartition("{") for rule in rules)
    selectors = (
        selector
        for before, _, declarations in parts
        if _STRIKES.search(declarations)
        for selector in before.rpartition("{")[2].split(",")
    )
    return {found[1] for selector in selectors if (found := _CLASS.fullmatch(selector.strip()))}


def _show_check_boxes(body: Element) -> None:
    """Replace check boxes that only show a state, because nobody can change them, by signs."""
    for element in list(body.iter("input", "div")):
        sign = _sign_of_input(element) if element.tag == "input" else _sign_of_notion(element)
        if sign:
            element.tag, element.text = "span", f"{sign} "


def _sign_of_input(element: Element) -> str:
    """Return the sign for a check box that is disabled; empty for any other input."""
    if element.get("type", "").lower() != "checkbox" or element.get("disabled") is None:
        return ""
    return _UNCHECKED if element.get("checked") is None else _CHECKED


def _sign_of_notion(element: Element) -> str:
    """Return the sign for a check box in a page that Notion exported: an empty <div>; "" for any other."""
    names = element.get("class", "").split()
    if "checkbox" not in names or len(element) or (element.text or "").strip():
        return ""
    return _CHECKED if "checkbox-on" in names else _UNCHECKED if "checkbox-off" in names else ""


def main_part(body: Element) -> Element:
    """Return the element with the page's own text, if the page marks exactly one, else the body."""
    for is_main in (_is_main, _is_article):
        marked = [element for element in body.iter() if is_main(element)]
        if len(marked) == 1 and _text_length(marked[0]) >= _MAIN_SHARE * _text_length(body):
            return marked[0]
    return body


def _text_length(element: Element) -> int:
    """Return the number of characters of an element's text, without white space."""
    return sum(len("".join(text.split())) for text in element.itertext())


def _is_main(element: Element) -> bool:
    return bool(element.tag == "main" or element.get("role") == "main")


def _is_article(element: Element) -> bool:
    return bool(element.tag == "article")


def _is_clutter(element: Element, longest: float, struck: Set[str]) -> bool:
    """Whether an element does not belong to the text.

    `longest` is the length of the longest clutter, and `struck` are the classes of struck text.
    """
    tag = local_name(element)
    if tag in _NEVER or not tag:
        return True
    if tag in _KEPT_WHOLE:
        return False
    hidden = element.get("hidden", "until-found") != "until-found"
    if hidden or _HIDDEN.search(element.get("style", "")):
        return True
    if not struck.isdisjoint(element.get("class", "").split()) or _is_comment(element):
        return True
    if element.get("role") in _ROLES or element.get("aria-modal") == "true":
        return True
    return _is_reference_mark(element, tag) or _is_named_clutter(element, tag, longest)


def _is_named_clutter(element: Element, tag: str, longest: float) -> bool:
    """Whether the tag, the class or the id of an element says that it is clutter, and its text agrees.

    Its text is at most `longest`, or is mostly links.
    """
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if _CLUTTER.search(names):
        return bool(_text_length(element) <= longest)
    maybe = tag in ("header", "footer", "aside") or (names != " " and _MAYBE_CLUTTER.search(names))
    if not maybe or element.find(".//h1") is not None:
        return False
    if tag == "footer" and not any(
        above.tag in ("article", "blockquote") for above in element.iterancestors()
    ):
        return _text_length(element) <= longest
    return _is_mostly_links(element)


def _is_comment(element: Element) -> bool:
    """Whether an element is a comment at the end of a page that Google Docs exported."""
    link = element.find("p/a[@id]") if element.tag == "div" else None
    return link is not None and link.get("id").startswith("cmnt") and link.get("href", "")[:9] == "#cmnt_ref"


def _is_mostly_links(element: Element) -> bool:
    length = _text_length(element)
    return sum(map(_text_length, element.iter("a"))) >= length / 2


def _is_reference_mark(element: Element, tag: str) -> bool:
    """Whether an element is the mark of a footnote: "[1]", or a link to a note on the page or back."""
    if tag == "a":
        is_named = element.get("role") in _ROLES_OF_MARKS or element.get("epub:type") == "noteref"
        return is_named or _is_raised_link(element)
    if tag != "sup":
        return False
    text = "".join(element.itertext()).strip()
    targets = [link.get("href", "") for link in element.iter("a")]
    if not targets:
        return _MARK.fullmatch(text) is not None
    return len(text) <= _LONGEST_MARK and all(target[:1] == "#" or "#cite" in target for target in targets)


def _is_raised_link(link: Element) -> bool:
    """Whether a link contains only short raised text, and leads to another part of the page."""
    is_raised = len(link) == 1 and link[0].tag == "sup" and not (link.text or "").strip()
    return is_raised and link.get("href", "")[:1] == "#" and _text_length(link) <= _LONGEST_MARK


def _drop(element: Element) -> None:
    """Remove an element and all in it, but not the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
