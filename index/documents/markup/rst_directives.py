"""What the directives of reStructuredText hold, by their names: code, a box, what is described, no prose."""

from __future__ import annotations

CODE = frozenset(
    ("code", "code-block", "sourcecode", "parsed-literal", "math", "doctest", "testcode", "prompt", "ipython")
)
# What stands behind their names is a part of what they hold; that of others, where they hold something, is a
# title.
UNTITLED = frozenset((
    "attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning",
    "todo", "epigraph", "highlights", "pull-quote", "compound", "glossary", "centered",
))  # fmt: skip
# What stands behind their names is for the program that reads them.
ONLY_CONTENT = frozenset((
    "container", "cssclass", "figure", "grid", "hlist", "ifconfig", "module", "only", "rst-class", "tab-set",
    "tabs",
))  # fmt: skip
# A name that describes a part of a program. More lines may stand behind it, each with another of its forms.
DESCRIPTIONS = frozenset((
    "alias", "attribute", "class", "classmethod", "cmdoption", "concept", "confval", "data", "decorator",
    "decoratormethod", "directive", "enum", "enum-class", "enum-struct", "enumerator", "envvar", "event",
    "exception", "function", "macro", "member", "method", "option", "property", "role", "setting", "signal",
    "staticmethod", "struct", "type", "union", "var",
))  # fmt: skip
VERSIONS = {  # what is read in the place of the directive, before the version
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
    """The name of a directive without that of the language it is about: "py:function" → "function"."""
    return name.rpartition(":")[2]


def is_skipped(name: str) -> bool:
    """Whether a directive holds no prose. Those for parts of a program that are looked up have no text."""
    return name in _SKIPPED or name.startswith("auto")
