//! What stands in front of a table.

use std::{hash::BuildHasher, sync::Arc};

use consentry::{
    Ledger, LedgerRowGuard, Moment, Timestamp,
    columns::{Columns, Tally},
    ledger::DefaultHasher,
};

use super::{
    super::arrow::{
        array::{
            Array, ArrayRef, BooleanArray, FixedSizeListArray, GenericListArray, MapArray, OffsetSizeTrait,
            RecordBatch, RecordBatchOptions, StructArray,
            cast::AsArray,
            make_array,
            types::{TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType},
        },
        buffer::{BooleanBuffer, BooleanBufferBuilder, OffsetBuffer},
        schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit},
        select::filter::filter_record_batch,
    },
    masked::Masked,
    schema, scrub,
    subject::{NOBODY, SubjectKey, accepts, numbers_of},
};
use crate::{
    document::TableDocument,
    error::{MaskError, TableFault, TableFaults},
    plan::{Node, Plan, Verdict},
    tally::{ColumnTally, TableTally},
};

/// What is done with withheld cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Scrub,
    ValidityOnly,
}

/// A table's columns prepared for masking by the people of a ledger. Build one for each schema and keep it.
///
/// It follows the ledger: a withdrawal that was recorded is seen by the next mask. Clones are cheap.
pub struct TableGuard<K: SubjectKey = String, S = DefaultHasher> {
    ledger: Ledger<K, S>,
    guard: LedgerRowGuard<K, S>,
    root: Arc<Node>,
    columns: Arc<[(String, usize)]>,
    subject: usize,
    collected_at: Option<usize>,
    input: SchemaRef,
    output: SchemaRef,
}

impl<K: SubjectKey, S: BuildHasher> TableGuard<K, S> {
    /// Holds a document against a schema and the ledger's policy.
    ///
    /// # Errors
    /// With **all** that is wrong: columns that are not listed or not there, a subject of another type, types that
    /// cannot be scrubbed, names that the policy does not know.
    pub fn new(ledger: &Ledger<K, S>, document: &TableDocument, schema: &SchemaRef) -> Result<Self, TableFaults> {
        let mut faults = Vec::new();
        let plan = Plan::read(document, &mut faults);
        let output = schema::output(schema, &plan.root, &mut faults);
        let subject = position(schema, &document.subject, "the subject", K::ACCEPTS, accepts::<K>, &mut faults);
        let collected_at = document.collected_at.as_ref().and_then(|name| {
            let is_time = |data_type: &DataType| matches!(data_type, DataType::Timestamp(_, _));
            position(schema, name, "the time of collection", "a timestamp", is_time, &mut faults)
        });
        let guard = match ledger.row_guard(&plan.uses) {
            Ok(guard) => Some(guard),
            Err(error) => {
                faults.push(TableFault { place: "columns".to_owned(), message: error.to_string() });
                None
            }
        };
        TableFaults::none_in(faults)?;
        let (Some(guard), Some(subject)) = (guard, subject) else { return Err(nothing()) };
        Ok(Self {
            ledger: ledger.clone(),
            guard,
            root: Arc::new(plan.root),
            columns: plan.columns.into(),
            subject,
            collected_at,
            input: schema.clone(),
            output: Arc::new(output),
        })
    }

    /// Returns the schema of what comes out: that of what goes in, with every field nullable that may be withheld.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.output.clone()
    }

    /// Masks a batch: withheld cells are null, and their values are in no buffer of what comes back.
    ///
    /// # Errors
    /// When the batch has another schema than the guard was built for.
    pub fn mask(&self, batch: &RecordBatch, now: Timestamp) -> Result<Masked, MaskError> {
        self.run(batch, now, Way::Scrub)
    }

    /// Masks a batch by its null bitmaps only: **the withheld values stay in its buffers**, and leave with whatever
    /// writes them out. For batches that never leave the process and are never sliced open by other code.
    ///
    /// # Errors
    /// As [`mask`](Self::mask).
    pub fn mask_validity_only(&self, batch: &RecordBatch, now: Timestamp) -> Result<Masked, MaskError> {
        self.run(batch, now, Way::ValidityOnly)
    }

    /// Keeps the rows in which **every** guarded column is allowed, and nothing of the others.
    ///
    /// All columns have one mask, whatever a query will read of them: so a count of rows and a count of values agree.
    ///
    /// # Errors
    /// As [`mask`](Self::mask).
    pub fn drop_rows(&self, batch: &RecordBatch, now: Timestamp) -> Result<Masked, MaskError> {
        let (masks, tally) = self.decide(batch, now)?;
        let all = masks.iter().skip(1).fold(masks.first().cloned(), |all, mask| all.map(|all| &all & mask));
        let all = all.unwrap_or_else(|| BooleanBuffer::new_unset(batch.num_rows()));
        let kept = filter_record_batch(batch, &BooleanArray::new(all, None));
        let kept = kept.map_err(|error| arrow_error("", &error))?;
        // What is left still shares dictionaries and buffers with what is gone.
        let everything = BooleanBuffer::new_set(kept.num_rows());
        let masks = vec![everything; masks.len()];
        Ok(Masked { batch: self.apply(&kept, &masks, Way::Scrub)?, tally })
    }

    fn run(&self, batch: &RecordBatch, now: Timestamp, way: Way) -> Result<Masked, MaskError> {
        let (masks, tally) = self.decide(batch, now)?;
        Ok(Masked { batch: self.apply(batch, &masks, way)?, tally })
    }

    /// A mask a field, and the counts.
    fn decide(&self, batch: &RecordBatch, now: Timestamp) -> Result<(Vec<BooleanBuffer>, TableTally), MaskError> {
        self.check_schema(batch)?;
        let subject = batch.column(self.subject);
        let numbers = numbers_of(&self.ledger, subject).ok_or_else(|| MaskError::Schema {
            column: self.name_of(self.subject),
            problem: format!("is no {}", K::ACCEPTS),
        })?;
        let known = || numbers.iter().copied().filter(|number| *number != NOBODY);
        let fields = self.guard.fields().len();
        let mut masks: Vec<BooleanBufferBuilder> =
            (0..fields).map(|_| BooleanBufferBuilder::new(numbers.len())).collect();
        let mut tallies = vec![Tally::default(); fields];
        let mut add = |columns: &Columns| tallies.iter_mut().zip(&columns.tallies).for_each(|(sum, own)| *sum += own);
        match self.moments(batch, now) {
            None => {
                let columns = self.guard.columns_by_number(known(), now);
                add(&columns);
                let mut decided = 0;
                for number in &numbers {
                    for (field, mask) in masks.iter_mut().enumerate() {
                        mask.append(*number != NOBODY && columns.allowed.contains(decided, field));
                    }
                    decided += usize::from(*number != NOBODY);
                }
            }
            Some(moments) => {
                for (number, moment) in numbers.iter().zip(moments) {
                    let own = Some(*number).filter(|number| *number != NOBODY);
                    let columns = self.guard.columns_by_number(own, moment);
                    add(&columns);
                    for (field, mask) in masks.iter_mut().enumerate() {
                        mask.append(columns.allowed.contains(0, field));
                    }
                }
            }
        }
        let nobody = (numbers.len() - known().count()) as u64;
        let mut tally = TableTally::default();
        for (name, field) in self.columns.iter() {
            if let Some(own) = tallies.get(*field) {
                *tally.column_mut(name) = ColumnTally::new(own, nobody);
            }
        }
        Ok((masks.iter_mut().map(BooleanBufferBuilder::finish).collect(), tally))
    }

    /// The moment of each row, where the table says when its data was collected. A row that does not say has none,
    /// and a rule with a retention period then denies.
    fn moments(&self, batch: &RecordBatch, now: Timestamp) -> Option<Vec<Moment>> {
        let column = batch.column(self.collected_at?);
        let millis: Vec<Option<i64>> = match column.data_type() {
            DataType::Timestamp(TimeUnit::Second, _) => {
                let column = column.as_primitive::<TimestampSecondType>();
                column.iter().map(|time| time.and_then(|time| time.checked_mul(1_000))).collect()
            }
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                column.as_primitive::<TimestampMillisecondType>().iter().collect()
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                let column = column.as_primitive::<TimestampMicrosecondType>();
                column.iter().map(|time| time.map(|time| time.div_euclid(1_000))).collect()
            }
            _ => {
                let column = column.as_primitive::<TimestampNanosecondType>();
                column.iter().map(|time| time.map(|time| time.div_euclid(1_000_000))).collect()
            }
        };
        let moment = |millis: Option<i64>| {
            let moment = Moment::from(now);
            millis.map_or(moment, |millis| moment.collected_at(Timestamp::from_millis(millis)))
        };
        Some(millis.into_iter().map(moment).collect())
    }

    fn check_schema(&self, batch: &RecordBatch) -> Result<(), MaskError> {
        let schema = batch.schema();
        let differs = |column: &str, problem: String| MaskError::Schema { column: column.to_owned(), problem };
        for (position, expected) in self.input.fields().iter().enumerate() {
            let Some(found) = schema.fields().get(position) else {
                return Err(differs(expected.name(), "is missing".to_owned()));
            };
            if found.name() != expected.name() {
                return Err(differs(
                    expected.name(),
                    format!("is missing, and `{}` stands in its place", found.name()),
                ));
            }
            if found.data_type() != expected.data_type() {
                let problem = format!("is a `{}` now, and was a `{}`", found.data_type(), expected.data_type());
                return Err(differs(expected.name(), problem));
            }
        }
        match schema.fields().get(self.input.fields().len()) {
            Some(more) => Err(differs(more.name(), "is not in the schema that the guard was built for".to_owned())),
            None => Ok(()),
        }
    }

    fn name_of(&self, column: usize) -> String {
        self.input.fields().get(column).map(|field| field.name().clone()).unwrap_or_default()
    }

    fn apply(&self, batch: &RecordBatch, masks: &[BooleanBuffer], way: Way) -> Result<RecordBatch, MaskError> {
        let open = BooleanBuffer::new_set(batch.num_rows());
        let masking = Masking { masks, way, open: &open };
        let mut columns = Vec::with_capacity(batch.num_columns());
        for ((column, field), output) in batch.columns().iter().zip(self.input.fields()).zip(self.output.fields()) {
            let failed = |error: ArrowError| arrow_error(field.name(), &error);
            let node = self.root.fields.get(field.name());
            columns.push(masking.column(column, node, output, None).map_err(failed)?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let batch = RecordBatch::try_new_with_options(self.output.clone(), columns, &options);
        batch.map_err(|error| arrow_error("", &error))
    }
}

/// Masks on their way through the columns and what is in them.
struct Masking<'m> {
    masks: &'m [BooleanBuffer],
    way: Way,
    open: &'m BooleanBuffer,
}

/// From the rows of a table to the elements of a list in it: each row's elements, one after the other.
type Rows<'r> = Option<&'r [usize]>;

impl Masking<'_> {
    /// Masks what stands at a node. `rows` says for each element here which row of the table it belongs to.
    fn column(
        &self,
        array: &ArrayRef,
        node: Option<&Node>,
        output: &FieldRef,
        rows: Rows<'_>,
    ) -> Result<ArrayRef, ArrowError> {
        // What is not listed was refused when the guard was built.
        let Some(node) = node else { return scrub::scrub(array, &BooleanBuffer::new_unset(array.len())) };
        match node.verdict {
            // What is let through is copied as well: a slice's neighbours and unused dictionary values stay behind.
            Some(Verdict::Open) if self.way == Way::Scrub && scrub::unscrubbable(array.data_type()).is_none() => {
                scrub::scrub(array, &BooleanBuffer::new_set(array.len()))
            }
            Some(Verdict::Open) => Ok(array.clone()),
            Some(Verdict::Guarded(field)) => {
                let mask = self.masks.get(field).unwrap_or(self.open);
                let own: BooleanBuffer = match rows {
                    None => mask.clone(),
                    Some(rows) => rows.iter().map(|row| mask.value(*row)).collect(),
                };
                match self.way {
                    Way::Scrub => scrub::scrub(array, &own),
                    Way::ValidityOnly => with_validity(array, &own),
                }
            }
            None => self.inside(array, node, output, rows),
        }
    }

    fn inside(&self, array: &ArrayRef, node: &Node, output: &FieldRef, rows: Rows<'_>) -> Result<ArrayRef, ArrowError> {
        let mismatch = || ArrowError::SchemaError("a nested type differs from the guard's".to_owned());
        match output.data_type() {
            DataType::Struct(fields) => {
                let array = array.as_struct();
                let children = array.columns().iter().zip(array.fields()).zip(fields.iter());
                let children = children
                    .map(|((child, field), output)| self.column(child, node.fields.get(field.name()), output, rows))
                    .collect::<Result<Vec<_>, _>>()?;
                let nulls = array.nulls().cloned();
                Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), children, nulls, array.len())?))
            }
            DataType::List(field) => {
                let array = array.as_list::<i32>();
                let (child, offsets) = self.elements(array.value_offsets(), array.values(), node, field, rows)?;
                Ok(Arc::new(GenericListArray::try_new(field.clone(), offsets, child, array.nulls().cloned())?))
            }
            DataType::LargeList(field) => {
                let array = array.as_list::<i64>();
                let (child, offsets) = self.elements(array.value_offsets(), array.values(), node, field, rows)?;
                Ok(Arc::new(GenericListArray::try_new(field.clone(), offsets, child, array.nulls().cloned())?))
            }
            DataType::FixedSizeList(field, size) => {
                let array = array.as_fixed_size_list();
                let times = usize::try_from(*size).unwrap_or_default();
                let own = |row: usize| rows.map_or(row, |rows| rows.get(row).copied().unwrap_or_default());
                let deeper: Vec<usize> =
                    (0..array.len()).flat_map(|row| std::iter::repeat_n(own(row), times)).collect();
                let child = self.column(array.values(), node.element.as_deref(), field, Some(&deeper))?;
                let nulls = array.nulls().cloned();
                Ok(Arc::new(FixedSizeListArray::try_new_with_length(field.clone(), *size, child, nulls, array.len())?))
            }
            DataType::Map(field, sorted) => {
                let array = array.as_map();
                let DataType::Struct(pair) = field.data_type() else { return Err(mismatch()) };
                let [key, value] = &**pair else { return Err(mismatch()) };
                let keys = Node { verdict: Some(Verdict::Open), ..Node::default() };
                let offsets = array.value_offsets();
                let (values, own) = self.elements(offsets, array.values(), &values_of(node), value, rows)?;
                let (keys, _) = self.elements(offsets, array.keys(), &element_of(keys), key, rows)?;
                let entries = StructArray::try_new(pair.clone(), vec![keys, values], None)?;
                Ok(Arc::new(MapArray::try_new(field.clone(), own, entries, array.nulls().cloned(), *sorted)?))
            }
            _ => Err(mismatch()),
        }
    }

    /// Masks the elements of lists, and gives them with their offsets from 0: what lies before or behind is left out.
    fn elements<O: OffsetSizeTrait>(
        &self,
        offsets: &[O],
        child: &ArrayRef,
        node: &Node,
        output: &FieldRef,
        rows: Rows<'_>,
    ) -> Result<(ArrayRef, OffsetBuffer<O>), ArrowError> {
        let bounds: Vec<usize> = offsets.iter().map(|offset| offset.as_usize()).collect();
        let (from, to) = (bounds.first().copied().unwrap_or_default(), bounds.last().copied().unwrap_or_default());
        let lengths: Vec<usize> =
            bounds.iter().zip(bounds.iter().skip(1)).map(|(from, to)| to.saturating_sub(*from)).collect();
        let own = |row: usize| rows.map_or(row, |rows| rows.get(row).copied().unwrap_or_default());
        let deeper: Vec<usize> =
            lengths.iter().enumerate().flat_map(|(row, length)| std::iter::repeat_n(own(row), *length)).collect();
        let child = child.slice(from, to.saturating_sub(from));
        let child = self.column(&child, node.element.as_deref(), output, Some(&deeper))?;
        Ok((child, OffsetBuffer::from_lengths(lengths)))
    }
}

/// A node whose elements are the map's values.
fn values_of(node: &Node) -> Node {
    Node { element: node.values.clone(), ..Node::default() }
}

fn element_of(node: Node) -> Node {
    Node { element: Some(Box::new(node)), ..Node::default() }
}

/// The array with a null where `keep` says no, sharing all its buffers.
fn with_validity(array: &ArrayRef, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    if matches!(array.data_type(), DataType::RunEndEncoded(_, _) | DataType::Null) {
        // It has no bitmap of its own.
        return scrub::scrub(array, keep);
    }
    let keep = match array.nulls() {
        Some(nulls) => keep & nulls.inner(),
        None => keep.clone(),
    };
    Ok(make_array(array.to_data().into_builder().nulls(scrub::nulls(&keep)).build()?))
}

fn position(
    schema: &Schema,
    name: &str,
    what: &str,
    expected: &str,
    accepts: impl Fn(&DataType) -> bool,
    faults: &mut Vec<TableFault>,
) -> Option<usize> {
    let mut fault = |message: String| faults.push(TableFault { place: name.to_owned(), message });
    let Some((position, field)) = schema.fields().find(name) else {
        let known: Vec<&str> = schema.fields().iter().map(|field: &Arc<Field>| field.name().as_str()).collect();
        fault(format!(
            "{what} is to be found here, and the schema has no such column; it has `{}`",
            known.join("`, `")
        ));
        return None;
    };
    if !accepts(field.data_type()) {
        fault(format!("{what} is to be found here, and must be {expected}; it is a `{}`: cast it", field.data_type()));
        return None;
    }
    Some(position)
}

fn arrow_error(column: &str, error: &ArrowError) -> MaskError {
    MaskError::Arrow { column: column.to_owned(), message: error.to_string() }
}

/// What cannot happen: a document without faults gives a guard.
fn nothing() -> TableFaults {
    TableFaults::of(TableFault { place: "columns".to_owned(), message: "the table has no guard".to_owned() })
}

impl<K: SubjectKey, S> Clone for TableGuard<K, S> {
    fn clone(&self) -> Self {
        Self {
            ledger: self.ledger.clone(),
            guard: self.guard.clone(),
            root: self.root.clone(),
            columns: self.columns.clone(),
            subject: self.subject,
            collected_at: self.collected_at,
            input: self.input.clone(),
            output: self.output.clone(),
        }
    }
}

impl<K: SubjectKey, S> std::fmt::Debug for TableGuard<K, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "TableGuard({})", columns.join(", "))
    }
}
