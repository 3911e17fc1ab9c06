"""Forms: every field under its label, every broken rule under its field, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from components import conflict
from components.escape import literal
from components.focus import focus
from components.perform import broken_rules, reading, run, say
from components.typed_inputs import TypedInputs
from domain.errors import ChangedMeanwhile, Gone, InvalidInput, Refusal, SavedAtOnce
from i18n.messages import explain
from i18n.texts import _
from queries.conflicts import stored_record

ATTEMPTS = 3
"""How often a form is sent anew by itself while others save other fields of the same record."""


class Form(TypedInputs):
    """A form in a dialog or page: fields first, then `submit`.

    with Form(f"phone.{phone.id}.{phone.version}") as form:
        number = form.text("number", _("Number"), phone.number, write=format_phone, read=parse_phone)
        kind = form.choice("kind", _("Kind"), PhoneKind, phone.kind)
        form.submit(edit_phone, done=_("Changed"), phone_id=phone.id, version=phone.version, number=number, kind=kind)

    A form that sends a `version` never overwrites unseen what somebody else saved meanwhile, and never troubles people
    about what it does not touch: when the action refuses with `ChangedMeanwhile`, the form reads what is stored now
    in the columns of its own fields. Where none differs it is sent anew; else the fields are shown with original,
    theirs and mine, and people choose. For that each field

    * has the name of its column, or says `column=`; `column=None` is a field that no column of the record holds;
    * gets as value what is stored (`suggest=` is what an empty field begins with), and where it looks different in the
      field, `write=` (stored to typed) and `read=` (typed to stored).

    A column that is replaced, or that people rely on, without a field of its own is named by `beneath`. The action
    must write no other column than these. The key holds id and version: a form that is opened anew begins anew. The
    record is handed to the dialog and not read anew in it, or its original would be lost while somebody types.

    A `live` form draws itself anew while people type, for what depends on it (likely duplicates). The keyboard begins
    in it, unless something before it comes first.
    """

    def __init__(self, key: str, *, live: bool = False, begins: bool = True) -> None:
        super().__init__(key, conflict.open_conflict(key), live=live)
        self._begins = begins
        self._panel = st.container()
        self._box = st.container(key=key) if live else st.form(key, border=False, enter_to_submit=True)

    def __enter__(self) -> Form:
        self._box.__enter__()
        self._top = st.empty()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._live:
            focus(self._key, enter=True, begins=self._begins)
        self._box.__exit__(kind, error, trace)
        if error is None and self._conflict is not None:
            with self._panel:
                conflict.panel(self._conflict, self._fields)

    def faults_here(self, name: str) -> None:
        """What is wrong with an input that the form did not draw itself is said here."""
        self._slots[name] = st.empty()

    @property
    def unread(self) -> bool:
        """Whether what was typed into a day, number or amount could not be read, once those were read."""
        return bool(self._problems.found)

    def read(self, **inputs: Any) -> dict[str, Any]:
        """What stands in the fields, for forms that save nothing themselves; refuses what cannot be read."""
        values = {name: value() if callable(value) else value for name, value in inputs.items()}
        self._problems.raise_if_any()
        return values

    def sent(self, label: str | None = None) -> bool:
        """The form's one primary button; True in the run in which it was pressed."""
        button = st.button if self._live else st.form_submit_button
        shortcut = "Ctrl+Enter" if self._live else None
        pressed = bool(button(label or _("Save"), type="primary", key=f"{self._key}.send", shortcut=shortcut))
        if self._conflict is not None and self._conflict.undecided:
            say_so = st.error if pressed else st.warning
            say_so(literal(conflict.unchosen(self._conflict, self._fields)), icon=":material/arrow_upward:")
        return pressed

    def submit(
        self,
        change: Callable[..., Any],
        *,
        done: str,
        label: str | None = None,
        then: Callable[[Any], None] | None = None,
        **inputs: Any,
    ) -> None:
        """The primary button; when pressed, run the action with these inputs, say what was done and draw anew.

        Inputs that are callable (days) are read first; broken rules appear under their fields and nothing is lost.
        """
        if self.sent(label):
            self.send(change, done=done, then=then, **inputs)

    def send(
        self,
        change: Callable[..., Any],
        *,
        done: str,
        then: Callable[[Any], None] | None = None,
        **inputs: Any,
    ) -> None:
        """Run the action with these inputs, as `submit` does once its button is pressed."""
        if self._conflict is not None and self._conflict.undecided:
            return
        try:
            values = {name: value() if callable(value) else value for name, value in inputs.items()}
            self._refuse_unread(change, values)
            result, entries = self._run(change, values)
        except Refusal as refusal:
            self.show(refusal)
            return
        conflict.keep(None)
        say(done, entries)
        if then is not None:
            then(result)
        st.rerun()

    def _refuse_unread(self, change: Callable[..., Any], values: dict[str, Any]) -> None:
        """When a day cannot be read, refuse it together with all else that the action finds wrong."""
        unread = {problem.field for problem in self._problems.found}
        if unread:
            for problem in broken_rules(change, **values):
                if problem.field not in unread:
                    self._problems.note(problem)
        self._problems.raise_if_any()

    def _run(self, change: Callable[..., Any], values: dict[str, Any]) -> tuple[Any, tuple[int, ...]]:
        """Run the action; when somebody else was quicker, ask people only about the fields of this form."""
        if self._conflict is not None:
            values["version"] = self._conflict.version
        for _attempt in range(ATTEMPTS):
            try:
                return run(change, **values)
            except ChangedMeanwhile as changed:
                found = self._compared(changed, values)
                if found.rows:
                    conflict.keep(found)
                    _draw_anew()
                values["version"] = found.version
        raise SavedAtOnce

    def _compared(self, changed: ChangedMeanwhile, values: dict[str, Any]) -> conflict.Conflict:
        """The form beside what is stored now; refuses again where it is not about the record of this form."""
        if "table" not in changed.data or "version" not in values:
            raise changed
        columns = {one.column for one in self._fields.values()}
        with reading() as session:
            record = stored_record(session, str(changed.data["table"]), changed.data["key"], columns)
        if record is None:
            raise Gone
        return conflict.compared(self._key, self._fields, record, changed)

    def show(self, refusal: Refusal) -> None:
        """Write each broken rule under its field, and those without a field on top."""
        problems = refusal.problems if isinstance(refusal, InvalidInput) else (refusal,)
        on_top = []
        for problem in problems:
            slot = self._slots.get(problem.field or "")
            if slot is None:
                on_top.append(explain(problem))
            else:
                slot.markdown(f":red[:material/error: {literal(explain(problem))}]")
        if on_top:
            self._top.error("  \n".join(literal(line) for line in on_top), icon=":material/error:")


def _draw_anew() -> None:
    """Run this dialog again, or the whole page where the form stands in none."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
