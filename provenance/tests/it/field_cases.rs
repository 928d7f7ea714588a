//! Files behind public complaints, in the folder or the archive that `SPECTRAFIDE_CASES` names.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use spectrafide_provenance::finding::{Declaration, Extent, Standard, Tool};
use spectrafide_provenance::{What, read};

const TRAIN: [Option<&str>; 3] = [
    Some("railway station, yellow train, overcast day"),
    Some("v1-5-pruned-emaonly-fp16.safetensors"),
    Some("156680208700286"),
];

/// Files with the tool, the prompt, the model and the seed of their records.
const RECORDS: [(&str, Tool, [Option<&str>; 3]); 7] = [
    (
        "06-comfyui-nan/api-prompt-only-nan.png",
        Tool::ComfyUi,
        TRAIN,
    ),
    (
        "06-comfyui-nan/prompt-nan-and-workflow.png",
        Tool::ComfyUi,
        TRAIN,
    ),
    ("07-comfyui-webp-edited/original.webp", Tool::ComfyUi, TRAIN),
    ("07-comfyui-webp-edited/bug.webp", Tool::ComfyUi, TRAIN),
    (
        "07-comfyui-webp-edited/save-image-extended.webp",
        Tool::ComfyUi,
        TRAIN,
    ),
    (
        "07-comfyui-webp-edited/save-image-extended.jpg",
        Tool::ComfyUi,
        TRAIN,
    ),
    ("extra/grok-1.jpg", Tool::Grok, [None; 3]),
];

/// The files with records, by the last two parts of their paths; `None` without the cases.
fn cases() -> Option<BTreeMap<String, Vec<u8>>> {
    let Some(path) = std::env::var_os("SPECTRAFIDE_CASES") else {
        println!("skipped: SPECTRAFIDE_CASES is not set");
        return None;
    };
    let path = Path::new(&path);
    let packed = path.join("cases.zip");
    let packed = if path.is_file() {
        path.to_owned()
    } else {
        packed
    };
    let wanted = RECORDS.iter().map(|(name, ..)| *name);
    let wanted: Vec<_> = wanted
        .chain(["01-samsung-galaxy-ai-png/samsung_gray_1.png"])
        .collect();
    if !packed.is_file() {
        let read = |name: &str| (name.to_owned(), std::fs::read(path.join(name)).expect(name));
        return Some(wanted.into_iter().map(read).collect());
    }
    let mut archive = zip::ZipArchive::new(std::fs::File::open(packed).expect("the archive"))
        .expect("an archive");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        if let Some(name) = wanted.iter().find(|wanted| name.ends_with(**wanted)) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("a whole entry");
            files.insert((*name).to_owned(), bytes);
        }
    }
    Some(files)
}

#[test]
fn every_record_of_the_field_cases_is_read_and_none_is_a_camera() {
    let Some(files) = cases() else {
        return;
    };
    for (name, tool, expected) in RECORDS {
        let mut records = Vec::new();
        for finding in read(&files[name], None).findings {
            match finding.what {
                What::Generation(record) => records.push(record),
                What::Capture(camera) => panic!("{name}: {camera:?}"),
                _ => {}
            }
        }
        assert_eq!(records.len(), 1, "{name}: {records:?}");
        let record = &records[0];
        let found = [&record.prompt, &record.model, &record.seed].map(Option::as_deref);
        assert_eq!((record.tool, found), (tool, expected), "{name}");
        if tool == Tool::ComfyUi {
            assert_eq!(
                record.negative_prompt.as_deref(),
                Some("text, watermark"),
                "{name}"
            );
            let settings: Vec<_> = record
                .settings
                .iter()
                .map(|field| field.value.as_str())
                .collect();
            assert_eq!(settings, ["20", "8.0", "euler", "normal", "1.0"], "{name}");
        }
    }
}

#[test]
fn the_trailer_behind_samsungs_png_is_a_label() {
    let Some(files) = cases() else {
        return;
    };

    let found = read(&files["01-samsung-galaxy-ai-png/samsung_gray_1.png"], None).findings;

    let label = found.iter().find_map(|finding| match &finding.what {
        What::Declaration(label) => Some((label.clone(), finding.place.container.clone())),
        _ => None,
    });
    let expected = Declaration {
        standard: Standard::SamsungGenAi,
        extent: Extent::Part,
        term: "8".to_owned(),
        system: None,
    };
    assert_eq!(
        label,
        Some((expected, "Samsung trailer PEg_Info".to_owned()))
    );
    let problems: Vec<_> = found
        .iter()
        .filter(|finding| matches!(finding.what, What::Problem(_)))
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
}
