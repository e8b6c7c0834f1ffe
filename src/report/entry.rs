//! Texts of entries.

use std::sync::Arc;

/// Text of an entry; `None` is blank.
pub type Entry = Option<Arc<str>>;

/// True if both are `None` or both point to the same allocation.
pub(crate) fn is_same<T: ?Sized>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}
