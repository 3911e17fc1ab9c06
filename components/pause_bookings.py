"""What a pause does to bookings, said before it is saved: which are cancelled, which stay, which units come back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.fields import Form
from components.perform import reading
from components.quota_words import again_words, back_words
from domain.periods import Period, day_after
from i18n.formatting import format_instant
from i18n.texts import _, language, plural
from queries.contracts import ContractView
from queries.pauses import Booking, touched_by


def pause_bookings(form: Form, view: ContractView, pause_id: int | None = None) -> tuple[int, ...]:
    """Say what becomes of the bookings in the days that are typed; those that staff let stay."""
    first, last = form.typed_day("starts_on"), form.typed_day("last_day")
    if first is None or (last is not None and last < first):
        return ()
    with reading() as session:
        touched = touched_by(session, view.contact_id, Period(first, day_after(last)), pause_id)
    if touched.restored:
        again = plural("{count} booking holds again.", "{count} bookings hold again.", len(touched.restored))
        st.caption(f"{again} {again_words(_paid(touched.restored))}")
    if not touched.cancelled:
        return ()
    known = {one.activity_id: one for one in touched.cancelled}
    stays: list[int] = st.multiselect(
        _("Bookings in these days that stay all the same"),
        list(known),
        format_func=lambda key: f"{format_instant(known[key].at, language())} {known[key].title}",
        placeholder=_("None: all are cancelled"),
        key=form.key_of("keep"),
    )
    gone = [one for one in touched.cancelled if one.activity_id not in stays]
    said = plural("{count} booking is cancelled.", "{count} bookings are cancelled.", len(gone)) if gone else ""
    st.caption(f"{said} {back_words(_paid(gone))}")
    return tuple(stays)


def _paid(bookings: Sequence[Booking]) -> int:
    return sum(one.paid for one in bookings)
