"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenon.health import page
from tests.health.test_page import evil, full
from tests.mock.browser import Browser, browsing, found

PROGRAM = found()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")
SHOWN = "[...document.querySelectorAll('tr.op')].filter(r => r.offsetHeight).map(r => r.id)"
ALL = ["op-listPets", "op-createPet", "op-getPet", "op-dropPet", "op-getHealth"]
TYPE = (
    "var t = document.getElementById('text'); t.value = {!r}; t.dispatchEvent(new Event('input'))"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing(str(PROGRAM)) as opened:
        yield opened


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Browser]:
    """A page on which everything is there to see."""
    browser.view(1400, 900)
    browser.complaints.clear()
    show(browser, tmp_path, page(full(tmp_path)))
    browser.until("!document.getElementById('filter').hidden")
    yield browser
    assert browser.complaints == []


def show(browser: Browser, folder: Path, text: str) -> None:
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    browser.open(file.as_uri())
    browser.until("document.readyState === 'complete'")


def press(browser: Browser, state: str) -> None:
    browser.look(f"document.querySelector('[data-state={state}]').click()")


def test_it_shows_every_operation(opened: Browser) -> None:
    assert opened.look(SHOWN) == ALL
    assert opened.look("document.getElementById('shown').innerText") == "5 operations"
    assert opened.look("document.title") == "Tiny · report"


def test_text_filters_operations(opened: Browser) -> None:
    opened.look(TYPE.format("PET pet_id"))
    assert opened.look(SHOWN) == ["op-getPet", "op-dropPet"]
    assert opened.look("document.getElementById('shown').innerText") == "2 of 5"
    assert opened.look("document.getElementById('r2').offsetHeight") == 0

    opened.look(TYPE.format("no such thing"))
    assert opened.look(SHOWN) == []
    assert opened.look("document.getElementById('none').offsetHeight") > 0


def test_states_filter_operations(opened: Browser) -> None:
    press(opened, "missing")
    assert opened.look(SHOWN) == ["op-getHealth"]
    press(opened, "deprecated")
    assert opened.look(SHOWN) == ["op-dropPet", "op-getHealth"]
    press(opened, "missing")
    press(opened, "deprecated")
    assert opened.look(SHOWN) == ALL


def test_a_number_at_the_top_filters_by_what_it_counts(opened: Browser) -> None:
    opened.look("document.querySelector('[data-filter=failing]').click()")
    assert opened.look(SHOWN) == ["op-getPet"]
    pressed = "document.querySelector('[data-state=failing]').getAttribute('aria-pressed')"
    assert opened.look(pressed) == "true"


def test_rows_unfold(opened: Browser) -> None:
    text = "document.querySelector('#op-listPets .panel').innerText"
    assert opened.look("document.querySelector('#op-listPets .panel').checkVisibility()") is False
    opened.look("document.querySelector('#op-listPets summary').click()")
    assert "handlers/pets.py:7" in opened.look(text)
    assert "wrong here; mend it" in opened.look(text)

    opened.look("document.getElementById('unfold').click()")
    folded = "[...document.querySelectorAll('tr.op details')].filter(d => !d.open).length"
    assert opened.look(folded) == 0


def test_an_operation_has_an_address(opened: Browser) -> None:
    opened.look("location.hash = '#op-getPet'")
    opened.until("document.querySelector('#op-getPet details').open")


@pytest.mark.parametrize("width", [1400, 1000, 800, 400, 320])
@pytest.mark.parametrize("dark", [True, False])
def test_it_fits_windows_of_any_width(opened: Browser, width: int, dark: bool) -> None:
    opened.look("document.getElementById('unfold').click()")
    opened.view(width, 900, dark=dark)
    assert opened.look("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1400, 800, 320])
def test_long_names_fit_too(browser: Browser, tmp_path: Path, width: int) -> None:
    show(browser, tmp_path, page(evil(tmp_path)))
    browser.look("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    browser.view(width, 900)
    assert browser.look("document.documentElement.scrollWidth") <= width


# Contrast of each text that is seen with what is painted behind it (WCAG 2.2, 1.4.3).
CONTRAST = """
(() => {
  const painter = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const colour = (said) => {
    painter.clearRect(0, 0, 1, 1);
    painter.fillStyle = said;
    painter.fillRect(0, 0, 1, 1);
    return [...painter.getImageData(0, 0, 1, 1).data];
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92
      : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (at) => {
    for (; at; at = at.parentElement) {
      const c = colour(getComputedStyle(at).backgroundColor);
      if (c[3] === 255) return c;
    }
    return colour('white');
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !at.offsetHeight) continue;
    const pair = [light(colour(getComputedStyle(at).color)), light(behind(at))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) poor.add(`${at.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
})()
"""


@pytest.mark.parametrize("dark", [True, False])
def test_all_text_can_be_read(opened: Browser, dark: bool) -> None:
    opened.look("document.getElementById('unfold').click()")
    opened.view(1400, 900, dark=dark)
    assert opened.look(CONTRAST) == []


def test_without_scripts_all_is_there(browser: Browser, tmp_path: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(browser, tmp_path, page(full(tmp_path)))
        assert browser.look(SHOWN) == ALL
        assert browser.look("document.getElementById('filter').offsetHeight") == 0
        assert "never seen" in browser.look("document.body.innerText")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_evil_stays_text(browser: Browser, tmp_path: Path) -> None:
    browser.complaints.clear()
    show(browser, tmp_path, page(evil(tmp_path)))

    assert browser.look("document.querySelectorAll('tr.op').length") == 1
    assert browser.look("window.evil") is None
    asked = "performance.getEntriesByType('resource').map(entry => entry.name)"
    assert browser.look(asked) == []
    assert browser.complaints == []
