"""Remarks that several verbs on answers make."""

from typing import TYPE_CHECKING

from annotation.io.console import plural, remark

if TYPE_CHECKING:
    from annotation.codebook.codebook import Codebook


def remark_spans(spans: dict[str, int], fate: str) -> None:
    """Say how many spans there are, and what becomes of them."""
    for question, number in spans.items():
        remark(f"{question}: {plural(number, 'span')}, which {fate}")


def remark_versions(versions: dict[str, int], codebook: "Codebook | None") -> None:
    """Say where answers were given under several codebook versions, or another one than that given."""
    from exports.answers.valid import NO_CODEBOOK

    counts = ", ".join(f"{stamp}: {number:,}" for stamp, number in versions.items())
    if len(versions) > 1:
        remark(f"the answers were given under {len(versions)} codebook versions ({counts})")
    elif codebook and not versions.keys() <= {codebook.stamp, NO_CODEBOOK}:
        remark(f"the answers were given under another codebook ({counts}) than the one given ({codebook.stamp})")
