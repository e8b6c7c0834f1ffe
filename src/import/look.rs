//! Properties that a paragraph of a word processor document inherits from its style.

/// Properties of a paragraph or of a style; those that are not set are inherited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Heading level, from 1; 0 for body text.
    pub level: Option<usize>,
    /// List that numbers the paragraph.
    pub list: Option<String>,
    /// Level in that list, from 0.
    pub depth: Option<usize>,
    /// True if the text is hidden.
    pub hidden: Option<bool>,
}

impl Look {
    /// Sets the properties that are not set to those of another style.
    pub(super) fn inherit(&mut self, base: &Look) {
        self.level = self.level.or(base.level);
        self.list = self.list.take().or_else(|| base.list.clone());
        self.depth = self.depth.or(base.depth);
        self.hidden = self.hidden.or(base.hidden);
    }
}
