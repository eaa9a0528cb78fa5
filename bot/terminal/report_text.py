"""The report of a build → text for a terminal; nothing here prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.terminal.advice import advice_on_skipped
from bot.terminal.quantities import counted
from bot.terminal.safe_text import PLAIN, Style, one_line, safe
from index.store.report import BuildReport

_SHOWN_NAMES = 20  # names listed of each kind of change
_NAMED_EACH = 3  # files named for each reason, if too many files are skipped to name all


def report_text(
    report: BuildReport, style: Style = PLAIN, *, brief: bool = False, every_skipped: bool = False
) -> str:
    """Return what a build did, or what it would do if the report is of a dry run; it ends with a line end.

    With `brief`, skipped files are only counted; with `every_skipped`, each of them is named.
    """
    lines = []
    for verb, names in (
        ("added", report.added),
        ("changed", report.changed),
        ("removed", report.removed),
        ("renamed", tuple(f"{old} → {new}" for old, new in report.renamed)),
    ):
        lines += _listed(verb, names, style)
    if brief and report.skipped:
        lines.append(f"skipped: {counted(len(report.skipped), 'file')} (`munshi index` names them)")
    elif not brief:
        lines += _skipped(report.skipped, style, len(report.skipped) if every_skipped else _SHOWN_NAMES)
    if report.moved_from:
        lines.append(f"moved: the index was built from {one_line(report.moved_from)}")
    lines += [f"warning: {safe(warning)}" for warning in report.warnings]
    if report.other_kinds and not brief:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in report.other_kinds)
        lines.append(f"not included: {safe(kinds)} (see `include` under [files] in config.toml)")
    return "\n".join([*lines, _summary(report)]) + "\n"


def skipped_text(skipped: Sequence[tuple[str, str]], style: Style) -> str:
    """Return one line for each file that a build skipped, with its name and the reason, and then advice."""
    return "".join(f"{line}\n" for line in _skipped(skipped, style, most=len(skipped)))


def _skipped(skipped: Sequence[tuple[str, str]], style: Style, most: int = _SHOWN_NAMES) -> list[str]:
    names = tuple(f"{name}: {reason}" for name, reason in skipped)
    if len(names) > most:
        names = tuple(_by_reason(skipped))
    lines = _listed("skipped", names, style, most, more=" (`munshi status` names all)")
    return lines + advice_on_skipped(reason for _, reason in skipped)


def _by_reason(skipped: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each skipped file, but one line for many with the same reason: rare ones must show."""
    files: dict[str, list[str]] = {}
    for name, reason in skipped:
        files.setdefault(reason, []).append(name)
    for reason, named in files.items():
        if len(named) <= _NAMED_EACH:
            yield from (f"{name}: {reason}" for name in named)
        else:
            yield f"{len(named)} files such as {named[0]}: {reason} (`munshi status` names each)"


def _summary(report: BuildReport) -> str:
    changes = len(report.added) + len(report.changed) + len(report.removed) + len(report.renamed)
    documents = report.unchanged + len(report.added) + len(report.changed) + len(report.renamed)
    if report.dry_run:
        unchanged = "The index would be renewed." if report.moved_from else "Nothing would change."
        return f"{counted(changes, 'change')} would be indexed." if changes else unchanged
    if not report.written:
        return f"Nothing has changed: generation {report.generation}, {counted(documents, 'document')}."
    return (
        f"Generation {report.generation}: {counted(documents, 'document')}, "
        f"{counted(report.passages, 'passage')}, {report.embedded} newly embedded, "
        f"in {report.seconds:.1f} s."
    )


def _listed(
    verb: str, names: tuple[str, ...], style: Style, most: int = _SHOWN_NAMES, *, more: str = ""
) -> list[str]:
    lines = [f"{style.bold(verb)}: {one_line(name)}" for name in names[:most]]
    if len(names) > most:
        lines.append(f"{style.bold(verb)}: and {len(names) - most} more{more}")
    return lines
