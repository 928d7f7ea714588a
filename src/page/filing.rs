//! The results of the list as a dossier that can be kept, and the check of one that is brought back.

use spectrafide_evidence::{
    DetectorSummary, Dossier, DossierError, Filing, Head, Program, Sha256, Time, verify,
};
use spectrafide_report::Report;

use super::state::{Item, ItemState};
use crate::protocol::DetectorFacts;

/// How a dossier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page for people, which can be printed.
    Html,
    /// A line for each picture, for programs.
    Jsonl,
    /// A table.
    Csv,
}

impl Form {
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

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Jsonl => "application/jsonl",
            Self::Csv => "text/csv",
        }
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

/// Whether a file of this name is a dossier that may be checked.
pub fn is_dossier(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".html", ".jsonl"].iter().any(|end| name.ends_with(end))
}

/// An empty dossier of results of the `detectors`, made at `now`, in UTC as RFC 3339 writes it.
///
/// # Errors
///
/// What cannot be filed.
pub fn begin(detectors: &[DetectorFacts], now: &str) -> Result<Dossier, DossierError> {
    let program = Program {
        name: "spectrafide".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut head = Head::new(program, Time::parse(now)?);
    for facts in detectors {
        head.detectors.push(DetectorSummary {
            id: facts.id.clone(),
            title: facts.title.clone(),
            weights_sha256: Sha256::parse(&facts.weights_sha256)?,
            thresholds: Some(facts.thresholds),
            limits: facts.limits.clone(),
        });
    }
    Dossier::new(&head)
}

/// The reports on a picture that is settled; none of one that is not.
pub fn reports(item: &Item) -> Vec<Report> {
    match &item.state {
        ItemState::Done(first, second) => {
            let all = std::iter::once(first).chain(second);
            all.map(|one| one.report.clone()).collect()
        }
        ItemState::Failed(_, Some(analysis)) => vec![analysis.report.clone()],
        ItemState::Failed(message, None) => vec![Report {
            path: item.name.clone(),
            ..Report::failed(message)
        }],
        ItemState::Waiting | ItemState::Running(_) => Vec::new(),
    }
}

/// Files a settled picture whose file is `bytes`, checked at `checked_at`.
///
/// # Errors
///
/// What cannot be filed.
pub fn file(
    dossier: &mut Dossier,
    item: &Item,
    bytes: &[u8],
    checked_at: &str,
    thumbnail: Option<Vec<u8>>,
) -> Result<(), DossierError> {
    let filing = Filing {
        name: item.name.clone(),
        sha256: Sha256::of(&[bytes]),
        bytes: bytes.len() as u64,
        checked_at: Time::parse(checked_at)?,
        reports: reports(item),
        thumbnail,
    };
    dossier.add(filing).map(drop)
}

/// What is known of a dossier that was brought back, a sentence each; an error says what does not fit.
///
/// # Errors
///
/// What does not fit, as a sentence.
pub fn check(bytes: &[u8]) -> Result<Vec<String>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_not_text| "It is not text.".to_owned())?;
    let verified = verify(text).map_err(|error| error.english())?;
    let mut said = verified.english();
    said.push(format!("Last link: {}", verified.last_link));
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use crate::page::state::Queue;

    const NOW: &str = "2026-11-27T08:30:00.123Z";

    #[test]
    fn what_is_filed_can_be_checked_and_a_change_is_found() {
        let mut queue = Queue::default();
        for (name, result) in [("a.png", sample::synthetic()), ("b.png", sample::failed())] {
            let id = queue.add(name.to_owned(), 4, String::new());
            queue.finish(id, result, None);
        }
        queue.add("waiting.png".to_owned(), 4, String::new());
        let detector = sample::synthetic().report.detector;
        let facts = sample::facts(&detector, "A detector", Vec::new());
        let mut dossier = begin(&[facts], NOW).expect("a head");
        for item in queue
            .items()
            .iter()
            .filter(|item| !reports(item).is_empty())
        {
            file(&mut dossier, item, item.name.as_bytes(), NOW, None).expect("filed");
        }
        assert_eq!(dossier.entries().len(), 2);
        for form in [Form::Html, Form::Jsonl] {
            let text = form.write(&dossier);
            let said = check(text.as_bytes())
                .expect("as it was exported")
                .join(" ");
            assert!(said.contains(&dossier.last_link().to_string()), "{said}");
            let changed = text.replace("b.png", "c.png");
            let error = check(changed.as_bytes()).expect_err("it was changed");
            assert!(error.contains("c.png"), "{error}");
        }
        assert_eq!(Form::Csv.write(&dossier).lines().count(), 3);
        assert!(check(&[0xff]).is_err() && check(b"nothing").is_err());
    }

    #[test]
    fn dossiers_are_known_by_their_names() {
        assert!(is_dossier("A.HTML") && is_dossier("a.jsonl"));
        assert!(!is_dossier("a.csv") && !is_dossier("html.png"));
    }
}
