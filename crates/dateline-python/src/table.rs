//! Tables: record batches that any Arrow library takes without a copy.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use dateline_tables::{Cell, CellKind, Sheet};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::PyRecordBatchReader;

/// Rows of one record batch; keeps the offsets of texts below 2 GiB.
const BATCH: usize = 8192;

/// A table in Arrow's memory layout.
///
/// Any library that speaks the Arrow C stream interface takes it as it is:
/// `pyarrow.table(t)`, `polars.DataFrame(t)`, `duckdb.from_arrow(t)`.
#[pyclass(module = "dateline", frozen)]
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    /// The Arrow C stream; may be asked for any number of times.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        let reader = PyRecordBatchReader::new(Box::new(reader));
        let reader = Bound::new(py, reader)?;
        reader.call_method1("__arrow_c_stream__", (requested_schema,))
    }

    /// The number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of the columns, in their order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|f| f.name().clone()).collect()
    }

    /// What each column means, by its name.
    #[getter]
    fn docs(&self) -> std::collections::BTreeMap<String, String> {
        let fields = self.schema.fields().iter();
        fields
            .filter_map(|f| Some((f.name().clone(), f.metadata().get("doc")?.clone())))
            .collect()
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        let names = self.column_names().join(", ");
        format!("<dateline.Table of {} rows: {names}>", self.num_rows())
    }
}

/// A column that is being filled.
enum Column {
    Text(StringBuilder),
    Int(Int64Builder),
    Real(Float64Builder),
    Flag(BooleanBuilder),
    List(ListBuilder<StringBuilder>),
}

impl Column {
    fn new(kind: CellKind) -> Self {
        match kind {
            CellKind::Text => Column::Text(StringBuilder::new()),
            CellKind::Int => Column::Int(Int64Builder::new()),
            CellKind::Real => Column::Real(Float64Builder::new()),
            CellKind::Flag => Column::Flag(BooleanBuilder::new()),
            CellKind::List => Column::List(ListBuilder::new(StringBuilder::new())),
        }
    }

    /// Adds a cell; one of another kind than the column's counts as unknown.
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Column::Text(b), Cell::Text(v)) => b.append_value(v),
            (Column::Text(b), _) => b.append_null(),
            (Column::Int(b), Cell::Int(v)) => b.append_value(v),
            (Column::Int(b), _) => b.append_null(),
            (Column::Real(b), Cell::Real(v)) => b.append_value(v),
            (Column::Real(b), _) => b.append_null(),
            (Column::Flag(b), Cell::Flag(v)) => b.append_value(v),
            (Column::Flag(b), _) => b.append_null(),
            (Column::List(b), Cell::List(v)) => {
                v.iter().for_each(|text| b.values().append_value(text));
                b.append(true);
            }
            (Column::List(b), _) => b.append(false),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Text(b) => Arc::new(b.finish()),
            Column::Int(b) => Arc::new(b.finish()),
            Column::Real(b) => Arc::new(b.finish()),
            Column::Flag(b) => Arc::new(b.finish()),
            Column::List(b) => Arc::new(b.finish()),
        }
    }
}

fn data_type(kind: CellKind) -> DataType {
    match kind {
        CellKind::Text => DataType::Utf8,
        CellKind::Int => DataType::Int64,
        CellKind::Real => DataType::Float64,
        CellKind::Flag => DataType::Boolean,
        CellKind::List => {
            DataType::List(Arc::new(Field::new("item", DataType::Utf8, true)))
        }
    }
}

/// A sheet as record batches, without the columns named in `left_out`.
pub(crate) fn of_sheet(sheet: &dyn Sheet, left_out: &[&str]) -> Table {
    let kept: Vec<usize> = (0..sheet.columns().len())
        .filter(|&i| !left_out.contains(&sheet.columns()[i].name))
        .collect();
    let field = |&i: &usize| {
        let column = &sheet.columns()[i];
        // All may be empty: an empty cell of a row that somebody else filled is no crash.
        let field = Field::new(column.name, data_type(column.kind), true);
        field.with_metadata([("doc".to_owned(), column.doc.trim().to_owned())].into())
    };
    let fields: Vec<Field> = kept.iter().map(field).collect();
    let schema = Arc::new(Schema::new(fields));
    let mut batches = Vec::new();
    for from in (0..sheet.n_rows()).step_by(BATCH) {
        let mut columns: Vec<Column> =
            kept.iter().map(|&i| Column::new(sheet.columns()[i].kind)).collect();
        for row in from..(from + BATCH).min(sheet.n_rows()) {
            let cells = sheet.cells(row);
            for (column, &i) in columns.iter_mut().zip(&kept) {
                column.push(cells[i]);
            }
        }
        let arrays = columns.iter_mut().map(Column::finish).collect();
        batches.extend(RecordBatch::try_new(schema.clone(), arrays).ok());
    }
    Table { schema, batches }
}
