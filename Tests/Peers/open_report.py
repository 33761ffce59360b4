"""Opens an HTML report in headless Chromium as a reader would, and prints what was found as JSON.

Usage: open_report.py FILE WORD ACTION [FOLDER-FOR-SCREENSHOTS]

WORD is typed into the filter, ACTION then chosen in its list, all by keys.
"""
import base64
import json
import os
import sys

from browser import Browser

WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}

# Text against its background, by the formula of WCAG 2; the ratio of the worst.
CONTRAST = """(() => {
  const part = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
  const numbers = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = numbers(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest("script, svg, option, select")) continue;
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < worst[0]) worst = [ratio, e.tagName + "." + e.className];
  }
  return worst;
})()"""

# What leaves the window sideways, without what scrolls within a box of its own.
WIDE = """(() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && !e.closest(".scroll *, .skip, thead")
      && (box.right > wide + 1 || box.left < -1 || e.scrollWidth > e.clientWidth + 1
        && getComputedStyle(e).display !== "inline" && !e.matches(".scroll, input"));
  }).map(e => e.tagName + "." + e.className).slice(0, 5);
})()"""

SHAPE = """(() => {
  const all = s => [...document.querySelectorAll(s)];
  const tags = {};
  all("*").forEach(e => { tags[e.localName] = (tags[e.localName] || 0) + 1; });
  const attributes = new Set();
  all("*").forEach(e => [...e.attributes].forEach(a => attributes.add(a.name)));
  return {
    title: document.title, heading: document.querySelector("h1").textContent, tags,
    attributes: [...attributes].sort(), entries: all("#entries > tbody").length,
    cells: all("#entries td").map(e => e.textContent).slice(0, 5000),
    clients: all("#entries tbody > tr > th").map(e => e.textContent).slice(0, 5000),
    unnamed: all("input, select, [role=region], [role=search]").filter(e =>
      !e.labels?.length && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby"))
      .map(e => e.outerHTML),
    headless: all("table").filter(t => ![...t.querySelectorAll("thead th")].length
      || [...t.querySelectorAll("th")].some(h => !h.scope)).length,
    landmarks: ["header", "main", "footer"].map(n => all("body > " + n).length),
    alternative: document.querySelector("svg desc")?.textContent ?? null,
    bars: all("svg rect").length, banner: document.querySelector(".banner")?.textContent ?? null,
  };
})()"""

VISIBLE = "[...document.querySelectorAll('#entries > tbody')].filter(e => e.checkVisibility()).length"


def focus_on(page, name):
    """Presses Tab until the element has the focus; the number of presses, and if one sees it."""
    for count in range(1, 40):
        page.press("Tab")
        if page.value("document.activeElement.id") == name:
            seen = page.value("getComputedStyle(document.activeElement).outlineStyle !== 'none'")
            return count, seen
    raise RuntimeError(f"Tab does not come to {name}")


def use_filter(page, word, action):
    found = {"all": page.value("document.getElementById('said').textContent")}
    presses, seen = focus_on(page, "word")
    found["presses"], found["focusSeen"] = presses, [seen]
    for letter in word:
        page.press(letter)
    found["typed"] = page.value("document.getElementById('word').value")
    found["afterWord"] = page.value("document.getElementById('said').textContent")
    found["visibleAfterWord"] = page.value(VISIBLE)
    _, seen = focus_on(page, "action")
    found["focusSeen"].append(seen)
    options = page.value("[...document.getElementById('action').options].map(o => o.value)")
    for _ in range(options.index(action)):
        page.press("ArrowDown")
    found["afterAction"] = page.value("document.getElementById('said').textContent")
    found["visibleAfterAction"] = page.value(VISIBLE)
    _, seen = focus_on(page, "clear")
    found["focusSeen"].append(seen)
    page.press("Enter")
    found["afterClear"] = page.value("document.getElementById('said').textContent")
    found["focusAfterClear"] = page.value("document.activeElement.id")
    for letter in "no such thing":
        page.press(letter)
    found["afterNothing"] = page.value("document.getElementById('said').textContent")
    found["noneSeen"] = page.value("document.getElementById('none').checkVisibility()")
    return found


def looks(page, folder):
    """Each width in each scheme: what is too wide, and the worst contrast."""
    found = {}
    for name, (width, height) in WIDTHS.items():
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=name == "phone")
        for scheme in ("light", "dark"):
            page.call("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])
            ratio, where = page.value(CONTRAST)
            found[f"{name}-{scheme}"] = {
                "contrast": round(ratio, 2), "where": where, "wide": page.value(WIDE),
                "sideways": page.value("document.documentElement.scrollWidth - innerWidth"),
                "ground": page.value("getComputedStyle(document.body).backgroundColor"),
            }
            if folder:
                shot = page.call("Page.captureScreenshot", captureBeyondViewport=True, clip={
                    "x": 0, "y": 0, "width": width, "scale": 1,
                    "height": min(1500, page.value("document.documentElement.scrollHeight"))})
                with open(f"{folder}/{name}-{scheme}.png", "wb") as file:
                    file.write(base64.b64decode(shot["data"]))
    return found


def paper(page):
    """True when the filter is printed."""
    page.call("Emulation.setEmulatedMedia", media="print")
    seen = page.value("document.getElementById('filter')?.checkVisibility() ?? false")
    page.call("Emulation.setEmulatedMedia", media="")
    return seen


def complaints(events):
    said, asked = [], []
    for event in events:
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            said.append(parameters["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled":
            said.append(f"console.{parameters['type']}")
        elif method == "Log.entryAdded":
            said.append(parameters["entry"]["text"])
        elif method == "Audits.issueAdded":
            said.append(json.dumps(parameters["issue"])[:400])
        elif method == "Page.javascriptDialogOpening":
            said.append("dialog: " + parameters["message"])
        elif method == "Network.requestWillBeSent":
            asked.append(parameters["request"]["url"])
    return said, asked


def main():
    path, word, action = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    folder = sys.argv[4] if len(sys.argv) > 4 else None
    page = Browser()
    try:
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            page.call(domain + ".enable")
        page.show(path)
        found = {"shape": page.value(SHAPE)}
        found["looks"] = looks(page, folder)
        found["filterOnPaper"] = paper(page)
        if found["shape"]["entries"]:
            found["filter"] = use_filter(page, word, action)
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.show(path)
        found["withoutScript"] = {
            "visible": page.value(VISIBLE),
            "filter": page.value("document.getElementById('filter')?.checkVisibility() ?? false"),
        }
        found["complaints"], found["requests"] = complaints(page.events)
        found["address"] = "file://" + path
        print(json.dumps(found))
    finally:
        page.close()


if __name__ == "__main__":
    main()
