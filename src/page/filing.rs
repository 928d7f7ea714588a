//! The results of the list as a dossier that can be kept, and the check of one that is brought back.

use spectrafide_evidence::{
    DetectorSummary, Dossier, DossierError, Export, Filing, Head, Program, Sha256, Time, verify,
};
use spectrafide_report::Report;

use super::state::{Item, ItemState};
use crate::protocol::DetectorFacts;

/// Whether a file of this name is a dossier that may be checked.
pub fn is_dossier(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end);
    end.and_then(Export::of_end)
        .is_some_and(Export::can_be_verified)
}

/// An empty dossier of results of the `detectors`, made at `now`, in UTC as RFC 3339 writes it.
///
/// # Errors
///
/// What cannot be filed.
pub fn begin(detectors: &[DetectorFacts], now: &str) -> Result<Dossier, DossierError> {
    let mut head = Head::new(Program::this(), Time::parse(now)?);
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
    Ok(verified.english())
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
        for form in [Export::Html, Export::Jsonl] {
            let text = form.write(&dossier);
            let said = check(text.as_bytes())
                .expect("as it was exported")
                .join(" ");
            assert!(said.contains(&dossier.last_link().to_string()), "{said}");
            let changed = text.replace("b.png", "c.png");
            let error = check(changed.as_bytes()).expect_err("it was changed");
            assert!(error.contains("c.png"), "{error}");
        }
        assert_eq!(Export::Csv.write(&dossier).lines().count(), 3);
        assert!(check(&[0xff]).is_err() && check(b"nothing").is_err());
    }

    #[test]
    fn dossiers_are_known_by_their_names() {
        assert!(is_dossier("A.HTML") && is_dossier("a.jsonl"));
        assert!(!is_dossier("a.csv") && !is_dossier("html.png"));
    }
}
