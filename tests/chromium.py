"""Headless Chromium by its own protocol over a pipe: a page of any width, by day or night, and what it says back."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""A browser that shows nothing, and asks nobody for anything of its own."""
FLAGS = [*QUIET, "--remote-debugging-pipe"]
# Said to the page before anything of it runs: what it complains of is kept where a test can read it.
_WATCH = """
window.complaints = []; window.pwned = 0;
addEventListener("error", e => complaints.push("error: " + (e.message || (e.target && e.target.src))), true);
addEventListener("unhandledrejection", e => complaints.push("rejected: " + e.reason));
document.addEventListener("securitypolicyviolation", e => complaints.push("policy: " + e.violatedDirective + " " + e.blockedURI));
window.until = (test, most = 20000) => new Promise((yes, no) => {
  const start = performance.now();
  const look = () => { if (test()) yes(); else if (performance.now() - start > most) no(new Error("waited in vain: " + test)); else setTimeout(look, 2); };
  look();
});
window.calm = () => until(() => document.getElementById("table").getAttribute("aria-busy") !== "true");
"""


class Tab:
    """One page of a running browser."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers = orders, answers
        self._number, self._left, self._session = 0, b"", ""
        self.logged: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """An order of the protocol and its answer."""
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self._hear(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def look(self, width: int, height: int = 900, night: bool = False) -> None:
        """A window of this size, by day or by night."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if night else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, address: str) -> float:
        """Go there; the seconds until all of it was loaded and its scripts had run."""
        start = time.perf_counter()
        self.call("Page.navigate", url=address)
        while self._hear(self._next()) != "Page.loadEventFired":
            pass
        self.js("return document.readyState")
        return time.perf_counter() - start

    def js(self, body: str) -> Any:
        """What the body of an asynchronous function returns."""
        found = self.call(
            "Runtime.evaluate",
            expression=f"(async () => {{ {body} }})()",
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"]["exception"].get("description", "?"))
        return found["result"].get("value")

    def picture(self, path: Path, whole: bool = False) -> None:
        """A PNG of what is seen, or of the whole page."""
        found = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def _hear(self, message: dict[str, Any]) -> str:
        method, more = message.get("method", ""), message.get("params", {})
        if method == "Log.entryAdded" and more["entry"]["level"] == "error":
            self.logged.append(more["entry"]["text"])
        if method == "Runtime.exceptionThrown":
            self.logged.append(json.dumps(more["exceptionDetails"])[:500])
        return str(method)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            some = os.read(self._answers, 1 << 20)
            if not some:
                raise RuntimeError("the browser has ended")
            self._left += some
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)


@contextmanager
def browser(profile: Path, *flags: str) -> Iterator[Tab]:
    """A browser with a new profile and one tab; it ends with the block."""
    to_browser, orders = os.pipe()
    answers, from_browser = os.pipe()
    # The protocol's pipes are numbers 3 and 4 of the browser; a shell puts them there.
    line = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
    command = ["/bin/bash", "-c", line, CHROMIUM, *FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(
        command, pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(to_browser)
    os.close(from_browser)
    try:
        yield Tab(orders, answers)
    finally:
        os.close(orders)
        os.close(answers)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
