"""What the command line understands; each command is explained by `--help`."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from config.settings import HOME, Settings, WrongSetting, environment_name, read_settings
from domain.access import Role
from domain.errors import Refusal
from i18n.messages import explain
from i18n.texts import speaking


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it succeeded, 1 when what it checked does not hold, 2 when it could not be run."""
    options = _parser().parse_args(arguments)
    try:
        read_settings()
        with speaking("en"):
            code: int = options.run(options)
            return code
    except WrongSetting as wrong:
        print(f"Wrong setting:\n{wrong}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    except Refusal as refusal:
        with speaking("en"):
            print(explain(refusal), file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    settings = "\n".join(
        f"  {environment_name(name):30} {field.description} (default: {field.default or 'none'})"
        for name, field in Settings.model_fields.items()
    ).replace(str(HOME) + "/", "")
    parser = argparse.ArgumentParser(
        prog="python -m tools",
        description="Kontor from the command line.",
        epilog=f"Settings come from the environment:\n{settings}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="migrate, then serve in the browser")
    serve.add_argument("--demo", action="store_true", help="load the demo studio first if the database is empty")
    serve.set_defaults(run=_serve)

    commands.add_parser(
        "work", help="do what is done in the background (send e-mails, clear the bin) in a process of its own"
    ).set_defaults(run=_work)

    commands.add_parser("migrate", help="bring the database to the newest shape").set_defaults(run=_migrate)

    demo = commands.add_parser("demo", help="load the demo studio into an empty database")
    demo.add_argument("--contacts", type=int, help="how many (default: 1500, a studio of middle size)")
    demo.set_defaults(run=_demo)

    user = commands.add_parser("user", help="users: add, password, disable")
    users = user.add_subparsers(required=True, metavar="WHAT")
    add = users.add_parser("add", help="a new user; asks for the password")
    add.add_argument("login")
    add.add_argument("--name", help="full name (default: the login)")
    add.add_argument("--role", default="admin", choices=[role.value for role in Role], help="default: %(default)s")
    add.set_defaults(run=_user_add)
    password = users.add_parser("password", help="a new password for a user; ends the sessions of that user")
    password.add_argument("login")
    password.set_defaults(run=_user_password)
    disable = users.add_parser("disable", help="let a user no longer sign in; ends the sessions of that user")
    disable.add_argument("login")
    disable.set_defaults(run=_user_disable)

    bill = commands.add_parser("bill", help="make the claims that are due up to a day")
    bill.add_argument("--until", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    bill.add_argument("--preview", action="store_true", help="only say what would be done")
    bill.set_defaults(run=_bill)

    check = commands.add_parser(
        "check",
        help="check what must hold in the data: audit trail, triggers, references, search index, stored files",
    )
    check.set_defaults(run=_check)
    return parser


def _migrate(_options: argparse.Namespace) -> int:
    from db.migrate import current_revision, migrate
    from db.session import database

    migrate(database().engine)
    print(f"The database is at revision {current_revision(database().engine)}.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from tools.serve import serve

    return serve(demo=options.demo)


def _work(_options: argparse.Namespace) -> int:
    from tools.work import work

    return work()


def _demo(options: argparse.Namespace) -> int:
    from tools.demo_data import DEMO_CONTACTS, load_demo

    _migrate(options)
    return load_demo(contacts=DEMO_CONTACTS if options.contacts is None else options.contacts)


def _user_add(options: argparse.Namespace) -> int:
    from tools.users import add

    add(options.login, options.name or "", options.role)
    return 0


def _user_password(options: argparse.Namespace) -> int:
    from tools.users import new_password

    new_password(options.login)
    return 0


def _user_disable(options: argparse.Namespace) -> int:
    from tools.users import disable

    disable(options.login)
    return 0


def _bill(options: argparse.Namespace) -> int:
    from tools.bill import bill

    return bill(options.until, preview=options.preview)


def _check(_options: argparse.Namespace) -> int:
    from db.session import database
    from gateways.storage import Storage
    from tools.check import breaches

    found = 0
    for breach in breaches(database(), Storage(read_settings().storage_url)):
        print(breach)
        found += 1
    print("All invariants hold." if not found else f"{found} breaches.")
    return 1 if found else 0
