//! Progress: how much of what the finished report needs is there, and what is open in each section.

use std::sync::Arc;

use tianbiao::check::{Mark, Needs, Progress};
use tianbiao::form::Form;
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read};
use tianbiao::roll_forward::Plan;
use tianbiao::session::Session;

use crate::support::scenario::{BUILT_IN, SAMPLE, form};

/// A new report, the sample, or the report of the year after the sample.
fn report(form: &Arc<Form>, name: &str) -> Report {
    let sample = || Report::from_file(form, read(SAMPLE).unwrap());
    match name {
        "sample" => sample(),
        "rolled" => Plan::new(form.clone(), form, &sample(), None).roll().report,
        _ => Report::new(form),
    }
}

fn progress_with(name: &str, entries: &[(&str, &str)]) -> Progress {
    let form = form(BUILT_IN);
    let mut report = report(&form, name);
    for (path, text) in entries {
        let cell = report.resolve(&form, path).unwrap();
        let text = Some((*text).into()).filter(|_| !text.is_empty());
        report.apply(&form, Edit::Set { cell, text });
    }
    Session::new(form, report).overview().progress.clone()
}

/// What is open in a section, as the strip shows it.
fn open(needs: &Needs) -> String {
    let marks: Vec<String> = needs.open().map(|(mark, count)| format!("{}{count}", mark.letter())).collect();
    marks.concat()
}

fn sections(progress: &Progress) -> Vec<String> {
    progress.sections.iter().map(open).collect()
}

#[test]
fn a_new_report_has_nothing_and_the_sample_has_everything() {
    let new = progress_with("new", &[("year", "2024")]);
    assert_eq!(new.whole.percent(), 0);
    assert_eq!(sections(&new), ["*2", "*7", "*1", "*1", "*1", "*1", "*3", "*1", "*11"]);
    assert_eq!(new.whole.summary(Lang::Zh), "填报进度 0%（必填 28）");
    let sample = progress_with("sample", &[]);
    assert_eq!(sample.whole.summary(Lang::Zh), "填报进度 100%");
    assert!(sample.sections.iter().all(Needs::is_done));
    assert_eq!(sample.whole.needed, sample.whole.done);
}

#[test]
fn a_report_from_last_year_is_well_under_half_and_shows_all_that_is_open() {
    let rolled = progress_with("rolled", &[]);
    assert!(rolled.whole.percent() < 30, "{}", rolled.whole.summary(Lang::Zh));
    assert_eq!(rolled.whole.count(Mark::Carried), 54);
    assert_eq!(sections(&rolled)[1], "*3~4");
    assert_eq!(sections(&rolled)[6], "*16~27");
}
