"""What people wait for, in Chromium, beside an empty two-page Streamlit app as shipped in the same run.

python -m benchmarks.in_browser [--contacts 1000000] [--rounds 30]

Each figure runs from the event in the page (click, key, navigation) to the first frame painted after the script has
run and what was asked for stands on the page. Product and floor take turns, so that whatever else the machine does
meets both.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.databases import a_studio
from benchmarks.servers import Served, a_token, as_shipped, kontor
from db.session import Database
from domain.clock import day_of
from models.contact import Contact
from queries.contact_search import find_contacts
from tests.browser.conftest import CHROMIUM, FLAGS
from web.visitor import SESSION_COOKIE

SEED = 4711
PAUSE = 150
"""Milliseconds that the field of the picker waits for the next key (`live` in `components/contact_picker.py`)."""
PRESS = 60
"""Milliseconds for which a person holds the button of a mouse down; the click comes when it goes up."""
NO_STRANGERS = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost"
"""As shipped Streamlit tells its makers how it is used; nothing leaves this machine."""

WARM_EVERY = 5
"""Rounds."""

LIMITS = {"opened": 1.0, "found": 1.0, "to the master data": 1.0, "to the overview": 1.0, "fresh load": 1.2}
"""Highest ratio of the medians of product and floor."""

WATCH = """
(() => {
  const listeners = new Set();
  // Of a ForwardMsg only the top fields are read: field 6 says that a script has finished.
  const finishes = (data) => {
    const bytes = new Uint8Array(data);
    let at = 0;
    const number = () => {
      let value = 0, shift = 1, byte;
      do { byte = bytes[at++]; value += (byte & 127) * shift; shift *= 128; } while (byte > 127);
      return value;
    };
    while (at < bytes.length) {
      const tag = number();
      if (tag >> 3 === 6) return true;
      const length = number();
      if ((tag & 7) === 2) at += length;
    }
    return false;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', (message) => {
        if (finishes(message.data)) listeners.forEach((tell) => tell());
      });
    }
  };
  window.painted = (ready, event) => new Promise((resolve) => {
    let began = event ? null : 0, finished = !event;
    const check = () => {
      const app = document.querySelector('[data-testid=stApp]');
      const still = began !== null && finished && app && app.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]');
      if (!still || !ready()) return;
      observer.disconnect();
      listeners.delete(tell);
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now() - began);
        channel.port2.postMessage('');
      });
    };
    const tell = () => {
      if (began !== null) { finished = true; setTimeout(check); }
    };
    const observer = new MutationObserver(check);
    listeners.add(tell);
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    if (event) window.addEventListener(event, (at) => { began = at.timeStamp; }, {capture: true, once: true});
    check();
  });
})();
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is opened and looked for."""

    number: str
    name: str
    typed: str
    """What finds them first."""
    found: tuple[str, ...]
    """The numbers of all that are found."""


def people(database: Database, count: int) -> Iterator[Person]:
    """People from all over the address book, by different names."""
    chance, today = random.Random(SEED), day_of(datetime.now(UTC))
    with database.reading() as session:
        last = session.scalars(select(Contact.id).order_by(Contact.id.desc()).limit(1)).one()
        while count:
            person = _person(session, chance.randint(1, last), today)
            if person:
                count -= 1
                yield person


def _person(session: Session, contact_id: int, today: object) -> Person | None:
    contact = session.get(Contact, contact_id)
    if contact is None or not (contact.last_name.isalpha() and contact.last_name.isascii()):
        return None
    typed = f"{contact.first_name.split()[0]} {contact.last_name}"
    found = find_contacts(session, typed, today=today, limit=8)  # type: ignore[arg-type]
    return Person(found[0].number, found[0].name, typed, tuple(hit.number for hit in found)) if found else None


def in_memory(database: Database) -> None:
    """Let the file lie in memory, as it does where a server has been up for a while (some machines take it out)."""
    with Path(str(database.engine.url.database)).open("rb", buffering=0) as file:
        while file.read(1 << 24):
            pass


class Tab:
    """A page of the browser that tells how long things take."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def timed(self, event: str, ready: str, do: Callable[[], object]) -> float:
        """Milliseconds from the event that `do` causes to the paint."""
        self.page.bring_to_front()
        self.page.evaluate(f"window.measured = window.painted(() => {ready}, {event!r}); null")
        do()
        return float(self.page.evaluate("window.measured"))

    def loaded(self, url: str, ready: str) -> float:
        """Milliseconds of a fresh load of the whole page, from navigation to paint."""
        self.page.bring_to_front()
        self.page.goto("about:blank")
        self.page.goto(url, wait_until="commit")
        return float(self.page.evaluate(f"window.painted(() => {ready}, '')"))


class Floor:
    """The empty app."""

    def __init__(self, tab: Tab, served: Served) -> None:
        self._tab, self._url = tab, served.url

    def load(self) -> float:
        """A fresh load."""
        return self._tab.loaded(f"{self._url}/", "document.querySelectorAll('[data-testid=stSidebarNavLink]')[1]")

    def switch(self) -> float:
        """From one page to the other."""
        title, path = ("One", "/") if self._tab.page.url.endswith("/two") else ("Two", "/two")
        link = self._tab.page.locator("[data-testid=stSidebarNavLink]", has_text=title)
        return self._tab.timed("click", f"location.pathname === '{path}'", lambda: link.click(delay=PRESS))


class Product:
    """Kontor."""

    def __init__(self, tab: Tab, served: Served) -> None:
        self._tab, self._url = tab, served.url

    def load(self, person: Person) -> float:
        """A fresh load of the overview of somebody."""
        return self._tab.loaded(f"{self._url}/overview?contact={person.number}", _overview_of(person))

    def find(self, person: Person) -> float:
        """The last letter of a name to the hits, without the pause of the field."""
        field = self._tab.page.locator(".st-key-picker_box input")
        field.fill("")
        field.press_sequentially(person.typed[:-1])
        self._settled()
        numbers = [f"t.includes('{number}')" for number in person.found]
        ready = (
            "(() => { const t = [...document.querySelectorAll('.st-key-picker_hits button')].map(b => b.innerText)"
            f".join(' '); return {' && '.join(numbers)}; }})()"
        )
        whole = self._tab.timed("keydown", ready, lambda: field.press(person.typed[-1]))
        return whole - PAUSE

    def open(self, person: Person) -> float:
        """The click on the first hit to the overview."""
        hit = self._tab.page.locator(".st-key-picker_hits button").first
        return self._tab.timed("click", _overview_of(person), lambda: hit.click(delay=PRESS))

    def switch(self, title: str, ready: str) -> float:
        """To another page by the menu."""
        link = self._tab.page.locator("[data-testid=stSidebarNavLink]", has_text=title)
        return self._tab.timed("click", ready, lambda: link.click(delay=PRESS))

    def _settled(self) -> None:
        self._tab.page.wait_for_timeout(PAUSE + 50)
        self._tab.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def _overview_of(person: Person) -> str:
    return (
        "location.pathname === '/overview' && document.querySelector('.k-log li')"
        f" && document.querySelector('.k-sub')?.innerText.includes({person.number!r})"
    )


def _master_data_of(person: Person) -> str:
    return (
        "location.pathname === '/master-data' && document.querySelectorAll('.k-rows').length > 1"
        f" && document.querySelector('.k-sub')?.innerText.includes({person.number!r})"
    )


@contextmanager
def _tab(browser: Browser, served: Served, token: str = "") -> Iterator[Tab]:
    context = browser.new_context(locale="de-DE", viewport={"width": 1400, "height": 900})
    context.add_init_script(WATCH)
    if token:
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served.url}])
    yield Tab(context.new_page())
    context.close()


def measure(database: Database, rounds: int) -> bool:
    """Take turns with the floor, print the figures; whether all keep to their limits."""
    taken: dict[str, list[float]] = {name: [] for name in ("empty: page to page", "empty: fresh load", *LIMITS)}
    with kontor(database) as house, as_shipped("two_pages") as empty, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, NO_STRANGERS])
        with _tab(browser, house, a_token(database)) as ours, _tab(browser, empty) as theirs:
            floor, product = Floor(theirs, empty), Product(ours, house)
            for place, person in enumerate(people(database, rounds + WARM_UP)):
                if place % WARM_EVERY == 0:
                    in_memory(database)
                figures = {
                    "empty: fresh load": floor.load(),
                    "fresh load": product.load(person),
                    "empty: page to page": floor.switch(),
                    "found": product.find(person),
                    "empty: page to page ": floor.switch(),
                    "opened": product.open(person),
                    "empty: page to page  ": floor.switch(),
                    "to the master data": product.switch("Stammdaten", _master_data_of(person)),
                    "empty: page to page   ": floor.switch(),
                    "to the overview": product.switch("Übersicht", _overview_of(person)),
                }
                for name, figure in figures.items():
                    if place >= WARM_UP:
                        taken[name.strip()].append(figure)
        browser.close()
    return report(taken)


WARM_UP = 3


def report(taken: dict[str, list[float]]) -> bool:
    """Print medians and ratios; whether all ratios keep to their limits."""
    switch, load = (statistics.median(taken[f"empty: {what}"]) for what in ("page to page", "fresh load"))
    print(f"  {'empty app, page to page':28} {switch:8.1f} ms\n  {'empty app, fresh load':28} {load:8.1f} ms")
    good = True
    for name, limit in LIMITS.items():
        median = statistics.median(taken[name])
        ratio = median / (load if name == "fresh load" else switch)
        good &= ratio <= limit
        print(f"  {name:28} {median:8.1f} ms   ratio {ratio:5.2f} (at most {limit})", flush=True)
    return good


def main() -> int:
    """Run the benchmark as asked for on the command line; 1 when a ratio is too high."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    if CHROMIUM is None:
        print("There is no Chromium on this machine.")
        return 1
    with a_studio("sqlite", arguments.contacts) as database:
        return 0 if measure(database, arguments.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
