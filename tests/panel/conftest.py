"""A record with deliveries, and small snapshots written by hand, for what one record cannot show."""

import hashlib
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.record.conftest import areas, record
from tests.record.intake.conftest import health_centre, ratna, send

from rembuk.panel import layout

__all__ = ["areas", "health_centre", "ratna", "record", "send"]


def counts(area, month, **values):
    """Return one row of area_months: zero but for what the test says."""
    return {"area": area, "month": month, **dict.fromkeys(layout.COUNTS, 0), **values}


@pytest.fixture
def made(tmp_path):
    """Return a function that writes the snapshot of a regency with one village, as another machine would."""

    def write(name, code="98.01", record="r", position=5, months=(), births=(), month="2025-12", **more):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        places = [("98" if code[:2] == "98" else code[:2], "Provinsi", "province", None)]
        places += [(code, f"Kabupaten {code}", "regency", 1), (f"{code}.01", "Kecamatan", "district", 2)]
        places += [(f"{code}.01.2001", "Desa", "village", 3), (f"P-{code}", "Posyandu", "posyandu", 4)]
        tables = {
            "areas": [
                {"number": n, "code": c, "name": called, "level": level, "parent": parent}
                for n, (c, called, level, parent) in enumerate(places, 1)
            ],
            "children": [],
            "area_months": list(months),
            "area_births": [{"area": a, "birth_month": m, "children": n} for a, m, n in births],
        }
        files = []
        for table, rows in tables.items():
            path = folder / f"{table}.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=layout.schema(table)), path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files.append({"table": table, "path": path.name, "rows": len(rows), "sha256": digest})
        manifest = {
            "kind": "rembuk-snapshot",
            "version": 1,
            "record": record,
            "ledger_position": position,
            "made_at": "2025-12-31T00:00:00+00:00",
            "month": month,
            "files": files,
            **more,
        }
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    return write
