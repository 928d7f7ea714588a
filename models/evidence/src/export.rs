//! The files that a dossier is written as.

use crate::dossier::Dossier;

/// How a dossier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// A page for people, which can be printed.
    Html,
    /// A line for each picture, for programs.
    Jsonl,
    /// A table.
    Csv,
}

impl Export {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Html, Self::Jsonl, Self::Csv];

    /// The end of the file's name.
    pub fn end(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// The one whose files have this end, in letters of any size.
    pub fn of_end(end: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| end.eq_ignore_ascii_case(one.end()))
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Jsonl => "application/jsonl",
            Self::Csv => "text/csv",
        }
    }

    /// Whether [`verify`](crate::verify) reads it.
    pub fn can_be_verified(self) -> bool {
        self != Self::Csv
    }

    /// The file.
    pub fn write(self, dossier: &Dossier) -> String {
        match self {
            Self::Html => dossier.html(),
            Self::Jsonl => dossier.jsonl(),
            Self::Csv => dossier.csv(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_known_by_the_end_of_its_name() {
        for one in Export::ALL {
            assert_eq!(Export::of_end(&one.end().to_ascii_uppercase()), Some(one));
        }
        assert_eq!(Export::of_end("pdf"), None);
    }
}
