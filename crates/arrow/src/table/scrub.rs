//! Clearing withheld values out of arrays, so that no buffer has them any more.
//!
//! Every array that comes out is made anew: what lies before a slice's start, after its end, under a null, in a
//! view's shared buffer, or in a dictionary beside what is used, is not copied. Nested arrays are cleared down to their leaves.

use std::sync::Arc;

use super::super::arrow::{
    array::{
        Array, ArrayRef, ArrowPrimitiveType, BooleanArray, FixedSizeBinaryArray, FixedSizeListArray, GenericByteArray,
        GenericByteViewArray, GenericListArray, Int64Array, MapArray, OffsetSizeTrait, PrimitiveArray, RunArray,
        StructArray,
        builder::{FixedSizeBinaryBuilder, GenericByteBuilder, GenericByteViewBuilder},
        cast::AsArray,
        downcast_primitive_array, downcast_run_array, make_array,
        types::{
            BinaryType, BinaryViewType, ByteArrayType, ByteViewType, LargeBinaryType, LargeUtf8Type, RunEndIndexType,
            StringViewType, Utf8Type,
        },
    },
    buffer::{ArrowNativeType, BooleanBuffer, BooleanBufferBuilder, NullBuffer, OffsetBuffer},
    schema::{ArrowError, DataType},
    select::{dictionary::garbage_collect_any_dictionary, filter::filter, take::take},
};

/// The type in it that cannot be scrubbed, if there is one.
pub(super) fn unscrubbable(data_type: &DataType) -> Option<&DataType> {
    match data_type {
        DataType::Null
        | DataType::Boolean
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => None,
        DataType::Dictionary(_, values) => unscrubbable(values),
        DataType::RunEndEncoded(_, values) => unscrubbable(values.data_type()),
        DataType::Struct(fields) => fields.iter().find_map(|field| unscrubbable(field.data_type())),
        DataType::List(child) | DataType::LargeList(child) | DataType::FixedSizeList(child, _) => {
            unscrubbable(child.data_type())
        }
        DataType::Map(entries, _) => unscrubbable(entries.data_type()),
        plain if plain.is_primitive() => None,
        other => Some(other),
    }
}

/// The array with a null where `keep` says no, and nothing left of what stood there.
pub(super) fn scrub(array: &ArrayRef, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    // What is null already may have anything under it: some engines leave earlier values there.
    let keep = match array.nulls() {
        Some(nulls) if nulls.null_count() > 0 => keep & nulls.inner(),
        _ => keep.clone(),
    };
    let keep = &keep;
    downcast_primitive_array!(
        array => Ok(Arc::new(primitive(array, keep))),
        DataType::Null => Ok(array.clone()),
        DataType::Boolean => {
            let values = array.as_boolean();
            Ok(Arc::new(BooleanArray::new(values.values() & keep, nulls(keep))))
        }
        DataType::Utf8 => Ok(Arc::new(bytes::<Utf8Type>(array.as_bytes(), keep))),
        DataType::LargeUtf8 => Ok(Arc::new(bytes::<LargeUtf8Type>(array.as_bytes(), keep))),
        DataType::Binary => Ok(Arc::new(bytes::<BinaryType>(array.as_bytes(), keep))),
        DataType::LargeBinary => Ok(Arc::new(bytes::<LargeBinaryType>(array.as_bytes(), keep))),
        DataType::Utf8View => Ok(Arc::new(views::<StringViewType>(array.as_byte_view(), keep))),
        DataType::BinaryView => Ok(Arc::new(views::<BinaryViewType>(array.as_byte_view(), keep))),
        DataType::FixedSizeBinary(size) => fixed_size_binary(array.as_fixed_size_binary(), *size, keep),
        DataType::Dictionary(_, _) => dictionary(array, keep),
        DataType::RunEndEncoded(_, _) => runs(array, keep),
        DataType::Struct(_) => structs(array.as_struct(), keep),
        DataType::List(_) => Ok(Arc::new(list(array.as_list::<i32>(), keep)?)),
        DataType::LargeList(_) => Ok(Arc::new(list(array.as_list::<i64>(), keep)?)),
        DataType::FixedSizeList(_, size) => fixed_size_list(array.as_fixed_size_list(), *size, keep),
        DataType::Map(_, _) => map(array.as_map(), keep),
        other => Err(ArrowError::NotYetImplemented(format!("a `{other}` cannot be scrubbed")))
    )
}

/// The null bitmap of kept rows; none where all are.
pub(super) fn nulls(keep: &BooleanBuffer) -> Option<NullBuffer> {
    Some(NullBuffer::new(keep.clone())).filter(|nulls| nulls.null_count() > 0)
}

fn primitive<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, keep: &BooleanBuffer) -> PrimitiveArray<T> {
    let mut values = Vec::with_capacity(array.len());
    let mut rows = array.values().chunks(64);
    let words = keep.bit_chunks();
    for word in words.iter().chain(std::iter::once(words.remainder_bits())) {
        let Some(rows) = rows.next() else { break };
        if word == u64::MAX {
            values.extend_from_slice(rows);
        } else {
            let bits = rows.iter().enumerate();
            values.extend(bits.map(|(bit, value)| if word >> bit & 1 == 1 { *value } else { T::default_value() }));
        }
    }
    PrimitiveArray::new(values.into(), nulls(keep)).with_data_type(array.data_type().clone())
}

fn bytes<T: ByteArrayType>(array: &GenericByteArray<T>, keep: &BooleanBuffer) -> GenericByteArray<T> {
    let kept: usize = keep.set_slices().map(|(from, to)| length(array, from, to)).sum();
    let mut builder = GenericByteBuilder::<T>::with_capacity(array.len(), kept);
    for (row, kept) in keep.iter().enumerate() {
        if kept { builder.append_value(array.value(row)) } else { builder.append_null() }
    }
    builder.finish()
}

/// How many bytes the values of those rows have.
fn length<T: ByteArrayType>(array: &GenericByteArray<T>, from: usize, to: usize) -> usize {
    let at = |row: usize| -> usize { array.value_offsets().get(row).copied().map_or(0, ArrowNativeType::as_usize) };
    at(to).saturating_sub(at(from))
}

fn views<T: ByteViewType>(array: &GenericByteViewArray<T>, keep: &BooleanBuffer) -> GenericByteViewArray<T> {
    let mut builder = GenericByteViewBuilder::<T>::with_capacity(array.len());
    for (row, kept) in keep.iter().enumerate() {
        if kept { builder.append_value(array.value(row)) } else { builder.append_null() }
    }
    builder.finish()
}

fn fixed_size_binary(array: &FixedSizeBinaryArray, size: i32, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    let mut builder = FixedSizeBinaryBuilder::with_capacity(array.len(), size);
    for (row, kept) in keep.iter().enumerate() {
        if kept { builder.append_value(array.value(row))? } else { builder.append_null() }
    }
    Ok(Arc::new(builder.finish()))
}

/// Keys that are withheld become null; then values that no key names are left out, and the rest is cleared as well.
fn dictionary(array: &ArrayRef, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    let masked = array.as_any_dictionary();
    let keys = scrub(&make_array(masked.keys().to_data()), keep)?;
    let data = array.to_data().into_builder().nulls(nulls(keep)).offset(0).len(array.len());
    let data = data.buffers(keys.to_data().buffers().to_vec()).build()?;
    let collected = garbage_collect_any_dictionary(make_array(data).as_any_dictionary())?;
    let collected = collected.as_any_dictionary();
    let values = scrub(collected.values(), &BooleanBuffer::new_set(collected.values().len()))?;
    Ok(collected.with_values(values))
}

/// Runs are cut where a withheld row lies in them.
fn runs(array: &ArrayRef, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    downcast_run_array!(
        array => run_array(array, keep),
        other => Err(ArrowError::NotYetImplemented(format!("a `{other}` cannot be scrubbed")))
    )
}

fn run_array<R: RunEndIndexType>(array: &RunArray<R>, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    let (mut ends, mut sources): (Vec<R::Native>, Vec<Option<i64>>) = (Vec::new(), Vec::new());
    for (row, kept) in keep.iter().enumerate() {
        let source = kept.then(|| i64::try_from(array.get_physical_index(row)).unwrap_or(i64::MAX));
        let end = <R::Native as ArrowNativeType>::from_usize(row + 1)
            .ok_or_else(|| ArrowError::InvalidArgumentError("more rows than the run ends can count".to_owned()))?;
        match (sources.last(), ends.last_mut()) {
            (Some(last), Some(last_end)) if *last == source => *last_end = end,
            _ => {
                sources.push(source);
                ends.push(end);
            }
        }
    }
    let values = take(array.values(), &Int64Array::from(sources), None)?;
    let values = scrub(&values, &BooleanBuffer::new_set(values.len()))?;
    let ends = PrimitiveArray::<R>::new(ends.into(), None);
    Ok(Arc::new(RunArray::<R>::try_new(&ends, &values)?))
}

fn structs(array: &StructArray, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    let children = array.columns().iter().map(|child| scrub(child, keep)).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::try_new_with_length(array.fields().clone(), children, nulls(keep), array.len())?))
}

/// The rows of a list, kept or emptied, and the elements that are left.
fn elements<O: OffsetSizeTrait>(
    offsets: &OffsetBuffer<O>,
    child: &ArrayRef,
    keep: &BooleanBuffer,
) -> Result<(OffsetBuffer<O>, ArrayRef), ArrowError> {
    let mut kept = BooleanBufferBuilder::new(child.len());
    let mut lengths = Vec::with_capacity(keep.len());
    let mut at = 0;
    for (row, bounds) in keep.iter().zip(offsets.windows(2)) {
        let [from, to] = [bounds.first(), bounds.last()].map(|bound| bound.map_or(0, |bound| bound.as_usize()));
        // What lies between is in no list.
        kept.append_n(from.saturating_sub(at), false);
        kept.append_n(to - from, row);
        lengths.push(if row { to - from } else { 0 });
        at = at.max(to);
    }
    kept.append_n(child.len().saturating_sub(at), false);
    let child = filter(child, &BooleanArray::new(kept.finish(), None))?;
    let child = scrub(&child, &BooleanBuffer::new_set(child.len()))?;
    Ok((OffsetBuffer::from_lengths(lengths), child))
}

fn list<O: OffsetSizeTrait>(
    array: &GenericListArray<O>,
    keep: &BooleanBuffer,
) -> Result<GenericListArray<O>, ArrowError> {
    let (offsets, child) = elements(array.offsets(), array.values(), keep)?;
    let (DataType::List(field) | DataType::LargeList(field)) = array.data_type() else {
        return Err(ArrowError::InvalidArgumentError("a list of another type".to_owned()));
    };
    GenericListArray::try_new(field.clone(), offsets, child, nulls(keep))
}

fn map(array: &MapArray, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    let entries: ArrayRef = Arc::new(array.entries().clone());
    let (offsets, entries) = elements(array.offsets(), &entries, keep)?;
    let DataType::Map(field, sorted) = array.data_type() else {
        return Err(ArrowError::InvalidArgumentError("a map of another type".to_owned()));
    };
    Ok(Arc::new(MapArray::try_new(field.clone(), offsets, entries.as_struct().clone(), nulls(keep), *sorted)?))
}

fn fixed_size_list(array: &FixedSizeListArray, size: i32, keep: &BooleanBuffer) -> Result<ArrayRef, ArrowError> {
    let DataType::FixedSizeList(field, _) = array.data_type() else {
        return Err(ArrowError::InvalidArgumentError("a list of another type".to_owned()));
    };
    let child = scrub(array.values(), &repeated(keep, usize::try_from(size).unwrap_or_default()))?;
    Ok(Arc::new(FixedSizeListArray::try_new_with_length(field.clone(), size, child, nulls(keep), array.len())?))
}

/// Each row's bit, once for each of its elements.
pub(super) fn repeated(keep: &BooleanBuffer, times: usize) -> BooleanBuffer {
    let mut bits = BooleanBufferBuilder::new(keep.len() * times);
    keep.iter().for_each(|row| bits.append_n(times, row));
    bits.finish()
}
