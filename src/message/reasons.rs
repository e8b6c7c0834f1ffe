//! Translates errors of third-party parsers, which are in English only: RON files and the command line.
//! Unknown errors keep the parser's text, embedded in a sentence.

use super::Lang;

messages! {
    did_you_mean(near: &str) => "，是否为 {near}？", "; did you mean {near}?";
    written_twice(name: &str) => "“{name}”重复", "\"{name}\" occurs twice";
}

/// Prefix in an error of our own parsers, followed by the name that occurs twice.
pub(crate) const TWICE: &str = "twice: ";

/// Returns the reason why RON text cannot be parsed.
pub fn ron_reason(lang: Lang, error: &ron::Error) -> String {
    use ron::Error as E;
    if let E::Message(reason) = error
        && let Some(name) = reason.strip_prefix(TWICE)
    {
        return written_twice(lang, name);
    }
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        E::Eof => "文件到此中断，括号或引号没有配对".to_owned(),
        E::ExpectedArray => "此处应为 [ 开头的列表".to_owned(),
        E::ExpectedArrayEnd => "列表没有用 ] 结束".to_owned(),
        E::ExpectedBoolean => "此处应为 true 或 false".to_owned(),
        E::ExpectedComma => "此处应有逗号，或括号没有配对".to_owned(),
        E::IntegerOutOfBounds => "整数过大，或不应为负数".to_owned(),
        E::InvalidEscape(_) => "引号中 \\ 之后的写法错误；\\ 本身应写为 \\\\".to_owned(),
        E::UnexpectedChar(c) => format!("此处不应有“{c}”"),
        E::ExpectedInteger => "此处应为整数".to_owned(),
        E::ExpectedMap => "此处应为 { 开头的一组“名: 值”".to_owned(),
        E::ExpectedMapColon => "名和值之间应有冒号".to_owned(),
        E::ExpectedMapEnd => "没有用 } 结束".to_owned(),
        E::ExpectedOption => "此处应为 Some(..) 或 None".to_owned(),
        E::ExpectedString => "此处应为引号中的文字".to_owned(),
        E::ExpectedStringEnd => "引号没有配对".to_owned(),
        E::ExpectedStructLike | E::ExpectedNamedStructLike(_) | E::ExpectedAttribute => {
            "此处应为 ( 开头的一组“名: 值”".to_owned()
        }
        E::ExpectedDifferentStructName { found, .. } => {
            format!("此处应为 ( 开头的一组“名: 值”，不是 {found}")
        }
        E::ExpectedStructLikeEnd => "没有用 ) 结束".to_owned(),
        E::ExpectedIdentifier => "此处应为一个名称".to_owned(),
        E::MissingStructField { field, .. } => format!("缺少 {field}"),
        E::DuplicateStructField { field, .. } => format!("{field} 重复"),
        E::TrailingCharacters => "结尾之后有多余的内容".to_owned(),
        E::UnclosedBlockComment => "注释没有用 */ 结束".to_owned(),
        E::ExceededRecursionLimit => "括号嵌套过深".to_owned(),
        E::Message(reason) => reason.clone(),
        other => format!("此处写法错误（{other}）"),
    }
}

/// Returns the reason why a command line cannot be parsed, in Chinese; `None` if there is no translation.
pub fn usage_reason(error: &clap::Error) -> Option<String> {
    use clap::error::{ContextKind as K, ContextValue, ErrorKind as E};
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        Some(ContextValue::Strings(words)) if !words.is_empty() => Some(words.join(" ")),
        _ => None,
    };
    let near = |kind| word(kind).map_or_else(String::new, |near| did_you_mean(Lang::Zh, &near));
    let argument = word(K::InvalidArg);
    let value = word(K::InvalidValue).filter(|value| !value.is_empty());
    Some(match (error.kind(), argument, value) {
        (E::UnknownArgument, Some(argument), _) if !argument.starts_with('-') => {
            format!("多余的参数 {argument}{}", near(K::SuggestedArg))
        }
        (E::UnknownArgument, Some(argument), _) => {
            format!("没有选项 {argument}，或此处不适用{}", near(K::SuggestedArg))
        }
        (E::InvalidSubcommand, ..) => {
            format!("没有命令 {}{}", word(K::InvalidSubcommand)?, near(K::SuggestedSubcommand))
        }
        (E::MissingRequiredArgument, Some(argument), _) => format!("缺少参数：{argument}"),
        (E::ArgumentConflict, Some(argument), _) => match word(K::PriorArg) {
            Some(prior) if prior != argument => format!("{argument} 不能与 {prior} 同时使用"),
            _ => format!("{argument} 只能出现一次"),
        },
        (E::InvalidValue, Some(argument), None) => format!("{argument} 之后应有值"),
        (E::InvalidValue, Some(argument), Some(value)) => {
            let all = word(K::ValidValue).map_or_else(String::new, |all| format!("，可为：{all}"));
            format!("{argument} 不能为“{value}”{all}{}", near(K::SuggestedValue))
        }
        (E::ValueValidation, Some(argument), Some(value)) => format!("{argument} 不能为“{value}”"),
        (E::TooManyValues, Some(argument), Some(value)) => format!("{argument} 的值过多：“{value}”"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ReportFile;

    #[test]
    fn no_reason_is_in_english_alone() {
        for source in [
            "",
            "root:x:0:0",
            "PK",
            "# head",
            "[1]",
            "(form: 3)",
            "(form: \"a\" edition: \"b\")",
            "/* x",
            "Some(1)",
            "(rows: {\"x\": -1})",
            "(rows: {\"x\": 99999999999999999999})",
            "(form: \"\\q\")",
            "(form: \"a\n",
            "(form,)",
            "(1, 2)",
            "(form: b\"a\")",
            "(rows: {1})",
            "(form: \"a\")x",
            "(form: \"\\u{110000}\")",
            "(_: 1)",
        ] {
            let Err(error) = ron::from_str::<ReportFile>(source) else { panic!("{source}") };
            let reason = ron_reason(Lang::Zh, &error.code);
            assert!(reason.chars().any(|c| c >= '一'), "{source}: {reason}");
        }
    }
}
