//! Names of files that may be written.

use std::path::Path;

use super::documents::is_no_report;
use super::{FileError, FileProblem, service};

/// Checks that a path names a visible file of a known kind: a file written by mistake or on purpose must not
/// become the configuration of another program. Folders above `beside` are not examined.
pub fn may_name(path: &Path, beside: &Path) -> Result<(), FileError> {
    service::check(path).map_err(|refusal| FileError::new(path, refusal.into()))?;
    if !service::is_visible(path.strip_prefix(beside).unwrap_or(path)) {
        return Err(FileError::new(path, FileProblem::Hidden));
    }
    if is_of_known_kind(path) { Ok(()) } else { Err(FileError::new(path, FileProblem::Foreign)) }
}

/// Checks a path that a user named: in service mode it must be a report or a document inside the folder.
pub fn may_use(path: &Path) -> Result<(), FileError> {
    if service::is_active() { may_name(path, Path::new("")) } else { Ok(()) }
}

/// True if the extension is that of a report or a document.
fn is_of_known_kind(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("ron")) || is_no_report(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::FORMATS;

    #[test]
    fn files_are_visible_and_of_a_known_kind() {
        let problem = |path: &str| may_name(Path::new(path), Path::new("/h/.z/w")).err().map(|it| it.problem);
        for path in ["r.ron", "../r.RON", "./a/b.docx", "/h/.z/w/x.txt", "年度..txt"] {
            assert_eq!(problem(path), None, "{path}");
        }
        for format in FORMATS {
            assert_eq!(problem(&format!("x.{}", format.extension)), None, "{}", format.name);
        }
        for path in [".x.ron", ".ssh/x.txt", "a/.b/x.md", "/h/.z/x.txt", "/h/.z/w/.x.txt", "../.a.ron"] {
            assert_eq!(problem(path), Some(FileProblem::Hidden), "{path}");
        }
        for path in ["authorized_keys", "x.sh", "x.ron.bak", "x.", ""] {
            assert_eq!(problem(path), Some(FileProblem::Foreign), "{path}");
        }
    }
}
