//! What stands around the cards.

use maud::{Markup, html};

use super::card::card_id;
use super::foreign;
use crate::check::Check;
use crate::dossier::Dossier;
use crate::english;
use crate::entry::Outcome;
use crate::head::Head;

/// When, by whom and with what it was made.
pub(super) fn made(dossier: &Dossier) -> Markup {
    let head = dossier.head();
    html! {
        dl {
            dt { "Made" }
            dd { time datetime=(head.made_at) { (head.made_at) } }
            @if let Some(made_by) = &head.made_by {
                dt { "By, as they say" }
                dd { (foreign(made_by)) }
            }
            dt { "With" }
            dd { (foreign(&head.program.name)) " " (foreign(&head.program.version)) }
            dt { "Places" }
            dd { (head.places.english()) }
            dt { "Last link" }
            dd.hash { (dossier.last_link()) }
        }
    }
}

/// What was checked and what was not, a line each.
pub(super) fn checked(dossier: &Dossier) -> Markup {
    let files = dossier.linked().len();
    let count = |check: Check| {
        let of = dossier.entries().filter(|one| one.checks.contains(&check));
        of.count()
    };
    let lines = |done: bool| {
        Check::ALL
            .into_iter()
            .filter(move |check| check.is_done() == done)
            .map(|check| (check, count(check)))
            .filter(|(_, count)| *count > 0)
    };
    html! {
        section {
            h2 { "What was checked" }
            ul {
                @for (check, count) in lines(true) {
                    li { (check.english_of(count, files)) }
                }
            }
            h2 { "What was not" }
            ul {
                @for (check, count) in lines(false) {
                    li { (check.english_of(count, files)) }
                }
                @for sentence in english::NEVER_CHECKED {
                    li { (sentence) }
                }
            }
        }
    }
}

/// How many of each outcome, and where each picture is.
pub(super) fn contents(dossier: &Dossier) -> Markup {
    let files = dossier.linked().len();
    let counts = Outcome::ALL.map(|outcome| {
        let of = dossier.entries().filter(|one| one.outcome() == outcome);
        (outcome, of.count())
    });
    let copies = dossier
        .entries()
        .filter(|one| one.same_as.is_some())
        .count();
    html! {
        nav aria-label="Contents" {
            h2 { (english::files(files)) }
            ul.counts {
                @for (outcome, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
                    li { b { (count) } " " (outcome.english()) }
                }
                @if copies > 0 {
                    li { b { (copies) } " the same as an earlier one" }
                }
            }
            ol {
                @for entry in dossier.entries() {
                    li {
                        a href={ "#" (card_id(entry.number)) } { (foreign(&entry.name)) }
                        ": " (entry.outcome().english())
                    }
                }
            }
        }
    }
}

/// The detectors, where they draw their lines, and what they cannot do.
pub(super) fn detectors(head: &Head) -> Markup {
    html! {
        section {
            h2 { "Detectors" }
            @if head.detectors.is_empty() { p { "None." } }
            @for detector in &head.detectors {
                h3 { (foreign(&detector.title)) }
                dl {
                    dt { "Name" }
                    dd { (foreign(&detector.id)) }
                    dt { "SHA-256 of its weights" }
                    dd.hash { (detector.weights_sha256) }
                    @if let Some(line) = detector.thresholds.as_ref().and_then(english::operating_point) {
                        dt { "Where it draws its lines" }
                        dd { (line) }
                    }
                }
                ul {
                    @for limit in &detector.limits { li { (foreign(limit)) } }
                }
            }
        }
    }
}

/// The last link, the signature, and how both are checked.
pub(super) fn chain(dossier: &Dossier) -> Markup {
    html! {
        section {
            h2 { "How this can be checked" }
            p { (english::HOW_TO_CHECK) }
            dl {
                dt { "First link, over the head" }
                dd.hash { (dossier.first_link()) }
                dt { "Last link" }
                dd.hash { (dossier.last_link()) }
                @if let Some(signature) = dossier.signature() {
                    dt { "Public key (" (signature.algorithm().name()) ")" }
                    dd.hash { (signature.public_key()) }
                    dt { "Signature" }
                    dd.hash { (signature.value()) }
                }
            }
            @if dossier.signature().is_some() { p { (english::SIGNATURE_NOT_CHECKED) } }
        }
    }
}
