"""The ledger app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Every verb of the record ends here."""

    name = "rembuk.record.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Become the journal of ``writing`` and a part that ``rembuk check`` looks at."""
        from rembuk.record.core.health import Part, watch
        from rembuk.record.core.transactions import journal_with
        from rembuk.record.ledger import queries, rules

        journal_with(rules.append)
        watch(Part("ledger", queries.findings))
