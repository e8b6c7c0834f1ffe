//! The screen shown if the terminal cannot display Chinese: ASCII text in English and in Pinyin.
//!
//! The last line repeats it in Chinese characters, in case they are readable after all.

use ratatui::Frame;
use ratatui::style::{Modifier, Style};

use crate::message::{Lang, terminal};

/// English first, then Pinyin.
const LANGUAGES: [Lang; 2] = [Lang::En, Lang::Zh];

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut y = 0;
    let mut line = |text: &str, style: Style| {
        if y < area.height {
            frame.buffer_mut().set_stringn(1, y, text, usize::from(area.width.saturating_sub(2)), style);
        }
        y += 1;
    };
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let plain = Style::new();
    for lang in LANGUAGES {
        line(&terminal::garbled_what(lang), bold);
    }
    line("", plain);
    for lang in LANGUAGES {
        line(&terminal::garbled_cure(lang), plain);
    }
    for cure in terminal::GARBLED_CURES {
        line(&format!("  {cure}"), plain);
    }
    line("", plain);
    for lang in LANGUAGES {
        line(&terminal::garbled_keys(lang), bold);
    }
    line("", plain);
    line(terminal::GARBLED_IN_CHINESE, Style::new());
    frame.set_cursor_position((0, area.height.saturating_sub(1)));
}
