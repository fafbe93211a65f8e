"""A suite is really run, really measured and really held to its gate, in one go or in shares."""

import json
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.combinations import Combination
from harness.combinations import chosen
from harness.fork_server import ForkServer
from harness.rendering import render
from harness.service import Service
from harness.suite import coverage_file
from harness.suite import measured
from harness.suite import schemes
from harness.suite import shares
from harness.suite import suite_call
from harness.suite_result import SuiteResult
from harness.suite_result import joined
from harness.workshop import open_workshop

Run = Callable[..., SuiteResult]

PYPROJECT = """
[project]
name = "toy"
dependencies = []

[dependency-groups]
dev = {requirements}

[tool.pytest]
pythonpath = ["."]
testpaths = ["tests"]

[tool.coverage.run]
branch = true
source = ["app"]

[tool.coverage.report]
fail_under = 95
"""
APP = """
def sign(number: int) -> int:
    if number < 0:
        return -1
    return 1
"""
POSITIVE = "from app import sign\n\n\ndef test_positive():\n    assert sign(5) == 1\n"
NEGATIVE = "from app import sign\n\n\ndef test_negative():\n    assert sign(-5) == -1\n"
SETTINGS = """
DATABASE_URL=postgresql+asyncpg://orders:secret@localhost:5432/orders
BROKER_URL=kafka://localhost:9092,localhost:9093
PARTNER_URL=https://partner.example.com
SHARED_URL=
"""
WRONG = "def test_wrong():\n    assert 1 == 2\n"
SKIPPED = "import pytest\n\n\ndef test_skipped():\n    pytest.skip()\n"


@pytest.fixture(scope="module")
def requirements(template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = render(template, tmp_path_factory.mktemp("service"), chosen("").answers)
    declared = Service(chosen(""), folder).development
    return [str(each) for each in declared if each.name in ("pytest", "pytest-cov")]


@pytest.fixture
def toy(tmp_path: Path, requirements: list[str]) -> Service:
    for folder in ("app", "tests"):
        (tmp_path / folder).mkdir()
    pyproject = PYPROJECT.format(requirements=json.dumps(requirements))
    (tmp_path / "pyproject.toml").write_text(pyproject, "utf-8")
    (tmp_path / "app" / "__init__.py").write_text(APP, "utf-8")
    return Service(Combination((("toy", tmp_path.name),)), tmp_path)


@pytest.fixture(scope="module")
def interpreter() -> Iterator[ForkServer]:
    workshop = open_workshop([])
    server = ForkServer(workshop.interpreter, ["pytest"])
    yield server
    server.stop()


@pytest.fixture(params=[1, 2], ids=["whole", "shares"])
def run(request: pytest.FixtureRequest, toy: Service, interpreter: ForkServer) -> Run:
    """Run tests of the toy service, given by their texts."""

    def run(*texts: str) -> SuiteResult:
        for number, text in enumerate(texts):
            (toy.path / "tests" / f"test_{number}.py").write_text(text, "utf-8")
        workshop = open_workshop([toy])
        calls = [
            measured(
                suite_call(toy, workshop, {"HOME": str(toy.path)}, share, number),
                as_share=bool(share),
            )
            for number, share in enumerate(shares(toy, request.param))
        ]
        parts = [interpreter.run(call) for call in calls]
        data = [coverage_file(toy, number) for number in range(request.param)]
        return SuiteResult(joined(toy, workshop, parts, data))

    return run


class TestSuite:
    def test_good_tests_pass(self, run: Run) -> None:
        result = run(POSITIVE, NEGATIVE)
        assert result.finished.exit_code == 0, result.finished.output
        assert result.counts == {"passed": 2}
        assert (result.gate, result.coverage) == (95.0, 100.0)

    def test_a_wrong_one_fails(self, run: Run) -> None:
        result = run(POSITIVE, NEGATIVE, WRONG)
        assert result.finished.exit_code != 0
        assert result.counts == {"passed": 2, "failed": 1}

    def test_too_few_fail_at_the_gate(self, run: Run) -> None:
        result = run(POSITIVE, POSITIVE)
        assert result.finished.exit_code != 0
        assert (result.counts, result.gate) == ({"passed": 2}, 0)

    def test_a_skipped_one_is_told(self, run: Run) -> None:
        assert run(POSITIVE, NEGATIVE, SKIPPED).counts == {"passed": 2, "skipped": 1}


def test_shares_are_all_files_dealt_out_evenly(toy: Service) -> None:
    for number in range(1, 7):
        (toy.path / "tests" / f"test_{number}.py").write_text("#" * 100 * number, "utf-8")
    one, other = shares(toy, 2)
    assert sorted(one + other) == [f"tests/test_{number}.py" for number in range(1, 7)]
    assert {len(one), len(other)} == {3}


def test_a_service_needs_the_servers_that_its_settings_address(toy: Service) -> None:
    (toy.path / ".env.example").write_text(SETTINGS, "utf-8")
    assert schemes(toy) == {"DATABASE_URL": "postgresql", "BROKER_URL": "kafka"}


def test_services_with_the_same_code_and_tests_have_the_same_fingerprint(toy: Service) -> None:
    before = toy.fingerprint
    (toy.path / "README.md").write_text("Another one.\n", "utf-8")
    assert Service(toy.combination, toy.path).fingerprint == before
    (toy.path / "app" / "more.py").write_text("x = 1\n", "utf-8")
    assert Service(toy.combination, toy.path).fingerprint != before
