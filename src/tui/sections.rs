//! The layout of the section strip: every section with all its open kinds, shortened until it fits.

use super::context::Context;
use crate::check::{Mark, Needs};
use crate::form::Section;
use crate::message;

/// Maximum number of lines of the strip, and of the strip in a window lower than [`LOW`].
const MAX_LINES: (usize, usize) = (3, 1);
const LOW: u16 = 14;

/// A section in the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Index of the section.
    pub section: usize,
    /// Its number and name, or a part of it.
    pub label: String,
    /// The open kinds, as letters with counts; `ok` without a letter if nothing is.
    pub marks: Vec<(Option<Mark>, String)>,
}

/// The strip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Strip {
    /// The sections in each line.
    pub lines: Vec<Vec<Entry>>,
    /// The progress of the whole report, at the end of the first line.
    pub whole: String,
}

/// The length of a section's name in the strip.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// The short name.
    Short,
    /// Its first character.
    Initial,
    /// None: only the number.
    None,
}

impl Name {
    /// Returns the name in this length.
    fn of(self, short: &str) -> &str {
        match self {
            Name::Short => short,
            Name::Initial => short.split_at(short.chars().next().map_or(0, char::len_utf8)).0,
            Name::None => "",
        }
    }
}

impl Entry {
    /// Returns its width with the blank before it.
    fn width(&self, cx: &Context<'_>) -> usize {
        let marks: usize = self.marks.iter().map(|(_, text)| text.len()).sum();
        1 + cx.look.width.of(&self.label) + marks
    }
}

/// Returns what is open in a section, as letters with counts; `ok` if nothing is.
pub(super) fn marks(needs: &Needs) -> Vec<(Option<Mark>, String)> {
    let open = needs.open().map(|(mark, count)| (Some(mark), format!("{}{count}", mark.letter())));
    let mut open: Vec<_> = open.collect();
    if open.is_empty() {
        open.push((None, "ok".to_owned()));
    }
    open
}

/// Returns the strip for the window. Marks always stay: names are shortened first, one by one, then lines are
/// added. If the window is too small for all lines, those around the current section are shown.
pub(super) fn strip(cx: &Context<'_>) -> Strip {
    let room = usize::from(cx.size.0.saturating_sub(1));
    let progress = &cx.session.overview().progress;
    let percent = progress.whole.percent();
    let wholes = [message::progress_is(cx.look.lang, percent), format!("{percent}%")];
    let here = cx.cursor.section;
    // The first names to shorten are those of complete sections, then the most distant ones.
    let mut order: Vec<usize> = (0..progress.sections.len()).filter(|at| *at != here).collect();
    order.sort_by_key(|at| (progress.sections[*at].open().next().is_some(), usize::MAX - at.abs_diff(here)));
    let mut names = vec![Name::Short; progress.sections.len()];
    let mut used = entries(cx, &names).iter().map(|entry| entry.width(cx)).sum::<usize>() + 1;
    // The long form of the whole is the first to go.
    let fits = |used: usize| wholes.iter().find(|whole| used + 1 + cx.look.width.of(whole) <= room);
    let short = [Name::Initial, Name::None].into_iter();
    let steps = short.flat_map(|name| order.iter().map(move |at| (*at, name))).chain([(here, Name::None)]);
    for (at, name) in steps {
        if fits(used).is_some() {
            break;
        }
        let (Some(section), Some(now)) = (cx.session.form().sections.get(at), names.get_mut(at)) else {
            continue;
        };
        if progress.sections[at].asked || at == here {
            used -= cx.look.width.of(now.of(&section.short)) - cx.look.width.of(name.of(&section.short));
        }
        *now = name;
    }
    let entries = entries(cx, &names);
    match fits(used) {
        Some(whole) => Strip { lines: vec![entries], whole: whole.clone() },
        None => Strip { lines: wrapped(cx, entries, room, wholes[1].len()), whole: wholes[1].clone() },
    }
}

fn entries(cx: &Context<'_>, names: &[Name]) -> Vec<Entry> {
    let sections = cx.session.form().sections.iter().zip(&cx.session.overview().progress.sections);
    let shown = sections.zip(names).enumerate();
    let shown = shown.filter(|(at, ((_, needs), _))| needs.asked || *at == cx.cursor.section);
    let entry = |(section, ((form, needs), name)): (usize, ((&Section, &Needs), &Name))| Entry {
        section,
        label: format!("{section}{}", name.of(&form.short)),
        marks: marks(needs),
    };
    shown.map(entry).collect()
}

/// Divides the entries into lines; the first line ends before the progress of the whole report.
fn wrapped(cx: &Context<'_>, entries: Vec<Entry>, room: usize, whole: usize) -> Vec<Vec<Entry>> {
    let mut lines: Vec<Vec<Entry>> = vec![Vec::new()];
    let mut used = whole + 1;
    let mut here = 0;
    for entry in entries {
        let wide = entry.width(cx);
        if used + wide + 1 > room {
            lines.push(Vec::new());
            used = 0;
        }
        used += wide;
        if entry.section == cx.cursor.section {
            here = lines.len() - 1;
        }
        if let Some(line) = lines.last_mut() {
            line.push(entry);
        }
    }
    let most = if cx.size.1 < LOW { MAX_LINES.1 } else { MAX_LINES.0 };
    let from = (here + 1).saturating_sub(most);
    lines.into_iter().skip(from).take(most).collect()
}
