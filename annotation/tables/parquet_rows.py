"""Rows of Parquet, as values that JSON has; read a few at a time, however many a file holds."""

from collections.abc import Iterator
from datetime import date, time
from os import SEEK_END
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from annotation.errors import DataError
from annotation.io.inputs import open_input
from annotation.io.streams import BATCH_SIZE
from annotation.tables.raw_rows import FilePath, ReadRow, Values, refuse_repeated
from annotation.tables.schema import shortened

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH_BYTES: Final = 64_000_000  # of values in memory at a time, as far as the file itself tells
_MAX_BYTES: Final = 250_000_000  # of a row group, if it is packed as no text can be
_MAX_RATIO: Final = 500  # times the file's size that a row group unpacks to; news text comes to 10


def parquet_rows(path: FilePath, name: str) -> Iterator[ReadRow]:
    """Yield the columns, then each row's values; `name` is what messages call the file.

    Bytes are text in UTF-8, as Spark, Impala and Hive write it; the error of a row with other bytes is yielded in its
    place. Raises DataError if the file cannot be read, or names a column twice.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if Path(path).is_file() and not Path(path).stat().st_size:
            raise DataError(f"{name} is empty; a Parquet file names its columns, even one without rows")
        with open_input(path) as opened:
            packed = max(1, opened.seek(0, SEEK_END))
            opened.seek(0)
            with pq.ParquetFile(opened, read_dictionary=_texts(opened)) as file:
                columns = file.schema_arrow.names
                refuse_repeated(columns, name)
                yield name, columns, None
                yield from _rows(file, packed, name)
    except FileNotFoundError as error:
        raise DataError(f"there is no file {name}") from error
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:  # a date beyond the year 9999, say
        reason = " ".join(str(error).split())
        raise DataError(f"{name} is not a Parquet file that can be read: {reason}") from error


def _rows(file: "pq.ParquetFile", packed: int, name: str) -> Iterator[ReadRow]:
    columns, number = file.schema_arrow.names, 0
    for row_group in range(file.num_row_groups):
        batch_size = _batch_size(file.metadata.row_group(row_group), packed, f"{name}, row group {row_group + 1}")
        for batch in file.iter_batches(batch_size=batch_size, row_groups=[row_group]):
            for cells in zip(*map(_cells, batch.columns), strict=True):
                number += 1
                location = f"{name} row {number}"
                yield location, None, _json_values(dict(zip(columns, cells, strict=True)), location)


def _texts(file: IO[bytes]) -> list[str]:
    """Name the columns of text: they are read by a dictionary, as a long text there may stand for a million rows.

    Only the schema is looked at: pyarrow ends the whole process where the details of a damaged column are asked for.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(file)
    file.seek(0)
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return sorted({field.name for field in schema if any(is_kind(field.type) for is_kind in kinds)})


def _cells(column: "pa.Array") -> list[Any]:
    """Give the values of a column in a batch; a value that a dictionary holds once is in memory once."""
    if not hasattr(column, "dictionary"):
        return list(column.to_pylist())
    used = column.indices.unique().drop_null()
    values = dict(zip(used.to_pylist(), column.dictionary.take(used).to_pylist(), strict=True))
    return [values.get(index) for index in column.indices.to_pylist()]


def _batch_size(row_group: "pq.RowGroupMetaData", packed: int, location: str) -> int:
    """Say how many rows of a row group are read at a time, by the size that the file says they have.

    `packed` is the size of the whole file, in bytes. Raises DataError if the row group says that it unpacks to what no
    text would.
    """
    unpacked = row_group.total_byte_size
    if unpacked > _MAX_BYTES and unpacked / packed > _MAX_RATIO:
        raise DataError(
            f"{location} unpacks from {packed:,} bytes at most to {unpacked:,}, which no text would; leave out the "
            "column that does"
        )
    bytes_per_row = unpacked / max(1, row_group.num_rows)
    return int(min(BATCH_SIZE, max(1, _BATCH_BYTES / max(1, bytes_per_row))))


def _json_values(values: dict[str, Any], location: str) -> Values | DataError:
    row_values = {}
    for column, value in values.items():
        try:
            row_values[column] = _json_value(value)
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            return DataError(
                f"{location}: {shortened(column)} holds bytes that are not text in UTF-8 (0x{byte:02x} at position "
                f"{error.start}); write it as text, or leave the column out"
            )
    return row_values


def _json_value(value: Any) -> Any:  # noqa: ANN401 - whatever Parquet holds
    """Return a value as a type that JSON has, so that every column can be written in every format."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [_json_value(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _json_value(part) for key, part in value.items()}
    return value.isoformat() if isinstance(value, date | time) else str(value)
