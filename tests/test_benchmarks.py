"""What the benchmarks compute; what they measure is told by `make bench`."""

import asyncio
import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.__main__ import measure_one
from benchmarks.bench import Bench
from benchmarks.bench import Effort
from benchmarks.comparison import changes
from benchmarks.control import noise
from benchmarks.crowds import tell
from benchmarks.crowds import told
from benchmarks.goals import GOALS
from benchmarks.goals import Goal
from benchmarks.goals import Verdict
from benchmarks.goals import judge
from benchmarks.items import cursor
from benchmarks.listener import Heard
from benchmarks.listener import Listener
from benchmarks.page import write_page
from benchmarks.plot import draw
from benchmarks.publish import essence
from benchmarks.quantities import GROWTH
from benchmarks.quantities import MEMORY
from benchmarks.quantities import TAIL
from benchmarks.quantities import THROUGHPUT
from benchmarks.results import Machine
from benchmarks.results import Run
from benchmarks.results import Table
from benchmarks.rounds import Spread
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import every_scenario
from benchmarks.terminal import change_lines
from benchmarks.terminal import goal_lines
from benchmarks.terminal import noise_lines
from benchmarks.terminal import table_lines
from benchmarks.writing import between
from benchmarks.writing import number
from benchmarks.writing import times
from benchmarks.wrk import Refused
from benchmarks.wrk import Request
from benchmarks.wrk import parse
from harness.servers import Servers
from harness.servers import Unavailable

FAST = Goal("as fast", "health", "service", THROUGHPUT, 0.8, "bare")
PROMPT = Goal("as prompt", "health", "service", TAIL, 1.5, "bare")
SMALL = Goal("small", "health", "service", GROWTH, 5.0, "")

REPORT = {"requests": 3000, "microseconds": 2_000_000, "p50": 1500, "p99": 4000}
WELL = {"unanswered": 0, "refused": 0}


def table(service: list[float], bare: list[float] | None = None) -> Table:
    """Make up a scenario of two contenders and three rounds."""
    values = {
        "bare": {THROUGHPUT.title: bare or [1000.0, 2000.0, 1500.0], TAIL.title: [2.0, 2.0, 2.0]},
        "service": {
            THROUGHPUT.title: service,
            TAIL.title: [2.0, 4.0, 2.5],
            GROWTH.title: [0.0, 7.0, 3.0],
        },
    }
    return Table("health", "Health", "How fast?", "Requests", "bare", values=values)


def run(*tables: Table) -> Run:
    """Make up a run."""
    machine = Machine("CPU", 2, "Linux", "3.11", ["PostgreSQL 15"])
    return Run("24 Nov 2026", "abc1234", machine, tables, 60.0)


class TestRounds:
    def test_everybody_has_a_turn_in_every_round_and_another_one_begins(self) -> None:
        order: list[str] = []

        def turn(name: str) -> dict[str, float]:
            order.append(name)
            return {"throughput": float(len(order))}

        contenders = {name: lambda name=name: turn(name) for name in ("a", "b", "c")}
        values = interleave(contenders, 2)
        assert order == ["a", "b", "c", "b", "c", "a"]
        assert values["a"]["throughput"] == [1.0, 6.0]

    def test_the_spread_reaches_from_the_lowest_round_to_the_highest(self) -> None:
        assert Spread.of([3.0, 1.0, 2.0, 10.0]) == Spread(2.5, 1.0, 10.0)

    def test_contenders_are_compared_within_a_round(self) -> None:
        measured = table([500.0, 1000.0, 1500.0])
        assert measured.ratio("service", "throughput") == Spread(0.5, 0.5, 1.0)

    def test_they_may_be_compared_with_another_one_than_the_baseline(self) -> None:
        measured = table([500.0, 1000.0, 1500.0])
        assert measured.ratio("bare", "throughput", "service") == Spread(2.0, 1.0, 2.0)

    def test_what_was_not_measured_is_not_compared(self) -> None:
        assert table([1.0, 1.0, 1.0]).ratio("nobody", "throughput") is None
        assert table([1.0, 1.0, 1.0], [0.0, 1.0, 1.0]).ratio("service", "throughput") is None


class TestWrk:
    def test_its_report_becomes_a_sample(self) -> None:
        output = "Running 2s test @ http://127.0.0.1\n" + json.dumps(REPORT | WELL)
        assert parse(output) == {"throughput": 1500.0, "p50": 1.5, "p99": 4.0}

    @pytest.mark.parametrize("flaw", [{"refused": 1}, {"unanswered": 1}, {"requests": 0}])
    def test_the_speed_of_wrong_answers_means_nothing(self, flaw: dict[str, int]) -> None:
        with pytest.raises(Refused, match="not every request"):
            parse(json.dumps(REPORT | WELL | flaw))

    def test_a_request_is_written_with_the_size_of_its_body(self) -> None:
        request = Request("/items", "POST", {"Accept": "*/*"}, '{"name": "Lämpchen"}')
        head, _, body = request.raw("localhost:1").partition("\r\n\r\n")
        assert head.splitlines() == [
            "POST /items HTTP/1.1",
            "Host: localhost:1",
            "Accept: */*",
            "Content-Length: 21",
        ]
        assert body == request.body


class TestGoals:
    @pytest.mark.parametrize(
        ("service", "outcome"), [(0.79, "missed"), (0.8, "met"), (0.9, "met")]
    )
    def test_more_is_better_for_some(self, service: float, outcome: str) -> None:
        measured = table([1000 * service, 2000 * service, 1500 * service])
        [verdict] = judge([FAST], {"health": measured})
        assert verdict.outcome == outcome

    @pytest.mark.parametrize(("bound", "outcome"), [(1.2, "missed"), (1.25, "met"), (1.3, "met")])
    def test_less_is_better_for_others(self, bound: float, outcome: str) -> None:
        [verdict] = judge([replace(PROMPT, bound=bound)], {"health": table([1.0, 1.0, 1.0])})
        assert verdict.outcome == outcome

    def test_a_bound_may_have_a_unit(self) -> None:
        [verdict] = judge([SMALL], {"health": table([1.0, 1.0, 1.0])})
        assert verdict == Verdict(SMALL, Spread(3.0, 0.0, 7.0))
        assert verdict.outcome == "met"
        assert SMALL.wanted == "≤ 5 MB"

    def test_what_was_not_measured_is_neither_met_nor_missed(self) -> None:
        missing = replace(table([]), values={}, missing="wrk is missing")
        elsewhere = replace(FAST, scenario="elsewhere")
        verdicts = judge([FAST, elsewhere], {"health": missing})
        assert [verdict.outcome for verdict in verdicts] == ["not measured"] * 2

    def test_one_about_a_contender_that_does_not_exist_fails(self) -> None:
        with pytest.raises(LookupError, match="health has no nobody"):
            list(judge([replace(FAST, contender="nobody")], {"health": table([1.0, 1.0, 1.0])}))

    def test_each_is_about_a_scenario_that_there_is(self) -> None:
        assert {goal.scenario for goal in GOALS} <= every_scenario().keys()


class TestComparison:
    def test_what_the_rounds_cannot_tell_apart_has_not_changed(self) -> None:
        before = run(table([800.0, 1600.0, 1300.0]))
        now = run(table([850.0, 1700.0, 1250.0]))
        assert list(changes(before, now)) == []

    def test_a_ratio_outside_of_all_earlier_rounds_has(self) -> None:
        before = run(table([500.0, 1000.0, 750.0]))
        now = run(table([800.0, 1600.0, 1200.0]))
        [change] = changes(before, now)
        assert (change.contender, change.quantity, change.is_better) == (
            "service",
            "throughput",
            True,
        )
        [back] = changes(now, before)
        assert not back.is_better
        assert "WORSE" in "".join(change_lines([back]))

    def test_a_machine_that_is_twice_as_fast_changes_nothing(self) -> None:
        before = run(table([500.0, 1000.0, 750.0]))
        now = run(table([1000.0, 2000.0, 1500.0], [2000.0, 4000.0, 3000.0]))
        assert list(changes(before, now)) == []

    def test_a_run_is_read_back_as_it_was_saved(self, tmp_path: Path) -> None:
        saved = run(table([500.0, 1000.0, 750.0]))
        saved.save(tmp_path / "results.json")
        loaded = Run.load(tmp_path / "results.json")
        assert loaded.by_name == saved.by_name
        assert loaded.machine == saved.machine


class TestReport:
    def test_figures_have_three_digits_that_count(self) -> None:
        assert [number(each) for each in (12345.6, 99.96, 0.01234)] == ["12,346", "100", "0.0123"]
        assert [times(each) for each in (0.049, 0.5, 933.2)] == ["0.049×", "0.50×", "933×"]
        assert between(Spread(0.5, 0.25, 1.0), times) == "0.50× (0.25×–1.00×)"

    def test_the_terminal_shows_ratios_and_the_baseline_in_its_unit(self) -> None:
        title, bare, service = table_lines(table([500.0, 1000.0, 750.0]))
        assert "Health" in title
        assert "throughput 1,500 requests/s" in bare
        assert "throughput 0.50× (0.50×–0.50×)" in service

    def test_it_shows_how_far_away_a_goal_is(self) -> None:
        verdicts = judge([FAST, SMALL], {"health": table([500.0, 1000.0, 750.0])})
        missed, met = goal_lines(verdicts)
        assert missed.startswith("  ✗ missed")
        assert missed.endswith("≥ 0.8 × bare                           0.5 (0.5–0.5)")
        assert met.startswith("  ✓ met")

    def test_bars_are_as_long_as_ratios_and_their_goals(self) -> None:
        measured = table([500.0, 1000.0, 750.0])
        panel = draw(measured, judge([FAST], {"health": measured})).panels[0]
        bare, service = panel.bars
        assert panel.one == bare.end
        assert service.end == pytest.approx(bare.end / 2, abs=0.1)
        assert service.goal == pytest.approx(bare.end * 0.8, abs=0.1)
        assert (bare.figure, service.figure) == ("1,500", "0.50×")

    def test_times_far_apart_are_drawn_by_their_logarithms(self) -> None:
        measured = table([1.0, 1.0, 1.0])
        late = {**measured.values["service"], TAIL.title: [900.0, 1000.0, 1100.0]}
        values = {**measured.values, "service": late}
        panel = draw(replace(measured, values=values), []).panels[1]
        bare, service = panel.bars
        assert panel.hint.endswith("log")
        assert service.end / 20 < bare.end < service.end

    def test_throughput_is_not_however_low_it_is(self) -> None:
        panel = draw(table([1.0, 2.0, 1.5]), []).panels[0]
        bare, service = panel.bars
        assert service.end < bare.end / 500

    def test_what_cannot_be_compared_is_drawn_in_its_unit(self) -> None:
        panel = draw(table([1.0, 1.0, 1.0]), []).panels[2]
        assert panel.one is None
        assert [bar.figure for bar in panel.bars] == ["3"]

    def test_the_page_shows_all_of_it_and_loads_nothing(self, tmp_path: Path) -> None:
        missing = replace(
            table([]), scenario="wrk", title="Wrk", values={}, missing="wrk is missing"
        )
        whole = run(table([500.0, 1000.0, 750.0]), missing)
        write_page(whole, list(judge([FAST], whole.by_name)), path := tmp_path / "index.html")
        text = path.read_text("utf-8")
        words = (
            "0 of 1",
            "as fast",
            "missed",
            "Health",
            "0.50×",
            "wrk is missing",
            "PostgreSQL 15",
        )
        assert [word for word in words if word not in text] == []
        assert not any(word in text for word in ("http://", "https://", "src=", "@import"))

    def test_the_documentation_leaves_out_what_throughput_tells_unless_it_is_a_goal(self) -> None:
        values = {"service": {"throughput": [1.0], "p50": [1.0], "p99": [1.0], "memory": [1.0]}}
        whole = replace(table([]), values=values)
        goal = Goal("small", "health", "service", MEMORY, 5.0, "")
        assert essence(whole, []).quantities == ["throughput", "p99"]
        assert essence(whole, [Verdict(goal, None)]).quantities == ["throughput", "p99", "memory"]

    def test_it_says_how_much_a_server_differs_from_itself(self) -> None:
        trivial = replace(table([]), scenario="trivial", baseline="bare FastAPI")
        values = {
            "bare FastAPI": {THROUGHPUT.title: [100.0, 100.0]},
            "bare FastAPI again": {THROUGHPUT.title: [95.0, 102.0]},
        }
        assert noise(run(replace(trivial, values=values))) == Spread(0.985, 0.95, 1.02)
        assert noise(run(table([1.0, 1.0, 1.0]))) is None

    def test_it_warns_of_a_machine_that_was_busy(self) -> None:
        assert list(noise_lines(Spread(1.0, 0.95, 1.05))) == []
        assert list(noise_lines(None)) == []
        [warning] = noise_lines(Spread(1.0, 0.88, 1.05))
        assert "1.00× (0.88×–1.05×) as fast as itself" in warning


class TestScenarios:
    def test_every_module_is_one(self) -> None:
        folder = Path(__file__).parent / "benchmarks" / "scenarios"
        modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        assert every_scenario().keys() == modules

    def test_what_is_missing_is_no_failure_but_what_breaks_is(self, tmp_path: Path) -> None:
        def miss(_: Bench) -> Values:
            raise Unavailable("wrk is missing: apt-get install wrk")

        def fail(_: Bench) -> Values:
            raise ConnectionError("reset")

        bench = Bench(Effort(rounds=1, seconds=1), tmp_path, Servers({}))
        scenario = next(iter(every_scenario().values()))
        missed = measure_one(bench, "trivial", replace(scenario, run=miss))
        failed = measure_one(bench, "trivial", replace(scenario, run=fail))
        assert (missed.missing, missed.failed) == ("wrk is missing: apt-get install wrk", False)
        assert (failed.missing, failed.failed) == ("ConnectionError: reset", True)

    def test_they_follow_each_other_by_chapter(self) -> None:
        chapters = [scenario.chapter for scenario in every_scenario().values()]
        assert len(dict.fromkeys(chapters)) == sum(
            one != other for one, other in zip(["", *chapters], chapters, strict=False)
        )

    def test_a_cursor_points_behind_the_item_of_a_number(self) -> None:
        text = cursor(1)
        sort, moment, item = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        assert (sort, moment) == ("-created_at", "2026-01-01T00:00:01+00:00")
        assert item == "00000000-0000-0000-0000-000000000001"

    def test_what_clients_of_the_references_hear_is_as_long_as_what_those_of_a_service_do(
        self,
    ) -> None:
        said, heard = json.loads(tell("alice", 500)), json.loads(told("alice", 500))
        assert said["text"] == heard["text"]
        assert len(said["text"]) > 400


class Wire(asyncio.Transport):
    """Notes what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Note it."""
        self.written += data


class TestListener:
    @pytest.fixture
    def heard(self) -> list[bytes]:
        """The texts that were handed on."""
        return []

    @pytest.fixture
    def wire(self) -> Wire:
        """The line to the server."""
        return Wire()

    def listen(self, wire: Wire, heard: list[bytes], *parts: bytes) -> None:
        """Shake hands, and take what comes in these parts."""

        async def scenario() -> None:
            def take(buffer: bytes, start: int, end: int) -> None:
                heard.append(buffer[start:end])

            listener = Listener("ws://127.0.0.1:1/live", {"Authorization": "Bearer x"}, take)
            listener.connection_made(wire)
            for part in parts:
                listener.data_received(part)
            await listener.opened

        asyncio.run(scenario())

    def test_it_hears_texts_however_they_are_cut(self, wire: Wire, heard: list[bytes]) -> None:
        long = b"x" * 300
        frames = b"\x81\x02hi" + b"\x81\x7e" + (300).to_bytes(2, "big") + long
        stream = b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + frames
        self.listen(wire, heard, *(stream[at : at + 1] for at in range(len(stream))))
        assert heard == [b"hi", long]
        assert b"\r\nAuthorization: Bearer x\r\n" in wire.written

    def test_it_answers_pings(self, wire: Wire, heard: list[bytes]) -> None:
        self.listen(wire, heard, b"HTTP/1.1 101 \r\n\r\n", b"\x89\x02hi")
        assert wire.written.endswith(b"\x8a\x82\0\0\0\0hi")
        assert heard == []

    def test_a_refused_handshake_fails(self, wire: Wire, heard: list[bytes]) -> None:
        with pytest.raises(ConnectionError, match="403"):
            self.listen(wire, heard, b"HTTP/1.1 403 Forbidden\r\n\r\n")

    def test_of_some_texts_one_is_timed(self) -> None:
        heard = Heard(share=2)
        for _ in range(3):
            heard.note(b'{"text":"1 ..."}', 0, 16)
        assert heard.count == 3
        assert len(heard.delays) == 1
        assert heard.delays[0] > 0
