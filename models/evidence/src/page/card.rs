//! A picture on its own.

use maud::{Markup, html};
use spectrafide_report::Report;

use super::{foreign, plain};
use crate::dossier::Linked;
use crate::english;
use crate::entry::Entry;
use crate::head::Head;

/// Where a card is.
pub(super) fn card_id(number: u32) -> String {
    format!("picture-{number}")
}

/// Where a small picture is.
pub(crate) fn thumbnail_id(number: u32) -> String {
    format!("thumbnail-{number}")
}

/// The card of an entry.
pub(super) fn card(head: &Head, linked: &Linked) -> Markup {
    let entry = &linked.entry;
    html! {
        article id=(card_id(entry.number)) {
            header {
                @if let Some(thumbnail) = &entry.thumbnail {
                    img id=(thumbnail_id(entry.number)) src=(thumbnail.data_uri())
                        alt={ "A small copy of " (plain(&entry.name)) };
                }
                h2 { (entry.number) ". " (foreign(&entry.name)) }
                @if let Some(number) = entry.same_as {
                    p { (english::same_as(number)) " "
                        a href={ "#" (card_id(number)) } { "Go there" } }
                }
            }
            @if let Some(sentence) = english::together(entry) { p { b { (sentence) } } }
            @for report in &entry.reports { (judged(head, report)) }
            (says(entry))
            (facts(linked))
        }
    }
}

/// What one detector said.
fn judged(head: &Head, report: &Report) -> Markup {
    let title = head.detector(&report.detector).map(|one| &one.title);
    let line = report
        .thresholds
        .as_ref()
        .and_then(english::operating_point);
    html! {
        section {
            p.verdict { (english::conclusion(report)) }
            @if let Some(error) = &report.error { p { (foreign(error)) } }
            @if let Some(sentence) = english::decided_by(report.basis) { p { (sentence) } }
            p {
                (english::score(report.score))
                @if let Some(line) = line { " " (line) }
                @if let Some(rate) = report.false_positive_rate_at_score {
                    " " (english::false_positives(rate))
                }
            }
            @if !report.reasons.is_empty() {
                ul { @for reason in &report.reasons { li { (foreign(&reason.english())) } } }
            }
            @if let Some(stability) = &report.stability { p { (stability.english()) } }
            @if let Some(picture) = &report.picture {
                p {
                    (foreign(&picture.format)) ", "
                    (picture.width_px) " × " (picture.height_px) " pixels."
                    @for note in &picture.notes { " " (foreign(&note.english())) }
                }
            }
            @if !report.detector.is_empty() {
                p.small {
                    "Detector: "
                    @if let Some(title) = title { (foreign(title)) ", " }
                    (foreign(&report.detector))
                    @if !report.device.is_empty() { ", on " (foreign(&report.device)) }
                    "."
                }
            }
        }
    }
}

/// What the file says about itself, in short.
fn says(entry: &Entry) -> Markup {
    let sentences = english::file_says(entry);
    html! {
        @if !sentences.is_empty() {
            h3 { "What the file says" }
            ul { @for sentence in sentences { li { (foreign(&sentence)) } } }
        }
    }
}

/// The file, and what was not checked of it.
fn facts(linked: &Linked) -> Markup {
    let entry = &linked.entry;
    html! {
        dl {
            dt { "Checked" }
            dd { time datetime=(entry.checked_at) { (entry.checked_at) } }
            dt { "Size" }
            dd { (english::bytes(entry.bytes)) }
            dt { "SHA-256" }
            dd.hash { (entry.sha256) }
            dt { "Link" }
            dd.hash { (linked.link) }
            dt { "Not checked, or not found" }
            @for check in entry.checks.iter().filter(|check| !check.is_done()) {
                dd { (check.english()) }
            }
        }
    }
}
