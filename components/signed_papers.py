"""The signed paper of a contract: filed by upload, replaced, looked at, detached."""

from __future__ import annotations

import streamlit as st

from actions.signed_papers import detach_signed_paper, file_signed_paper
from components.contract_preview import deed_key
from components.escape import markup
from components.fields import Form
from components.perform import may, perform_and_say, storage
from components.uploads import upload_field
from domain.access import Permission
from domain.clock import day_of
from gateways.documents import checked_documents, rules_of_studio
from i18n.service_words import on
from i18n.texts import _
from queries.contracts import ContractView


def signed_paper_button(view: ContractView) -> None:
    """Opens the dialog, for who may sell and keep documents."""
    if not (may(Permission.SELL_SERVICES) and may(Permission.EDIT_ACTIVITIES)):
        return
    label = _("Signed contract") if view.signed_paper else _("File signed paper")
    if st.button(label, icon=":material/signature:", key="contract.signed_paper"):
        signed_paper_dialog(view)


def signed_paper_dialog(view: ContractView) -> None:
    """The paper that is filed, and the field for another one."""
    st.dialog(_("Signed contract"), width="medium")(_dialog)(view)


def _dialog(view: ContractView) -> None:
    paper = view.signed_paper
    if paper is not None:
        filed = _("filed on {day}").format(day=on(day_of(paper.filed_at)))
        st.html(
            f"<a class='k-download' href='/documents/{paper.document_id}' download>{markup(_('Download'))}</a> "
            f"<span class='k-note'>{markup(paper.file_name)} · {markup(filed)}</span>"
        )
        st.caption(_("It stands among the documents of the contact too, and stays there when it is replaced."))
    rules, key = rules_of_studio(), deed_key("signed_paper", view)
    with Form(key) as form:
        kinds = [kind.upper() for kind in rules.kinds]
        label = _("Another paper instead") if paper else _("The signed contract as a scan")
        file = upload_field(label, kinds, largest=rules.largest, key=f"{key}.file")
        form.faults_here("files")
        form.submit(
            file_signed_paper,
            done=_("The signed paper is filed."),
            label=_("Replace") if paper else _("File signed paper"),
            contract_id=view.contract_id,
            version=view.version,
            files=lambda: checked_documents([(file.name, file.getvalue)] if file else [], rules),
            storage=storage(),
        )
    if paper is not None and st.button(_("Detach"), icon=":material/link_off:", key="contract.detach_paper"):
        perform_and_say(
            _("The paper is detached. It stays a document of the contact."),
            detach_signed_paper,
            contract_id=view.contract_id,
            version=view.version,
        )
