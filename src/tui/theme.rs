//! Colours and frame characters. Colour only repeats what letters express already.

use std::sync::LazyLock;

use ratatui::style::{Color, Modifier, Style};

use crate::check::Mark;

/// The styles, by meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The title of the screen.
    pub title: Style,
    /// The current section in the section strip.
    pub current: Style,
    /// Rules and frames.
    pub rule: Style,
    /// Field labels.
    pub label: Style,
    /// The current item, if it changes rarely. Rows and cells are marked by a character instead, because a
    /// style costs ten times as many bytes on the line.
    pub focus: Style,
    /// Headings.
    pub heading: Style,
    /// Calculated values.
    pub calculated: Style,
    /// Values that a text refers to. The underline marks them without colour.
    pub reference: Style,
    /// Placeholders of references without a value.
    pub fault: Style,
    /// Less important text: hints, keys.
    pub quiet: Style,
    /// Keys in the key rows.
    pub key: Style,
    /// `!`
    pub error: Style,
    /// `?`
    pub explain: Style,
    /// `*`
    pub required: Style,
    /// `~`
    pub carried: Style,
    /// `i`, `+`
    pub hint: Style,
    /// Done.
    pub ok: Style,
    /// Selected text.
    pub selected: Style,
}

impl Theme {
    /// Returns the theme with colours from the 16 that every terminal has, readable on black and on white.
    ///
    /// Most of them are not readable on both: blue is too dark on black; green, cyan and yellow are too light
    /// on white; the grey of some terminals is the background of others. In the palettes of xterm, PuTTY,
    /// Windows, Tango, VGA and Solarized, bright red, bright blue and magenta contrast with both. Less
    /// important text is faint, which terminals ignore if they do not support it.
    pub fn colours() -> &'static Theme {
        static COLOURS: LazyLock<Theme> = LazyLock::new(Theme::in_colours);
        &COLOURS
    }

    fn in_colours() -> Theme {
        let plain = Style::new();
        let colour = |colour| plain.fg(colour);
        let bold = plain.add_modifier(Modifier::BOLD);
        let faint = plain.add_modifier(Modifier::DIM);
        let underlined = Modifier::UNDERLINED;
        Theme {
            title: bold,
            current: bold.add_modifier(Modifier::REVERSED),
            rule: faint,
            label: plain,
            focus: bold,
            heading: bold,
            calculated: colour(Color::LightBlue),
            reference: colour(Color::LightBlue).add_modifier(underlined),
            fault: colour(Color::LightRed).add_modifier(underlined | Modifier::BOLD),
            quiet: faint,
            key: bold,
            error: colour(Color::LightRed).add_modifier(Modifier::BOLD),
            explain: colour(Color::Magenta).add_modifier(Modifier::BOLD),
            required: colour(Color::Magenta),
            carried: colour(Color::LightBlue).add_modifier(Modifier::BOLD),
            hint: colour(Color::LightBlue),
            ok: plain,
            selected: plain.add_modifier(Modifier::REVERSED),
        }
    }

    /// Returns the theme without colours (`NO_COLOR`).
    pub fn plain() -> &'static Theme {
        static PLAIN: LazyLock<Theme> = LazyLock::new(Theme::in_black);
        &PLAIN
    }

    fn in_black() -> Theme {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        Theme {
            title: bold,
            current: reversed,
            focus: bold,
            heading: bold,
            key: bold,
            error: bold,
            explain: bold,
            required: bold,
            carried: bold,
            selected: reversed,
            reference: Style::new().add_modifier(Modifier::UNDERLINED),
            fault: bold.add_modifier(Modifier::UNDERLINED),
            ..Theme::default()
        }
    }

    /// Returns the style of a mark.
    pub fn mark(&self, mark: Mark) -> Style {
        match mark {
            Mark::Error => self.error,
            Mark::Explain => self.explain,
            Mark::Required => self.required,
            Mark::Carried => self.carried,
            Mark::Hint | Mark::Explained => self.hint,
        }
    }
}

/// The characters of rules: lines if the terminal draws them in one cell, else ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `-`
    pub horizontal: &'static str,
    /// `|`
    pub vertical: &'static str,
    /// `+`
    pub cross: &'static str,
}

impl Frame {
    /// For all terminals.
    pub const ASCII: Frame = Frame { horizontal: "-", vertical: "|", cross: "+" };
    /// For terminals that draw lines in one cell.
    pub const LINES: Frame = Frame { horizontal: "─", vertical: "│", cross: "┼" };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_readable_on_black_and_on_white() {
        let Theme {
            title,
            current,
            rule,
            label,
            focus,
            heading,
            calculated,
            reference,
            fault,
            quiet,
            key,
            error,
            explain,
            required,
            carried,
            hint,
            ok,
            selected,
        } = Theme::colours();
        let readable = [Color::LightRed, Color::LightBlue, Color::Magenta];
        for style in [
            title, current, rule, label, focus, heading, calculated, reference, fault, quiet, key, error,
            explain, required, carried, hint, ok, selected,
        ] {
            assert!(style.fg.is_none_or(|colour| readable.contains(&colour)), "{style:?}");
            assert_eq!(style.bg, None);
        }
    }
}
