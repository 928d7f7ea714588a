//! Choosing where to compute.

use burn::tensor::Device;

use crate::browser::gpu;
use crate::protocol::{DevicePreference, DeviceReport};

/// A device and why it was chosen.
pub struct Chosen {
    /// The device.
    pub device: Device,
    /// What the page says about it.
    pub report: DeviceReport,
}

/// Opens the device that `preference` allows and the browser offers.
///
/// Autotune and fusion stay off: on the web they are wrong without saying so.
pub async fn open(preference: DevicePreference) -> Chosen {
    if preference == DevicePreference::Cpu {
        return cpu("the address asks for it");
    }
    let forced = preference == DevicePreference::Webgpu;
    let Some(adapter) = gpu::adapter().await else {
        return cpu("this browser offers no WebGPU here");
    };
    if adapter.software && !forced {
        // A program that imitates a GPU is 20 to 30 times slower than the CPU path.
        return cpu("the browser's GPU is only imitated by software");
    }
    match Device::wgpu_options().init_async().await {
        Ok(device) => {
            let reason = if forced {
                format!("the address asks for it ({})", adapter.name)
            } else {
                format!("this browser offers a GPU ({})", adapter.name)
            };
            Chosen {
                device,
                report: DeviceReport {
                    name: "webgpu".to_owned(),
                    reason,
                    is_imitated: adapter.software,
                },
            }
        }
        Err(error) => cpu(&format!("the GPU could not be started ({error})")),
    }
}

/// The CPU, because of `reason`.
pub fn cpu(reason: &str) -> Chosen {
    let report = DeviceReport {
        name: "cpu".to_owned(),
        reason: reason.to_owned(),
        is_imitated: false,
    };
    Chosen {
        device: Device::flex(),
        report,
    }
}
