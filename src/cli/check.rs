//! `tianbiao check`: lists the findings of one or more reports.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::say::{Code, Failure, talk};
use super::{Context, calculated};
use crate::check::review::{Quotes, Review, State, claim_words, relation_words};
use crate::check::{Checked, Checker, Finding, Overview, RuleId, named_rules};
use crate::export::{findings_json, review_json};
use crate::form::{CellRef, Severity, clean_line, visible_line};
use crate::message;
use crate::report::Paths;
use crate::sheet::Texts;

/// The notes at the end of the help.
const NOTES: &str = "\
每个问题一行：文件: 标记 路径 名称: 内容。! 错误  ? 待核实  * 必填项未填  ~ 上年内容，待确认  i 提示  + 已说明
无错误的退出码为 0，有错误的为 1；使用 --strict 时，未说明的 ? 和未确认的 ~ 也计入。
One line per finding; exit code 1 if there are errors (with --strict also if anything is unexplained or unconfirmed).

--all 的其余各行为文中数据：= 一致  ! 不一致  ? 存疑  . 未核  + 已核。
With --all the other lines are figures of texts: = equal  ! different  ? doubtful  . unchecked  + checked.

例子 / Examples:
  tianbiao check 2023.ron
  tianbiao check 2023.ron --all
  tianbiao check *.ron --json | jq -r '.[] | .file + \": \" + .message'";

#[derive(Args, Debug)]
#[command(after_help = NOTES, after_long_help = long_notes())]
pub(super) struct Arguments {
    /// 报告，- 为标准输入 / reports, - for standard input
    #[arg(required = true)]
    file: Vec<PathBuf>,
    /// 一个 JSON 数组 / output a JSON array
    #[arg(long)]
    json: bool,
    /// 同时列出文中全部数据及核对结果 / also list every figure of the texts, and the result of its comparison
    #[arg(long)]
    all: bool,
    /// 未说明、未确认的也视为不通过 / also fail on findings that are not explained or confirmed
    #[arg(long)]
    strict: bool,
}

/// Returns the notes with the names of all rules.
fn long_notes() -> String {
    let rules = named_rules().map(|rule| format!("\n  {:19} {} / {}", rule.name, rule.help[0], rule.help[1]));
    let rules: String = rules.collect();
    format!(
        "{NOTES}\n\n规则名称，用于 JSON 和 set 规则@路径=说明 / names of rules, as in JSON and in set RULE@PATH=TEXT:{rules}"
    )
}

#[derive(Default)]
struct Count {
    errors: usize,
    open: usize,
    carried: usize,
    rest: usize,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut dyn Write) -> Result<Code, Failure> {
    let mut count = Count::default();
    let mut worst = Code::Done;
    let (mut checked, mut reviews) = (Vec::new(), Vec::new());
    for path in &arguments.file {
        let loaded = match context.load(path) {
            Ok(loaded) => loaded,
            Err(failure) => {
                // Continue with the other files.
                talk(&failure.text);
                worst = worst.max(failure.code);
                continue;
            }
        };
        let sheet = calculated(&loaded.form, &loaded.report);
        // The texts that the checks parsed are reconciled.
        let mut checker = Checker::default();
        let findings = checker.check(&loaded.form, &loaded.report, &sheet);
        if arguments.all {
            reviews.push(Review::new(checker.reconcile(&loaded.form, &loaded.report, &sheet), &findings));
        }
        checked.push((path.to_string_lossy(), loaded, sheet, findings));
    }
    let files: Vec<(&str, Checked<'_>)> = checked
        .iter()
        .map(|(file, loaded, sheet, findings)| {
            let (form, report) = (&*loaded.form, &loaded.report);
            let texts = Texts { form, report, sheet, lang: context.lang_for(form) };
            (&**file, Checked { texts, findings })
        })
        .collect();
    let has_practice = files.iter().any(|(_, checked)| checked.texts.report.is_practice());
    for (file, Checked { texts, findings }) in &files {
        let file = visible_line(file);
        let paths = Paths::new(texts.form, texts.report);
        for finding in *findings {
            count.add(finding);
            if !arguments.json {
                writeln!(out, "{}", line(&file, texts, &paths, finding))?;
            }
        }
    }
    if arguments.json {
        let json = if arguments.all { review_json(&files, &reviews) } else { findings_json(&files) };
        out.write_all(json?.as_bytes())?;
    } else {
        for ((file, checked), review) in files.iter().zip(&reviews) {
            list_review(&visible_line(file), &checked.texts, review, out)?;
        }
    }
    out.flush()?;
    for (file, Checked { texts, findings }) in &files {
        let Texts { form, report, sheet, lang } = *texts;
        let progress = Overview::new(form, report, sheet, findings).progress;
        talk(&message::label_value(lang, &visible_line(file), &progress.whole.summary(lang)));
    }
    if let Some((_, Checked { texts: Texts { lang, .. }, .. })) = files.first() {
        talk(&match count {
            Count { errors: 0, open: 0, carried: 0, rest: 0 } => message::check_clean(*lang),
            Count { errors, open, rest, .. } => message::check_count(*lang, errors, open, rest),
        });
        if count.carried > 0 {
            talk(&message::check_carried(*lang, count.carried));
        }
        if has_practice {
            talk(&message::practice_not_final(*lang));
        }
    }
    let open = count.open > 0 || count.carried > 0 || has_practice;
    let stands = count.errors > 0 || arguments.strict && open;
    Ok(if stands { worst.max(Code::Findings) } else { worst })
}

/// Lists the claims and the relations of a report.
fn list_review(file: &str, texts: &Texts<'_>, review: &Review, out: &mut dyn Write) -> std::io::Result<()> {
    let (paths, quotes) = (Paths::new(texts.form, texts.report), Quotes::new(texts));
    let mut put = |state: State, cell: CellRef, words: &str| {
        let (sign, path, label) = (state.sign(), paths.of(cell), texts.form.label(cell.field));
        writeln!(out, "{file}: {}", clean_line(&format!("{sign} {path} {label}: {words}")))
    };
    for claim in &review.claims {
        put(claim.0, claim.1.cell, &claim_words(&quotes, claim))?;
    }
    for relation in &review.relations {
        put(relation.0, relation.1.cell, &relation_words(&quotes, relation))?;
    }
    Ok(())
}

impl Count {
    fn add(&mut self, finding: &Finding) {
        match finding.severity() {
            _ if finding.rule == RuleId::Carried => self.carried += 1,
            Severity::Error => self.errors += 1,
            Severity::Explain if !finding.explained => self.open += 1,
            Severity::Explain | Severity::Hint => self.rest += 1,
        }
    }
}

fn line(file: &str, texts: &Texts<'_>, paths: &Paths<'_>, finding: &Finding) -> String {
    let Texts { form, lang, .. } = *texts;
    let mark = finding.mark().letter();
    let path = paths.of(finding.cell);
    let mut line = format!("{mark} {path} {}: {}", form.label(finding.cell.field), finding.sentence(texts));
    let why = finding.explanation(texts).map(|text| message::explanation(lang, text));
    let why = why.or_else(|| Some(message::former_explanation(lang, finding.former(texts)?)));
    if let Some(why) = why {
        line.push_str(" | ");
        line.push_str(&why);
    }
    format!("{file}: {}", clean_line(&line))
}
