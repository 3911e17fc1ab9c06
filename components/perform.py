"""Between the screens and the database: `reading()` for queries, `perform()` for actions.

Both ask whether the session still stands, since fragments run without the frame: a signed-out or disabled user gets
nothing more from an open page. Within one run of the frame readers take the answer of its beginning, a moment ago
(`one_run`); a fragment that runs by itself asks anew, and so does every write, in its own transaction.
No `st.*` call happens between begin and commit: `st.rerun()` would end the transaction as an error and lose the write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from actions.action import UNDOABLE
from actions.contract_letters import RECEIPT
from actions.quota_settling import MOVED
from actions.sign_in import note_seen
from components.escape import literal, markup
from components.quota_words import again_words, back_words
from components.state import ME, NOTICE, Notice
from config.settings import settings
from db.session import database
from domain.access import Actor, NotPermitted, Permission
from domain.clock import day_of
from domain.errors import InvalidInput, Refusal
from gateways.storage import Storage
from i18n.messages import explain
from i18n.texts import _
from i18n.words import word
from queries.users import SignedIn, signed_in

Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")
Seen = TypeVar("Seen")


def now() -> datetime:
    """The instant of this run."""
    return datetime.now(UTC)


def today() -> date:
    """The studio's day of this run."""
    return day_of(now())


@dataclass(slots=True)
class _Run:
    """One run of the frame: who is signed in, and what was read already."""

    who: SignedIn | None
    read: dict[object, Any] = field(default_factory=dict)


_run: ContextVar[_Run | None] = ContextVar("run", default=None)


@contextmanager
def one_run(who: SignedIn) -> Iterator[None]:
    """The frame runs as a whole: who is signed in was asked just now, and what is read `once` is read once."""
    token = _run.set(_Run(who))
    try:
        yield
    finally:
        _run.reset(token)


def once(key: object, read: Callable[[], Result]) -> Result:
    """What `read` gives, read one time in a run of the frame; nothing is kept beyond it, or beyond a write."""
    this = _run.get()
    if this is None:
        return read()
    if key not in this.read:
        this.read[key] = read()
    found: Result = this.read[key]
    return found


def by_itself() -> bool:
    """Whether a fragment runs alone, without the frame."""
    return _run.get() is None


def _forget() -> None:
    """After a write everything is asked and read anew."""
    this = _run.get()
    if this is not None:
        this.who = None
        this.read.clear()


def storage() -> Storage:
    """Where photos and documents lie."""
    return Storage(settings().storage_url)


def _token() -> str:
    return str(st.user.get("session") or "")


def _who(session: Any) -> SignedIn | None:
    token = _token()
    return signed_in(session, token, now()) if token else None


def somebody() -> SignedIn | None:
    """Who is signed in; None for nobody. Also writes down, now and then, that the session is in use."""
    with database().reading() as session:
        who = _who(session)
    st.session_state[ME] = who
    if who is not None and who.unseen_for_long(now()):
        with database().writing() as session:
            note_seen(session, who.session_id)
    return who


def signed_out() -> None:
    """Say that nobody is signed in, lead to the way in, and end this run."""
    st.warning(_("You are signed out."), icon=":material/lock:")
    # A plain link: for a button the browser would have to fetch a script, which the gate refuses by now.
    st.html(f'<a class="k-link" href="/sign-in" target="_self">{markup(_("Sign in"))}</a>')
    st.stop()


def me() -> SignedIn:
    """Who was signed in when this page last read anything; ends the run with the way to sign in when nobody was.

    Good for showing only: what is read and done asks the database each time (`reading`, `run`).
    """
    who: SignedIn | None = st.session_state.get(ME) or somebody()
    if who is None:
        signed_out()
    assert who is not None
    return who


@contextmanager
def reading() -> Iterator[Any]:
    """A session for queries, for a signed-in user only; else this run ends with the way to sign in."""
    this = _run.get()
    known = this.who if this is not None else None
    with database().reading(in_force=known is not None) as session:
        who = known or _who(session)
        if this is not None:
            this.who = who
        st.session_state[ME] = who
        if who is not None:
            yield session
    if who is None:
        signed_out()


@contextmanager
def writing_as() -> Iterator[tuple[Any, Actor]]:
    """A transaction and who acts in it, for long work in many of them: the session is asked anew each time.

    Ends the run with the way to sign in when nobody is signed in any more.
    """
    with database().writing() as session:
        who = _who(session)
        if who is not None:
            yield session, who.actor
    _forget()
    if who is None:
        signed_out()


def run(
    change: Callable[Concatenate[Any, Any, Inputs], Result], *args: Inputs.args, **inputs: Inputs.kwargs
) -> tuple[Result, tuple[int, ...]]:
    """Run one action in one transaction of its own; gives its result and the audit entries that can be undone.

    Raises the broken rule (`Refusal`); ends the run when nobody is signed in.
    """
    entries: tuple[int, ...] = ()
    result: Any = None
    with database().writing() as session:
        who = _who(session)
        if who is not None:
            result = change(session, who.actor, *args, **inputs)
    _forget()
    if who is None:
        signed_out()
    st.session_state[MOVED] = session.info.get(MOVED, (0, 0))
    st.session_state[RECEIPT] = session.info.get(RECEIPT)
    if change.__name__ in UNDOABLE:
        entries = tuple(session.info.get("chained", ()))
    return result, entries


def later(
    look: Callable[[Result], Seen], change: Callable[Concatenate[Any, Any, Inputs], Result], **inputs: Any
) -> Callable[[], Seen]:
    """An action that a download does out of the run: who is signed in is asked when it comes, and no `st.*` happens."""
    token = _token()

    def do() -> Seen:
        values = {name: value() if callable(value) else value for name, value in inputs.items()}
        with database().writing() as session:
            who = signed_in(session, token, now()) if token else None
            if who is None:
                raise NotPermitted(permission=Permission.OWN_ACCOUNT)
            return look(change(session, who.actor, **values))  # type: ignore[call-arg]

    return do


class _NothingKept(Exception):
    """Ends a transaction of which nothing is kept."""


def broken_rules(
    change: Callable[Concatenate[Any, Any, Inputs], Result], *args: Inputs.args, **inputs: Inputs.kwargs
) -> tuple[Refusal, ...]:
    """Which inputs the action would refuse, tried in a transaction of which nothing is kept."""
    try:
        with database().writing() as session:
            who = _who(session)
            if who is not None:
                change(session, who.actor, *args, **inputs)
            raise _NothingKept
    except InvalidInput as invalid:
        return invalid.problems
    except (Refusal, _NothingKept):
        return ()


def foreseen(
    look: Callable[[Any], Result], change: Callable[Concatenate[Any, Any, Inputs], Any], **inputs: Any
) -> Result:
    """What an action would lead to, looked at in a transaction of which nothing is kept; raises the broken rule.

    A preview made so is what will be written, since the action itself writes it.
    """
    found: list[Result] = []
    try:
        with database().writing() as session:
            who = _who(session)
            if who is not None:
                found.append(look(change(session, who.actor, **inputs)))  # type: ignore[call-arg]
            raise _NothingKept
    except _NothingKept:
        pass
    if not found:
        signed_out()
    return found[0]


def perform(
    change: Callable[Concatenate[Any, Any, Inputs], Result],
    *args: Inputs.args,
    **inputs: Inputs.kwargs,
) -> Result | None:
    """Run one action from a button; a broken rule is said in place and None comes back."""
    try:
        result, _entries = run(change, *args, **inputs)
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return None
    return result


def perform_and_say(
    done: str,
    change: Callable[Concatenate[Any, Any, Inputs], Result],
    *args: Inputs.args,
    **inputs: Inputs.kwargs,
) -> None:
    """Run one action from a button, then draw everything anew and say what was done, with its undo."""
    try:
        _result, entries = run(change, *args, **inputs)
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    say(done, entries)
    st.rerun()


def say(text: str, undo: tuple[int, ...] = ()) -> None:
    """Keep a message for the next run of the frame, which shows it once; what the action led to is added."""
    back, again = st.session_state.pop(MOVED, (0, 0))
    receipt = st.session_state.pop(RECEIPT, None)
    text = f"{text} {word(receipt)}" if receipt else text
    st.session_state[NOTICE] = Notice(" ".join(filter(None, (text, back_words(back), again_words(again)))), undo)


def may(permission: Permission) -> bool:
    """Whether the signed-in user's role permits it; only for showing, the actions ask again."""
    return me().actor.may(permission)
