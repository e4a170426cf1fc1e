//! Every table as Parquet, zstd, with the schema number in the file's metadata.
//!
//! Written through Parquet's own column interface, without Arrow, which would cost more to
//! build than the rest of the program.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use super::Part;
use crate::check::Check;
use crate::rows::{Cell, CellKind, Column, Sheet, Tables};

/// Rows of one row group: what a reader holds in memory at a time.
const GROUP: usize = 1 << 16;
/// The key of the schema number.
const SCHEMA_KEY: &str = "dateline.schema";

pub(super) fn parts(tables: &Tables) -> Vec<Part<'_>> {
    fn part(sheet: &dyn Sheet) -> Part<'_> {
        Part {
            name: format!("{}.parquet", sheet.name()),
            check: Check::Parquet,
            write: Box::new(move |out: &mut dyn Write| {
                let bytes = encode(sheet).map_err(io::Error::other)?;
                out.write_all(&bytes)?;
                Ok(sheet.n_rows() as u64)
            }),
        }
    }
    tables.sheets().into_iter().map(part).collect()
}

/// The rows of a file, if it has our schema number and its every row can be read.
pub(crate) fn read_back(path: &Path) -> Result<u64, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let reader = SerializedFileReader::new(file).map_err(|e| e.to_string())?;
    let metadata = reader.metadata().file_metadata();
    let numbered = metadata.key_value_metadata().is_some_and(|all| {
        all.iter().any(|entry| {
            entry.key == SCHEMA_KEY && entry.value.as_deref() == Some(crate::SCHEMA)
        })
    });
    if !numbered {
        return Err("no schema number in the metadata".to_owned());
    }
    let mut n = 0;
    for row in reader.get_row_iter(None).map_err(|e| e.to_string())? {
        row.map_err(|e| e.to_string())?;
        n += 1;
    }
    Ok(n)
}

fn encode(sheet: &dyn Sheet) -> parquet::errors::Result<Vec<u8>> {
    let schema = Arc::new(parse_message_type(&message_type(sheet))?);
    let number = KeyValue::new(SCHEMA_KEY.to_owned(), crate::SCHEMA.to_owned());
    let table = KeyValue::new("dateline.table".to_owned(), sheet.name().to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by("dateline".to_owned())
        .set_key_value_metadata(Some(vec![number, table]))
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut from = 0;
    while from < sheet.n_rows() {
        let to = (from + GROUP).min(sheet.n_rows());
        let mut group = writer.next_row_group()?;
        let rows: Vec<Vec<Cell<'_>>> = (from..to).map(|row| sheet.cells(row)).collect();
        for (n, column) in sheet.columns().iter().enumerate() {
            let mut out = group.next_column()?.ok_or_else(|| {
                parquet::errors::ParquetError::General(column.name.into())
            })?;
            write_column(column, rows.iter().map(|cells| cells[n]), &mut out)?;
            out.close()?;
        }
        group.close()?;
        from = to;
    }
    writer.close()?;
    Ok(bytes)
}

fn message_type(sheet: &dyn Sheet) -> String {
    let mut out = format!("message {} {{\n", sheet.name());
    for column in sheet.columns() {
        let need = if column.nullable { "optional" } else { "required" };
        let name = column.name;
        out.push_str(&match column.kind {
            CellKind::Text => format!("{need} binary {name} (UTF8);\n"),
            CellKind::Int => format!("{need} int64 {name};\n"),
            CellKind::Real => format!("{need} double {name};\n"),
            CellKind::Flag => format!("{need} boolean {name};\n"),
            CellKind::List => format!(
                "required group {name} (LIST) {{ repeated group list {{ \
                 required binary element (UTF8); }} }}\n"
            ),
        });
    }
    out + "}\n"
}

/// One column of a row group. A cell that is empty has the lower definition level.
fn write_column<'c>(
    column: &Column,
    cells: impl Iterator<Item = Cell<'c>>,
    out: &mut SerializedColumnWriter<'_>,
) -> parquet::errors::Result<()> {
    let (mut texts, mut ints, mut reals, mut flags) = (vec![], vec![], vec![], vec![]);
    let (mut defined, mut repeated) = (Vec::new(), Vec::new());
    for cell in cells {
        if let Cell::List(items) = cell {
            for (n, item) in items.iter().enumerate() {
                texts.push(ByteArray::from(item.as_str()));
                defined.push(1);
                repeated.push(i16::from(n > 0));
            }
            if items.is_empty() {
                defined.push(0);
                repeated.push(0);
            }
            continue;
        }
        match cell {
            Cell::Text(text) => texts.push(ByteArray::from(text)),
            Cell::Int(value) => ints.push(value),
            Cell::Real(value) => reals.push(value),
            Cell::Flag(value) => flags.push(value),
            Cell::Null | Cell::List(_) => {}
        }
        defined.push(i16::from(cell != Cell::Null));
    }
    let is_list = column.kind == CellKind::List;
    let defined = (column.nullable || is_list).then_some(defined.as_slice());
    let repeated = is_list.then_some(repeated.as_slice());
    match column.kind {
        CellKind::Text | CellKind::List => {
            out.typed::<ByteArrayType>().write_batch(&texts, defined, repeated)?;
        }
        CellKind::Int => {
            out.typed::<Int64Type>().write_batch(&ints, defined, repeated)?;
        }
        CellKind::Real => {
            out.typed::<DoubleType>().write_batch(&reals, defined, repeated)?;
        }
        CellKind::Flag => {
            out.typed::<BoolType>().write_batch(&flags, defined, repeated)?;
        }
    }
    Ok(())
}
