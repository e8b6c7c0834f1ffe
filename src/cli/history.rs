//! `tianbiao history`: lists, fetches or deletes the backups of a report.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::say::{Code, Failure, Out, talk};
use super::{Context, shown_time};
use crate::export::pretty_json;
use crate::message::{self, Lang};
use crate::store::backups::{self, Version};
use crate::store::{StateDir, save, shown};

#[derive(Args, Debug)]
#[command(after_help = "\
每个版本一行：编号、时间、字节数、来源，按时间顺序。取出的版本写入 OUT，报告本身不变。
历史版本含个人信息，可用 --delete 删除：先列出，加 --yes 后删除；报告和草稿不变。
One line per version: number, time, bytes, reason. A fetched version is written to OUT; the report is not changed.
Versions contain personal data. --delete lists those to be deleted, and deletes them with --yes; the report and its
draft are not changed.

例子 / Examples:
  tianbiao history 2023.ron
  tianbiao history 2023.ron --fetch 3 -o old.ron
  tianbiao history 2023.ron --fetch 3 | tianbiao get - year
  tianbiao history 2023.ron --delete=3 --yes
  tianbiao history 2023.ron --delete --yes")]
pub(super) struct Arguments {
    /// 报告 / the report
    file: PathBuf,
    /// 取出的版本编号 / the version to fetch
    #[arg(long, value_name = "N")]
    fetch: Option<u32>,
    /// 输出文件，默认为标准输出 / output file, default is standard output
    #[arg(short, long, value_name = "OUT", requires = "fetch")]
    output: Option<PathBuf>,
    /// 覆盖已有文件 / overwrite an existing file
    #[arg(long, requires = "output")]
    force: bool,
    /// 删除全部历史版本，或指定编号的版本 / delete all versions, or one
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, conflicts_with = "fetch")]
    #[allow(clippy::option_option, reason = "without the option, without a number, or with one")]
    delete: Option<Option<u32>>,
    /// 与 --delete 同用，确认删除 / with --delete: confirm
    #[arg(long, requires = "delete")]
    yes: bool,
    /// 一个 JSON 数组 / output a JSON array
    #[arg(long, conflicts_with_all = ["fetch", "delete"])]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut Out) -> Result<Code, Failure> {
    let lang = context.lang();
    let failed = |error| Failure::from_file(&error, lang, context.measure());
    let file = shown(&arguments.file);
    let place = context.state.find(&arguments.file).map_err(failed)?;
    let versions = match &place {
        Some(place) => backups::list(place).map_err(failed)?,
        None => Vec::new(),
    };
    if let Some(number) = arguments.delete {
        let meant =
            versions.into_iter().filter(|version| number.is_none_or(|number| version.number == number));
        return delete(context, arguments, place.as_ref(), (number, &meant.collect::<Vec<_>>()), out);
    }
    let Some(number) = arguments.fetch else {
        if arguments.json {
            let all = versions.iter().map(|version| {
                json!({
                    "number": version.number,
                    "time": version.time,
                    "bytes": version.size,
                    "hash": format!("{:016x}", version.hash),
                    "reason": version.reason.word(),
                })
            });
            out.write_all(pretty_json(&all.collect::<Vec<_>>())?.as_bytes())?;
            return Ok(Code::Done);
        }
        list(&versions, lang, out)?;
        if versions.is_empty() {
            talk(&message::history_none(lang, &file));
        }
        return Ok(Code::Done);
    };
    let bytes = place.map(|place| backups::fetch(&place, number)).transpose().map_err(failed)?.flatten();
    let Some(bytes) = bytes else {
        let known: Vec<String> = versions.iter().map(|version| version.number.to_string()).collect();
        let text = match known.as_slice() {
            [] => message::history_none(lang, &file),
            known => message::history_unknown(lang, number, &known.join(" ")),
        };
        return Err(Failure::new(Code::Usage, text));
    };
    match arguments.output.as_deref().filter(|path| path.as_os_str() != "-") {
        // Escape control characters for a terminal; write exact bytes to a pipe or file.
        None if io::stdout().is_terminal() => out.write_all(&bytes)?,
        None => out.exact().write_all(&bytes)?,
        Some(path) => {
            let (how, _lock) = context.making(path, None, arguments.force, lang)?;
            save(path, &bytes, how).map_err(failed)?;
            talk(&message::history_fetched(lang, number, &shown(path)));
        }
    }
    Ok(Code::Done)
}

/// Writes one line per version.
fn list(versions: &[Version], lang: Lang, out: &mut Out) -> io::Result<()> {
    for version in versions {
        let (number, time, size) = (version.number, shown_time(version.time, lang), version.size);
        writeln!(out, "{number:>4}  {time}  {size:>8}  {}", version.reason.words(lang))?;
    }
    Ok(())
}

/// Lists the versions to be deleted, and deletes them if that is confirmed.
fn delete(
    context: &Context,
    arguments: &Arguments,
    place: Option<&StateDir>,
    (number, meant): (Option<u32>, &[Version]),
    out: &mut Out,
) -> Result<Code, Failure> {
    let (lang, file) = (context.lang(), shown(&arguments.file));
    let Some(place) = place.filter(|_| !meant.is_empty()) else {
        let text = message::history_none(lang, &file);
        let known = number.map(|number| message::history_unknown(lang, number, ""));
        return Err(Failure::new(Code::Usage, known.unwrap_or(text)));
    };
    list(meant, lang, out)?;
    if !arguments.yes {
        return Err(Failure::new(Code::Usage, message::history_deletes(lang, meant.len(), &file)));
    }
    let _lock = context.lock(&arguments.file, lang)?;
    let deleted = backups::delete(place, number);
    deleted.map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
    talk(&message::history_deleted(lang, meant.len(), &file));
    Ok(Code::Done)
}
