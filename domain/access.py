"""Who may do what: roles as data, asked by every action and every page and shown by the menu."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Refusal


class Permission(StrEnum):
    """What a role can be allowed."""

    SEE_CONTACTS = "see_contacts"
    EDIT_CONTACTS = "edit_contacts"
    SEE_BANK_DATA = "see_bank_data"
    EDIT_BANK_DATA = "edit_bank_data"
    SEE_HEALTH_DATA = "see_health_data"
    EDIT_HEALTH_DATA = "edit_health_data"
    FLAG_CONTACTS = "flag_contacts"
    MERGE_CONTACTS = "merge_contacts"
    IMPORT_CONTACTS = "import_contacts"
    EXPORT_CONTACTS = "export_contacts"
    EDIT_ACTIVITIES = "edit_activities"
    """Notes, calls, tasks, appointments, places in courses, documents."""
    EXPORT_ACTIVITIES = "export_activities"
    """The entries that a list shows, and the list of whom to tell; noted in the trail."""
    SEND_EMAILS = "send_emails"
    MANAGE_COURSES = "manage_courses"
    SEE_SERVICES = "see_services"
    """Contracts and quotas, without their amounts."""
    SEE_MONEY = "see_money"
    """Prices and sums of contacts."""
    SELL_SERVICES = "sell_services"
    EDIT_CONTRACTS = "edit_contracts"
    """Pauses, cancellations, prices and all else that happens to a contract."""
    EDIT_CATALOGUE = "edit_catalogue"
    CORRECT_QUOTAS = "correct_quotas"
    CHECK_IN = "check_in"
    TAKE_PAYMENTS = "take_payments"
    """Sell at the desk, take money and say what it settles."""
    ISSUE_INVOICES = "issue_invoices"
    CORRECT_BOOKINGS = "correct_bookings"
    """Reverse payments, pay back, write off, cancel and credit invoices."""
    RUN_BILLING = "run_billing"
    SHARE_VIEWS = "share_views"
    """Save selections for all."""
    EDIT_CARD_FILES = "edit_card_files"
    EDIT_STUDIO = "edit_studio"
    MANAGE_USERS = "manage_users"
    SEE_AUDIT = "see_audit"
    OWN_ACCOUNT = "own_account"


class Role(StrEnum):
    """The roles that a user can have."""

    RECEPTION = "reception"
    OFFICE = "office"
    MANAGER = "manager"
    THERAPIST = "therapist"
    READ_ONLY = "read_only"
    ADMIN = "admin"


_EVERYBODY = {Permission.OWN_ACCOUNT, Permission.SEE_CONTACTS, Permission.SEE_SERVICES}
_DESK = _EVERYBODY | {
    Permission.EDIT_CONTACTS,
    Permission.EDIT_CARD_FILES,
    Permission.EDIT_ACTIVITIES,
    Permission.EXPORT_ACTIVITIES,
    Permission.SEND_EMAILS,
    Permission.MANAGE_COURSES,
    Permission.CHECK_IN,
}
_SELLING = {
    Permission.SEE_MONEY,
    Permission.SELL_SERVICES,
    Permission.TAKE_PAYMENTS,
    Permission.ISSUE_INVOICES,
}
_OFFICE = (
    _DESK
    | _SELLING
    | {
        Permission.EDIT_CONTRACTS,
        Permission.CORRECT_QUOTAS,
        Permission.CORRECT_BOOKINGS,
        Permission.RUN_BILLING,
        Permission.SEE_BANK_DATA,
        Permission.EDIT_BANK_DATA,
        Permission.FLAG_CONTACTS,
        Permission.MERGE_CONTACTS,
        Permission.IMPORT_CONTACTS,
        Permission.EXPORT_CONTACTS,
        Permission.SHARE_VIEWS,
    }
)
_HEALTH = {Permission.SEE_HEALTH_DATA, Permission.EDIT_HEALTH_DATA}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.READ_ONLY: frozenset(_EVERYBODY),
    Role.THERAPIST: frozenset(_DESK | _HEALTH),
    Role.RECEPTION: frozenset(_DESK | _SELLING | {Permission.SEE_BANK_DATA, Permission.EDIT_BANK_DATA}),
    Role.OFFICE: frozenset(_OFFICE),
    Role.MANAGER: frozenset(
        _OFFICE | _HEALTH | {Permission.EDIT_STUDIO, Permission.EDIT_CATALOGUE, Permission.SEE_AUDIT}
    ),
    Role.ADMIN: frozenset(Permission),
}


class NotPermitted(Refusal):
    """A user does only what the role permits. Data: `permission`."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in user, or the program itself (`user_id` None)."""

    user_id: int | None
    name: str
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether the role permits it."""
        return permission in ROLES[self.role]

    def require(self, permission: Permission) -> None:
        """Refuse with `NotPermitted` unless the role permits it."""
        if not self.may(permission):
            raise NotPermitted(permission=permission)


PROGRAM = Actor(user_id=None, name="Kontor", role=Role.ADMIN)
