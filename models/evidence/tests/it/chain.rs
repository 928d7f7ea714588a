//! The chain is what its definition says, whoever computes it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use spectrafide_evidence::{Dossier, Form, Signature, verify};

use crate::samples::{dossier, filing, head, judged, time};

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// The value and the link of a line.
fn parts<'a>(line: &'a str, start: &str) -> (&'a str, &'a str) {
    let line = line.strip_prefix(start).expect("the line's start");
    let line = line.strip_suffix("\"}").expect("the line's end");
    line.split_at_checked(line.len() - 64)
        .map(|(text, link)| (text.strip_suffix(",\"link\":\"").expect("a link"), link))
        .expect("64 digits")
}

#[test]
fn each_link_is_the_digest_of_the_one_before_and_of_the_line() {
    let text = dossier().jsonl();
    let lines: Vec<&str> = text.lines().collect();
    let (head, link) = parts(lines[0], "{\"head\":");
    let mut last: [u8; 32] = Sha256::digest(head.as_bytes()).into();
    assert_eq!(link, hex(&last));
    for line in &lines[1..5] {
        let (entry, link) = parts(line, "{\"entry\":");
        let mut message = last.to_vec();
        message.extend(entry.as_bytes());
        last = Sha256::digest(&message).into();
        assert_eq!(link, hex(&last));
    }
    let end: Value = serde_json::from_str(lines[5]).unwrap();
    assert_eq!(end, json!({"end": {"entries": 4, "link": hex(&last)}}));
    assert_eq!(lines.len(), 6);
    assert_eq!(dossier().last_link().to_string(), hex(&last));
}

/// The head in canonical JSON, written by hand.
#[test]
fn a_dossier_without_entries_is_its_head() {
    let mut head = head();
    head.detectors.clear();
    head.made_by = Some("Zoë \"Z\"".to_owned());
    let dossier = Dossier::new(&head).unwrap();
    let text = concat!(
        r#"{"detectors":[],"form":"spectrafide_dossier","made_at":"2026-11-27T08:30:00Z","#,
        r#""made_by":"Zoë \"Z\"","places":"hidden","#,
        r#""program":{"name":"spectrafide","version":"0.1.0"},"version":1}"#
    );
    let link = hex(&Sha256::digest(text.as_bytes()));
    assert_eq!(
        dossier.jsonl(),
        format!(
            "{{\"head\":{text},\"link\":\"{link}\"}}\n{{\"end\":{{\"entries\":0,\"link\":\"{link}\"}}}}\n"
        )
    );
    for export in [dossier.jsonl(), dossier.html()] {
        assert_eq!(verify(&export).unwrap().entries, 0);
    }
    assert_eq!(dossier.csv().lines().count(), 1);
}

#[test]
fn an_entry_holds_what_was_handed_in_and_what_was_checked() {
    let text = dossier().jsonl();
    let line = text.lines().nth(2).unwrap();
    let mut entry: Value = serde_json::from_str(parts(line, "{\"entry\":").0).unwrap();
    let report = entry["reports"].take();
    assert_eq!(
        entry,
        json!({
            "number": 2,
            "name": "square.png",
            "sha256": hex(&Sha256::digest(b"square.png")),
            "bytes": 10,
            "checked_at": time().as_str(),
            "checks": ["judged", "file_read", "no_credentials", "copies_not_judged"],
            "reports": null,
        })
    );
    // Single precision keeps its few digits.
    assert_eq!(report[0]["score"], json!(0.1));
}

#[test]
fn both_exports_are_verified_and_agree() {
    let mut dossier = dossier();
    let signature = Signature::ed25519(&"ab".repeat(32), &"cd".repeat(64)).unwrap();
    for signature in [None, Some(signature)] {
        dossier.set_signature(signature.clone());
        let lines = verify(&dossier.jsonl()).unwrap();
        let page = verify(&dossier.html()).unwrap();
        assert_eq!(lines.form, Form::Jsonl);
        assert!(page.english()[1].contains("shows what the record holds"));
        for found in [&lines, &page] {
            assert_eq!(found.entries, 4);
            assert_eq!(found.last_link, dossier.last_link());
            assert_eq!(found.signature, signature);
            assert_eq!(found.message_to_sign(), dossier.message_to_sign());
            let said = found.english().join(" ");
            assert_eq!(said.contains(&"ab".repeat(32)), signature.is_some());
            assert!(!said.contains("authentic") && !said.contains("genuine"));
        }
    }
    let message = format!("spectrafide-dossier-1:{}", dossier.last_link());
    assert_eq!(dossier.message_to_sign(), message.as_bytes());
}

#[test]
fn lines_with_the_ends_of_windows_are_the_same_record() {
    let text = dossier().jsonl().replace('\n', "\r\n");
    assert_eq!(verify(&text).unwrap().entries, 4);
}

#[test]
fn a_signature_goes_when_another_entry_comes() {
    let mut dossier = dossier();
    dossier.set_signature(Signature::ed25519(&"ab".repeat(32), &"cd".repeat(64)).ok());
    dossier.add(filing("late.png", judged(0.5))).unwrap();
    assert_eq!(dossier.signature(), None);
}

#[test]
fn five_hundred_entries_are_filed_and_verified() {
    let mut dossier = Dossier::new(&head()).unwrap();
    for number in 0..500_u16 {
        let name = format!("{number}.jpg");
        let report = judged(f32::from(number) / 499.0);
        dossier.add(filing(&name, report)).unwrap();
    }
    let page = dossier.html();
    let found = verify(&page).unwrap();
    assert_eq!((found.entries, found.last_link), (500, dossier.last_link()));
    assert!(found.english()[1].contains("shows what the record holds"));
    assert_eq!(verify(&dossier.jsonl()).unwrap().entries, 500);
    assert_eq!(dossier.csv().lines().count(), 501);
}
