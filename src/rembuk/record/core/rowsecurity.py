"""PostgreSQL row-level security as migration steps; on SQLite they do nothing.

Every table with personal data gets ``ProtectRows``: forced (the owner is bound too), one policy for readers given as
SQL over the row and the viewer's settings, and one for the writer, whose rules have checked already.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

#: SQL for the viewer's own values inside a policy; blank settings are NULL, so that nothing matches them.
OFFICE = "nullif(current_setting('rembuk.office', true), '')::uuid"
ACCOUNT = "nullif(current_setting('rembuk.account', true), '')::uuid"
AREA = "nullif(current_setting('rembuk.area', true), '')::uuid"
ROLE = "nullif(current_setting('rembuk.role', true), '')"

_ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


class _PostgresOnly(Operation):
    reversible = True
    elidable = False

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in the models."""

    def forward(self) -> list[str]:
        raise NotImplementedError

    def backward(self) -> list[str]:
        raise NotImplementedError

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the statements on PostgreSQL."""
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.forward():
                schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Undo the statements on PostgreSQL."""
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.backward():
                schema_editor.execute(statement)


class CreateRoles(_PostgresOnly):
    """The two local roles, and what they may do in general (rows are decided by the policies)."""

    def forward(self) -> list[str]:
        """Create both roles, let the login role become them, open the present and the coming tables to them."""
        roles = [_ROLES.format(role=role) for role in ("rembuk_reader", "rembuk_writer")]
        return [
            *roles,
            "GRANT rembuk_reader, rembuk_writer TO CURRENT_USER",
            "GRANT USAGE ON SCHEMA public TO rembuk_reader, rembuk_writer",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO rembuk_reader",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO rembuk_writer",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO rembuk_writer",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO rembuk_reader",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO rembuk_writer",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO rembuk_writer",
        ]

    def backward(self) -> list[str]:
        """Leave the roles: other records of the same server may use them."""
        return []

    def describe(self) -> str:
        """Say what this step is for."""
        return "Roles of the row-level security"


class ProtectRows(_PostgresOnly):
    """Row-level security on one table: ``visible`` is SQL that is true for the rows that the viewer may see.

    The policies ask for ``current_user`` too: the login role inherits the rights of both roles by membership, and must
    see nothing while it has become neither.
    """

    def __init__(self, table: str, visible: str) -> None:
        self.table = table
        self.visible = visible

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how the migration writer spells this step."""
        return self.__class__.__name__, [self.table, self.visible], {}

    def forward(self) -> list[str]:
        """Switch row-level security on, also for the owner, with one policy a role."""
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY seen ON "{self.table}" FOR SELECT TO rembuk_reader'
            f" USING (current_user = 'rembuk_reader' AND ({self.visible}))",
            f'CREATE POLICY written ON "{self.table}" FOR ALL TO rembuk_writer'
            " USING (current_user = 'rembuk_writer') WITH CHECK (current_user = 'rembuk_writer')",
        ]

    def backward(self) -> list[str]:
        """Switch it off again."""
        return [
            f'DROP POLICY seen ON "{self.table}"',
            f'DROP POLICY written ON "{self.table}"',
            f'ALTER TABLE "{self.table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" DISABLE ROW LEVEL SECURITY',
        ]

    def describe(self) -> str:
        """Say what this step is for."""
        return f"Row-level security on {self.table}"


class AppendOnly(_PostgresOnly):
    """Take from the writer the right to change or delete rows of a table: it can only be added to."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how the migration writer spells this step."""
        return self.__class__.__name__, [self.table], {}

    def forward(self) -> list[str]:
        """Take UPDATE and DELETE from the writer."""
        return [f'REVOKE UPDATE, DELETE ON "{self.table}" FROM rembuk_writer']

    def backward(self) -> list[str]:
        """Give them back."""
        return [f'GRANT UPDATE, DELETE ON "{self.table}" TO rembuk_writer']

    def describe(self) -> str:
        """Say what this step is for."""
        return f"{self.table} can only be added to"
