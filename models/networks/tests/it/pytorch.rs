//! Writes checkpoints as `torch.save` does: a zip archive with a pickle of the names and shapes,
//! and each tensor's numbers in an entry of their own.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A checkpoint with `tensors` (name, shape, values), inside the dictionaries that `nested` names,
/// the outermost first.
pub fn checkpoint(nested: &[&str], tensors: &[(String, Vec<usize>, Vec<f32>)]) -> Vec<u8> {
    let mut pickle = vec![0x80, 2];
    for name in nested {
        // A dictionary of one entry, whose value follows.
        pickle.extend(b"}(");
        string(&mut pickle, name);
    }
    pickle.extend(b"}(");
    for (index, (name, shape, values)) in tensors.iter().enumerate() {
        string(&mut pickle, name);
        tensor(&mut pickle, index, shape, values.len());
    }
    // The entries are set, once for each dictionary, and the pickle stops.
    pickle.extend(b"u".repeat(nested.len() + 1));
    pickle.push(b'.');

    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut entry = |name: String, bytes: &[u8]| {
        archive.start_file(name, options).expect("an entry");
        archive.write_all(bytes).expect("written");
    };
    entry("archive/data.pkl".to_owned(), &pickle);
    for (index, (_, _, values)) in tensors.iter().enumerate() {
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        entry(format!("archive/data/{index}"), &bytes);
    }
    entry("archive/version".to_owned(), b"3\n");
    archive.finish().expect("an archive").into_inner()
}

/// A call of `torch._utils._rebuild_tensor_v2`.
fn tensor(pickle: &mut Vec<u8>, index: usize, shape: &[usize], count: usize) {
    pickle.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
    string(pickle, "storage");
    pickle.extend(b"ctorch\nFloatStorage\n");
    string(pickle, &index.to_string());
    string(pickle, "cpu");
    number(pickle, count);
    // The tuple becomes a persistent id; then the offset, the shape and the strides.
    pickle.extend(b"tQ");
    number(pickle, 0);
    pickle.push(b'(');
    for &side in shape {
        number(pickle, side);
    }
    pickle.extend(b"t(");
    for place in 0..shape.len() {
        number(pickle, shape[place + 1..].iter().product());
    }
    // No gradient, no hooks.
    pickle.extend(b"t\x89}tR");
}

fn string(pickle: &mut Vec<u8>, text: &str) {
    pickle.push(b'X');
    pickle.extend((text.len() as u32).to_le_bytes());
    pickle.extend(text.as_bytes());
}

fn number(pickle: &mut Vec<u8>, value: usize) {
    pickle.push(b'J');
    pickle.extend((value as i32).to_le_bytes());
}
