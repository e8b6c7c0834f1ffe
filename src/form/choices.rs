//! Choices that depend on the value of another field.

use super::{Expr, Value};

/// The choices that fit the value of another field.
#[derive(Clone, Debug)]
pub struct ChoicesBy {
    /// The other field, in the same row or outside tables.
    pub by: Expr,
    /// The values of the other field, with the choices that fit each.
    pub lists: Vec<(String, Vec<String>)>,
    /// The choices that fit a value without a list.
    pub always: Vec<String>,
}

impl ChoicesBy {
    /// Returns the choices that fit a value of the other field; `None` if it is blank, so that all fit.
    pub fn fitting(&self, value: &Value) -> Option<&[String]> {
        let Value::Text(value) = value else { return None };
        let list = self.lists.iter().find(|(key, _)| **key == **value);
        Some(list.map_or(&self.always, |(_, fitting)| fitting))
    }
}
