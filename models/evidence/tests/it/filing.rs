//! What is taken into a dossier.

use spectrafide_evidence::{Dossier, DossierError, Places};
use spectrafide_provenance::finding::{Capture, Finding, Place, Position};
use spectrafide_provenance::{Provenance, Trust, What};
use spectrafide_report::Report;

use crate::samples::{dossier, filing, head, judged, not_judged};

fn located() -> Report {
    let capture = Capture {
        position: Some(Position {
            latitude_degrees: 48.858_370_1,
            longitude_degrees: 2.294_481_3,
        }),
        ..Capture::default()
    };
    Report {
        provenance: Some(Provenance {
            findings: vec![Finding {
                what: What::Capture(Box::new(capture)),
                place: Place::default(),
                trust: Trust::UnsignedClaim,
                raw: Vec::new(),
            }],
        }),
        ..judged(0.5)
    }
}

#[test]
fn places_are_taken_out_unless_they_are_asked_for() {
    for (places, is_there) in [(Places::Hidden, false), (Places::Kept, true)] {
        let mut head = head();
        head.places = places;
        let mut dossier = Dossier::new(&head).unwrap();
        dossier.add(filing("tower.jpg", located())).unwrap();
        assert_eq!(dossier.jsonl().contains("48.8583701"), is_there);
        assert_eq!(dossier.html().contains("48.8583701"), is_there);
    }
}

#[test]
fn the_same_file_is_told_under_its_first_number() {
    let mut dossier = dossier();
    let same = |name: &str| {
        let mut again = filing("square.png", judged(0.1));
        again.name = name.to_owned();
        again
    };
    assert_eq!(dossier.add(same("copy.png")).unwrap().same_as, Some(2));
    assert_eq!(
        dossier.add(same("copy of copy.png")).unwrap().same_as,
        Some(2)
    );
    let page = dossier.html();
    assert!(page.contains("The same file as number 2, by its SHA-256."));
    assert!(page.contains("<b>2</b> the same as an earlier one"));
}

#[test]
fn what_is_not_taken_leaves_the_dossier_as_it_was() {
    let mut dossier = dossier();
    let before = dossier.jsonl();
    let good = || filing("a.png", judged(0.5));
    let mut nameless = good();
    nameless.name.clear();
    let mut named_long = good();
    named_long.name = "x".repeat(5000);
    let mut unreported = good();
    unreported.reports.clear();
    let mut too_often = good();
    too_often.reports = vec![judged(0.5); 3];
    let mut foreign = good();
    foreign.reports[0].detector = "nobody.knows".to_owned();
    let mut drawn = good();
    drawn.thumbnail = Some(b"<svg>".to_vec());
    let mut huge = good();
    huge.bytes = (1 << 53) + 1;
    for (filing, expected) in [
        (nameless, "no name"),
        (named_long, "5000 bytes"),
        (unreported, "0 reports"),
        (too_often, "3 reports"),
        (foreign, "“nobody.knows”"),
        (drawn, "neither PNG nor JPEG"),
        (huge, "9007199254740993"),
    ] {
        let error = dossier.add(filing).map(|_| ()).unwrap_err();
        assert!(error.english().contains(expected), "{error}");
        assert_eq!(error.to_string(), error.english());
    }
    assert_eq!(dossier.jsonl(), before);
}

/// JSON has no such number: it would come back as none.
#[test]
fn a_report_that_could_not_be_read_again_is_not_taken() {
    let mut report = judged(0.5);
    report.thresholds.as_mut().unwrap().real = f32::NAN;
    let error = dossier().add(filing("a.png", report)).map(|_| ());
    assert!(matches!(error, Err(DossierError::Json { .. })), "{error:?}");
}

#[test]
fn one_picture_alone_has_a_dossier_that_fits() {
    let dossier = dossier();
    let alone = dossier.alone(3).unwrap();
    let names: Vec<&str> = alone.entries().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["flat.png"]);
    assert_eq!(alone.entries().next().unwrap().reports, [not_judged()]);
    let page = dossier.html_of(3).unwrap();
    assert_eq!(spectrafide_evidence::verify(&page).unwrap().entries, 1);
    assert!(!page.contains("mast.jpg"));
    assert_eq!(dossier.html_of(0), None);
    assert_eq!(dossier.html_of(5), None);
}

/// Or else the page of a small record could be larger than any memory.
#[test]
fn what_each_entry_repeats_is_short() {
    let mut many = head();
    many.detectors = vec![many.detectors[0].clone(); 65];
    let mut long = head();
    long.detectors[0].title = "x".repeat(257);
    for (head, expected) in [(many, "65 detectors"), (long, "257 bytes")] {
        let error = Dossier::new(&head).map(|_| ()).unwrap_err();
        assert!(error.english().contains(expected), "{error}");
    }
}

#[test]
fn a_full_dossier_takes_no_more_and_says_so() {
    let mut dossier = Dossier::new(&head()).unwrap();
    let mut report = judged(0.5);
    report.error = Some("x".repeat(30 * 1024 * 1024));
    dossier.add(filing("one.png", report.clone())).unwrap();
    dossier.add(filing("two.png", report.clone())).unwrap();
    let error = dossier.add(filing("three.png", report)).map(|_| ());
    assert!(matches!(error, Err(DossierError::Full { .. })));
    assert_eq!(dossier.entries().len(), 2);
}

#[test]
fn a_thumbnail_has_the_shape_of_its_picture_and_is_never_larger() {
    for (size, expected) in [
        ((3000, 2000), (240, 160)),
        ((2000, 3000), (160, 240)),
        ((100, 50), (100, 50)),
        ((4000, 1), (240, 1)),
        ((0, 0), (1, 1)),
    ] {
        assert_eq!(
            spectrafide_evidence::Thumbnail::size(size),
            expected,
            "{size:?}"
        );
    }
}
