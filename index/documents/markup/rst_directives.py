"""The directives of reStructuredText by name: those for code, boxes, parts of a program, and no prose."""

from __future__ import annotations

CODE = frozenset(
    ("code", "code-block", "sourcecode", "parsed-literal", "math", "doctest", "testcode", "prompt", "ipython")
)
# The argument of these directives, the text after the name, is a part of the content. The argument of other
# directives is the title of the content.
UNTITLED = frozenset((
    "attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning",
    "todo", "epigraph", "highlights", "pull-quote", "compound", "glossary", "centered",
))  # fmt: skip
# The argument of these directives is for the program that reads them; only their content is prose.
ONLY_CONTENT = frozenset((
    "container", "cssclass", "figure", "grid", "hlist", "ifconfig", "module", "only", "rst-class", "tab-set",
    "tabs",
))  # fmt: skip
# These directives describe a part of a program. Their argument may have several lines, each with one form of
# the part's name.
DESCRIPTIONS = frozenset((
    "alias", "attribute", "class", "classmethod", "cmdoption", "concept", "confval", "data", "decorator",
    "decoratormethod", "directive", "enum", "enum-class", "enum-struct", "enumerator", "envvar", "event",
    "exception", "function", "macro", "member", "method", "option", "property", "role", "setting", "signal",
    "staticmethod", "struct", "type", "union", "var",
))  # fmt: skip
VERSIONS = {  # the words that are read instead of the directive's name, before the version
    "versionadded": "Added in ",
    "versionchanged": "Changed in ",
    "versionremoved": "Removed in ",
    "deprecated": "Deprecated since ",
    "deprecated-removed": "Deprecated since ",
}
_SKIPPED = frozenset((
    "codeauthor", "contents", "currentmodule", "date", "default-domain", "default-role", "digraph", "footer",
    "graph", "graphviz", "header", "highlight", "image", "include", "index", "inheritance-diagram",
    "literalinclude", "mermaid", "meta", "moduleauthor", "namespace", "namespace-pop", "namespace-push",
    "plantuml", "productionlist", "program", "raw", "replace", "sectionauthor", "sectnum", "tabularcolumns",
    "target-notes", "title", "toctree", "uml", "unicode", "video", "youtube",
))  # fmt: skip


def own_name(name: str) -> str:
    """Return the name of a directive without its programming language: "py:function" → "function"."""
    return name.rpartition(":")[2]


def is_skipped(name: str) -> bool:
    """Whether a directive contains no prose. One such as "autoclass" takes its text from a program's code."""
    return name in _SKIPPED or name.startswith("auto")
