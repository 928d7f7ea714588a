//! Files that others signed, from the C2PA's public test files and from the c2pa-rs project.

use std::io::Read as _;

use spectrafide_credentials::verify;

#[test]
fn probe() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("fixtures.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        if entry.is_dir() || !name.starts_with("provenance/c2pa-") {
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let start = std::time::Instant::now();
        let result = verify(&bytes, "application/octet-stream");
        println!("== {name} {:?}", start.elapsed());
        match result {
            Err(error) => println!("   error {error}"),
            Ok(c) => {
                println!("   {:?}", c.state);
                for m in c.manifests {
                    println!("   - {} {} {:?} {:?} {:?} {:?} {:?}", m.label, m.active, m.claim_generator, m.issuer, m.signer, m.signed_at, m.synthetic);
                    for a in m.actions { println!("       {a:?}"); }
                    for a in m.ingredients { println!("       {a:?}"); }
                    for a in m.statuses { println!("       {:?} {} {:?}", a.outcome, a.code, a.explanation); }
                }
            }
        }
    }
}
