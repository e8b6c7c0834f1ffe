//! The calendar, with a selected day.

use jiff::ToSpan;
use jiff::civil::Date;

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::form::Value;
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;

/// The calendar with its selected day.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar(Date);

impl Calendar {
    /// Creates the calendar at the date of the current cell, otherwise at today's.
    pub(in crate::tui) fn new(cx: &Context<'_>) -> Calendar {
        let value = cx.cursor.cell.map(|cell| &cx.session.sheet().cell(cell).value);
        Calendar(if let Some(Value::Date(day)) = value { *day } else { cx.model.today })
    }
}

impl Panel for Calendar {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let Calendar(day) = self;
        let moved = match command {
            Command::Left => day.checked_sub(1.day()),
            Command::Right => day.checked_add(1.day()),
            Command::Up => day.checked_sub(7.days()),
            Command::Down => day.checked_add(7.days()),
            Command::PageUp => day.checked_sub(1.month()),
            Command::PageDown => day.checked_add(1.month()),
            Command::LineStart => Ok(day.first_of_month()),
            Command::LineEnd => Ok(day.last_of_month()),
            Command::Enter => {
                let value = Value::Date(*day);
                let text = cx.kind().map_or_else(String::new, |kind| kind.show(&value, cx.look.lang));
                return Outcome::Do(Action::Choose(text));
            }
            _ => return elsewhere(command, cx),
        };
        if let Ok(moved) = moved {
            *day = moved;
        }
        Outcome::Stay
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::Options
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let Calendar(day) = *self;
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let head = message::month_head(lang, day.year(), day.month());
        let (top, rows) = frame(cx, &head, "", &message::calendar_keys(lang), 0, canvas);
        let left = 4;
        let wide: u16 = 4;
        for (column, name) in message::week_days(lang).split(' ').enumerate() {
            canvas.put(left + cells(column) * wide, top, name, wide, theme.quiet);
        }
        let first = day.first_of_month();
        let before = i64::from(first.weekday().to_monday_zero_offset());
        for number in 0..i64::from(day.days_in_month()) {
            let at = before + number;
            let (row, column) = (at / 7, at % 7);
            let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) else { continue };
            let y = top + 1 + row;
            if y >= top + rows {
                break;
            }
            let Ok(date) = first.checked_add(number.days()) else { continue };
            let x = left + column * wide;
            canvas.put(x, y, &format!("{:>2}", date.day()), wide, theme.label);
            if date == day {
                canvas.put(x - 1, y, "[", 1, theme.label);
                canvas.put(x + 2, y, "]", 1, theme.label);
                canvas.caret = Some((x, y));
            }
            if date == cx.model.today && date != day {
                canvas.put(x + 2, y, "*", 1, theme.quiet);
            }
        }
    }
}
