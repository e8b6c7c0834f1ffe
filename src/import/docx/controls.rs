//! Values of form fields and content controls that are not text.

use super::xml::is_on;
use crate::import::symbol::tick_box;

/// Properties of a content control.
#[derive(Debug, Default)]
pub(super) struct Control {
    /// True if the content is only a placeholder prompt.
    pub is_prompt: bool,
    /// State of a check box.
    pub checked: Option<bool>,
}

impl Control {
    /// Sets a property by the name of its element.
    pub(super) fn set(&mut self, name: &str, value: impl Fn() -> Option<String>) {
        match name {
            "showingPlcHdr" => self.is_prompt = is_on(value().as_deref()),
            "checkbox" => self.checked = Some(false),
            "checked" if self.checked.is_some() => self.checked = Some(is_on(value().as_deref())),
            _ => {}
        }
    }
}

/// A form field with a choice or a tick.
#[derive(Debug, Default)]
pub(super) struct FormField {
    is_check_box: bool,
    is_list: bool,
    default: Option<String>,
    result: Option<String>,
    choices: Vec<String>,
}

impl FormField {
    /// Sets a property by the name of its element.
    pub(super) fn set(&mut self, name: &str, value: impl Fn() -> Option<String>) {
        match name {
            "checkBox" => self.is_check_box = true,
            "ddList" => self.is_list = true,
            "default" => self.default = Some(value().unwrap_or_default()),
            "checked" | "result" => self.result = Some(value().unwrap_or_default()),
            "listEntry" => self.choices.push(value().unwrap_or_default()),
            _ => {}
        }
    }

    /// Returns the text that the field shows; nothing if its text is in the document. The error means that the
    /// value is unknown.
    pub(super) fn shown(&self) -> Result<Option<&str>, ()> {
        let value = self.result.as_ref().or(self.default.as_ref());
        if self.is_check_box {
            let is_set = value.is_some_and(|value| is_on(Some(value)));
            Ok(Some(tick_box(is_set)))
        } else if self.is_list {
            let at = value.map_or(Ok(0), |value| value.parse::<usize>());
            at.ok().and_then(|at| self.choices.get(at)).map(|choice| Some(choice.as_str())).ok_or(())
        } else {
            Ok(None)
        }
    }
}
