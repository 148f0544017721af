"""What has to hold on every screen: WCAG rules, sizes, overflow, language, stray text (platform reference §5.1)."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page

LEAST_CONTROL_PIXELS = 80
LEAST_TYPE_PIXELS = 20
STRAY = ("<built-in", "{{", "{%", "{n}", "{amount}", "None", "undefined", "msgid", "⟦", "__")

_MEASURE = """
() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`too wide: ${root.scrollWidth}`);
  if (root.scrollHeight > innerHeight) faults.push(`too tall: ${root.scrollHeight}`);
  const main = document.querySelector("main");
  if (main.scrollWidth > main.clientWidth) faults.push(`too wide inside: ${main.scrollWidth}`);
  if (main.scrollHeight > main.clientHeight) faults.push(`must be scrolled: ${main.scrollHeight - main.clientHeight}`);
  for (const control of document.querySelectorAll("button, summary, label, input.digits")) {
    const box = control.getBoundingClientRect();
    if (!box.width) continue;
    const text = control.textContent.trim().slice(0, 30);
    if (box.width < LEAST || box.height < LEAST) faults.push(`small: ${text} ${box.width}x${box.height}`);
    if (control.scrollWidth > control.clientWidth + 1 || control.scrollHeight > control.clientHeight + 1)
      faults.push(`overflows: ${text}`);
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`outside: ${text}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !parent.checkVisibility() || parent.closest(".unseen")) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < TYPE) faults.push(`small type: ${walker.currentNode.textContent.trim().slice(0, 30)} ${size}`);
  }
  return faults;
}
""".replace("LEAST", str(LEAST_CONTROL_PIXELS)).replace("TYPE", str(LEAST_TYPE_PIXELS))


def measured(page: Page, may_scroll: bool = False) -> list[str]:
    """Overflow, small controls, small type, stray text."""
    found = [fault for fault in page.evaluate(_MEASURE) if not (may_scroll and fault.startswith("must be scrolled"))]
    text = page.inner_text("body")
    return found + [f"stray text: {stray}" for stray in STRAY if stray in text]


def faults_of(page: Page, may_scroll: bool = False) -> list[str]:
    """Everything wrong with the page as it stands, accessibility rules included; empty when nothing is."""
    violations = Axe().run(page).response["violations"]
    axe = [f"axe: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in violations]
    return measured(page, may_scroll) + axe
