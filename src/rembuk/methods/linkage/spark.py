"""The same model on Spark, for what one machine does not hold (``pip install rembuk[spark]``, Java 17).

Preparing, deciding and wording stay here; Spark compares and scores. At 50,000 rows it is some twenty times slower
than DuckDB. Splink keeps its intermediate tables in Spark's memory; Spark spills to its own folders when that is
full, so give it an encrypted ``spark.local.dir``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rembuk.errors import Refused
from rembuk.methods.linkage import model

if TYPE_CHECKING:
    import duckdb


def session() -> Any:
    """Return a Spark session with Splink's string functions, or raise ``Refused('no-spark')``."""
    try:
        from pyspark.sql import SparkSession
        from splink.internals.spark.jar_location import similarity_jar_location
    except ImportError:
        raise Refused(
            "no-spark",
            "Mesin Spark belum terpasang di komputer ini.",
            "Pasang dengan «pip install rembuk[spark]» dan Java 17, atau jalankan tanpa --engine spark.",
        ) from None
    builder = SparkSession.builder.appName("rembuk linkage")
    builder = builder.config("spark.jars", similarity_jar_location()).config("spark.ui.enabled", "false")
    return builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()


def settings(register_rows: int) -> dict[str, Any]:
    """Return the one model in Spark's spelling: only the name of the Jaro-Winkler function differs."""
    found = model.settings(register_rows) | {"sql_dialect": "spark"}
    for comparison in found["comparisons"]:
        for level in comparison["comparison_levels"]:
            level["sql_condition"] = level["sql_condition"].replace("jaro_winkler_similarity(", "jaro_winkler(")
    return found


def score(con: duckdb.DuckDBPyConnection, register_rows: int, least_weight: float) -> None:
    """Make the table ``scored`` from ``register`` and ``delivery`` as ``duck.score`` does, on Spark."""
    running = session()
    from splink import Linker
    from splink.backends.spark import SparkAPI

    api = SparkAPI(spark_session=running, break_lineage_method="persist")
    tables = {
        name: running.createDataFrame(con.sql(f"SELECT * FROM {name}").to_arrow_table())  # noqa: S608
        for name in ("register", "delivery", *(f"tf_{column}" for column in model.FREQUENCIES))
    }
    left = api.register(tables["register"], dataset_display_name="a_register")
    right = api.register(tables["delivery"], dataset_display_name="b_delivery")
    linker = Linker([left, right], settings(register_rows), log_level=None, validate_settings=False)
    for column in model.FREQUENCIES:
        linker.table_management.register_term_frequency_lookup(api.register(tables[f"tf_{column}"]), column)
    found = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
    rows = found.as_spark_dataframe().select("unique_id_l", "unique_id_r", "match_weight", "match_probability")
    con.register("found", rows.toArrow())
    con.execute(
        'CREATE OR REPLACE TABLE scored AS SELECT unique_id_l AS "left", unique_id_r AS "right", '
        "match_weight AS weight, match_probability AS probability FROM found"
    )
    con.unregister("found")
