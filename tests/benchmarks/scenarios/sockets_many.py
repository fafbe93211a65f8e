"""One message for very many who are connected."""

from functools import partial

from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.scenarios import sockets

SCENARIO = Scenario(
    title="One message for 2,000 clients",
    question="Does it stay so when there are ten times as many?",
    chapter=Chapter.SOCKETS,
    baseline=sockets.RAW,
    run=partial(sockets.run, size=2_000),
    quick=False,
)
