//! A page with a record in it.

use data_encoding::BASE64;

use super::record::{self, Record};
use super::{Form, PageState, Verified, VerifyError};
use crate::digest::Sha256;
use crate::dossier::Dossier;
use crate::entry::Entry;
use crate::page::thumbnail_id;

/// What a record begins with in a page, before the page's check sum.
pub(crate) const PAGE_MARK: &str =
    "<script type=\"application/jsonl\" id=\"record\" data-page-sha256=\"";

/// What stands between the page's check sum and the record.
const RECORD_START: &str = "\">\n";

/// What a record ends with in a page.
pub(crate) const RECORD_END: &str = "</script>";

/// The check sum of a page: the SHA-256 of two SHA-256, of what stands before the record and of what
/// stands behind it.
pub(crate) fn page_digest(before: &str, behind: &str) -> Sha256 {
    let [before, behind] = [before, behind].map(|part| Sha256::of(&[part.as_bytes()]));
    Sha256::of(&[before.bytes(), behind.bytes()])
}

pub(super) fn check(html: &str) -> Result<Verified, VerifyError> {
    let parts = || {
        let (before, rest) = html.split_once(PAGE_MARK)?;
        let (digest, rest) = rest.split_once(RECORD_START)?;
        let (record, behind) = rest.split_once(RECORD_END)?;
        Some((before, digest, record, behind))
    };
    let (before, digest, escaped, behind) = parts().ok_or(VerifyError::NotADossier)?;
    let text = unescape(escaped);
    let record = record::check(&text)?;
    if Sha256::parse(digest).ok() != Some(page_digest(before, behind)) {
        return Err(VerifyError::PageChanged);
    }
    // A page that this program does not make of the record is not known to be wrong: the record may
    // hold reports of another version, or sentences may have become better.
    let made = make_again(&record, html).map(|dossier| dossier.html());
    let page = match made {
        Some(made) if made == html => PageState::Same,
        _ => PageState::Other,
    };
    Ok(record.verified(Form::Html { page }))
}

/// The dossier of a record, with the thumbnails of the page; none where it is not one that this program
/// would have made. A record cannot be made into a page that is very much larger than itself.
fn make_again(record: &Record, html: &str) -> Option<Dossier> {
    let mut dossier = Dossier::with_head(record.head.to_owned()).ok()?;
    let mut rest = html;
    for text in &record.entries {
        let entry: Entry = serde_json::from_str(text).ok()?;
        let mut data = Vec::new();
        if let Some(thumbnail) = &entry.thumbnail {
            // They stand in the order of the entries.
            let id = format!("id=\"{}\" src=\"", thumbnail_id(entry.number));
            let (_, behind) = rest.split_once(&id)?;
            let (base64, behind) = behind
                .strip_prefix(&thumbnail.uri_start())?
                .split_once('"')?;
            data = BASE64.decode(base64.as_bytes()).ok()?;
            if Sha256::of(&[&data]) != thumbnail.sha256 {
                return None;
            }
            rest = behind;
        }
        dossier.take((*text).to_owned(), data).ok()?;
    }
    dossier.set_signature(record.end.signature.clone());
    Some(dossier)
}

/// Canonical JSON as it can stand in a page: every `<` is `\u003c`, so that nothing in it ends the
/// element. It is still the same JSON.
pub(crate) fn escape(jsonl: &str) -> String {
    jsonl.replace('<', "\\u003c")
}

/// Turns [`escape`] round. Canonical JSON never writes `<` as an escape itself.
fn unescape(record: &str) -> String {
    let mut out = String::with_capacity(record.len());
    let mut rest = record;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some(behind) = behind.strip_prefix("u003c") {
            out.push('<');
            rest = behind;
        } else {
            // The next character belongs to the backslash, above all where it is one itself.
            let mut chars = behind.chars();
            out.push('\\');
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back_whatever_it_holds() {
        for text in [
            "",
            "</script><!--<script>",
            r#"{"a":"\\u003c"}"#,
            r#"{"a":"\\<\\\\<\"<"}"#,
            "\\",
            "ends with \\\\",
        ] {
            let escaped = escape(text);
            assert!(!escaped.contains('<'), "{escaped}");
            assert_eq!(unescape(&escaped), text);
        }
    }
}
