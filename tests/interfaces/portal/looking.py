# SPDX-License-Identifier: Apache-2.0
"""What may not be seen on any page? Whatever axe-core finds, words in another language, text that is cut or lies over other text."""

import os
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
# In the second scheme only colours can be wrong that were right in the first.
WANTED = {"resultTypes": ["violations"]}  # and not what has passed, which is most of a page
SCHEMES = {"light": WANTED, "dark": {"runOnly": ["color-contrast"], **WANTED}}
MOST_HIGH = 1800  # of a picture: the beginning of a long page will do
SHOWN = Path(__file__).resolve().parents[3] / "docs/portal"
# English that may stand on a Russian page: the zone of times, and the name of a policy. What is marked `lang="en"` is not looked at.
ALLOWED_WORDS = frozenset({"UTC", "gosuslugi"})

_TEXTS = """() => {
  const seen = [];
  const marked = node => { const at = node.closest('[lang]'); return at ? at.getAttribute('lang') : ''; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const parent = node.parentElement;
    if (node.data.trim() && parent.checkVisibility() && marked(parent).startsWith('ru')) seen.push(node.data.trim());
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [alt], [placeholder]'))
    if (marked(one).startsWith('ru'))
      for (const name of ['aria-label', 'title', 'alt', 'placeholder']) if (one.getAttribute(name)) seen.push(one.getAttribute(name));
  seen.push(document.title);
  return seen;
}"""
_MISPLACED = """() => {
  const found = [], boxes = [];
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page is wider than the window');
  const aside = node => node.closest('.hidden, .skip, .scroll');
  for (const one of document.querySelectorAll('body *')) {
    const style = getComputedStyle(one);
    if (aside(one) || !one.checkVisibility() || style.overflowX === 'visible') continue;
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) found.push('cut: ' + one.innerText);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    if (!node.data.trim() || aside(node.parentElement) || !node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) boxes.push([box, node]);
  }
  boxes.forEach(([a, one], at) => {
    if (a.right > window.innerWidth + 1 || a.left < -1) found.push('outside: ' + one.data.trim());
    for (const [b, other] of boxes.slice(at + 1)) {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (one !== other && wide > 2 && high > Math.min(a.height, b.height) / 2) found.push(one.data.trim() + ' over ' + other.data.trim());
    }
  });
  return found;
}"""


@cache
def _axe() -> Axe:
    return Axe()


def flaws(page: Page, name: str) -> list[str]:
    """Everything that is wrong with the page, in both sizes and both schemes."""
    found = [f"{name}: English: {word}" for word in foreign_words(page)]
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{name}, {size}: {what}" for what in page.evaluate(_MISPLACED)]
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{name}, {scheme}: {what}" for what in _axe_finds(page, options)]
    keep(page, name)
    return found


def foreign_words(page: Page) -> Iterator[str]:
    """English on a Russian page, beside addresses and ids."""
    for text in page.evaluate(_TEXTS):
        plain = re.sub(r"https?://\S+|\S+@\S+|\b(?:req|inv)_\S+", "", text)
        yield from (word for word in re.findall(r"[A-Za-z]{2,}", plain) if word not in ALLOWED_WORDS)


def _axe_finds(page: Page, options: dict[str, list[str]]) -> Iterator[str]:
    results = _axe().run(page, options=options).response
    for one in results["violations"]:
        for node in one["nodes"]:
            yield f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"


def keep(page: Page, name: str) -> None:
    """Writes docs/portal/, when it is asked for; a few colours are enough."""
    if not os.environ.get("DOVERIE_WRITE_SCREENSHOTS"):
        return
    SHOWN.mkdir(exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            picture = Image.open(BytesIO(page.screenshot(full_page=True)))
            shown = picture.crop((0, 0, picture.width, min(picture.height, MOST_HIGH)))
            few = shown.convert("RGB").quantize(48, dither=Image.Dither.NONE)
            few.save(SHOWN / f"{name}-{size}-{scheme}.png", optimize=True)
