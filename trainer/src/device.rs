//! Where the computation runs, chosen at run time.

use anyhow::{Result, anyhow};
use burn::tensor::{Device, Tensor, TensorData};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// The fastest that this program was built with and that works here.
    Auto,
    /// The processor, in pure Rust.
    Cpu,
    /// An NVIDIA GPU (cargo feature `cuda`).
    Cuda,
    /// A GPU with a Vulkan driver (cargo feature `vulkan`).
    Vulkan,
    /// The processor through libtorch (cargo feature `libtorch`).
    Libtorch,
    /// An NVIDIA GPU through libtorch (cargo feature `libtorch`, with a libtorch built for CUDA).
    LibtorchCuda,
}

/// In what the trunk computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Single precision.
    #[default]
    Single,
    /// The upper half of single precision (bfloat16), with which processors that know it are twice
    /// as fast. Means and deviations are taken in single precision.
    Bfloat16,
}

/// Waits for `tensor` and brings it from its device.
///
/// # Errors
///
/// A device that fails.
pub fn read<const D: usize>(tensor: Tensor<D>) -> Result<TensorData> {
    tensor
        .try_into_data()
        .map_err(|error| anyhow!("the device failed: {error}"))
}

/// Device `number` of the kind that `name` and `first` are of.
fn numbered(name: &str, number: usize, first: &Device) -> Result<Device> {
    match name {
        "cuda" => cuda_number(number),
        "vulkan" => {
            anyhow::ensure!(
                number == 0,
                "`--devices {number}`: several GPUs are supported with CUDA only"
            );
            Ok(first.clone())
        }
        _ => {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            anyhow::ensure!(
                number < threads,
                "`--devices {number}`: this processor runs {threads} threads, 0 to {}",
                threads - 1
            );
            Ok(first.clone())
        }
    }
}

impl DeviceChoice {
    /// Opens the devices with these `numbers`, or the first one if there are none, and names them.
    ///
    /// The processor counts as one device; further numbers of it are further threads.
    ///
    /// # Errors
    ///
    /// A number that stands twice, and a device that is not there or not built in, is named.
    pub fn open_all(self, numbers: &[usize]) -> Result<(Vec<Device>, &'static str)> {
        let (first, name) = self.open()?;
        if numbers.is_empty() {
            return Ok((vec![first], name));
        }
        let devices = numbers
            .iter()
            .enumerate()
            .map(|(place, &number)| {
                anyhow::ensure!(
                    !numbers[..place].contains(&number),
                    "`--devices` names {number} twice"
                );
                numbered(name, number, &first)
            })
            .collect::<Result<Vec<_>>>()?;
        Ok((devices, name))
    }

    /// Opens the device and names it.
    ///
    /// # Errors
    ///
    /// A device that is not there, and one that this program was built without.
    pub fn open(self) -> Result<(Device, &'static str)> {
        match self {
            Self::Cpu => Ok((Device::flex(), "cpu")),
            Self::Cuda => cuda(),
            Self::Vulkan => vulkan(),
            Self::Libtorch => libtorch(),
            Self::LibtorchCuda => libtorch_cuda(),
            Self::Auto => Ok(cuda()
                .or_else(|_| vulkan())
                .or_else(|_| libtorch())
                .unwrap_or_else(|_| (Device::flex(), "cpu"))),
        }
    }
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<(Device, &'static str)> {
    Ok((cuda_number(0)?, "cuda"))
}

#[cfg(feature = "cuda")]
fn cuda_number(number: usize) -> Result<Device> {
    use burn::tensor::{DeviceFilter, DeviceType};
    let count = Device::enumerate(DeviceFilter::new().with(DeviceType::Cuda))
        .into_vec()
        .len();
    anyhow::ensure!(count > 0, "no CUDA device was found");
    anyhow::ensure!(
        number < count,
        "there is no CUDA device {number}; the last is {}",
        count - 1
    );
    Ok(Device::cuda(number))
}

#[cfg(feature = "vulkan")]
fn vulkan() -> Result<(Device, &'static str)> {
    let device = Device::wgpu_options()
        .init()
        .map_err(|error| anyhow::anyhow!("no Vulkan device could be opened: {error}"))?;
    Ok((device, "vulkan"))
}

#[cfg(feature = "libtorch")]
#[expect(
    deprecated,
    reason = "measured a few times faster than the pure Rust CPU device"
)]
#[expect(clippy::unnecessary_wraps, reason = "one signature for every device")]
fn libtorch() -> Result<(Device, &'static str)> {
    Ok((Device::libtorch(), "libtorch"))
}

#[cfg(feature = "libtorch")]
#[expect(
    deprecated,
    reason = "the fastest way to train transformers on an NVIDIA GPU"
)]
#[expect(clippy::unnecessary_wraps, reason = "one signature for every device")]
fn libtorch_cuda() -> Result<(Device, &'static str)> {
    Ok((Device::libtorch_cuda(0), "libtorch-cuda"))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<(Device, &'static str)> {
    missing("cuda")
}

#[cfg(not(feature = "cuda"))]
fn cuda_number(_: usize) -> Result<Device> {
    missing("cuda").map(|(device, _)| device)
}

#[cfg(not(feature = "vulkan"))]
fn vulkan() -> Result<(Device, &'static str)> {
    missing("vulkan")
}

#[cfg(not(feature = "libtorch"))]
fn libtorch() -> Result<(Device, &'static str)> {
    missing("libtorch")
}

#[cfg(not(feature = "libtorch"))]
fn libtorch_cuda() -> Result<(Device, &'static str)> {
    missing("libtorch")
}

#[cfg(not(all(feature = "cuda", feature = "vulkan", feature = "libtorch")))]
fn missing(feature: &str) -> Result<(Device, &'static str)> {
    anyhow::bail!("this program was built without it; build it with `--features {feature}`")
}
