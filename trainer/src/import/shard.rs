//! Parquet shards with a picture in each row, as Community Forensics and `OpenFake` publish them.

/// A row of a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShardRow {
    /// Its number in the shard, from 0.
    pub index: usize,
    /// The picture's file.
    pub bytes: Vec<u8>,
    /// The class, as the column says it; a number is replaced by the name that the shard's
    /// description gives it.
    pub label: Option<String>,
    /// What made it.
    pub generator: Option<String>,
    /// Where a real picture comes from.
    pub source: Option<String>,
    /// The split.
    pub split: Option<String>,
}

/// Hands over the rows of a shard, in order; rows without a picture are left out.
///
/// # Errors
///
/// A file that cannot be read or has no pictures, and what `take` refuses.
#[cfg(not(feature = "parquet"))]
pub fn rows(
    path: &std::path::Path,
    _take: &mut dyn FnMut(ShardRow) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    anyhow::bail!(
        "{} is a Parquet shard: build the trainer with `--features parquet` to read it",
        path.display()
    )
}

#[cfg(feature = "parquet")]
pub use reading::rows;

#[cfg(feature = "parquet")]
mod reading {
    use std::fs::File;
    use std::path::Path;
    use std::sync::Arc;

    use anyhow::{Context, Result, bail};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, Row};
    use parquet::schema::types::{Type, TypePtr};
    use serde_json::Value;

    use super::ShardRow;

    /// Names of the columns, in small letters; earlier ones are preferred.
    const PICTURE: [&str; 6] = [
        "image",
        "image_data",
        "image_bytes",
        "bytes",
        "img",
        "picture",
    ];
    const LABEL: [&str; 3] = ["label", "class", "is_ai"];
    const GENERATOR: [&str; 3] = ["model_name", "model", "generator"];
    const SOURCE: [&str; 2] = ["real_source", "source"];
    const SPLIT: [&str; 1] = ["split"];

    /// Hands over the rows of a shard, in order; rows without a picture are left out.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or has no pictures, and what `take` refuses.
    pub fn rows(path: &Path, take: &mut dyn FnMut(ShardRow) -> Result<()>) -> Result<()> {
        let file =
            File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        let reader = SerializedFileReader::new(file)?;
        let metadata = reader.metadata().file_metadata();
        let fields = metadata.schema().get_fields();
        let named = |names: &[&str]| -> Option<TypePtr> {
            names.iter().find_map(|name| {
                let field = fields
                    .iter()
                    .find(|field| field.name().eq_ignore_ascii_case(name));
                field.cloned()
            })
        };
        let Some(picture) = named(&PICTURE) else {
            let present: Vec<&str> = fields.iter().map(|field| field.name()).collect();
            bail!(
                "{} has no column of pictures (one of {}); it has {}",
                path.display(),
                PICTURE.join(", "),
                present.join(", ")
            );
        };
        let others = [&LABEL[..], &GENERATOR, &SOURCE, &SPLIT].map(named);
        let [label, generator, source, split] = others
            .each_ref()
            .map(|column| column.as_ref().map(|column| column.name().to_owned()));
        let class_names = metadata
            .key_value_metadata()
            .and_then(|pairs| pairs.iter().find(|pair| pair.key == "huggingface"))
            .and_then(|pair| class_names(pair.value.as_deref()?, label.as_deref()?));
        let columns = [Some(picture.clone())].into_iter().chain(others).flatten();
        let projection = Type::group_type_builder(metadata.schema().name())
            .with_fields(columns.collect())
            .build()?;
        let wanted = |row: &Row, column: &Option<String>| -> Option<String> {
            let column = column.as_deref()?;
            let field = row.get_column_iter().find(|(name, _)| *name == column)?.1;
            text(field)
        };
        for (index, row) in reader.get_row_iter(Some(projection))?.enumerate() {
            let row = row.with_context(|| format!("row {index} cannot be read"))?;
            let found = row
                .get_column_iter()
                .find(|(name, _)| *name == picture.name())
                .and_then(|(_, field)| bytes(field));
            let Some(bytes) = found else {
                continue;
            };
            let label = wanted(&row, &label).map(|label| {
                let place = label.parse::<usize>().ok();
                let name = place.and_then(|place| class_names.as_ref()?.get(place));
                name.cloned().unwrap_or(label)
            });
            take(ShardRow {
                index,
                bytes,
                label,
                generator: wanted(&row, &generator),
                source: wanted(&row, &source),
                split: wanted(&row, &split),
            })?;
        }
        Ok(())
    }

    /// The picture's file: the column itself, or its part `bytes`.
    fn bytes(field: &Field) -> Option<Vec<u8>> {
        match field {
            Field::Bytes(bytes) => Some(bytes.data().to_vec()),
            Field::Group(row) => row
                .get_column_iter()
                .find(|(name, _)| *name == "bytes")
                .and_then(|(_, field)| bytes(field)),
            _ => None,
        }
    }

    fn text(field: &Field) -> Option<String> {
        Some(match field {
            Field::Str(text) => text.clone(),
            Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
            Field::Bool(value) => u8::from(*value).to_string(),
            Field::Byte(value) => value.to_string(),
            Field::Short(value) => value.to_string(),
            Field::Int(value) => value.to_string(),
            Field::Long(value) => value.to_string(),
            Field::UByte(value) => value.to_string(),
            Field::UShort(value) => value.to_string(),
            Field::UInt(value) => value.to_string(),
            Field::ULong(value) => value.to_string(),
            _ => return None,
        })
    }

    /// The names of a label column's numbers: some sets count synthetic as 0.
    fn class_names(description: &str, column: &str) -> Option<Arc<[String]>> {
        let description: Value = serde_json::from_str(description).ok()?;
        let names = &description["info"]["features"][column]["names"];
        let names = names.as_array()?.iter();
        names
            .map(|name| name.as_str().map(str::to_owned))
            .collect::<Option<Arc<[String]>>>()
    }
}

#[cfg(all(test, feature = "parquet"))]
mod tests {
    use super::*;
    use parquet::basic::Compression;
    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::fs::File;
    use std::path::Path;
    use std::sync::Arc;

    enum Column {
        Texts(Vec<&'static str>),
        Numbers(Vec<i64>),
    }

    fn write(
        path: &Path,
        schema: &str,
        compression: Compression,
        description: Option<&str>,
        columns: &[Column],
    ) {
        let pairs =
            description.map(|text| vec![KeyValue::new("huggingface".to_owned(), text.to_owned())]);
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_key_value_metadata(pairs)
            .build();
        let schema = Arc::new(parse_message_type(schema).expect("a schema"));
        let file = File::create(path).expect("created");
        let mut writer =
            SerializedFileWriter::new(file, schema, Arc::new(properties)).expect("a writer");
        let mut group = writer.next_row_group().expect("a group");
        let mut columns = columns.iter();
        while let Some(mut column) = group.next_column().expect("a column") {
            match (column.untyped(), columns.next().expect("values")) {
                (ColumnWriter::ByteArrayColumnWriter(writer), Column::Texts(texts)) => {
                    let texts: Vec<ByteArray> =
                        texts.iter().copied().map(ByteArray::from).collect();
                    writer.write_batch(&texts, None, None).expect("written");
                }
                (ColumnWriter::Int64ColumnWriter(writer), Column::Numbers(numbers)) => {
                    writer.write_batch(numbers, None, None).expect("written");
                }
                _ => panic!("another type"),
            }
            column.close().expect("closed");
        }
        group.close().expect("closed");
        writer.close().expect("closed");
    }

    fn read(path: &Path) -> Vec<ShardRow> {
        let mut found = Vec::new();
        rows(path, &mut |row| {
            found.push(row);
            Ok(())
        })
        .expect("read");
        found
    }

    #[test]
    fn a_shard_with_plain_columns_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("train-0.parquet");
        write(
            &path,
            "message schema {
                REQUIRED BYTE_ARRAY image_name (UTF8); REQUIRED BYTE_ARRAY image_data;
                REQUIRED BYTE_ARRAY model_name (UTF8); REQUIRED BYTE_ARRAY real_source (UTF8);
                REQUIRED BYTE_ARRAY split (UTF8); REQUIRED INT64 label;
            }",
            Compression::SNAPPY,
            None,
            &[
                Column::Texts(vec!["a.png", "b.png"]),
                Column::Texts(vec!["first", "second"]),
                Column::Texts(vec!["org/model", ""]),
                Column::Texts(vec!["", "coco"]),
                Column::Texts(vec!["train", "test"]),
                Column::Numbers(vec![1, 0]),
            ],
        );
        let found = read(&path);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].bytes, b"first");
        assert_eq!(found[0].label.as_deref(), Some("1"));
        assert_eq!(found[0].generator.as_deref(), Some("org/model"));
        assert_eq!(found[1].source.as_deref(), Some("coco"));
        assert_eq!(found[1].split.as_deref(), Some("test"));
        assert_eq!(found[1].index, 1);
    }

    #[test]
    fn a_shard_with_a_nested_picture_and_class_names_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test-0.parquet");
        write(
            &path,
            "message schema {
                REQUIRED GROUP image {
                    REQUIRED BYTE_ARRAY bytes; REQUIRED BYTE_ARRAY path (UTF8);
                }
                REQUIRED INT64 label; REQUIRED BYTE_ARRAY model (UTF8);
            }",
            Compression::ZSTD(parquet::basic::ZstdLevel::default()),
            Some(r#"{"info": {"features": {"label": {"names": ["fake", "real"]}}}}"#),
            &[
                Column::Texts(vec!["one", "two"]),
                Column::Texts(vec!["1.jpg", "2.jpg"]),
                Column::Numbers(vec![0, 1]),
                Column::Texts(vec!["flux", "real"]),
            ],
        );
        let found = read(&path);
        assert_eq!(found[0].bytes, b"one");
        assert_eq!(found[0].label.as_deref(), Some("fake"), "0 is fake here");
        assert_eq!(found[1].label.as_deref(), Some("real"));
        assert_eq!(found[0].generator.as_deref(), Some("flux"));
    }

    #[test]
    fn a_shard_without_pictures_and_a_broken_one_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("words.parquet");
        write(
            &path,
            "message schema { REQUIRED BYTE_ARRAY prompt (UTF8); }",
            Compression::UNCOMPRESSED,
            None,
            &[Column::Texts(vec!["a cat"])],
        );
        let error = rows(&path, &mut |_| Ok(()))
            .expect_err("no pictures")
            .to_string();
        assert!(
            error.contains("words.parquet") && error.contains("it has prompt"),
            "{error}"
        );
        let bytes = std::fs::read(&path).expect("read");
        for end in 0..bytes.len() {
            std::fs::write(&path, &bytes[..end]).expect("written");
            assert!(rows(&path, &mut |_| Ok(())).is_err(), "cut off at {end}");
        }
    }
}
