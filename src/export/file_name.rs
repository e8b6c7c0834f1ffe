//! The proposed name of an exported file: defined by the form, and valid on all operating systems.

use std::path::Path;

use crate::form::{Row, clean_line, is_hidden};
use crate::message;
use crate::sheet::{Texts, phrase_or};

/// Maximum length of a name. Most file systems allow 255 bytes; the rest is reserved for prefixes.
const MAX_BYTES: usize = 200;
/// Characters that are invalid in file names on some system.
const REFUSED: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Returns the proposed name of an exported file: the form's `file_name`, or else the name of the report's
/// `file`, followed by draft or final, and the extension.
pub fn file_name(texts: &Texts<'_>, file: &str, draft: bool, extension: &str) -> String {
    // The name is in the form's language, like the document.
    let lang = texts.form.language;
    let texts = Texts { lang, ..*texts };
    let words = match draft {
        true if texts.report.is_practice() => message::practice_draft(lang),
        true => message::draft(lang),
        false => message::final_version(lang),
    };
    let end = format!("_{words}.{extension}");
    let room = MAX_BYTES.saturating_sub(end.len());
    let said = texts.form.file_name.as_ref();
    let said = said.map(|name| phrase_or(&texts, name, Row::Only, "")).unwrap_or_default();
    let of_file = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
    let stems = [&said, &*of_file, &texts.form.id].map(|name| fitted(name, room));
    stems.into_iter().find(|name| !name.is_empty()).unwrap_or_default() + &end
}

/// Converts a text to a part of a file name of at most `room` bytes.
fn fitted(text: &str, room: usize) -> String {
    let text = clean_line(text);
    let mut name = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_hidden(*c)) {
        let c = if REFUSED.contains(&c) { '_' } else { c };
        // A blank value would leave two underscores in a row.
        if c != '_' || !name.ends_with('_') {
            name.push(c);
        }
    }
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '_' | '.' | '-');
    let name = name.trim_matches(is_edge);
    name[..name.floor_char_boundary(room)].trim_end_matches(is_edge).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::compile;
    use crate::report::{Edit, Report};
    use crate::session::{Merge, Session};
    use std::sync::Arc;

    fn session(language: &str, file_name: &str, unit: &str, year: &str) -> Session {
        let source = format!(
            "(id: \"f\", edition: \"1\", title: \"f\", language: \"{language}\", caption: \"f\", {file_name} sections: [
                (name: \"s\", label: \"s\", items: [
                    Field(name: \"unit\", label: \"单位\", type: Text),
                    Field(name: \"year\", label: \"年度\", type: Integer),
                ]),
            ])"
        );
        let form = Arc::new(compile(&source).unwrap());
        let mut session = Session::new(form.clone(), Report::new(&form));
        for (path, text) in [("unit", unit), ("year", year)] {
            let cell = session.report().resolve(&form, path).unwrap();
            session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
        }
        session
    }

    #[test]
    fn proposed_names() {
        let key = r#"file_name: "{unit}_{year}_自评报告","#;
        for (language, key, unit, year, name) in [
            ("zh", key, "质安站", "2023", "质安站_2023_自评报告_草稿.docx"),
            ("en", key, "质安站", "2023", "质安站_2023_自评报告_draft.docx"),
            ("zh", key, "", "2023", "2023_自评报告_草稿.docx"),
            ("zh", key, "质安站", "", "质安站_自评报告_草稿.docx"),
            ("zh", key, "", "", "自评报告_草稿.docx"),
            // An invalid value is not part of the name.
            ("zh", key, "质安站", "二〇", "质安站_自评报告_草稿.docx"),
            ("zh", key, "../甲/乙", "2023", "甲_乙_2023_自评报告_草稿.docx"),
            ("zh", key, r#"甲\乙:*?"<>|丙"#, "2023", "甲_乙_丙_2023_自评报告_草稿.docx"),
            ("zh", key, "  甲 站\u{3000}", "2023", "甲 站\u{3000}_2023_自评报告_草稿.docx"),
            ("zh", key, "-rf", "2023", "rf_2023_自评报告_草稿.docx"),
            ("zh", key, ".甲", "2023", "甲_2023_自评报告_草稿.docx"),
            ("zh", key, "甲\u{1b}[31m\u{202e}\u{200b}乙\n丙", "2023", "甲[31m乙 丙_2023_自评报告_草稿.docx"),
            ("zh", key, "（甲）’s $(乙)&;`", "2023", "（甲）’s $(乙)&;`_2023_自评报告_草稿.docx"),
            ("zh", "", "质安站", "2023", "r_草稿.docx"),
            ("zh", r#"file_name: "","#, "质安站", "2023", "r_草稿.docx"),
            ("zh", r#"file_name: "{unit}","#, "...", "2023", "r_草稿.docx"),
        ] {
            let session = session(language, key, unit, year);
            assert_eq!(file_name(&session.texts(crate::message::Lang::Zh), "r.ron", true, "docx"), name);
        }
        let session = session("zh", key, "质安站", "2023");
        let texts = session.texts(crate::message::Lang::En);
        assert_eq!(file_name(&texts, "r.ron", false, "pdf"), "质安站_2023_自评报告_定稿.pdf");
    }

    #[test]
    fn a_mistake_in_it_is_told() {
        let source =
            "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\",\n file_name: \"{unti}\", sections: [
            (name: \"s\", label: \"s\", items: [Field(name: \"unit\", label: \"单位\", type: Text)])])";
        let mistakes = compile(source).unwrap_err();
        let [mistake] = &mistakes[..] else { panic!("{mistakes:?}") };
        assert_eq!((mistake.line, mistake.column), (2, 15));
        assert!(mistake.kind.sentence(crate::message::Lang::En).contains("did you mean unit?"));
    }

    #[test]
    fn the_files_own_name() {
        let session = session("zh", "", "", "");
        let texts = session.texts(crate::message::Lang::Zh);
        for (file, name) in [
            ("2023.ron", "2023_草稿.md"),
            ("年度 报告.v2.ron", "年度 报告.v2_草稿.md"),
            ("报告", "报告_草稿.md"),
            ("\\xff甲.ron", "xff甲_草稿.md"),
            (".ron", "ron_草稿.md"),
            ("", "f_草稿.md"),
            ("..", "f_草稿.md"),
        ] {
            assert_eq!(file_name(&texts, file, true, "md"), name, "{file}");
        }
    }

    #[test]
    fn a_long_name_is_cut_at_a_character() {
        let key = r#"file_name: "{unit}_{year}","#;
        for unit in [
            "长".repeat(80),
            format!("a{}", "长".repeat(80)),
            format!("{}_", "长".repeat(59)),
            "😀".repeat(80),
        ] {
            let session = session("zh", key, &unit, "2023");
            let name = file_name(&session.texts(crate::message::Lang::Zh), "r.ron", true, "docx");
            assert!(name.len() <= MAX_BYTES && name.len() > MAX_BYTES - 8, "{} {name}", name.len());
            assert!(name.ends_with("_草稿.docx") && !name.contains("__"), "{name}");
        }
    }
}
