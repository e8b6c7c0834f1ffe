//! Draws the head of the screen: report title, save state and progress of each section.
//!
//! In wide windows the progress is a pane on the left.

use crate::check::{Mark, RuleId};
use crate::form::Row;
use crate::message;
use crate::sheet::phrase;
use crate::tui::canvas::Canvas;
use crate::tui::context::Context;
use crate::tui::geometry::Areas;

/// Progress of a section.
pub(super) struct Progress {
    /// Number of required cells.
    pub required: usize,
    /// Number of required cells that are filled in.
    pub done: usize,
    /// The most severe mark and the number of its findings.
    pub worst: Option<(Mark, usize)>,
    /// True if any cell is filled in.
    pub begun: bool,
    /// True if the section has relevant fields.
    pub asked: bool,
}

impl Progress {
    /// Returns the mark and its count (such as `*2`), `ok`, or an empty string.
    pub(super) fn mark(&self) -> String {
        match self.worst {
            Some((mark, count)) => format!("{}{count}", mark.letter()),
            None if self.begun => "ok".to_owned(),
            None => String::new(),
        }
    }
}

/// Returns the progress of every section.
pub(super) fn progress(cx: &Context<'_>) -> Vec<Progress> {
    let session = cx.session;
    let (form, report, sheet) = (session.form(), session.report(), session.sheet());
    let new = || Progress { required: 0, done: 0, worst: None, begun: false, asked: false };
    let mut all: Vec<Progress> = form.sections.iter().map(|_| new()).collect();
    for id in form.field_ids() {
        let field = form.field(id);
        let Some(section) = all.get_mut(field.section) else { continue };
        section.asked |= sheet.is_relevant(id);
        let named = matches!(field.home, crate::form::Home::RowName(_));
        section.begun |= !named && report.column(id).iter().any(Option::is_some);
        if field.required && sheet.is_relevant(id) {
            section.required += report.column(id).len();
            section.done += report.column(id).len();
        }
    }
    for finding in cx.session.findings() {
        let mark = finding.mark();
        let Some(section) = all.get_mut(form.field(finding.cell.field).section) else { continue };
        if finding.rule == RuleId::Required {
            section.done = section.done.saturating_sub(1);
        }
        if mark == Mark::Hint || mark == Mark::Explained {
            continue;
        }
        // Findings are sorted by severity, most severe first.
        match &mut section.worst {
            Some((worst, count)) if *worst == mark => *count += 1,
            Some(_) => {}
            none => *none = Some((mark, 1)),
        }
    }
    all
}

/// Draws the head, and the pane of sections in wide windows.
pub(super) fn draw(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let lang = cx.look.lang;
    title(cx, areas, canvas);
    for line in areas.rules.into_iter().flatten() {
        canvas.rule(0, line, canvas.area().width);
    }
    let progress = progress(cx);
    let required: usize = progress.iter().map(|section| section.required).sum();
    let done: usize = progress.iter().map(|section| section.done).sum();
    let percent = (done * 100).checked_div(required).unwrap_or(100);
    if areas.left.width > 0 {
        pane(cx, areas, canvas, &progress, &message::all_done(lang, percent));
    } else if areas.strip.height > 0 {
        strip(cx, areas, canvas, &progress, &message::all_done(lang, percent));
    }
}

/// Draws the title line.
pub(super) fn title(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let texts = cx.session.texts(lang);
    let caption = phrase(&texts, &cx.session.form().caption, Row::Only);
    let state = if cx.model.is_changed() {
        message::unsaved(lang)
    } else if cx.model.saving.time.is_empty() {
        cx.model.file.clone()
    } else {
        message::all_saved(lang, &cx.model.saving.time)
    };
    let right = areas.title.right().saturating_sub(1);
    let room = right / 3;
    let used = canvas.put_right(right.saturating_sub(room), right, areas.title.y, &state, theme.quiet);
    let caption = cx.look.width.shorten(caption.trim(), usize::from(right.saturating_sub(used + 3)));
    canvas.put(1, areas.title.y, &caption, right, theme.title);
}

/// Draws the sections in one line, scrolled so that the current one is visible.
fn strip(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>, progress: &[Progress], all: &str) {
    let theme = cx.look.theme;
    let y = areas.strip.y;
    let right = areas.strip.right().saturating_sub(1);
    let used = canvas.put_right(right.saturating_sub(14), right, y, all, theme.quiet);
    let room = usize::from(right.saturating_sub(used + 2));
    let sections = &cx.session.form().sections;
    let labels: Vec<(usize, String, String)> = sections
        .iter()
        .zip(progress)
        .enumerate()
        .filter(|(at, (_, progress))| progress.asked || *at == cx.cursor.section)
        .map(|(at, (section, progress))| (at, format!("{at}{}", section.short), progress.mark()))
        .collect();
    let width = cx.look.width;
    let wide = |(_, label, mark): &(usize, String, String)| width.of(label) + width.of(mark) + 1;
    // If the strip is full, `ok` is omitted.
    let full = labels.iter().map(wide).sum::<usize>() > room;
    let labels: Vec<_> = labels
        .into_iter()
        .map(|(at, label, mark)| (at, label, if full && mark == "ok" { String::new() } else { mark }))
        .collect();
    let here = labels.iter().position(|label| label.0 == cx.cursor.section).unwrap_or(0);
    let mut from = 0;
    while from < here && labels[from..=here].iter().map(wide).sum::<usize>() > room {
        from += 1;
    }
    if from > 0 {
        canvas.put(0, y, "<", 1, theme.quiet);
    }
    let mut x = 0;
    for entry in &labels[from..] {
        let (at, label, mark) = entry;
        if usize::from(x) + wide(entry) > room {
            // More sections follow.
            canvas.put(x + 1, y, ">", 1, theme.quiet);
            break;
        }
        let current = *at == cx.cursor.section;
        let style = if current { theme.current } else { theme.label };
        if current {
            canvas.put(x, y, "[", 1, theme.focus);
        }
        x += 1;
        x += canvas.put(x, y, label, right, style);
        let mark_style = progress[*at].worst.map_or(theme.ok, |(mark, _)| theme.mark(mark));
        x += canvas.put(x, y, mark, right, if current { style } else { mark_style });
        if current {
            canvas.put(x, y, "]", 1, theme.focus);
        }
    }
}

/// Draws the pane of sections with their progress.
fn pane(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>, progress: &[Progress], all: &str) {
    let (lang, theme, area) = (cx.look.lang, cx.look.theme, areas.left);
    canvas.vertical(area.right(), area.top(), area.bottom());
    let right = area.right().saturating_sub(1);
    canvas.put(1, area.y, &message::sections_head(lang), area.width, theme.heading);
    canvas.put_right(10, right, area.y, all, theme.quiet);
    let mut y = area.y + 2;
    let rows = usize::from(area.height.saturating_sub(2));
    let sections = &cx.session.form().sections;
    let from = (cx.cursor.section + 1).saturating_sub(rows);
    for (at, section) in sections.iter().enumerate().skip(from).take(rows) {
        if !progress[at].asked && at != cx.cursor.section {
            continue;
        }
        let current = at == cx.cursor.section;
        let style = if current { theme.focus } else { theme.label };
        canvas.put(0, y, if current { ">" } else { " " }, 1, style);
        canvas.put(1, y, &format!("{at} {}", section.short), 12, style);
        let mark = progress[at].mark();
        let mark_style = progress[at].worst.map_or(theme.ok, |(mark, _)| theme.mark(mark));
        let used = canvas.put_right(18, right, y, &mark, mark_style);
        if progress[at].required > 0 {
            let count = format!("{}/{}", progress[at].done, progress[at].required);
            let until = right.saturating_sub(used.max(3) + 1);
            canvas.put_right(12, until, y, &count, theme.quiet);
        }
        y += 1;
    }
    let legend = message::marks_legend(lang);
    let lines = u16::try_from(legend.lines().count()).unwrap_or(0);
    if y + lines + 2 <= area.bottom() {
        y += 1;
        canvas.put(1, y, &message::marks_head(lang), area.width, theme.heading);
        for line in legend.lines() {
            y += 1;
            canvas.put(2, y, line, area.width.saturating_sub(2), theme.quiet);
        }
    }
}
