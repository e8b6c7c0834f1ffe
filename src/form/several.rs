//! Several choices in one text.

/// The mark between several choices.
pub const BETWEEN_CHOICES: &str = "、";

/// Marks that people write between several choices.
const SEPARATORS: [char; 6] = ['、', '，', ',', '；', ';', '\n'];

/// Returns the choices in a text with several.
pub fn split_choices(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty())
}

/// True if a text can be one of several choices: it contains no mark between choices.
pub(super) fn is_separable(choice: &str) -> bool {
    !choice.contains(SEPARATORS)
}
