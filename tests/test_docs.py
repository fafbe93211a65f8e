"""The documentation builds, asks no other host for anything, and says what the template says."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from facts.conditions import condition
from facts.paths import PATHS
from facts.settings import all_answers
from facts.settings import blocks
from facts.settings import example
from harness.combinations import chosen
from harness.combinations import combinations
from harness.commands import run
from harness.commands import succeed
from harness.paths import ROOT
from harness.paths import TEMPLATE
from harness.questionnaire import evaluated
from harness.rendering import many_copies
from harness.service import Service
from harness.service import render_services

DOCS = ROOT / "docs"
SPHINX = Path(sys.executable).with_name("sphinx-build")
BUILD = (SPHINX, "--fail-on-warning", "--keep-going", "--quiet", "--conf-dir", DOCS)

LOADING = {"img": "src", "link": "href", "script": "src", "source": "src", "iframe": "src"}
REMOTE_STYLE = re.compile(r"""(?:@import|url\()\s*["']?(?:https?:)?//""")

SETTING = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*)(?: [a-z-]+)*:(?!=)", re.MULTILINE)
CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
OF_BOTH = ("README.md", "index.md", "explanation/", "how-to/add-an-option.md", "how-to/release.md")
MAKING = {"demo", "service"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built anew; a warning, such as a link that leads nowhere, is an error."""
    folder = tmp_path_factory.mktemp("docs")
    succeed([*BUILD, DOCS, folder])
    return folder


@pytest.fixture(scope="module")
def services(template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Service]:
    """The default service, and one that differs much."""
    wanted = [chosen(""), chosen("database=postgresql auth=none redis=true kubernetes=true")]
    with many_copies():
        return render_services(template, wanted, tmp_path_factory.mktemp("services"))


class TestPages:
    def test_every_page_is_built(self, built: Path) -> None:
        pages = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
        assert Path("index.html") in pages
        assert {page for page in pages if not (built / page).is_file()} == set()

    def test_a_link_that_leads_nowhere_fails_the_build(self, tmp_path: Path) -> None:
        (tmp_path / "index.md").write_text("# Page\n\n[elsewhere](elsewhere.md)\n", "utf-8")
        built = run([*BUILD, tmp_path, tmp_path / "html"])
        assert built.exit_code != 0
        assert "elsewhere.md" in built.output

    def test_they_load_nothing_from_another_host(self, built: Path) -> None:
        loaded = {url for page in built.rglob("*.html") for url in loads(page.read_text("utf-8"))}
        assert any(urlsplit(url).path.endswith(".css") for url in loaded)
        assert {url for url in loaded if urlsplit(url).netloc} == set()

    def test_nor_do_their_styles(self, built: Path) -> None:
        styles = list(built.rglob("*.css"))
        assert styles
        assert [path for path in styles if REMOTE_STYLE.search(path.read_text("utf-8"))] == []


class TestOptions:
    def test_the_page_lists_exactly_the_questions(self, built: Path) -> None:
        questions = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
        asked = {name for name in questions if name[0] != "_" and "help" in questions[name]}
        computed = {name for name in questions if name[0] != "_"} - asked
        page = (built / "reference" / "options.html").read_text("utf-8")
        assert set(codes(page, "h3")) == asked
        assert set(codes(page, "td")) >= computed

    def test_a_path_is_there_exactly_when_its_condition_holds(
        self, services: list[Service]
    ) -> None:
        conditions = defaultdict(list)
        for expression, path in PATHS:
            conditions[path].append(f"{{{{ {expression} }}}}")
        for service in services:
            answers = all_answers(service.combination)
            wrong = [
                path
                for path, expressions in conditions.items()
                if any(evaluated(each, answers) for each in expressions)
                != any(service.path.glob(path))
            ]
            assert wrong == []


class TestSettings:
    def test_the_page_lists_exactly_those_that_the_template_has(self, built: Path) -> None:
        listed = codes((built / "reference" / "settings.html").read_text("utf-8"), "setting")
        assert set(listed) == set(SETTING.findall((TEMPLATE / ".env.example.jinja").read_text()))

    def test_they_are_read_from_what_services_have(self, services: list[Service]) -> None:
        for service in services:
            text = (service.path / ".env.example").read_text("utf-8")
            assert example(service.combination) == text
            found = [setting.name for block in blocks(text) for setting in block.settings]
            assert found == SETTING.findall(text)


class TestConditions:
    def test_only_questions_that_matter_are_named(self) -> None:
        with_tickets = [
            each
            for each in combinations()
            if each.answers["auth"] == "jwt" and each.answers["websockets"]
        ]
        assert condition(with_tickets) == {"auth": ["jwt"], "websockets": [True]}

    def test_what_all_have_needs_none(self) -> None:
        assert condition(combinations()) == {}

    def test_what_no_list_of_answers_says_is_refused(self) -> None:
        either = [
            each
            for each in combinations()
            if each.answers["redis"] or each.answers["auth"] == "jwt"
        ]
        with pytest.raises(ValueError, match="any other list of answers"):
            condition(either)


class TestTree:
    def test_the_page_names_every_file_of_the_default_service(
        self, built: Path, services: list[Service]
    ) -> None:
        page = (built / "reference" / "tree.html").read_text("utf-8")
        names = {path.name for path in services[0].files} - {"__init__.py"}
        assert {name for name in names if f'<span class="pre">{name}</span>' not in page} == set()

    def test_a_module_is_described_by_its_docstring(self, built: Path) -> None:
        page = (built / "reference" / "tree.html").read_text("utf-8")
        assert "The composition root: every part of the service is named here." in page


def test_the_drawing_of_a_request_has_the_layers_that_there_are() -> None:
    source = (TEMPLATE / "app" / "middleware" / "__init__.py").read_text("utf-8")
    layers = re.findall(r"app\.add_middleware\((\w+)", source)
    drawing = (DOCS / "explanation" / "diagrams" / "request.svg").read_text("utf-8")
    assert re.findall(r'<text class="code"[^>]*>(\w+)<', drawing) == [
        *reversed(layers),
        "router",
        "service",
        "repository",
    ]


def test_words_of_an_update_are_explained_as_they_are_said() -> None:
    page = (DOCS / "how-to" / "update.md").read_text("utf-8")
    modules = (TEMPLATE / "scripts" / "follow").glob("*.py")
    said = "".join(module.read_text("utf-8") for module in modules)
    explained = re.findall(r"^\| `(?:… )?([^`]+)`", page, re.MULTILINE)
    assert explained
    assert [words for words in explained if words not in said] == []


@pytest.mark.parametrize(
    "page", ["README.md", *(str(path.relative_to(DOCS)) for path in sorted(DOCS.rglob("*.md")))]
)
def test_commands_are_there_in_the_makefile_that_a_page_speaks_of(page: str) -> None:
    path = ROOT / page if page == "README.md" else DOCS / page
    assert set(targets(path.read_text("utf-8"))) - makefile(page) == set()


def test_commands_are_found_where_pages_name_them() -> None:
    assert list(
        targets('Run `make setup migrate`, then\n```sh\nmake up m="x" # make it\n```')
    ) == [
        "setup",
        "migrate",
        "up",
    ]


def makefile(page: str) -> set[str]:
    """List the targets that a page may name."""
    ours = set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    theirs = set(TARGET.findall((TEMPLATE / "Makefile.jinja").read_text("utf-8")))
    return ours | theirs if page.startswith(OF_BOTH) else theirs | MAKING


def targets(markdown: str) -> Iterator[str]:
    """Yield the targets of make that the code on a page names."""
    for code in CODE.findall(markdown):
        for words in re.findall(r"\bmake (?:-C \S+ )?([^\n`]*)", code):
            yield from takewhile(re.compile(r"[a-z-]+").fullmatch, re.split(r"[\s;,.)]+", words))


def loads(page: str) -> list[str]:
    """List what a browser fetches to show a page."""
    parser = Loads()
    parser.feed(page)
    return parser.found


class Loads(HTMLParser):
    """Collects the addresses of scripts, styles, images and frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if address := dict(attrs).get(LOADING.get(tag, "")):
            self.found.append(address)


def codes(page: str, place: str) -> list[str]:
    """List the words in code that stand alone in a kind of element, or have a class of ours."""
    if place == "setting":
        return re.findall(
            r'<code class="[^"]*\bsetting\b[^"]*"[^>]*><span class="pre">(\w+)', page
        )
    return re.findall(rf'<{place}>(?:<p>)?<code[^>]*><span class="pre">(\w+)</span></code>', page)
