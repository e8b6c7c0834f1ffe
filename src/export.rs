//! Stand-in until the exporters land.
use crate::message::Lang;
use crate::report::Texts;
#[derive(Clone, Copy, Default)]
pub struct Options {
    pub annex: bool,
}
pub struct Format {
    pub name: &'static str,
    pub extension: &'static str,
    pub help: fn(Lang) -> String,
    pub write: fn(&Texts<'_>, Options) -> std::io::Result<Vec<u8>>,
}
pub static FORMATS: [Format; 1] =
    [Format { name: "text", extension: "txt", help: |_| String::new(), write: |_, _| Ok(Vec::new()) }];
impl Format {
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
