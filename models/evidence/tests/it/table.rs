//! The table, read again by the reader of the `csv` crate.

use std::collections::HashMap;

use spectrafide_evidence::{Dossier, cell_text};
use spectrafide_report::Report;

use crate::samples::{dossier, filing, head, judged};

fn rows(text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a row")).collect()
}

#[test]
fn names_come_back_and_none_is_a_formula() {
    let names = [
        "plain.jpg",
        "comma, and \"quotes\".jpg",
        "two\nlines\r\n.jpg",
        "=HYPERLINK(\"http://example.org\").jpg",
        "+1.jpg",
        "-1.jpg",
        "@SUM(A1).jpg",
        "  =1+1.jpg",
        "\t=1.jpg",
        "＝1.jpg",
        "'quoted.jpg",
        "''=.jpg",
        "日本; ü.jpg",
    ];
    let mut dossier = Dossier::new(&head()).unwrap();
    for name in names {
        dossier.add(filing(name, judged(0.5))).unwrap();
    }
    let rows = rows(&dossier.csv());
    let read: Vec<&str> = rows.iter().map(|row| cell_text(&row["name"])).collect();
    assert_eq!(read, names);
    for cell in rows.iter().flat_map(HashMap::values) {
        let first = cell.trim_start_matches(' ').chars().next();
        assert!(
            !matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝')),
            "{cell}"
        );
    }
    assert_eq!(rows[0]["name"], "plain.jpg");
}

#[test]
fn a_row_holds_the_verdict_the_score_and_the_links() {
    let dossier = dossier();
    let text = dossier.csv();
    assert!(text.lines().count() == 5 && text.ends_with("\r\n"));
    let rows = rows(&text);
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("number"), ["1", "2", "3", "4"]);
    assert_eq!(
        column("outcome"),
        [
            "likely synthetic",
            "likely real",
            "not judged",
            "not judged: error"
        ]
    );
    assert_eq!(column("score"), ["0.93", "0.1", "", ""]);
    assert_eq!(column("error")[3], "The file is not a picture.");
    assert_eq!(
        column("reasons")[2],
        "The picture is nearly one flat colour."
    );
    assert_eq!(
        column("last_link"),
        vec![dossier.last_link().to_string(); 4]
    );
    assert_eq!(column("link")[3], dossier.last_link().to_string());
    assert!(column("not_checked")[0].contains("on copies was not checked."));
    assert_eq!(column("second_verdict"), ["", "", "", ""]);
}

#[test]
fn a_second_detector_has_columns_of_its_own() {
    let mut dossier = Dossier::new(&head()).unwrap();
    let mut both = filing("mast.jpg", judged(0.9));
    both.reports.push(Report {
        detector: "other.b".to_owned(),
        ..judged(0.1)
    });
    dossier.add(both).unwrap();
    let row = &rows(&dossier.csv())[0];
    assert_eq!(row["outcome"], "detectors disagree");
    assert_eq!(
        (&*row["verdict"], &*row["score"]),
        ("likely synthetic", "0.9")
    );
    assert_eq!(row["second_detector"], "other.b");
    assert_eq!(
        (&*row["second_verdict"], &*row["second_score"]),
        ("likely real", "0.1")
    );
}
