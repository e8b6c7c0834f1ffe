//! Reviews prose: compares the figures in texts with the tables and with each other.
//!
//! Texts are parsed by sentence, because the words about a figure are always in its sentence. After a change,
//! only the changed sentences are parsed again; a text is compared again only if a field that it mentions
//! changed.

mod chars;
mod figures;
mod indicators;
mod joins;
mod label;
mod mark;
mod mention;
mod names;
mod numbering;
mod numbers;
mod read;
mod reconcile;
mod reference;
mod repeats;
mod sentence;
mod skeleton;
mod text;
mod variants;
mod wording;
mod words;
mod years;

pub(super) use chars::is_han;
pub use figures::{Figure, Verdict};
pub use mention::Skip;
pub(in crate::check) use numbers::Glyphs;
pub use numbers::Span;
pub use read::Prose;
pub(super) use read::{Doubt, ReadText};
pub use reference::{Candidate, Replacement, candidates, replaced, replacements};
pub(super) use repeats::MAX_REPEATS;
pub use wording::StyleIssue;
pub(super) use wording::issues;
