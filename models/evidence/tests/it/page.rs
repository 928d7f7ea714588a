//! The page, read by an independent tokenizer of HTML.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};
use spectrafide_evidence::{Dossier, Filing, verify};
use spectrafide_provenance::finding::{Editing, Finding, Place};
use spectrafide_provenance::{Provenance, Trust, What};
use spectrafide_report::Report;

use crate::samples::{dossier, filing, head, judged};

/// An element's name with its attributes.
type Element = (String, BTreeMap<String, String>);

/// The elements of `html` with their attributes, and all text outside the record.
fn read(html: &str) -> (Vec<Element>, String) {
    let (mut elements, mut text) = (Vec::new(), String::new());
    let mut is_record = false;
    let owned = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    for token in Tokenizer::new(html) {
        match token.expect("text does not fail") {
            Token::StartTag(tag) => {
                let name = owned(&tag.name);
                is_record = name == "script";
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(name, value)| (owned(name), owned(value)));
                elements.push((name, attributes.collect()));
            }
            Token::EndTag(_) => is_record = false,
            Token::String(found) if !is_record => text.push_str(&owned(&found)),
            Token::Error(error) => panic!("{error:?}"),
            _ => {}
        }
    }
    (elements, text)
}

fn names(elements: &[Element]) -> Vec<&str> {
    elements.iter().map(|(name, _)| name.as_str()).collect()
}

/// Everything that comes from outside says `text`.
fn hostile(text: &str) -> Dossier {
    let mut head = head();
    head.made_by = Some(text.to_owned());
    text.clone_into(&mut head.program.version);
    text.clone_into(&mut head.detectors[0].title);
    head.detectors[0].limits = vec![text.to_owned()];
    let mut dossier = Dossier::new(&head).expect("a head");
    let editing = Editing {
        software: Some(text.to_owned()),
        steps: Vec::new(),
    };
    let report = Report {
        path: text.to_owned(),
        device: text.to_owned(),
        error: Some(text.to_owned()),
        provenance: Some(Provenance {
            findings: vec![Finding {
                what: What::Editing(editing),
                place: Place::default(),
                trust: Trust::UnsignedClaim,
                raw: Vec::new(),
            }],
        }),
        ..judged(0.5)
    };
    let filing = Filing {
        thumbnail: Some(crate::samples::PNG.to_vec()),
        ..filing(text, report)
    };
    dossier.add(filing).expect("it is taken");
    dossier
}

#[test]
fn hostile_texts_are_text() {
    let harmless = hostile("a quiet name.jpg").html();
    let (expected, _) = read(&harmless);
    for text in [
        "<script>alert(1)</script>.jpg",
        "</script><img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "' onmouseover='alert(1)",
        "<!--record--><!-- --><!DOCTYPE html>",
        "&lt;b&gt;&amp;",
        "id=\"thumbnail-1\" src=\"data:image/png;base64,AAAA\"",
        "<script type=\"application/jsonl\" id=\"record\" data-page-sha256=\"0\">\n</script>",
        "\\u003c/script> \\\\u003c",
        "\u{202e}gpj.exe",
    ] {
        let dossier = hostile(text);
        let html = dossier.html();
        let (elements, shown) = read(&html);
        assert_eq!(names(&elements), names(&expected), "{text}");
        // Browsers leave control characters out; here they are to be seen.
        let text = text.replace('\n', "\u{fffd}");
        assert!(shown.contains(&text), "{text} in {shown}");
        let found = verify(&html).expect("nothing was changed");
        assert!(
            found.english()[1].contains("shows what the record holds"),
            "{text}"
        );
        assert_eq!(found.last_link, dossier.last_link());
    }
}

#[test]
fn nothing_runs_and_nothing_is_fetched() {
    let (elements, _) = read(&dossier().html());
    let (_, policy) = elements
        .iter()
        .find(|(_, has)| {
            has.get("http-equiv")
                .is_some_and(|v| v == "Content-Security-Policy")
        })
        .expect("a policy");
    assert!(
        policy["content"]
            .starts_with("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    );
    let mut records = 0;
    for (name, attributes) in &elements {
        assert!(!matches!(
            name.as_str(),
            "link" | "iframe" | "object" | "embed" | "form" | "base"
        ));
        assert!(
            attributes.keys().all(|key| !key.starts_with("on")),
            "{attributes:?}"
        );
        if name == "script" {
            // A type that is no script's: browsers neither run nor fetch it.
            assert_eq!(attributes["type"], "application/jsonl");
            assert!(!attributes.contains_key("src"));
            records += 1;
        }
        if let Some(address) = attributes.get("src") {
            assert!(address.starts_with("data:image/png;base64,"), "{address}");
        }
        if let Some(address) = attributes.get("href") {
            assert!(address.starts_with("#picture-"), "{address}");
        }
    }
    assert_eq!(records, 1);
}

#[test]
fn a_page_says_what_was_found_what_was_not_checked_and_that_it_is_an_estimate() {
    let dossier = dossier();
    let html = dossier.html();
    let (elements, text) = read(&html);
    for expected in [
        "1 likely synthetic",
        "1 not judged: error",
        "This looks like it was made by AI.",
        "Score 93 of 100. “Likely synthetic” from 80 points up, which 5.0 % of real",
        "3 of 3 parts of the picture point the same way.",
        "The picture is nearly one flat colour.",
        "The file is not a picture.",
        "2 of 4: The pixels were judged.",
        "2 of 4: No detector judged the pixels.",
        "2 of 4: What the file says about itself, Content Credentials included, was not read.",
        "4 of 4: Whether the verdict holds on copies was not checked.",
        "holds no comparison with other pictures",
        "The file says nothing about how the picture was made.",
        "Where pictures were taken is left out",
        "A verdict is an estimate",
        "It judges photographs.",
        &dossier.last_link().to_string(),
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    // Each line of the contents leads to a card.
    for (_, attributes) in &elements {
        if let Some(target) = attributes.get("href") {
            let id = &target[1..];
            assert!(
                elements
                    .iter()
                    .any(|(_, has)| has.get("id").is_some_and(|v| v == id))
            );
        }
    }
    assert!(html.contains("@media print") && html.contains("prefers-color-scheme:dark"));
}

#[test]
fn two_detectors_that_contradict_each_other_are_both_told() {
    let mut dossier = Dossier::new(&head()).unwrap();
    let mut both = filing("mast.jpg", judged(0.9));
    both.reports.push(Report {
        detector: "other.b".to_owned(),
        ..judged(0.1)
    });
    dossier.add(both).unwrap();
    let (_, text) = read(&dossier.html());
    for expected in [
        "The two detectors contradict each other.",
        "This looks like it was made by AI.",
        "This looks like a photograph.",
        "The detector other.b",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}
