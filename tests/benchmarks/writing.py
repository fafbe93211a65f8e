"""How figures are written."""

from collections.abc import Callable

from benchmarks.rounds import Spread

LARGE = 100.0
"""Numbers without decimals begin here."""

SMALL = 0.1
"""Ratios with three decimals end here."""


def number(value: float) -> str:
    """Write three digits that count."""
    return f"{value:,.0f}" if value >= LARGE else f"{value:.3g}"


def times(value: float) -> str:
    """Write a ratio."""
    if value >= LARGE:
        return f"{value:,.0f}×"
    return f"{value:.2f}×" if value >= SMALL else f"{value:.3f}×"


def between(spread: Spread, write: Callable[[float], str] = number) -> str:
    """Write the median, and in brackets from where to where the rounds went."""
    return f"{write(spread.median)} ({write(spread.low)}–{write(spread.high)})"
