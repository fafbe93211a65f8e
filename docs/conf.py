"""How Sphinx builds these pages."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

project = "FastAPI service template"
html_title = project
language = "en"

extensions = ["myst_parser", "facts"]
exclude_patterns = ["facts"]
nitpicky = True

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence"]
myst_heading_anchors = 3

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["diagrams.css", "pages.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
