//! Colours and the characters of frames. Colour only repeats what letters say already.

use std::sync::LazyLock;

use ratatui::style::{Color, Modifier, Style};

use crate::report::Mark;

/// The styles, by what they mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The head of the screen.
    pub title: Style,
    /// The section at hand in the strip.
    pub current: Style,
    /// Rules and frames.
    pub rule: Style,
    /// What a field is called.
    pub label: Style,
    /// What is at hand where that seldom changes: a sign marks rows and cells, for a style costs ten times its
    /// bytes on the line.
    pub focus: Style,
    /// Headings.
    pub heading: Style,
    /// Calculated values.
    pub calculated: Style,
    /// What is less important: hints, keys.
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
    /// The 16 colours every terminal has, readable on black and on white.
    ///
    /// Most of them are not: blue drowns in black, green, cyan and yellow fade on white, and the gray of some
    /// is the ground of others. Those that keep their distance from both, in the palettes of xterm, PuTTY,
    /// Windows, Tango, VGA and Solarized, are bright red, bright blue and magenta. What is less important is
    /// faint, which is ignored where it is not known.
    pub fn colours() -> &'static Theme {
        static COLOURS: LazyLock<Theme> = LazyLock::new(Theme::in_colours);
        &COLOURS
    }

    fn in_colours() -> Theme {
        let plain = Style::new();
        let colour = |colour| plain.fg(colour);
        let bold = plain.add_modifier(Modifier::BOLD);
        let faint = plain.add_modifier(Modifier::DIM);
        Theme {
            title: bold,
            current: bold.add_modifier(Modifier::REVERSED),
            rule: faint,
            label: plain,
            focus: bold,
            heading: bold,
            calculated: colour(Color::LightBlue),
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

    /// Without colours: NO_COLOR.
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
            ..Theme::default()
        }
    }

    /// The style of a mark.
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

/// The characters of rules: lines where the terminal draws them in one cell, else ASCII.
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
    /// For every terminal.
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
            title, current, rule, label, focus, heading, calculated, quiet, key, error, explain, required,
            carried, hint, ok, selected,
        ] {
            assert!(style.fg.is_none_or(|colour| readable.contains(&colour)), "{style:?}");
            assert_eq!(style.bg, None);
        }
    }
}
