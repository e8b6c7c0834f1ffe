//! Help in one language, and the documents that are built in.
//!
//! The texts of the argument definitions are in both languages: `新建报告 / create a report`. In the notes of a command, a
//! line belongs to the language that it is written in; examples belong to both.

use std::io::{IsTerminal, Write};

use clap::builder::PossibleValue;
use clap::{Arg, Args, Command};

use super::say::{Code, Failure, Out};
use super::{Context, definition};
use crate::message::{self, Lang};
use crate::terminal::width::Width;

/// Position of the options of all commands in the help.
const GLOBAL_ORDER: usize = 900;

/// The columns of a terminal whose size is unknown.
const COLUMNS: usize = 80;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// 主题或命令 / a topic or a command
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// A document that is built in.
struct Topic {
    name: &'static str,
    /// The contents, in Chinese and in English.
    texts: [&'static str; 2],
    /// The text as Markdown, in Chinese and in English.
    documents: [&'static str; 2],
}

/// The documents.
const TOPICS: [Topic; 6] = [
    Topic {
        name: "clerk",
        texts: ["填报说明", "guide for clerks"],
        documents: [include_str!("../../docs/clerk.zh-CN.md"), include_str!("../../docs/clerk.md")],
    },
    Topic {
        name: "commands",
        texts: ["命令和文件", "commands and files"],
        documents: [include_str!("../../docs/commands.zh-CN.md"), include_str!("../../docs/commands.md")],
    },
    Topic {
        name: "terminals",
        texts: ["终端", "terminals"],
        documents: [include_str!("../../docs/terminals.zh-CN.md"), include_str!("../../docs/terminals.md")],
    },
    Topic {
        name: "forms",
        texts: ["报表格式编写说明", "reference for authors of forms"],
        documents: [include_str!("../../docs/forms.zh-CN.md"), include_str!("../../docs/forms.md")],
    },
    Topic {
        name: "admin",
        texts: ["管理员说明", "guide for administrators"],
        documents: [include_str!("../../docs/admin.zh-CN.md"), include_str!("../../docs/admin.md")],
    },
    Topic {
        name: "evidence",
        texts: ["试验记录", "evidence"],
        documents: [include_str!("../../docs/evidence.zh-CN.md"), include_str!("../../docs/evidence.md")],
    },
];

/// Prints a document, the help of a command, or the list of both.
pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut Out) -> Result<Code, Failure> {
    let lang = context.lang();
    let all = definition(lang);
    let Some(first) = arguments.names.first() else {
        out.write_all(list(&all, lang).as_bytes())?;
        return Ok(Code::Done);
    };
    if let Some(topic) = TOPICS.iter().find(|topic| topic.name == first) {
        let document = pick(topic.documents, lang);
        let text = if std::io::stdout().is_terminal() {
            let more = message::help_pages(lang, topic.name);
            readable(document, context.measure(), columns()) + &more + "\n"
        } else {
            document.to_owned()
        };
        out.write_all(text.as_bytes())?;
        return Ok(Code::Done);
    }
    let mut found = all;
    found.build();
    for name in &arguments.names {
        let known = || -> String {
            let topics = TOPICS.iter().map(|topic| topic.name);
            topics.collect::<Vec<_>>().join(" ")
        };
        let inner = found.find_subcommand(name).cloned();
        found =
            inner.ok_or_else(|| Failure::new(Code::Usage, message::unknown_topic(lang, name, &known())))?;
    }
    out.write_all(found.render_long_help().to_string().as_bytes())?;
    Ok(Code::Done)
}

/// Returns the topics and the commands.
fn list(all: &Command, lang: Lang) -> String {
    let topics = TOPICS.iter().map(|topic| (topic.name.to_owned(), pick(topic.texts, lang).to_owned()));
    let commands = all.get_subcommands().map(|command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        (command.get_name().to_owned(), about)
    });
    let row = |(name, about): (String, String)| format!("  {name:<12} {about}\n");
    let (topics, commands): (String, String) = (topics.map(row).collect(), commands.map(row).collect());
    message::help_list(lang, topics.trim_end(), commands.trim_end()) + "\n"
}

fn pick<T: Copy>(texts: [T; 2], lang: Lang) -> T {
    let [zh, en] = texts;
    if lang == Lang::Zh { zh } else { en }
}

/// Returns the number of columns of the terminal.
fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| usize::from(size.ws_col));
    size.filter(|columns| *columns > 0).unwrap_or(COLUMNS)
}

const TEMPLATES: [&str; 2] = [
    "{about}\n\n用法：{usage}\n\n{all-args}{after-help}\n",
    "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}\n",
];

/// Returns the definition of the arguments with all texts in one language.
pub(super) fn in_language(command: Command, lang: Lang) -> Command {
    let (options, values) = (pick(["选项", "Options"], lang), pick(["参数", "Arguments"], lang));
    let about = command.get_about().map(|text| half(&text.to_string(), lang));
    let notes = command.get_after_help().map(|text| notes_of(&text.to_string(), lang));
    let long_notes = command.get_after_long_help().map(|text| notes_of(&text.to_string(), lang));
    let mut command = command.help_template(pick(TEMPLATES, lang));
    command = command.subcommand_help_heading(pick(["命令", "Commands"], lang));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(notes) = notes {
        command = command.after_help(notes);
    }
    if let Some(notes) = long_notes {
        command = command.after_long_help(notes);
    }
    command = command.mut_args(|argument| {
        let heading = if argument.is_positional() { values } else { options };
        argument_in(argument, lang).help_heading(heading)
    });
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |inner| in_language(inner, lang));
    }
    command
}

/// Returns an argument with its texts in one language, and with its possible values.
fn argument_in(argument: Arg, lang: Lang) -> Arg {
    let possible = argument.get_possible_values();
    let shown: Vec<&str> =
        possible.iter().filter(|value| !value.is_hide_set()).map(PossibleValue::get_name).collect();
    let has_values = !shown.is_empty() && argument.get_action().takes_values();
    let values = if has_values { message::help_values(lang, &shown.join(", ")) } else { String::new() };
    let text = |text: String| half(&text, lang) + &values;
    let help = argument.get_help().map(|help| text(help.to_string()));
    let long = argument.get_long_help().map(|help| notes_of(&help.to_string(), lang) + &values);
    let takes_values = argument.get_action().takes_values();
    // The options of all commands come after those of the command.
    let argument = if argument.is_global_set() { argument.display_order(GLOBAL_ORDER) } else { argument };
    let mut argument = if takes_values { argument.hide_possible_values(true) } else { argument };
    if let Some(help) = help {
        argument = argument.help(help);
    }
    if let Some(long) = long {
        argument = argument.long_help(long);
    }
    argument
}

/// Returns the half of a text in two languages.
fn half(text: &str, lang: Lang) -> String {
    let halves = text.split_once(" / ").filter(|(zh, en)| has_chinese(zh) && !en.contains(" / "));
    halves.map_or(text, |(zh, en)| pick([zh, en], lang)).to_owned()
}

/// Returns the lines of a text that belong to one language.
fn notes_of(text: &str, lang: Lang) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let is_blank = line.trim().is_empty();
        let line = match line.split_once(" / ").filter(|(zh, _)| has_chinese(zh)) {
            Some((zh, en)) => half_of_line(zh, en, lang),
            None if is_blank => String::new(),
            None if line.starts_with("  ") => example(line, lang),
            None if has_chinese(line) == (lang == Lang::Zh) => line.to_owned(),
            None => continue,
        };
        if !is_blank || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// Returns the half of a line, after an example or a number that belongs to both.
fn half_of_line(zh: &str, en: &str, lang: Lang) -> String {
    let colon = if en.ends_with(':') { "：" } else { "" };
    let indent = zh.len() - zh.trim_start().len();
    let gap = zh.rfind("   ").map(|gap| gap + 3).filter(|start| *start > indent);
    let start = gap.or_else(|| zh.find(|c: char| indent > 0 && has_chinese(c.encode_utf8(&mut [0; 4]))));
    let (both, zh) = zh.split_at(start.unwrap_or(0));
    let words = if lang == Lang::Zh { format!("{zh}{colon}") } else { en.to_owned() };
    format!("{both}{words}")
}

/// Returns an example; in English without a remark in Chinese after it.
fn example(line: &str, lang: Lang) -> String {
    let remark = line.trim_start().split_once("   ").map(|(_, remark)| remark);
    match remark.filter(|remark| lang == Lang::En && has_chinese(remark)) {
        Some(remark) => line.strip_suffix(remark).unwrap_or(line).trim_end().to_owned(),
        None => line.to_owned(),
    }
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
}

/// Prints the manual page of the program or of a command.
pub(super) fn man(context: &Context, name: Option<&str>, out: &mut dyn Write) -> Result<Code, Failure> {
    let lang = context.lang();
    let mut command = definition(lang);
    command.build();
    if let Some(name) = name {
        let found = command.find_subcommand(name).cloned();
        let unknown = || Failure::new(Code::Usage, message::unknown_command(lang, name));
        command = found.ok_or_else(unknown)?.display_name(format!("tianbiao-{name}"));
    }
    let notes = command.get_after_long_help().or(command.get_after_help());
    let notes = notes.map(ToString::to_string).unwrap_or_default();
    let page = clap_mangen::Man::new(command);
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    if name.is_none() {
        page.render_subcommands_section(out)?;
    }
    // A line that ends with a colon begins a section.
    let mut title = pick(["说明", "NOTES"], lang).to_owned();
    let mut lines: Vec<&str> = Vec::new();
    for line in notes.lines() {
        match line.strip_suffix([':', '：']).filter(|_| !line.starts_with(' ')) {
            Some(next) => {
                section(out, &title, &std::mem::take(&mut lines))?;
                title = section_title(next);
            }
            None => lines.push(line),
        }
    }
    section(out, &title, &lines)?;
    for (title, heading) in FACTS {
        writeln!(out, ".SH \"{}\"", pick(title, lang))?;
        for topic in &TOPICS {
            for [name, text] in rows_below(pick(topic.documents, lang), pick(heading, lang)) {
                writeln!(out, ".TP\n{}\n{}", roff(&name), roff(&text))?;
            }
        }
    }
    Ok(Code::Done)
}

/// Sections of the manual page: the title, and the heading of the table in a document.
const FACTS: [([&str; 2], [&str; 2]); 2] = [
    (["环境变量", "ENVIRONMENT"], ["环境变量", "Environment"]),
    (["文件", "FILES"], ["文件位置", "Where files live"]),
];

/// Returns the usual title of a section of the manual.
fn section_title(heading: &str) -> String {
    match heading {
        "Exit codes" => "EXIT STATUS".to_owned(),
        other => other.to_uppercase(),
    }
}

/// Returns the rows of the table below a heading of a document.
fn rows_below(document: &str, heading: &str) -> Vec<[String; 2]> {
    let start = format!("## {heading}\n");
    let body = document.split_once(&start).map_or("", |(_, rest)| rest.split("\n## ").next().unwrap_or(rest));
    let rows = body.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    rows.skip(1).map(|(first, second)| [plain(first), plain(second)]).collect()
}

/// Returns a line of text for the manual page.
fn roff(line: &str) -> String {
    // A dot or an apostrophe at the start would be a request.
    let guard = if line.starts_with(['.', '\'']) { "\\&" } else { "" };
    format!("{guard}{}", line.replace('\\', "\\e").replace('-', "\\-"))
}

/// Writes a section of the manual page, with its lines as they are.
fn section(out: &mut dyn Write, title: &str, lines: &[&str]) -> std::io::Result<()> {
    let text = lines.join("\n");
    if text.trim().is_empty() {
        return Ok(());
    }
    writeln!(out, ".SH \"{}\"\n.nf", title.replace('"', ""))?;
    for line in text.trim_matches('\n').lines() {
        writeln!(out, "{}", roff(line))?;
    }
    writeln!(out, ".fi")
}

/// Returns a document as lines for a terminal of some columns: paragraphs are wrapped, marks of Markdown removed.
fn readable(document: &str, width: Width, columns: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut is_code = false;
    let flush = |paragraph: &mut String, out: &mut String| {
        if !paragraph.is_empty() {
            for line in width.lines(&plain(paragraph), columns) {
                out.extend([line.trim_end(), "\n"]);
            }
            paragraph.clear();
        }
    };
    // On a terminal there is nothing to be generated, and no other language to go to.
    let is_for_the_file =
        |line: &&str| ["<!-- ", "[English](", "[中文]("].iter().any(|start| line.starts_with(start));
    for line in document.lines().filter(|line| !is_for_the_file(line)) {
        let begins_anew = |start: &str| line.trim_start().starts_with(start);
        if line.starts_with("```") {
            flush(&mut paragraph, &mut out);
            is_code = !is_code;
        } else if is_code {
            out.extend([line, "\n"]);
        } else if line.is_empty() || line.starts_with('#') {
            flush(&mut paragraph, &mut out);
            let heading = line.trim_start_matches('#').trim();
            if !heading.is_empty() || !out.ends_with("\n\n") {
                out.extend([heading, "\n"]);
            }
        } else if let Some(row) = line.strip_prefix("| ") {
            flush(&mut paragraph, &mut out);
            let cells = row.trim_end_matches('|').replace("\\|", "\u{0}");
            let cells: Vec<String> =
                cells.split(" | ").map(|cell| plain(&cell.replace('\u{0}', "|"))).collect();
            paragraph = cells.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join("  ");
            flush(&mut paragraph, &mut out);
        } else if !line.starts_with("|--") {
            if begins_anew("- ") || begins_anew("1. ") || line.starts_with(|c: char| c.is_ascii_digit()) {
                flush(&mut paragraph, &mut out);
            }
            join(&mut paragraph, line.trim_start());
        }
    }
    flush(&mut paragraph, &mut out);
    out
}

/// Appends a line to a paragraph, with a blank unless Chinese characters meet.
fn join(paragraph: &mut String, line: &str) {
    let is_chinese = |c: Option<char>| c.is_some_and(|c| has_chinese(c.encode_utf8(&mut [0; 4])));
    let meet = is_chinese(paragraph.chars().next_back()) && is_chinese(line.chars().next());
    if !paragraph.is_empty() && !meet {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// Returns a text without the marks of Markdown for links, emphasis and code.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        match after.split_once("](").and_then(|(words, target)| Some((words, target.split_once(')')?.1))) {
            Some((words, after)) if !words.contains(['[', '`']) => {
                out.extend([before, words]);
                rest = after;
            }
            _ => {
                out.extend([before, "["]);
                rest = after;
            }
        }
    }
    out += rest;
    out.replace("**", "").replace('`', "")
}
