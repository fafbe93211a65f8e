"""The option graph, drawn around the service that the default answers make."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from facts.conditions import written
from facts.questionnaire import COMBINATIONS
from facts.questionnaire import FEATURES
from harness.combinations import Combination
from harness.combinations import chosen

DRAWING = "option-graph.svg.jinja"
ROW = 40  # the height of an answer
GAP = 30  # above every question, for its name

Groups = Sequence[tuple[str, Sequence[str]]]
"""Questions with answers."""


@dataclass(frozen=True)
class Edge:
    """One changed answer, and where it is drawn."""

    question: str
    answer: str
    y: int


def graph_facts() -> dict[str, Any]:
    """Draw the default service and its neighbours, and count all of the graph."""
    center = chosen("")
    sides = halves(neighbours(center))
    columns = [placed(side) for side in sides]
    height = max(column[-1].y for column in columns) + ROW
    drawing = _drawings.get_template(DRAWING).render(
        columns=columns, height=height, center=center.name.split("-")
    )
    # A paragraph of HTML ends at an empty line.
    lines = [line for line in drawing.splitlines() if line.strip()]
    ways = sum(len(answers) for each in COMBINATIONS for _, answers in neighbours(each))
    return {"option_graph": "\n".join(lines), "nodes": len(COMBINATIONS), "edges": ways // 2}


def neighbours(center: Combination) -> Groups:
    """List the other answers to every question that was asked."""
    return [
        (each.name, [written(answer) for answer in each.options(center.answers) if answer != own])
        for each in FEATURES
        if (own := center.answers.get(each.name)) is not None
    ]


def halves(groups: Groups) -> tuple[Groups, Groups]:
    """Split the questions where both sides have about as many answers."""
    sizes = [sum(len(answers) for _, answers in groups[:end]) for end in range(len(groups) + 1)]
    middle = min(range(1, len(groups)), key=lambda end: abs(2 * sizes[end] - sizes[-1]))
    return groups[:middle], groups[middle:]


def placed(groups: Groups) -> list[Edge]:
    """Give every answer a place, one below the other."""
    edges: list[Edge] = []
    y = 0
    for question, answers in groups:
        y += GAP
        for answer in answers:
            edges.append(Edge(question, answer, y + ROW // 2))
            y += ROW
    return edges


_drawings = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=True,
)
