"""One run over many combinations: rendered at once, then typed and tested in lanes."""

from collections.abc import Iterable
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from functools import partial
from time import monotonic

from harness.combinations import Combination
from harness.combinations import applications
from harness.combinations import chosen
from harness.commands import Finished
from harness.commands import end_all
from harness.commands import run
from harness.fork_server import Call
from harness.fork_server import ForkServer
from harness.installs import INSTALLERS
from harness.installs import install_and_test
from harness.lanes import Lanes
from harness.lanes import lane_count
from harness.paths import RENDERED
from harness.paths import SNAPSHOT
from harness.paths import TYPES
from harness.plan import Plan
from harness.rendering import render
from harness.rendering import snapshot
from harness.reporting.records import Stint
from harness.servers import KINDS
from harness.servers import Servers
from harness.service import Service
from harness.service import render_services
from harness.suite import backends
from harness.suite import coverage_file
from harness.suite import measured
from harness.suite import schemes
from harness.suite import shares
from harness.suite import suite_call
from harness.suite import types_call
from harness.suite_result import SuiteResult
from harness.suite_result import joined
from harness.workshop import Workshop
from harness.workshop import open_workshop

BESIDE_THE_LANES = -1


class Matrix:
    """The rendered services, what they share, and the lanes in which they are tried."""

    def __init__(self, selected: Iterable[Combination], *, everything: bool = False) -> None:
        self._began = monotonic()
        services = render_services(snapshot(SNAPSHOT), selected, RENDERED)
        self.services = {each.combination: each for each in services}
        self.rendering_seconds = monotonic() - self._began
        self._plan = Plan(applications(), everything=everything or len(services) == 1)
        self.servers = Servers(KINDS)
        self.stints: list[Stint] = []
        self._warm: dict[int, ForkServer] = {}
        self._lanes = Lanes(lane_count())
        self._awaited = False
        self._suites: dict[str, tuple[Combination, list[Future[Finished]]]] = {}
        self._installer = ThreadPoolExecutor(max_workers=1)
        self._installs: dict[str, Future[Finished]] = {}
        self._types: dict[str, Future[Finished]] = {}
        self._ruff: dict[tuple[str, ...], Finished] = {}

    @cached_property
    def workshop(self) -> Workshop:
        """The environment with whatever the services declare."""
        return open_workshop(list(self.services.values()))

    def ruff(self, service: Service, *words: str) -> Finished:
        """Call the formatter or linter with the service's own rules, once for the same code."""
        key = (service.fingerprint, *words)
        if key not in self._ruff:
            options = ("--no-cache", "--no-respect-gitignore", "--quiet")
            self._ruff[key] = run([self.workshop.tool("ruff"), *words, *options, service.path])
        return self._ruff[key]

    def schedule_types(self, combination: Combination) -> None:
        """Have a service type-checked, unless the same code is checked already.

        The shared cache suffers one writer at a time.
        """
        service = self.services[combination]
        if service.fingerprint in self._types:
            return
        call = types_call(service, self.workshop, TYPES)

        def check(lane: int) -> Finished:
            return self._run("types", combination, call, lane, self._interpreter(lane))

        self._types[service.fingerprint] = self._lanes.submit(check, alone="types")

    def schedule_suite(self, combination: Combination) -> None:
        """Have a service's suite run, unless it runs already for the same code and tests.

        A single one is shared by all lanes; of many each has a lane.
        """
        service, workshop = self.services[combination], self.workshop
        if service.fingerprint in self._suites:
            return

        def check(lane: int, share: Sequence[str], number: int) -> Finished:
            interpreter = self._interpreter(lane)  # warms up while the servers start
            with backends(service, self.servers, lane) as settings:
                call = suite_call(service, workshop, settings, share, number)
                if self._plan.measures_coverage:
                    call = measured(call, as_share=bool(share))
                return self._run("suite", combination, call, lane, interpreter)

        parts = [
            self._lanes.submit(partial(check, share=share, number=number))
            for number, share in enumerate(self._shares(service))
        ]
        self._suites[service.fingerprint] = (combination, parts)

    def _shares(self, service: Service) -> list[list[str]]:
        if len(self.services) == 1:
            return shares(service, lane_count())
        return [self._plan.files(service)]

    def schedule_install(self, installer: str) -> None:
        """Have a service installed and tested by its own Makefile, beside the lanes."""
        combination = chosen(INSTALLERS[installer])
        folder = render(SNAPSHOT, RENDERED / f"{installer}-{combination}", combination.answers)
        service = Service(combination, folder)

        def check() -> Finished:
            with backends(service, self.servers, BESIDE_THE_LANES) as settings:
                return install_and_test(installer, service, settings)

        self._installs[installer] = self._installer.submit(check)

    def install(self, installer: str) -> Finished:
        """Wait for a service that is installed for real."""
        return self._installs[installer].result()

    def types(self, combination: Combination) -> Finished:
        """Wait for the type checker's verdict."""
        return self._await(self._types[self.services[combination].fingerprint])

    def suite(self, combination: Combination) -> SuiteResult:
        """Wait for the suite's result."""
        ran, parts = self._suites[self.services[combination].fingerprint]
        service = self.services[ran]
        data = [coverage_file(service, number) for number in range(len(parts))]
        return SuiteResult(
            joined(service, self.workshop, [self._await(part) for part in parts], data),
            servers=self._titles(service),
            same_as="" if ran == combination else ran.name,
            whole=self._plan.is_whole(combination),
            measured=self._plan.measures_coverage,
        )

    def stop(self) -> None:
        """End everything that was started."""
        self._lanes.close()
        self._installer.shutdown(wait=False, cancel_futures=True)
        end_all()
        for server in self._warm.values():
            server.stop()
        self._lanes.join()
        self.servers.stop()

    def _await(self, future: Future[Finished]) -> Finished:
        """Wait for the lanes; whoever does leaves a processor to them, which one more can use."""
        if not self._awaited:
            self._awaited = True
            self._lanes.add()
        return future.result()

    def _interpreter(self, lane: int) -> ForkServer:
        if lane not in self._warm:
            self._warm[lane] = ForkServer(self.workshop.interpreter, self.workshop.preloaded)
        return self._warm[lane]

    def _run(
        self, stage: str, combination: Combination, call: Call, lane: int, interpreter: ForkServer
    ) -> Finished:
        """Make a call and note what it took."""
        began = monotonic() - self._began
        finished = interpreter.run(call)
        ended = monotonic() - self._began
        stint = Stint(lane, stage, combination.name, began, ended, finished.cpu_seconds)
        self.stints.append(stint)
        return finished

    def _titles(self, service: Service) -> tuple[str, ...]:
        """Name the servers that a service was tested against."""
        used = set(schemes(service).values())
        return tuple(each.title for each in self.servers.running if each.kind.scheme in used)
