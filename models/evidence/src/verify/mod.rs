//! Whether a file is as it was exported.

mod error;
mod html;
mod record;

use crate::digest::Sha256;
use crate::signature::{Signature, message_to_sign};

pub use error::VerifyError;
pub(crate) use html::{PAGE_MARK, RECORD_END, escape, page_digest};

/// Largest file that is checked, in bytes. A page is at most about three times what its dossier holds.
pub const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;

/// A file that is as it was exported. That is all that is known of it: whoever changes a dossier can
/// compute its chain anew. Only a signature, which the caller has to check, says more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What kind of export it is.
    pub form: Form,
    /// How many entries it has.
    pub entries: u32,
    /// The link over all of it, to be compared with one that is known from elsewhere.
    pub last_link: Sha256,
    /// The signature under it. **It was not checked.**
    pub signature: Option<Signature>,
}

impl Verified {
    /// The message that the signature must be of.
    pub fn message_to_sign(&self) -> Vec<u8> {
        message_to_sign(self.last_link)
    }
}

/// The kinds of export that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines of JSON.
    Jsonl,
    /// A page with a record in it.
    Html {
        /// What is known of the page around the record.
        page: PageState,
    },
}

/// What is known of a page whose record fits, and which fits its own check sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageState {
    /// It is what this program makes of the record, byte for byte.
    Same,
    /// It is not. Another version of the program wrote it, or it was changed and its check sum with
    /// it.
    Other,
}

/// Recomputes the chain of a dossier's JSONL or HTML, and says what the first thing is that does not
/// fit. Of HTML, the page around the record is compared, too.
///
/// # Errors
///
/// What [`VerifyError`] names. A hostile file gets an error, never a panic.
pub fn verify(text: &str) -> Result<Verified, VerifyError> {
    if text.len() > MAX_FILE_BYTES {
        return Err(VerifyError::TooLarge {
            bytes: text.len(),
            limit: MAX_FILE_BYTES,
        });
    }
    if text.starts_with(crate::jsonl::HEAD) {
        return record::check(text).map(|record| record.verified(Form::Jsonl));
    }
    html::check(text)
}
