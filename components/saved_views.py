"""Saved selections of a list: open one, save what is filtered now, rename, overwrite, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from actions.saved_views import overwrite_view, remove_view, rename_view, save_view
from components import address
from components.escape import literal
from components.fields import Form
from components.perform import may, me, perform_and_say, reading
from domain.access import Permission
from i18n.texts import _
from queries.saved_views import View, views

VIEW = "view"
"""Which selection the address shows, or showed before its filters were changed."""


def saved_views(page: str, names: Sequence[str], drops: Sequence[str] = ()) -> None:
    """The button of the saved selections of a page and all that can be done with them.

    `names` are those of the address that a selection keeps, `drops` those that leave it when one is opened.
    """
    with reading() as session:
        known = views(session, page, me().user_id)
    opened = next((view for view in known if view.view_id == address.read_number(VIEW)), None)
    now = urlencode(address.taken(names))
    changed = opened is not None and now != opened.query
    label = _("Saved selections")
    if opened is not None:
        label = literal(opened.name) + (f" ({_('changed')})" if changed else "")
    act: Callable[[], None] | None = st.session_state.pop(f"{page}_views_act", None)
    if act is not None:
        act()
    popover = st.popover(label, icon=":material/bookmarks:", key=f"{page}_views", on_change="rerun")
    if not popover.open:
        return
    with popover:
        if not known:
            st.caption(_("Set some filters and save them here to have them at hand again."))
        for view in known:
            _entry(page, view, names, drops, current=view == opened)
        if opened is not None and (not opened.for_all or may(Permission.SHARE_VIEWS)):
            with st.container(horizontal=True, gap="xsmall"):
                if changed and now:
                    _button(page, _overwrite, _("Overwrite"), "save", opened, now)
                _button(page, _rename_dialog, _("Rename …"), "edit", opened)
                _button(page, _remove, _("Remove"), "delete", opened)
        if now:
            _button(page, _save_dialog, _("Save as new selection …"), "bookmark_add", page, now)


def _button(page: str, act: Callable[..., None], label: str, icon: str, *inputs: Any) -> None:
    """A button of the list of selections, which closes and makes room for what the button does."""
    key = f"{page}{act.__name__}"
    st.button(label, icon=f":material/{icon}:", key=key, on_click=_close, args=(page, partial(act, *inputs)))


def _close(page: str, act: Callable[[], None] | None = None) -> None:
    """Before the script runs: the list of selections closes, and what was pressed comes next."""
    st.session_state[f"{page}_views"] = False
    st.session_state[f"{page}_views_act"] = act


def _save_dialog(page: str, query: str) -> None:
    st.dialog(_("Save selection"))(_save)(page, query)


def _rename_dialog(view: View) -> None:
    st.dialog(_("Rename selection"))(_rename)(view)


def _overwrite(view: View, query: str) -> None:
    perform_and_say(
        _("Selection overwritten."), overwrite_view, view_id=view.view_id, version=view.version, query=query
    )


def _remove(view: View) -> None:
    perform_and_say(_("Selection removed."), remove_view, view_id=view.view_id)


def _entry(page: str, view: View, names: Sequence[str], drops: Sequence[str], *, current: bool) -> None:
    mark = f" :gray[{_('for all')}]" if view.for_all else ""
    st.button(
        f"{literal(view.name)}{mark}",
        icon=":material/check:" if current else ":material/bookmark:",
        key=f"{page}_view_{view.view_id}",
        type="tertiary",
        on_click=_open,
        args=(page, view, tuple(names), tuple(drops)),
    )


def _open(page: str, view: View, names: tuple[str, ...], drops: tuple[str, ...]) -> None:
    """Before the script runs: the address holds what the selection kept, and nothing else of the kind."""
    kept = {name: value for name, value in parse_qsl(view.query) if name in names}
    address.clear(drops)
    for name in names:
        address.write(name, kept.get(name, ""))
    address.write(VIEW, str(view.view_id))
    _close(page)


def _save(page: str, query: str) -> None:
    with Form(f"{page}.view.new") as form:
        name = form.text("name", _("Name"), autocomplete="off")
        for_all = may(Permission.SHARE_VIEWS) and form.check("for_all", _("For all who use Kontor"))
        form.submit(
            save_view,
            done=_("Selection saved."),
            then=lambda view: address.write(VIEW, str(view.id)),
            page=page,
            name=name,
            query=query,
            for_all=for_all,
        )


def _rename(view: View) -> None:
    with Form(f"view.{view.view_id}.{view.version}") as form:
        name = form.text("name", _("Name"), view.name, autocomplete="off")
        form.submit(rename_view, done=_("Selection renamed."), view_id=view.view_id, version=view.version, name=name)
