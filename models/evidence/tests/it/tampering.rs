//! Whoever changes a file is told what does not fit.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use spectrafide_evidence::{Form, PageState, Signature, VerifyError, verify};

use crate::samples::dossier;

fn lines() -> Vec<String> {
    dossier().jsonl().lines().map(str::to_owned).collect()
}

fn fault(lines: &[String]) -> VerifyError {
    verify(&format!("{}\n", lines.join("\n"))).expect_err("it was changed")
}

fn name(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_changed_entry_is_named_wherever_it_was_changed() {
    for (number, file, from, to) in [
        (1, "mast.jpg", "\"score\":0.93", "\"score\":0.13"),
        (2, "square.png", "\"likely_real\"", "\"likely_synthetic\""),
        (3, "flat.pnG", "\"flat.png\"", "\"flat.pnG\""),
        (4, "notes.txt", "08:30:00Z", "08:30:01Z"),
    ] {
        let mut lines = lines();
        let line = &mut lines[number as usize];
        assert!(line.contains(from), "{line}");
        *line = line.replace(from, to);
        let expected = VerifyError::EntryChanged {
            number,
            name: name(file),
        };
        assert_eq!(fault(&lines), expected);
    }
}

/// Whoever also computes the link of the entry anew breaks the next one.
#[test]
fn a_changed_entry_with_a_new_link_shows_in_the_next() {
    let mut lines = lines();
    let before = link(&lines[0]);
    let (entry, _) = lines[1].rsplit_once(",\"link\":").unwrap();
    let entry = entry.strip_prefix("{\"entry\":").unwrap();
    let entry = entry.replace("\"score\":0.93", "\"score\":0.13");
    let mut message = HEXLOWER.decode(before.as_bytes()).unwrap();
    message.extend(entry.as_bytes());
    let digest = HEXLOWER.encode(&Sha256::digest(&message));
    lines[1] = format!("{{\"entry\":{entry},\"link\":\"{digest}\"}}");
    let expected = VerifyError::EntryChanged {
        number: 2,
        name: name("square.png"),
    };
    assert_eq!(fault(&lines), expected);
}

fn link(line: &str) -> String {
    line[line.len() - 66..line.len() - 2].to_owned()
}

#[test]
fn a_changed_link_is_the_fault_of_its_entry() {
    let mut lines = lines();
    lines[3] = lines[3].replace(&link(&lines[3]), &"0".repeat(64));
    let expected = VerifyError::EntryChanged {
        number: 3,
        name: name("flat.png"),
    };
    assert_eq!(fault(&lines), expected);
}

#[test]
fn missing_moved_and_added_entries_are_told_apart() {
    let whole = lines();
    for gone in 1..=4 {
        let mut lines = whole.clone();
        lines.remove(gone as usize);
        assert_eq!(fault(&lines), VerifyError::EntryMissing { number: gone });
    }
    let mut lines = whole.clone();
    lines.swap(2, 4);
    let expected = VerifyError::EntryMoved {
        number: 4,
        place: 2,
        name: name("notes.txt"),
    };
    assert_eq!(fault(&lines), expected);
    // The same entry twice.
    let mut lines = whole.clone();
    lines.insert(3, whole[2].clone());
    let expected = VerifyError::EntryAdded {
        place: 3,
        name: name("square.png"),
    };
    assert_eq!(fault(&lines), expected);
}

#[test]
fn an_entry_that_was_added_at_the_end_is_named_even_if_its_link_fits() {
    let mut more = dossier();
    let late = crate::samples::filing("late.png", crate::samples::judged(0.9));
    more.add(late).unwrap();
    let added = more.jsonl().lines().nth(5).unwrap().to_owned();
    let expected = VerifyError::EntryAdded {
        place: 5,
        name: name("late.png"),
    };
    for added in [added.clone(), added.replace(&link(&added), &"0".repeat(64))] {
        let mut lines = lines();
        lines.insert(5, added);
        assert_eq!(fault(&lines), expected);
    }
}

#[test]
fn a_changed_head_and_a_changed_end_are_told() {
    let mut head = lines();
    head[0] = head[0].replace("08:30:00Z", "09:30:00Z");
    assert_eq!(fault(&head), VerifyError::HeadChanged);
    let mut end = lines();
    end[5] = end[5].replace("\"entries\":4", "\"entries\":5");
    assert_eq!(fault(&end), VerifyError::EndChanged { field: "entries" });
    let mut end = lines();
    end[5] = format!(
        "{{\"end\":{{\"entries\":4,\"link\":\"{}\"}}}}",
        "0".repeat(64)
    );
    assert_eq!(fault(&end), VerifyError::EndChanged { field: "link" });
    let mut cut = lines();
    cut.pop();
    assert_eq!(fault(&cut), VerifyError::EndMissing);
    let mut behind = lines();
    behind.push(behind[4].clone());
    assert_eq!(fault(&behind), VerifyError::BehindEnd { line: 7 });
}

#[test]
fn a_page_is_checked_like_its_record() {
    let html = dossier().html();
    let record = html.replace("\"score\":0.93", "\"score\":0.13");
    let expected = VerifyError::EntryChanged {
        number: 1,
        name: name("mast.jpg"),
    };
    assert_eq!(verify(&record), Err(expected));
    let thumbnail = html.find("base64,").unwrap() + 20;
    let mut other_picture = html.clone();
    other_picture.replace_range(thumbnail..=thumbnail, "_");
    for page in [
        html.replace("made by AI.", "a photograph."),
        html.replace("Score 93 of 100", "Score 13 of 100"),
        html.replace("</html>", "<p>All of it is false.</p></html>"),
        html.replace("<!DOCTYPE html>", "<!DOCTYPE html><p>"),
        other_picture,
    ] {
        assert_ne!(page, html);
        assert_eq!(verify(&page), Err(VerifyError::PageChanged));
    }
}

/// The check sum of a page can be computed anew by anyone, as another version of the program does.
#[test]
fn a_page_that_this_program_would_not_write_is_never_called_the_same() {
    let html = dossier().html();
    let mark = "<script type=\"application/jsonl\" id=\"record\" data-page-sha256=\"";
    let (before, rest) = html.split_once(mark).unwrap();
    let (record, behind) = rest.split_once("</script>").unwrap();
    let before = before.replace("made by AI.", "a photograph.");
    let mut sum = Sha256::new();
    sum.update(Sha256::digest(before.as_bytes()));
    sum.update(Sha256::digest(behind.as_bytes()));
    let sum = HEXLOWER.encode(&sum.finalize());
    let page = format!("{before}{mark}{sum}{}</script>{behind}", &record[64..]);
    let found = verify(&page).unwrap();
    let other = PageState::Other;
    assert_eq!(found.form, Form::Html { page: other });
    assert!(found.english()[1].contains("Go by the record."));
}

#[test]
fn what_is_no_dossier_gets_an_error_that_names_the_line() {
    for text in ["", "{}", "<html></html>", "PK\u{3}\u{4}", "\u{0}"] {
        assert_eq!(verify(text), Err(VerifyError::NotADossier), "{text:?}");
    }
    let whole = lines();
    let problem = |lines: &[String]| match fault(lines) {
        VerifyError::Line { line, problem } => (line, problem),
        other => panic!("{other:?}"),
    };
    let mut broken = whole.clone();
    broken[2] = "{\"entry\":{\"number\":2".to_owned();
    assert_eq!(problem(&broken).0, 3);
    let mut nameless = whole.clone();
    nameless[2] = nameless[2].replace("\"name\":", "\"nome\":");
    let (line, what) = problem(&nameless);
    assert!(line == 3 && what.contains("missing field `name`"), "{what}");
    let mut nested = whole.clone();
    let link = "0".repeat(64);
    nested[1] = format!("{{\"entry\":{},\"link\":\"{link}\"}}", "[".repeat(100_000));
    assert_eq!(problem(&nested).0, 2);
    let mut end = whole.clone();
    end[5] = end[5].replace("\"entries\":4", "\"entries\":-4");
    assert_eq!(problem(&end).0, 6);
    let mut newer = whole;
    newer[0] = newer[0].replace("\"version\":1}", "\"version\":2}");
    let expected = VerifyError::Version {
        version: 2,
        known: 1,
    };
    assert_eq!(fault(&newer), expected);
}

#[test]
fn a_signature_of_another_length_is_named() {
    let mut dossier = dossier();
    dossier.set_signature(Signature::ed25519(&"ab".repeat(32), &"cd".repeat(64)).ok());
    let text = dossier.jsonl().replace(&"ab".repeat(32), &"ab".repeat(31));
    let error = verify(&text).unwrap_err();
    assert!(error.english().contains("public_key"), "{error}");
}

/// Every export cut anywhere, and with any one byte changed, is an error or fits; it never panics.
#[test]
fn no_cut_and_no_changed_byte_passes_for_the_whole() {
    let dossier = dossier().alone(2).unwrap();
    for whole in [dossier.jsonl(), dossier.html()] {
        let ends = whole.trim_end().len();
        for at in (0..ends).filter(|at| whole.is_char_boundary(*at)) {
            assert!(verify(&whole[..at]).is_err(), "cut at {at}");
            if whole.as_bytes()[at].is_ascii_alphanumeric() {
                let mut changed = whole.clone();
                changed.replace_range(at..=at, "~");
                assert!(verify(&changed).is_err(), "changed at {at}");
            }
        }
    }
}
