//! The tensors of an ONNX file (<https://onnx.ai/onnx/repo-docs/IR.html>), under the names of the
//! program that it was exported from.
//!
//! Exporters name the matrix of a layer after the operation that multiplies with it, and keep the
//! name of the bias that is added afterwards: a matrix is found by following its product to that
//! bias. It may be in whole numbers of eight bits with a scale for each output.

use std::collections::BTreeMap;

use burn::tensor::TensorData;
use burn_store::bridge::from_data;
use burn_store::burn_pack::Tensor as StoredTensor;
use prost::Message;

/// `ModelProto`, as far as it is read here; tags are those of `onnx.proto`.
#[derive(Message)]
struct Model {
    #[prost(message, optional, tag = "7")]
    graph: Option<Graph>,
}

#[derive(Message)]
struct Graph {
    #[prost(message, repeated, tag = "1")]
    node: Vec<Node>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<Initializer>,
}

#[derive(Message)]
struct Node {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, tag = "4")]
    op_type: String,
}

/// `TensorProto`.
#[derive(Message)]
struct Initializer {
    #[prost(int64, repeated, tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(float, repeated, tag = "4")]
    float_data: Vec<f32>,
    /// Also of numbers of eight bits.
    #[prost(int32, repeated, tag = "5")]
    int32_data: Vec<i32>,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "vec", tag = "9")]
    raw_data: Vec<u8>,
}

/// Values of `TensorProto.DataType`.
const FLOAT: i32 = 1;
const UINT8: i32 = 2;
const INT8: i32 = 3;

/// Operations between a product and the sum with its bias.
const PASSED: [&str; 2] = ["Cast", "Mul"];

/// The tensors of a file's `bytes`, matrices as `PyTorch` has them: a row for each output.
///
/// # Errors
///
/// What is no ONNX file, and tensors of a form that is not read.
pub(super) fn tensors(bytes: &[u8]) -> Result<BTreeMap<String, StoredTensor>, String> {
    let graph = Model::decode(bytes)
        .map_err(|error| format!("it is no ONNX file: {error}"))?
        .graph
        .ok_or("it has no graph")?;
    let stored: BTreeMap<&str, &Initializer> = graph
        .initializer
        .iter()
        .map(|tensor| (tensor.name.as_str(), tensor))
        .collect();
    let mut users: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &graph.node {
        for input in &node.input {
            users.entry(input).or_default().push(node);
        }
    }
    let mut tensors = BTreeMap::new();
    let mut used = Vec::new();
    for node in &graph.node {
        if !matches!(&*node.op_type, "MatMul" | "MatMulInteger" | "Gemm") {
            continue;
        }
        let Some(matrix) = node.input.get(1).and_then(|name| stored.get(name.as_str())) else {
            continue;
        };
        used.push(matrix.name.as_str());
        if let Some(layer) = layer(node, &users, &stored) {
            let name = format!("{layer}.weight");
            tensors.insert(name.clone(), transposed(matrix, &stored, name)?);
        }
    }
    for tensor in &graph.initializer {
        // Scales and shapes belong to operations.
        if tensor.data_type == FLOAT
            && !used.contains(&tensor.name.as_str())
            && !tensor.name.starts_with("onnx::")
        {
            let data = TensorData::new(floats(tensor)?, shape(tensor)?);
            let entry = from_data(data, tensor.name.clone(), None);
            tensors.insert(tensor.name.clone(), entry);
        }
    }
    Ok(tensors)
}

/// The layer whose bias is added to the product of `node`.
fn layer<'a>(
    node: &'a Node,
    users: &BTreeMap<&str, Vec<&'a Node>>,
    stored: &BTreeMap<&str, &Initializer>,
) -> Option<&'a str> {
    let mut product = node;
    loop {
        let next = users.get(product.output.first()?.as_str())?.first()?;
        let bias = next.input.iter().find_map(|name| {
            stored
                .get_key_value(name.as_str())
                .and(name.strip_suffix(".bias"))
        });
        match &*next.op_type {
            "Add" => return bias,
            other if PASSED.contains(&other) => product = next,
            _ => return None,
        }
    }
}

/// A matrix of `[inputs, outputs]` the other way round and in floats.
fn transposed(
    matrix: &Initializer,
    stored: &BTreeMap<&str, &Initializer>,
    name: String,
) -> Result<StoredTensor, String> {
    let &[inputs, outputs] = &shape(matrix)?[..] else {
        return Err(format!("`{}` is no matrix", matrix.name));
    };
    let values: Vec<f32> = if matrix.data_type == INT8 || matrix.data_type == UINT8 {
        let base = matrix.name.trim_end_matches("_quantized");
        let part = |end: &str| stored.get(format!("{base}_{end}").as_str()).copied();
        let scales = floats(part("scale").ok_or_else(|| format!("`{base}` has no scale"))?)?;
        let zeros = part("zero_point").map_or_else(|| Ok(vec![0.0]), whole)?;
        if ![1, outputs].contains(&scales.len()) || ![1, outputs].contains(&zeros.len()) {
            return Err(format!("`{base}` has scales of another shape"));
        }
        let of = |parts: &[f32], output: usize| parts[output % parts.len()];
        whole(matrix)?
            .iter()
            .enumerate()
            .map(|(place, &value)| {
                let output = place % outputs;
                (value - of(&zeros, output)) * of(&scales, output)
            })
            .collect()
    } else {
        floats(matrix)?
    };
    let mut turned: Vec<f32> = Vec::with_capacity(values.len());
    for output in 0..outputs {
        turned.extend(values.iter().skip(output).step_by(outputs));
    }
    Ok(from_data(
        TensorData::new(turned, [outputs, inputs]),
        name,
        None,
    ))
}

fn shape(tensor: &Initializer) -> Result<Vec<usize>, String> {
    let sides: Option<Vec<usize>> = tensor
        .dims
        .iter()
        .map(|&side| usize::try_from(side).ok())
        .collect();
    sides.ok_or_else(|| format!("`{}` has no shape", tensor.name))
}

/// Fails where the numbers are not as many as the shape says.
fn counted(tensor: &Initializer, values: Vec<f32>) -> Result<Vec<f32>, String> {
    let count = shape(tensor)?
        .iter()
        .try_fold(1_usize, |count, &side| count.checked_mul(side));
    if count == Some(values.len()) {
        Ok(values)
    } else {
        Err(format!("`{}` is not whole", tensor.name))
    }
}

fn floats(tensor: &Initializer) -> Result<Vec<f32>, String> {
    if tensor.data_type != FLOAT {
        return Err(format!("`{}` is not in single precision", tensor.name));
    }
    let values = if tensor.raw_data.is_empty() {
        tensor.float_data.clone()
    } else {
        let (chunks, _) = tensor.raw_data.as_chunks();
        chunks
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect()
    };
    counted(tensor, values)
}

/// Numbers of eight bits.
fn whole(tensor: &Initializer) -> Result<Vec<f32>, String> {
    let bytes = tensor.raw_data.iter();
    let values = match tensor.data_type {
        INT8 | UINT8 if tensor.raw_data.is_empty() => tensor
            .int32_data
            .iter()
            .map(|&value| value as f32)
            .collect(),
        INT8 => bytes.map(|&byte| f32::from(byte.cast_signed())).collect(),
        UINT8 => bytes.map(|&byte| f32::from(byte)).collect(),
        _ => return Err(format!("`{}` has no numbers of eight bits", tensor.name)),
    };
    counted(tensor, values)
}

#[cfg(test)]
mod tests {
    use burn_store::bridge::to_data;

    use super::*;

    fn initializer(name: &str, data_type: i32, dims: &[i64], raw_data: Vec<u8>) -> Initializer {
        Initializer {
            dims: dims.to_vec(),
            data_type,
            float_data: Vec::new(),
            int32_data: Vec::new(),
            name: name.to_owned(),
            raw_data,
        }
    }

    fn raw(values: &[f32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    fn node(op_type: &str, input: &[&str], output: &str) -> Node {
        Node {
            input: input.iter().map(|&name| name.to_owned()).collect(),
            output: vec![output.to_owned()],
            op_type: op_type.to_owned(),
        }
    }

    fn values(tensors: &BTreeMap<String, StoredTensor>, name: &str) -> (Vec<usize>, Vec<f32>) {
        let data = to_data(&tensors[name]).expect("resident");
        (
            data.shape().iter().copied().collect(),
            data.iter::<f32>().collect(),
        )
    }

    /// One layer in floats, and one as a quantiser leaves it: the product in whole numbers is
    /// cast and scaled before the bias is added.
    #[test]
    fn matrices_are_named_after_the_bias_that_follows_and_lie_as_in_pytorch() {
        let model = Model {
            graph: Some(Graph {
                node: vec![
                    node("MatMul", &["x", "onnx::MatMul_1"], "p"),
                    node("Add", &["first.bias", "p"], "y"),
                    node(
                        "MatMulInteger",
                        &["y8", "onnx::MatMul_2_quantized", "z"],
                        "q",
                    ),
                    node("Cast", &["q"], "r"),
                    node("Mul", &["r", "s"], "t"),
                    node("Add", &["second.bias", "t"], "u"),
                ],
                initializer: vec![
                    initializer(
                        "onnx::MatMul_1",
                        FLOAT,
                        &[2, 3],
                        raw(&[1., 2., 3., 4., 5., 6.]),
                    ),
                    initializer("first.bias", FLOAT, &[3], raw(&[7., 8., 9.])),
                    initializer(
                        "onnx::MatMul_2_quantized",
                        INT8,
                        &[3, 2],
                        vec![1, 254, 3, 252, 5, 250],
                    ),
                    initializer("onnx::MatMul_2_scale", FLOAT, &[2], raw(&[0.5, 2.0])),
                    Initializer {
                        int32_data: vec![1, 0],
                        ..initializer("onnx::MatMul_2_zero_point", INT8, &[2], Vec::new())
                    },
                    initializer("second.bias", FLOAT, &[2], raw(&[0.0, 1.0])),
                ],
            }),
        };
        let tensors = tensors(&model.encode_to_vec()).expect("read");
        assert_eq!(tensors.len(), 4);
        let expected = (vec![3, 2], vec![1., 4., 2., 5., 3., 6.]);
        assert_eq!(values(&tensors, "first.weight"), expected);
        assert_eq!(values(&tensors, "first.bias"), (vec![3], vec![7., 8., 9.]));
        // (1, 3, 5) less 1 in halves, and (-2, -4, -6) in twos.
        let expected = (vec![2, 3], vec![0., 1., 2., -4., -8., -12.]);
        assert_eq!(values(&tensors, "second.weight"), expected);
    }

    #[test]
    fn what_is_cut_short_is_refused() {
        assert!(
            tensors(b"\xff\xff\xff")
                .unwrap_err()
                .contains("no ONNX file")
        );
        assert!(tensors(b"").unwrap_err().contains("no graph"));
        let model = Model {
            graph: Some(Graph {
                node: Vec::new(),
                initializer: vec![initializer("a.bias", FLOAT, &[2], raw(&[1.0]))],
            }),
        };
        let error = tensors(&model.encode_to_vec()).unwrap_err();
        assert!(error.contains("`a.bias` is not whole"), "{error}");
    }
}
