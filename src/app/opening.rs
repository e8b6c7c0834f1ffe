//! From a report's path to a report that can be filled in: the questions before it is opened, and the effect
//! of each answer. No answer deletes anything.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::ZonedDateTime;

use super::{Environment, HUNG_UP, Wording, clock};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::report::naming::place_words;
use crate::session::difference;
use crate::store::damaged::{Damaged, Source};
use crate::store::forms::Shelf;
use crate::store::lock::Owner;
use crate::store::open_report::{self, Locked, OpenReport, Opened, Pending, Ready, Recoverable};
use crate::store::reports::Loaded;
use crate::store::{FileError, shown};

/// Time given to another session to exit before its lock is taken: the number of waits, and the length of
/// one.
const HAND_OVER: usize = 60;
const MOMENT: Duration = Duration::from_millis(50);

/// A question before a report is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Another session has the report open.
    InUse {
        /// The lock owner: user, terminal and start time.
        owner: String,
        /// True if it is another account, which cannot be asked to leave.
        other: bool,
    },
    /// A draft has changes that the file does not have.
    Draft(Draft),
    /// The file is damaged.
    Damaged {
        /// The sentence about the file.
        reason: String,
        /// The contents that can replace it, in words.
        sources: Vec<String>,
        /// True if the first one is the draft.
        has_draft: bool,
    },
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The reason why there is a draft.
    pub reason: String,
    /// Facts: label and value.
    pub facts: Vec<(String, String)>,
    /// The differences from the file: place, before, after.
    pub differences: Vec<[String; 3]>,
    /// If draft and file were both changed: the proposed decision for each difference.
    pub proposed: Option<Vec<bool>>,
}

/// The user's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask the other session to leave.
    TakeOver,
    /// Open read only.
    ReadOnly,
    /// Continue with the draft.
    Continue,
    /// Use the file; the draft is stored in the history.
    UseFile,
    /// Apply these differences of the draft.
    Pick(Vec<usize>),
    /// Replace the damaged file by this content.
    Replace(usize),
    /// Write the draft to a new file and open that one; the present file stays as it is.
    Apart,
    /// Leave with this exit code, changing nothing.
    Quit(u8),
}

impl Question {
    /// Returns the answers, the default first.
    pub fn choices(&self, lang: Lang) -> Vec<String> {
        match self {
            Question::InUse { other, .. } => {
                let take = if *other { message::held_also(lang) } else { message::held_take(lang) };
                vec![message::held_read(lang), take, message::held_quit(lang)]
            }
            Question::Draft(_) => {
                let all = [message::draft_continue, message::draft_use_file, message::draft_pick];
                let apart = self.is_merge().then_some(message::draft_apart as fn(Lang) -> String);
                all.into_iter().chain(apart).map(|words| words(lang)).collect()
            }
            Question::Damaged { sources, has_draft, .. } => {
                let apart = has_draft.then(|| message::draft_apart(lang));
                sources.iter().cloned().chain(apart).chain([message::damaged_quit(lang)]).collect()
            }
        }
    }

    /// Returns the decision for an answer; `None` if the user wants to decide about each difference.
    pub fn decision(&self, choice: usize) -> Option<Decision> {
        match (self, choice) {
            (Question::InUse { .. }, 0) => Some(Decision::ReadOnly),
            (Question::InUse { .. }, 1) => Some(Decision::TakeOver),
            (Question::Draft(_), 0) => Some(Decision::Continue),
            (Question::Draft(_), 1) => Some(Decision::UseFile),
            (Question::Draft(_), 3) => Some(Decision::Apart),
            (Question::Draft(_), _) => None,
            (Question::Damaged { sources, .. }, at) if at < sources.len() => Some(Decision::Replace(at)),
            (Question::Damaged { sources, has_draft: true, .. }, at) if at == sources.len() => {
                Some(Decision::Apart)
            }
            (Question::InUse { .. } | Question::Damaged { .. }, _) => Some(Decision::Quit(0)),
        }
    }

    /// Returns the differences of a draft; other questions have none.
    pub fn differences(&self) -> &[[String; 3]] {
        match self {
            Question::Draft(draft) => &draft.differences,
            Question::InUse { .. } | Question::Damaged { .. } => &[],
        }
    }

    /// Returns the proposed decision for each difference: if only the draft was changed, to take it.
    pub fn proposals(&self) -> Vec<bool> {
        match self {
            Question::Draft(Draft { proposed: Some(proposed), .. }) => proposed.clone(),
            _ => vec![true; self.differences().len()],
        }
    }

    /// True if file and draft were both changed, so that the user must decide about each difference.
    pub fn is_merge(&self) -> bool {
        matches!(self, Question::Draft(Draft { proposed: Some(_), .. }))
    }
}

impl Decision {
    /// Returns the decision to apply the differences that are wanted.
    pub fn pick(wanted: &[bool]) -> Decision {
        let picked = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
        Decision::Pick(picked.map(|(at, _)| at).collect())
    }
}

/// The next step after a decision.
#[derive(Debug)]
pub enum Next {
    /// The report is open, with a sentence about the draft.
    Ready(Box<Ready>, Option<String>),
    /// There is another question.
    Ask(Pending),
    /// The other session must leave first: see [`hand_over`].
    HandOver(Box<Locked>),
    /// A file was written: open this report, and show the sentence.
    Replaced(PathBuf, String),
    /// The decision could not be performed for this reason: ask again.
    Refused(Pending, String),
    /// Leave with this exit code.
    Leave(u8),
}

impl From<Opened> for Next {
    fn from(opened: Opened) -> Next {
        match opened {
            Opened::Ready(ready) => Next::Ready(ready, None),
            Opened::Pending(pending) => Next::Ask(pending),
        }
    }
}

/// Opens a loaded report.
pub fn open(environment: &Environment<'_>, loaded: Loaded, path: &Path) -> Opened {
    open_report::open(environment.state, environment.owner, loaded, path)
}

/// Opens a report afresh: a draft that an earlier report of this file has left is moved to the history. The
/// given contents replace those of the file in one step, which can be undone.
pub fn open_afresh(
    environment: &Environment<'_>,
    loaded: Loaded,
    path: &Path,
    contents: Option<&Report>,
    now: &ZonedDateTime,
) -> Opened {
    let mut ready = match open(environment, loaded, path) {
        Opened::Ready(ready) => ready,
        Opened::Pending(Pending::Draft(draft)) => Box::new(draft.use_file(now.timestamp().as_second())),
        other @ Opened::Pending(Pending::Locked(_) | Pending::Damaged(_)) => return other,
    };
    let first = ready.session.report().cells(ready.session.form()).first().copied();
    if let Some((contents, cell)) = contents.zip(first)
        && contents != ready.session.report()
    {
        ready.session.become_report(contents, cell);
        (ready.saved, ready.caret) = (false, None);
    }
    Opened::Ready(ready)
}

/// Opens a report again from its current file, keeping the lock.
pub fn reopen(environment: &Environment<'_>, held: OpenReport, loaded: Loaded) -> Opened {
    held.reopen(environment.state, environment.owner, loaded)
}

/// Returns the question about a report.
pub fn question(pending: &Pending, wording: &Wording, lang: Lang, now: &ZonedDateTime) -> Question {
    match pending {
        Pending::Locked(locked) => {
            let owner = owner_words(&locked.owner, lang, now);
            Question::InUse { owner, other: locked.is_other_account() }
        }
        Pending::Draft(draft) => Question::Draft(draft_question(draft, wording, lang, now)),
        Pending::Damaged(damaged) => damaged_question(damaged, lang, now),
    }
}

/// Performs a decision.
pub fn decide(
    shelf: &Shelf,
    pending: Pending,
    decision: Decision,
    (wording, lang): (&Wording, Lang),
    now: &ZonedDateTime,
) -> Next {
    let seconds = now.timestamp().as_second();
    let (ready, said) = match (pending, decision) {
        (_, Decision::Quit(code)) => return Next::Leave(code),
        (Pending::Locked(locked), Decision::TakeOver) if locked.is_other_account() => {
            return locked.as_well().into();
        }
        (Pending::Locked(locked), Decision::TakeOver) => return Next::HandOver(locked),
        (Pending::Damaged(damaged), decision) => return replace(damaged, &decision, shelf, lang, seconds),
        (Pending::Draft(draft), Decision::Apart) => return apart(draft, lang, seconds),
        (Pending::Locked(locked), _) => (locked.read_only(), None),
        (Pending::Draft(draft), Decision::UseFile) => {
            let ready = draft.use_file(seconds);
            let said = ready.problem.is_none().then(|| message::draft_aside(lang));
            (ready, said)
        }
        (Pending::Draft(draft), Decision::Pick(picked)) => {
            (draft.pick(picked, seconds), Some((wording.merged)(lang)))
        }
        (Pending::Draft(draft), _) => (draft.go_on(seconds), Some(message::draft_taken(lang))),
    };
    Next::Ready(Box::new(ready), said)
}

/// Replaces a damaged file by the chosen content, or writes the draft to a new file.
fn replace(damaged: Box<Damaged>, decision: &Decision, shelf: &Shelf, lang: Lang, now: i64) -> Next {
    let written = match *decision {
        Decision::Replace(source) => damaged.replace(source, shelf, now).map(|()| {
            let said = message::damaged_replaced(lang, &shown(&damaged.path));
            (damaged.path.clone(), said)
        }),
        Decision::Apart => damaged.write_apart(&message::apart(lang)).map(|path| {
            let said = message::apart_written(lang, &shown(&path));
            (path, said)
        }),
        _ => return Next::Ask(Pending::Damaged(damaged)),
    };
    match written {
        Ok((path, said)) => Next::Replaced(path, said),
        Err(error) => Next::Refused(Pending::Damaged(damaged), error.sentence(lang)),
    }
}

/// Writes a draft to a new file.
fn apart(draft: Box<Recoverable>, lang: Lang, now: i64) -> Next {
    match draft.write_apart(&message::apart(lang)) {
        Ok(path) => {
            // The draft moves to the history of the other file.
            drop(draft.use_file(now));
            let said = message::apart_written(lang, &shown(&path));
            Next::Replaced(path, said)
        }
        Err(error) => Next::Refused(Pending::Draft(draft), error.sentence(lang)),
    }
}

/// Asks the session that holds the report to leave, and takes the lock when it has left, or after a time
/// limit. `wait` must wait for the given time.
pub fn hand_over(
    environment: &Environment<'_>,
    locked: &Locked,
    mut wait: impl FnMut(Duration),
) -> Result<(), FileError> {
    let Some((place, holder)) = locked.holder() else { return Ok(()) };
    let mut moments = 0;
    open_report::take_over(place, holder, environment.owner, || {
        wait(MOMENT);
        moments += 1;
        moments <= HAND_OVER
    })
}

/// Describes the lock owner of a report.
pub fn owner_words(owner: &Owner, lang: Lang, now: &ZonedDateTime) -> String {
    // Some systems do not know the user's name.
    let user = if owner.user.is_empty() { String::new() } else { format!("{} ", owner.user) };
    let words = message::owner(lang, &user, &clock(owner.since, now, lang));
    // A terminal device of the host means nothing to the reader.
    if owner.from.is_empty() { words } else { words + &message::owner_from(lang, &owner.from) }
}

fn damaged_question(damaged: &Damaged, lang: Lang, now: &ZonedDateTime) -> Question {
    let sources = damaged.sources.iter().map(|source| match source {
        Source::Draft { time, .. } => message::damaged_draft(lang, &clock(*time, now, lang)),
        Source::Version(version, _) => {
            let (time, why) = (clock(version.time, now, lang), version.reason.words(lang));
            message::damaged_version(lang, version.number, &time, &why)
        }
    });
    let reason = message::damaged_file(lang, &shown(&damaged.path));
    let has_draft = matches!(damaged.sources.first(), Some(Source::Draft { .. }));
    Question::Damaged { reason, sources: sources.collect(), has_draft }
}

fn draft_question(draft: &Recoverable, wording: &Wording, lang: Lang, now: &ZonedDateTime) -> Draft {
    let Recoverable { loaded, path, recovery, .. } = draft;
    let reason = match recovery.replay.left {
        Some(HUNG_UP) => message::draft_hung_up(lang),
        _ => message::draft_killed(lang),
    };
    let (form, report) = (&loaded.form, recovery.replay.undo_history.report());
    let last = recovery.replay.caret.cell.filter(|cell| report.has(form, *cell));
    let last = last.map_or_else(String::new, |cell| place_words(form, report, cell));
    let mut facts = vec![(message::draft_file(lang), shown(path))];
    if let Some(stamp) = &loaded.stamp {
        facts.push((message::draft_saved(lang), clock(stamp.modified(), now, lang)));
    }
    let count = recovery.differences.len();
    let kept = message::draft_facts(lang, &clock(recovery.modified, now, lang), count, &last);
    facts.push((message::draft_draft(lang), kept));
    let rows = recovery.differences.iter();
    let rows = rows.map(|difference| difference::words(form, &loaded.report, difference, lang));
    let is_newer = loaded.stamp.as_ref().is_none_or(|stamp| stamp.modified() <= recovery.modified);
    let reason = match recovery.outside {
        true => (wording.both_changed)(lang, &shown(path)),
        false if is_newer => message::draft_newer(lang, &reason),
        false => message::draft_older(lang, &reason),
    };
    // If the file was changed elsewhere, file and draft are compared entry by entry.
    let proposed = recovery.outside.then(|| recovery.proposed(&loaded.report));
    Draft { reason, facts, differences: rows.collect(), proposed }
}
