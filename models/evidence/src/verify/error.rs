//! What does not fit.

use thiserror::Error;

/// Why a file is not known to be as it was exported. The sentences are in
/// [`english`](crate::english).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.english())]
pub enum VerifyError {
    /// The file is larger than is checked.
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest that is checked.
        limit: usize,
    },
    /// There is no record in it.
    NotADossier,
    /// The dossier is of another version.
    Version {
        /// Its version.
        version: u32,
        /// The one that is checked.
        known: u32,
    },
    /// A line is not of the form that it must have.
    Line {
        /// Which line of the record, from 1.
        line: usize,
        /// What is wrong, without a full stop.
        problem: String,
    },
    /// The head's link is not over the head.
    HeadChanged,
    /// The link of an entry is not over it and the link before.
    EntryChanged {
        /// The entry's number.
        number: u32,
        /// The name that it has now.
        name: String,
    },
    /// An entry is not there.
    EntryMissing {
        /// Its number.
        number: u32,
    },
    /// An entry stands in the place of another one, which comes later.
    EntryMoved {
        /// The entry's number.
        number: u32,
        /// Where it stands.
        place: u32,
        /// Its name.
        name: String,
    },
    /// An entry is more than there were: behind the last, or with a number that another one has.
    EntryAdded {
        /// Where it stands.
        place: u32,
        /// Its name.
        name: String,
    },
    /// The last line is missing.
    EndMissing,
    /// The last line does not fit the entries, which do fit.
    EndChanged {
        /// What of it.
        field: &'static str,
    },
    /// There is something behind the last line.
    BehindEnd {
        /// The first such line, from 1.
        line: usize,
    },
    /// The record fits, and the page around it is not the one that was exported with it.
    PageChanged,
}
