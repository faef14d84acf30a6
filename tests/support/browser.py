"""This is where tests get a real browser: headless Chromium, spoken to through two pipes, without a port.

The DevTools protocol is JSON, each message ended by a NUL: https://chromedevtools.github.io/devtools-protocol/.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ABSENT = "no Chromium is on PATH (Debian: apt-get install chromium)"

_OPTIONS = (
    "--headless",
    "--no-sandbox",  # it only ever opens files that the tests wrote
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


@dataclass
class Page:
    """One tab. `events` are all that the browser told of it, in order."""

    commands: BinaryIO
    answers: BinaryIO
    session: str = ""
    last: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    _unread: bytes = b""

    def send(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One command and its result."""
        self.last += 1
        target = {"sessionId": self.session} if self.session else {}
        self.commands.write(json.dumps({"id": self.last, "method": method, "params": arguments, **target}).encode())
        self.commands.write(b"\0")
        self.commands.flush()
        while (message := self._next()).get("id") != self.last:
            self.events.append(message)
        assert "error" not in message, message
        return dict(message["result"])

    def open(self, file: Path) -> Self:
        """The file, loaded whole and its script run."""
        self.events.clear()
        self.send("Page.navigate", url=file.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())
        return self

    def run(self, program: str, *, wait: bool = False) -> Any:
        """What a program comes to in the page, as JSON, and where it is a promise and `wait` is asked, what that is.

        The page's own policy does not bind it.
        """
        made = self.send("Runtime.evaluate", expression=program, awaitPromise=wait, returnByValue=True)
        assert "exceptionDetails" not in made, made
        return made["result"].get("value")

    def press(self, key: str) -> None:
        """One key, as a keyboard sends it."""
        text = {"text": "\r"} if key == "Enter" else {}
        codes = {"Tab": 9, "Enter": 13}
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **text)

    def told(self, method: str) -> list[dict[str, Any]]:
        """The events of one name so far."""
        self.run("0")  # whatever came before is there when this is answered
        return [event["params"] for event in self.events if event.get("method") == method]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            more = self.answers.read1(1 << 16)
            assert more, "the browser ended before it answered"
            self._unread += more
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def browser(home: Path) -> Iterator[Page]:
    """A browser with a new profile in `home` and one empty tab; ended with the block."""
    assert PROGRAM, ABSENT
    read_commands, write_commands = os.pipe()
    read_answers, write_answers = os.pipe()
    start = f'exec "$0" "$@" 3<&{read_commands} 4>&{write_answers}'
    process = subprocess.Popen(
        ["bash", "-c", start, PROGRAM, *_OPTIONS, f"--user-data-dir={home}"],
        pass_fds=(read_commands, write_answers),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_commands)
    os.close(write_answers)
    with os.fdopen(write_commands, "wb") as commands, os.fdopen(read_answers, "rb") as answers:
        page = Page(commands, answers)
        try:
            yield _tab(page)
        finally:
            page.session = ""
            try:
                page.send("Browser.close")  # so that its own processes end with it
            except (AssertionError, OSError):
                process.kill()
            process.wait()


def _tab(page: Page) -> Page:
    target = page.send("Target.createTarget", url="about:blank")["targetId"]
    page.session = page.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
        page.send(f"{domain}.enable")
    page.send("Emulation.setFocusEmulationEnabled", enabled=True)  # else nobody answers a key
    return page
