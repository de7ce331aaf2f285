"""Pieces of many rows: Parquet files, written row by row and read with DuckDB."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cds_service.population.batch.work_folder import WorkFolder

MEMORY_LIMIT = "400MB"
_GROUP_ROWS = 100_000


class RowWriter:
    """Writes rows to a Parquet file; of the rows, few are in memory at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)
        self._rows: list[Sequence[Any]] = []

    def __enter__(self) -> "RowWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def add_all(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows, each with a value for every column of the schema."""
        for row in rows:
            self._rows.append(row)
            if len(self._rows) >= _GROUP_ROWS:
                self.flush()
        self.flush()

    def flush(self) -> None:
        """Write the rows added so far as a group of their own."""
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows = []


@lru_cache(maxsize=1)  # opening one takes longer than a query, and a process works for one run
def _open_engine(folder: WorkFolder) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB that keeps within its memory, spills into the work folder, and reads nothing else by itself."""
    return duckdb.connect(
        config={
            "threads": 1,  # the processes of a run share the cores
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(folder.path / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def connect(folder: WorkFolder) -> duckdb.DuckDBPyConnection:
    """Return a connection to the DuckDB of this process, to be closed after use."""
    return _open_engine(folder).cursor()
