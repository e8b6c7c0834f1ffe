//! Reasons why a document cannot be filled in.

use crate::import::DocxError;
use crate::message::{Lang, messages};

/// Error for a document that cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillError {
    /// It cannot be read.
    Unreadable(DocxError),
    /// It is a .doc or .wps file, or an encrypted one.
    OldWord,
    /// It has tracked changes.
    Tracked,
    /// It has a digital signature, which a change would make invalid.
    Signed,
    /// It is not encoded as UTF-8.
    Encoding,
    /// Its elements are in an unknown namespace.
    Namespace,
    /// It is not a report of the form.
    OtherForm,
}

messages! {
    fill_old_word() => "不能填入 .doc、.wps 或加密的文档，请在文字处理软件中打开并另存为不加密的 .docx", "a .doc, .wps or encrypted document cannot be filled in; save it as .docx without a password in a word processor";
    fill_tracked() => "该文档有未处理的修订，请在文字处理软件中接受或拒绝全部修订、保存后再填入", "the document has tracked changes; accept or reject all of them, save it and try again";
    fill_signed() => "该文档有数字签名，填入后签名失效；请使用未签名的文档", "the document has a digital signature, which a change makes invalid; use one without a signature";
    fill_encoding() => "该文档的编码不是 UTF-8，请在文字处理软件中另存为 .docx 后再填入", "the document is not encoded as UTF-8; save it again as .docx in a word processor";
    fill_namespace() => "无法识别该文档的格式版本，请在文字处理软件中另存为“Word 文档（.docx）”后再填入", "the version of the format is not known; save the document again as a Word document (.docx)";
    fill_other_form() => "该文档与本报告不是同一种表", "the document is not a report of the same form";
}

impl From<DocxError> for FillError {
    fn from(error: DocxError) -> FillError {
        FillError::Unreadable(error)
    }
}

impl FillError {
    /// Returns the message for the user, with advice.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            FillError::Unreadable(error) => error.sentence(lang),
            FillError::OldWord => fill_old_word(lang),
            FillError::Tracked => fill_tracked(lang),
            FillError::Signed => fill_signed(lang),
            FillError::Encoding => fill_encoding(lang),
            FillError::Namespace => fill_namespace(lang),
            FillError::OtherForm => fill_other_form(lang),
        }
    }
}
