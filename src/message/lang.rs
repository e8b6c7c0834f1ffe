//! The languages of screens and messages.

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// Returns the code: `zh` or `en`.
    pub fn code(self) -> &'static str {
        self.choose(["zh", "en"])
    }

    /// Parses a code or locale: `zh`, `zh_CN.UTF-8`, `en`, `en_US`.
    pub fn from_code(code: &str) -> Option<Lang> {
        let language = code.split(['_', '-', '.']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Returns the item in this language.
    pub fn choose<T>(self, [zh, en]: [T; 2]) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
