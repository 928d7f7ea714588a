//! What Content Credentials do to a verdict: every combination of answers and claims, against the
//! table in `docs/credentials.md`.
//!
//! The table is the definition, and this file checks that the code follows it: a combination belongs
//! to the first row that fits. `SPECTRAFIDE_WRITE=1` writes the rows into the document.

use std::fmt::Write as _;
use std::path::PathBuf;

use spectrafide_provenance::credentials::{
    Answer, Answers, Cause, Credentials, Issuer, Manifest, Outcome, Question,
};
use spectrafide_provenance::finding::{Extent, Finding, Place, Provenance, Trust, What};
use spectrafide_report::fusion::fuse;
use spectrafide_report::{Basis, Reason, Verdict};

use Answer::{Bad, Good, None as Nothing, Unknown};

/// What a claim does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// It decides: likely synthetic, whatever the detector says.
    Decides,
    /// It is a reason, and takes "likely real" back to "cannot tell".
    Doubts,
    /// It changes nothing.
    Ignored,
}

impl Effect {
    fn words(self) -> &'static str {
        match self {
            Self::Decides => "likely synthetic",
            Self::Doubts => "“likely real” becomes “cannot tell”",
            Self::Ignored => "nothing",
        }
    }
}

/// A row: what it covers, where an empty list is anything, and what a claim of the whole picture does.
struct Row {
    hash: &'static [Answer],
    signature: &'static [Answer],
    issuer: &'static [Issuer],
    time: &'static [Answer],
    /// Whether the certificate is not valid today and no time stamp helps; of an unknown time.
    expired: Option<bool>,
    whole: Effect,
}

const ANY: &[Answer] = &[];
const ANYONE: &[Issuer] = &[];

const fn row(
    (hash, signature): (&'static [Answer], &'static [Answer]),
    issuer: &'static [Issuer],
    time: &'static [Answer],
    expired: Option<bool>,
    whole: Effect,
) -> Row {
    Row {
        hash,
        signature,
        issuer,
        time,
        expired,
        whole,
    }
}

const INTACT: (&[Answer], &[Answer]) = (&[Good], &[Good]);
const LISTED: &[Issuer] = &[Issuer::Listed];
const INTERIM: &[Issuer] = &[Issuer::Interim];
const UNLISTED: &[Issuer] = &[Issuer::Unlisted];

const ROWS: &[Row] = &[
    row(INTACT, LISTED, &[Good], None, Effect::Decides),
    row(INTACT, LISTED, &[Unknown], Some(false), Effect::Decides),
    row(INTACT, LISTED, &[Unknown], Some(true), Effect::Doubts),
    row(INTACT, LISTED, &[Bad], None, Effect::Doubts),
    row(INTACT, INTERIM, &[Good], None, Effect::Doubts),
    row(INTACT, INTERIM, &[Unknown], Some(false), Effect::Doubts),
    row(INTACT, INTERIM, &[Unknown], Some(true), Effect::Doubts),
    row(INTACT, INTERIM, &[Bad], None, Effect::Doubts),
    row(INTACT, UNLISTED, &[Good], None, Effect::Doubts),
    row(INTACT, UNLISTED, &[Unknown], Some(false), Effect::Doubts),
    row(INTACT, UNLISTED, &[Unknown], Some(true), Effect::Doubts),
    row(INTACT, UNLISTED, &[Bad], None, Effect::Doubts),
    row(INTACT, ANYONE, ANY, None, Effect::Doubts),
    row(
        (&[Bad], &[Good, Unknown, Nothing]),
        ANYONE,
        ANY,
        None,
        Effect::Doubts,
    ),
    row(
        (&[Good, Unknown, Nothing], &[Bad]),
        ANYONE,
        ANY,
        None,
        Effect::Doubts,
    ),
    row((&[Bad], &[Bad]), ANYONE, ANY, None, Effect::Doubts),
    row((&[Good], &[Unknown]), ANYONE, ANY, None, Effect::Doubts),
    row((&[Unknown], &[Good]), ANYONE, ANY, None, Effect::Doubts),
    row((&[Nothing], &[Good]), ANYONE, ANY, None, Effect::Doubts),
    row(
        (&[Unknown, Nothing], &[Unknown]),
        ANYONE,
        ANY,
        None,
        Effect::Doubts,
    ),
    row(
        (&[Good, Unknown, Nothing], &[Nothing]),
        ANYONE,
        ANY,
        None,
        Effect::Doubts,
    ),
];

const ANSWERS: [Answer; 4] = [Good, Bad, Unknown, Nothing];
const ISSUERS: [Issuer; 5] = [
    Issuer::Listed,
    Issuer::Interim,
    Issuer::Unlisted,
    Issuer::Unknown,
    Issuer::None,
];
const VERDICTS: [Verdict; 3] = [
    Verdict::LikelySynthetic,
    Verdict::LikelyReal,
    Verdict::CannotTell,
];

impl Row {
    fn covers(&self, answers: &Answers) -> bool {
        let fits = |listed: &[Answer], answer| listed.is_empty() || listed.contains(&answer);
        fits(self.hash, answers.hash)
            && fits(self.signature, answers.signature)
            && (self.issuer.is_empty() || self.issuer.contains(&answers.issuer))
            && fits(self.time, answers.time)
            && self
                .expired
                .is_none_or(|expired| expired == answers.is_expired())
    }

    fn effect(&self, claim: Option<Extent>) -> Effect {
        match claim {
            Some(Extent::Whole) => self.whole,
            // A signer on the list may say that of any edit: it is true, and not the whole picture.
            Some(Extent::Part) => Effect::Doubts,
            Some(Extent::Unclear | Extent::None) | None => Effect::Ignored,
        }
    }
}

/// Every combination of the four answers, with and without an expired certificate.
fn every() -> Vec<Answers> {
    let mut every = Vec::new();
    for hash in ANSWERS {
        for signature in ANSWERS {
            for issuer in ISSUERS {
                for time in ANSWERS {
                    let answers = Answers {
                        hash,
                        signature,
                        issuer,
                        time,
                        because: Vec::new(),
                    };
                    if time == Unknown {
                        every.push(expired(answers.clone()));
                    }
                    every.push(answers);
                }
            }
        }
    }
    every
}

fn expired(mut answers: Answers) -> Answers {
    answers.because.push(Cause {
        question: Question::Time,
        status: "signingCredential.expired".to_owned(),
        outcome: Outcome::Failure,
        explanation: None,
        earlier: false,
    });
    answers
}

fn credentials(answers: Answers, claim: Option<Extent>) -> Credentials {
    Credentials {
        answers,
        manifests: vec![Manifest {
            active: true,
            issuer: Some("Example".to_owned()),
            own: claim,
            synthetic: claim,
            ..Manifest::default()
        }],
        ..Credentials::default()
    }
}

fn file(credentials: Credentials) -> Provenance {
    Provenance {
        findings: vec![Finding {
            what: What::Credentials(credentials),
            place: Place::default(),
            trust: Trust::Credentials,
            raw: Vec::new(),
        }],
    }
}

#[test]
fn every_combination_has_the_effect_of_its_row() {
    let claims = [
        Some(Extent::Whole),
        Some(Extent::Part),
        Some(Extent::Unclear),
        Some(Extent::None),
        None,
    ];
    let mut used = vec![0; ROWS.len()];
    for answers in every() {
        let row = ROWS.iter().position(|row| row.covers(&answers));
        let row = row.unwrap_or_else(|| panic!("no row covers {answers:?}"));
        used[row] += 1;
        for claim in claims {
            let expected = ROWS[row].effect(claim);
            for verdict in VERDICTS {
                let fused = fuse(verdict, &file(credentials(answers.clone(), claim)));
                let after = match expected {
                    Effect::Decides => Verdict::LikelySynthetic,
                    Effect::Doubts if verdict == Verdict::LikelyReal => Verdict::CannotTell,
                    Effect::Doubts | Effect::Ignored => verdict,
                };
                assert_eq!(fused.verdict, after, "{answers:?} {claim:?} {verdict:?}");
                let signed = fused.basis == Basis::SignedClaim;
                assert_eq!(signed, expected == Effect::Decides, "{answers:?} {claim:?}");
                let told = fused.reasons.iter().any(|reason| {
                    matches!(reason, Reason::CredentialsClaim { answers: told, .. } if *told == answers)
                });
                let claims = claim.is_some_and(|claim| claim != Extent::None);
                assert_eq!(told, claims, "the reason is said: {answers:?} {claim:?}");
            }
        }
    }
    assert!(!used.contains(&0), "a row covers nothing: {used:?}");
}

#[test]
fn no_reason_says_of_intact_bytes_that_they_were_changed() {
    for answers in every() {
        let reason = Reason::CredentialsClaim {
            signer: Some("Example".to_owned()),
            answers: answers.clone(),
            extent: Extent::Whole,
        };
        let sentence = reason.english();
        let changed = sentence.contains("do not fit this file");
        assert_eq!(changed, answers.are_tampered(), "{sentence}");
        let vouched = sentence.contains("unchanged since");
        assert_eq!(vouched, answers.are_vouched_for(), "{sentence}");
        for word in ["tamper", "fake", "forged", "proof"] {
            assert!(!sentence.to_lowercase().contains(word), "{sentence}");
        }
    }
}

fn answers_words(answers: &[Answer]) -> String {
    let words = answers.iter().map(|answer| match answer {
        Good => "good",
        Bad => "bad",
        Unknown => "unknown",
        Nothing => "none",
    });
    match answers {
        [] => "any".to_owned(),
        _ => words.collect::<Vec<_>>().join(", "),
    }
}

/// The table in Markdown, with the sentence for the first combination of each row.
fn table() -> String {
    let mut table = String::from(
        "| hash | signature | issuer | time | whole | part | none | In a sentence, for a claim of the whole picture |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (index, row) in ROWS.iter().enumerate() {
        let first = every()
            .into_iter()
            .find(|answers| ROWS.iter().position(|row| row.covers(answers)) == Some(index));
        let first = first.expect("a row that covers something");
        let issuers = row.issuer.iter().map(|issuer| match issuer {
            Issuer::Listed => "listed",
            Issuer::Interim => "interim",
            Issuer::Unlisted => "unlisted",
            Issuer::Unknown => "unknown",
            Issuer::None => "none",
        });
        let issuers = match row.issuer {
            [] if row.hash == [Good] && row.signature == [Good] => "unknown, none".to_owned(),
            [] => "any".to_owned(),
            _ => issuers.collect::<Vec<_>>().join(", "),
        };
        let mut time = answers_words(row.time);
        if row.time.is_empty()
            && matches!(
                row.issuer,
                [Issuer::Listed | Issuer::Interim | Issuer::Unlisted]
            )
        {
            "none".clone_into(&mut time);
        }
        match row.expired {
            Some(true) => time.push_str(", not valid today"),
            Some(false) => time.push_str(", valid today"),
            None => {}
        }
        writeln!(
            table,
            "| {} | {} | {issuers} | {time} | {} | {} | {} | {} |",
            answers_words(row.hash),
            answers_words(row.signature),
            row.effect(Some(Extent::Whole)).words(),
            row.effect(Some(Extent::Part)).words(),
            row.effect(None).words(),
            credentials(first, Some(Extent::Whole)).headline(),
        )
        .expect("writing to memory");
    }
    table
}

#[test]
fn the_document_has_the_table() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/credentials.md");
    let text = std::fs::read_to_string(&path).expect("docs/credentials.md");
    let (start, end) = ("<!-- table -->\n", "<!-- end of table -->");
    let (head, rest) = text.split_once(start).expect("the table's start");
    let (found, tail) = rest.split_once(end).expect("the table's end");
    let table = format!("\n{}\n", table());
    if std::env::var_os("SPECTRAFIDE_WRITE").is_some() {
        let text = format!("{head}{start}{table}{end}{tail}");
        std::fs::write(&path, text).expect("docs/credentials.md can be written");
        return;
    }
    assert!(
        found == table,
        "run this test with SPECTRAFIDE_WRITE=1:\n{table}"
    );
}
